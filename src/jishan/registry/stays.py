"""Who belongs to which household on which day: the stays of people, read and begun.

A stay is written once and never changed. A person's next row ends it; a row entered later holds
from its own day on, so that undoing is a row as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from jishan.foundation.tenancy import new_ids
from jishan.orgs.actions import next_number
from jishan.registry.bulk import insert_rows
from jishan.registry.models import Stay

ONE_DAY = timedelta(days=1)
_COLUMNS = (
    "village_id", "id", "number", "resident_id", "household_id", "since", "how", "change_id",
)  # fmt: skip


class Span(NamedTuple):
    """The days on which somebody belongs to a household, both included; `until` None: still."""

    household_id: int
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


Spans = Mapping[int, Sequence[Span]]
"""By resident, in the order of the days."""


class Begun(NamedTuple):
    """A stay to be written; `household_id` None: the person belongs to none from that day on."""

    resident_id: int
    household_id: int | None
    since: date


def spans_of(rows: Iterable[tuple[int, int | None, date]]) -> dict[int, list[Span]]:
    """Spans from stored stays (resident, household, since), which come as they were entered."""
    turns: dict[int, list[tuple[date, int | None]]] = {}
    for resident_id, home, since in rows:
        own = turns.setdefault(resident_id, [])
        while own and own[-1][0] >= since:
            own.pop()
        if own[-1][1] != home if own else home is not None:
            own.append((since, home))
    return {resident_id: _spans(own) for resident_id, own in turns.items()}


def _spans(turns: Sequence[tuple[date, int | None]]) -> list[Span]:
    ends = (since - ONE_DAY for since, _ in turns[1:])
    return [
        Span(home, since, until)
        for (since, home), until in zip_longest(turns, ends)
        if home is not None
    ]


def stays(village_id: int) -> dict[int, list[Span]]:
    """Of everybody who ever belonged to the village; one query."""
    return _read(Stay.objects.filter(village_id=village_id))


def stays_of(
    village_id: int, residents: Collection[int], households: Collection[int] = ()
) -> dict[int, list[Span]]:
    """Of these people, and of all who ever belonged to these households; one query."""
    return _read(_among(village_id, residents, households))


def stay_rows(
    village_id: int, residents: Collection[int], households: Collection[int]
) -> list[Stay]:
    """The same as rows, in the order they were entered, with their people, households and groups:
    still one query."""
    rows = _among(village_id, residents, households).order_by("number")
    return list(rows.select_related("resident", "household__group"))


def _among(
    village_id: int, residents: Collection[int], households: Collection[int]
) -> QuerySet[Stay]:
    own = Stay.objects.filter(village_id=village_id)
    wanted = Q(resident_id__in=residents)
    if households:
        wanted |= Q(resident_id__in=own.filter(household_id__in=households).values("resident_id"))
    return own.filter(wanted)


def _read(rows: QuerySet[Stay]) -> dict[int, list[Span]]:
    return spans_of(rows.order_by("number").values_list("resident_id", "household_id", "since"))


def home_on(spans: Sequence[Span], day: date) -> int | None:
    """The household on a day; None where the person belonged to none."""
    return next((one.household_id for one in reversed(spans) if one.holds(day)), None)


def nearest_home(spans: Sequence[Span], day: date) -> int | None:
    """The household on a day, else the last one before it, else the first one."""
    before = [one for one in spans if one.since <= day]
    found = before[-1:] or spans[:1]
    return found[0].household_id if found else None


def latest_turn(village_id: int) -> date | None:
    """The last day on which somebody came to a household or moved to one; None: nobody ever did."""
    rows = Stay.objects.filter(village_id=village_id, household_id__isnull=False)
    latest: date | None = rows.aggregate(latest=Max("since"))["latest"]
    return latest


def begin_stays(
    village_id: int, begun: Sequence[Begun], *, how: str, change_id: int | None = None
) -> None:
    """Write stays; who enters them has locked the village's counter of stays until the commit."""
    if not begun:
        return
    first = next_number(village_id, "stay", count=len(begun))
    iso = cache(date.isoformat)
    rows = (
        (village_id, own_id, number, resident_id, household_id, iso(since), how, change_id)
        for number, (own_id, (resident_id, household_id, since)) in enumerate(
            zip(new_ids(len(begun)), begun, strict=True), first
        )
    )
    insert_rows(Stay, _COLUMNS, rows)
