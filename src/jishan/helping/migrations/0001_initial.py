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
            name="HelpPlan",
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
                ("household_id", models.BigIntegerField()),
                ("helper", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=200)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("outcome", models.CharField(default="", max_length=300)),
                ("begun_by", models.BigIntegerField()),
                (
                    "household",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="household_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_plans",
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
        ),
        migrations.CreateModel(
            name="HelpTalk",
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
                ("plan_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("text", models.CharField(max_length=500)),
                ("written_by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "plan",
                    jishan.foundation.tenancy.VillageLink(
                        id_field="plan_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="helping.helpplan",
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
        ),
        migrations.AddConstraint(
            model_name="helpplan",
            constraint=jishan.foundation.tenancy.VillageKey(
                column="household_id", name="help_household", to="registry.Household"
            ),
        ),
        migrations.AddConstraint(
            model_name="helpplan",
            constraint=models.UniqueConstraint(fields=("village", "key"), name="help_key"),
        ),
        migrations.AddConstraint(
            model_name="helpplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("village", "household_id"),
                name="one_helper_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="helptalk",
            index=models.Index(fields=["village", "plan_id", "id"], name="talk_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="helptalk",
            constraint=jishan.foundation.tenancy.VillageKey(
                column="plan_id", name="talk_plan", to="helping.HelpPlan"
            ),
        ),
        migrations.AddConstraint(
            model_name="helptalk",
            constraint=models.UniqueConstraint(fields=("village", "key"), name="talk_key"),
        ),
        GuardAppendOnly("HelpTalk"),
    ]
