"""A household that split off has lived in the village as long as the one it came of."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, editor: Any) -> None:
    household, change = (
        apps.get_model("registry", "Household"),
        apps.get_model("registry", "Change"),
    )
    splits = change.objects.filter(kind="split", other_id__isnull=False).order_by("number")
    for village_id, own, other in splits.values_list("village_id", "household_id", "other_id"):
        home = household.objects.get(village_id=village_id, id=own)
        new = household.objects.filter(village_id=village_id, id=other)
        new.update(lived_since=home.lived_since or home.since)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_keys_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="household",
            name="lived_since",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
