"""A household that splits off has lived in the village as long as the one it came of."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import record_claim
from jishan.claims.acts import NewClaim
from jishan.claims.facts import period_facts
from jishan.claims.history import history
from jishan.core.periods import period_of
from jishan.core.scheme.refusals import NotTakingPart
from jishan.demo.cast import Cast
from jishan.moving.households import change_household, undo_household_change
from jishan.registry.changes import NewChange
from jishan.registry.models import Household, Resident
from jishan.schemes.queries import version_in_force
from tests.stories.road import adopt, key


def half_a_year(document: dict[str, Any]) -> None:
    document["subjects"]["eligible"] = [
        {"kind": "household", "months_min": 6},
        {"kind": "resident", "months_min": 6},
    ]


def split(village: Cast, now: datetime, home: int = 0) -> tuple[int, int]:
    """Who is not the head goes with a household of its own; the change and that household."""
    own = home or village.zhang.id
    stays, goes = Resident.objects.filter(household_id=own).order_by("-head", "id")[:2]
    new = NewChange(own, "split", now.date(), people=(goes.id,), new_head=goes.id, head=stays.id)
    made = change_household(village.clerk, new, key=key(), now=now)
    assert made.other_id is not None
    return made.id, made.other_id


def act(village: Cast, now: datetime, home: int, *, person: bool = False) -> int:
    who = Resident.objects.filter(household_id=home).first() if person else None
    new = NewClaim(home, "tree", now.date(), resident_id=who.id if who else None, place="村口")
    return record_claim(
        village.clerk, new, origin="recorded", channel="on_site", key=key(), now=now
    ).number


def test_a_household_that_splits_off_acts_on_the_same_day(village: Cast, now: datetime) -> None:
    adopt(village, now, half_a_year)
    lived = Household.objects.get(id=village.zhang.id).since
    people = dict(Resident.objects.values_list("id", "since"))
    _, other = split(village, now)

    assert act(village, now, other) == 1
    assert act(village, now, other, person=True) == 2

    row = Household.objects.get(id=other)
    assert (row.since, row.lived_since) == (now.date(), lived)
    assert dict(Resident.objects.values_list("id", "since")) == people
    scheme = version_in_force(village.taoyuan.id, now.date()).scheme
    facts = period_facts(village.taoyuan.id, scheme, period_of(scheme.periods, "month", now.date()))
    assert facts.subjects[f"h{other}"].since == lived
    assert facts.subjects[f"h{other}"].taking_part
    past = history(village.taoyuan.id, first=date(2026, 1, 1), until=now.date())
    told = {one.key: one for one in past.roster}[f"h{other}"]
    assert (told.since, told.joined) == (lived, now.date())


def test_who_came_lately_is_not_older_by_a_split(village: Cast, now: datetime) -> None:
    adopt(village, now, half_a_year)
    Household.objects.filter(id=village.zhang.id).update(since=date(2025, 10, 20))
    _, other = split(village, now)

    for home in (village.zhang.id, other):
        with pytest.raises(NotTakingPart):
            act(village, now, home)


def test_a_split_that_was_undone_is_made_again(village: Cast, now: datetime) -> None:
    adopt(village, now, half_a_year)
    lived = Household.objects.get(id=village.zhang.id).since
    change, other = split(village, now)
    undo_household_change(village.clerk, change, key=key(), now=now)
    _, again = split(village, now)

    assert again != other
    assert Household.objects.get(id=again).lived_since == lived
