"""Base points: everybody whom the item counts for, a newcomer the exact part (P4-03, T5)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishan.claims.actions import grant_base
from jishan.claims.acts import owner_key, resident_key
from jishan.claims.facts import period_facts
from jishan.claims.models import Claim
from jishan.core.errors import NotAllowed
from jishan.core.measuring import Measuring
from jishan.core.periods import period_of
from jishan.core.replay.events import Person
from jishan.core.replay.whole import replay
from jishan.core.scheme.reading import from_plain
from jishan.demo.cast import Cast
from jishan.registry.models import Household, Resident
from jishan.registry.tagging import tag_household
from jishan.schemes.models import SchemeVersion
from tests.stories.road import adopt, days, neighbours, published, tick, written
from tests.stories.subjects import everybody, of_unit, shop

KINDS = ["household", "resident", "unit", "group", "village"]


def base(joiners: str, per: str = "year", kinds: list[str] = KINDS, points: str = "10") -> Any:
    def change(document: dict[str, Any]) -> None:
        everybody(document)
        document["purses"].append(
            {"code": "own", "name": "个人分", "holder": "resident", "spendable": False,
             "floor": "none"}
        )  # fmt: skip
        document["items"].append(
            {
                "code": "base",
                "title": "基础分",
                "category": "civility",
                "subjects": kinds,
                "worth": {
                    "shape": "base",
                    "points": points,
                    "per": per,
                    "joiners": joiners,
                    "rounding": "half_up",
                },
            }
        )

    return change


def granted() -> dict[str, str]:
    """Whose base claims there are, with the part that each gets."""
    return {
        resident_key(row.resident_id) if row.resident_id else owner_key(row): row.act["quantity"]
        for row in Claim.objects.filter(item="base")
    }


def test_every_kind_of_subject_that_the_item_counts_for_gets_its_base(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, base("full"))
    unit = shop(village, now)
    before = written()
    with pytest.raises(NotAllowed):
        grant_base(village.grid_worker, day=now.date(), now=now)
    assert written() == before

    first = grant_base(village.clerk, day=now.date(), now=now)
    again = grant_base(village.clerk, day=now.date(), now=now)

    homes, people = Household.objects.filter(village_id=village.taoyuan.id), Resident.objects
    there = people.filter(village_id=village.taoyuan.id).count()
    assert (first.claims, again.claims) == (homes.count() + there + 1 + 6 + 1, 0)
    assert granted()[of_unit(unit)] == "1"
    assert granted()[f"v{village.taoyuan.id}"] == "1"


def test_a_part_like_a_seventh_is_exact_until_it_is_rounded_once(
    village: Cast, now: datetime
) -> None:
    """Seven days left of a week: somebody who comes on its last day gets one seventh of 10."""
    adopt(village, now, base("by_day", per="month", kinds=["unit"]))
    unit = shop(village, now, since=date(2026, 2, 25))

    grant_base(village.clerk, day=date(2026, 2, 25), now=now)
    published(village, now)
    tick(village, now + days(4))

    claim = Claim.objects.get(item="base")
    assert (claim.unit_id, claim.act["quantity"], claim.points) == (unit, "1/7", 143)


def test_a_fraction_of_a_base_disturbs_no_measure(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        base("by_month", kinds=["household"])(document)
        document["measures"].append(
            {"code": "often", "name": "次数", "shape": "points", "period": "month",
             "purse": "honour", "value": "times"}
        )  # fmt: skip

    adopt(village, now, change)
    Household.objects.filter(id=village.zhang.id).update(since=date(2026, 3, 1))
    grant_base(village.clerk, day=now.date(), now=now)
    published(village, now)
    tick(village, now + days(4))

    claim = Claim.objects.get(item="base", household_id=village.zhang.id)
    scheme = from_plain(SchemeVersion.objects.get(id=claim.version_id).document)
    march = period_of(scheme.periods, "month", now.date())
    found = Measuring(scheme, march, period_facts(village.taoyuan.id, scheme, march)).of("often")
    assert claim.act["quantity"] == "5/6"
    assert set(found.values.values()) == {0}


def test_who_declined_gets_no_base(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        base("full", kinds=["household"])(document)
        document["subjects"]["eligible"] = [{"kind": "household", "consent": True}]

    adopt(village, now, change)
    tag_household(
        village.clerk, village.zhang.id, ["不同意参加"], from_day=date(2026, 1, 1), now=now
    )

    grant_base(village.clerk, day=now.date(), now=now)

    assert f"h{village.zhang.id}" not in granted()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    joiners=st.sampled_from(["full", "none", "by_month", "by_day"]),
    per=st.sampled_from(["month", "quarter", "year"]),
    came=st.lists(st.integers(0, 58), min_size=2, max_size=2),
    points=st.sampled_from(["10", "0.07", "33.33"]),
)
def test_the_grant_is_what_the_replay_grants(
    village: Cast, now: datetime, joiners: str, per: str, came: list[int], points: str
) -> None:
    """A household and a unit that came on two days of February and March 2026."""
    day, first = date(2026, 3, 31), date(2026, 2, 1)
    since = [date.fromordinal(first.toordinal() + number) for number in came]
    with transaction.atomic():
        version = adopt(village, now, base(joiners, per, ["household", "unit"], points))
        home = neighbours(village, 1)[0]
        Household.objects.filter(id=home).update(since=since[0])
        unit = shop(village, now, "新店", since=since[1])
        if grant_base(village.clerk, day=day, now=now).claims:
            published(village, now)
        mine = {
            owner_key(row): row.points
            for row in Claim.objects.filter(item="base")
            if owner_key(row) in (f"h{home}", of_unit(unit))
        }
        transaction.set_rollback(True)

    scheme = from_plain(version.document)
    roster = [
        Person(f"h{home}", "household", group="一组", joined=since[0]),
        Person(of_unit(unit), "unit", group="一组", joined=since[1]),
    ]
    outcome = replay([scheme], roster, [], first=date(2026, 1, 1), until=day)
    period = period_of(scheme.periods, per, day)  # type: ignore[arg-type]  # a drawn kind
    theirs = {
        one.subject: one.points
        for one in outcome.automatic
        if one.kind == "base" and one.period == period.label
    }

    assert mine == theirs
