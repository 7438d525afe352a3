"""Whoever is in the registry has lived where the registry has them: from `since` to `until`."""

from collections import defaultdict
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import migrations

from jishan.foundation.tenancy import new_id

ROWS_AT_ONCE = 2_000


def fill(apps: Any, editor: Any) -> None:
    stay, resident = apps.get_model("registry", "Stay"), apps.get_model("registry", "Resident")
    last: dict[int, int] = defaultdict(int)
    columns = "village_id", "id", "household_id", "since", "until"
    people = resident.objects.order_by("village_id", "id").values_list(*columns)
    rows = _stays(stay, people.iterator(ROWS_AT_ONCE), last)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        stay.objects.bulk_create(chunk)
    counter = apps.get_model("orgs", "Counter")
    counter.objects.bulk_create(
        counter(village_id=village_id, name="stay", last=number)
        for village_id, number in last.items()
    )


def _stays(stay: Any, people: Any, last: dict[int, int]) -> Any:
    for village_id, resident_id, home, since, until in people:
        begun = [(home, since, "roster")]
        if until is not None:
            begun.append((None, until + timedelta(days=1), "left"))
        for household_id, day, how in begun:
            last[village_id] += 1
            yield stay(
                village_id=village_id, id=new_id(), number=last[village_id],
                resident_id=resident_id, household_id=household_id, since=day, how=how,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_stays"), ("orgs", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
