import django.db.models.deletion
from django.db import migrations, models

import jishan.foundation.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_append_only"),
        ("schemes", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unsaved",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "village_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.BigIntegerField(default=jishan.foundation.tenancy.new_id)),
                ("part", models.CharField(max_length=80)),
                ("typed", models.JSONField()),
                ("seen", models.CharField(max_length=64)),
                ("typed_by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schemes.schemeversion",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("village", "version", "part", "typed_by"), name="unsaved_once"
                    )
                ],
            },
        ),
    ]
