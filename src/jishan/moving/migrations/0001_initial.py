import django.db.models.deletion
from django.db import migrations, models

import jishan.foundation.tenancy
from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0002_append_only"),
        ("registry", "0003_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
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
                ("key", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=12)),
                ("household_id", models.BigIntegerField()),
                ("purses", models.JSONField(default=list)),
                ("posting_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("handed_by", models.BigIntegerField()),
                (
                    "household",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="household_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="registry.household",
                    ),
                ),
                (
                    "to_village",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
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
                    jishan.foundation.tenancy.VillageKey(
                        column="household_id", name="handover_household", to="registry.Household"
                    ),
                    jishan.foundation.tenancy.VillageKey(
                        column="posting_id", name="handover_posting", to="ledger.Posting"
                    ),
                    models.UniqueConstraint(fields=("village", "key"), name="handover_key"),
                    models.UniqueConstraint(fields=("village", "code"), name="handover_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakeOver",
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
                ("code", models.CharField(max_length=12)),
                ("household_id", models.BigIntegerField()),
                ("posting_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("taken_by", models.BigIntegerField()),
                (
                    "from_village",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
                    ),
                ),
                (
                    "household",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="household_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="registry.household",
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
                    jishan.foundation.tenancy.VillageKey(
                        column="household_id", name="takeover_household", to="registry.Household"
                    ),
                    jishan.foundation.tenancy.VillageKey(
                        column="posting_id", name="takeover_posting", to="ledger.Posting"
                    ),
                    models.UniqueConstraint(
                        fields=("village", "from_village", "code"), name="taken_over_once"
                    ),
                ],
            },
        ),
        GuardAppendOnly("HandOver"),
        GuardAppendOnly("TakeOver"),
    ]
