import django.db.models.deletion
from django.db import migrations, models

import jishan.foundation.tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ranking",
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
                ("kind", models.CharField(max_length=10)),
                ("period", models.CharField(max_length=20)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("title", models.CharField(max_length=120)),
                ("measure", models.CharField(max_length=40)),
                ("version_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("announced_by", models.BigIntegerField()),
                ("rules", models.JSONField(default=dict)),
                ("places", models.JSONField(default=dict)),
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
        ),
        migrations.CreateModel(
            name="ConferredTitle",
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
                ("ranking_id", models.BigIntegerField()),
                ("household_id", models.BigIntegerField()),
                ("resident_id", models.BigIntegerField(null=True)),
                ("honours", models.JSONField(default=list)),
                (
                    "household",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="household_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="registry.household",
                    ),
                ),
                (
                    "ranking",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="ranking_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="honors.ranking",
                    ),
                ),
                (
                    "resident",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="resident_id",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="titles",
                        to="registry.resident",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ranking",
            index=models.Index(fields=["village", "last"], name="ranking_by_day"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(fields=("village", "key"), name="ranking_key"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                fields=("village", "kind", "period", "measure"), name="ranking_once_a_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferredtitle",
            constraint=jishan.foundation.tenancy.VillageKey(
                column="ranking_id", name="title_ranking", to="honors.Ranking"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferredtitle",
            constraint=jishan.foundation.tenancy.VillageKey(
                column="household_id", name="title_household", to="registry.Household"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferredtitle",
            constraint=jishan.foundation.tenancy.VillageKey(
                column="resident_id", name="title_resident", to="registry.Resident"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferredtitle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resident_id__isnull", True)),
                fields=("village", "household_id", "ranking_id"),
                name="titled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferredtitle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resident_id__isnull", False)),
                fields=("village", "household_id", "ranking_id", "resident_id"),
                name="person_titled_once",
            ),
        ),
    ]
