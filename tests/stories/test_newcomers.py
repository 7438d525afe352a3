"""Who takes part, from which day: tags of the household, the committees' consent (P4-01, HS-07)."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from jishan.claims.facts import period_facts
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.measuring import Measuring
from jishan.core.periods import period_of
from jishan.core.scoring import NotTakingPart
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Household, Resident
from jishan.registry.tagging import TagsInFuture, TooManyTags, link_account, tag_household
from jishan.registry.tags import APPROVED, DECLINED, retagged, standing, tags_on
from jishan.schemes.queries import version_in_force
from tests.stories.road import adopt, claimed, posted, written

OWN_HOUSE = ["独立户口", "独立宅院"]


def p4(document: dict[str, Any]) -> None:
    """P4-01: an own register and an own homestead; households of old people if they want."""
    document["subjects"]["eligible"] = [
        {"kind": "household", "consent": True, "tags_all": OWN_HOUSE},
        {"kind": "household", "consent": True, "tags_all": ["老年户"]},
    ]


def hs(document: dict[str, Any]) -> None:
    """HS-07: newcomers after six months, with the consent of the two committees."""
    document["subjects"]["eligible"] = [
        {"kind": "household", "tags_none": ["非本村户籍"]},
        {"kind": "household", "tags_any": ["非本村户籍"], "months_min": 6, "approved": True},
        {"kind": "resident"},
    ]


def tag(village: Cast, now: datetime, day: date, *tags: str) -> None:
    tag_household(village.clerk, village.zhang.id, tags, from_day=day, now=now)


def test_a_household_takes_part_by_its_tags_from_their_day_on(village: Cast, now: datetime) -> None:
    adopt(village, now, p4)
    before = written()
    with pytest.raises(NotTakingPart):
        claimed(village, now)
    assert written() == before

    tag(village, now, date(2026, 3, 1), *OWN_HOUSE)

    with pytest.raises(NotTakingPart):
        claimed(village, now, day=date(2026, 2, 27))
    assert claimed(village, now).number == 1


def test_an_old_household_comes_in_by_its_own_clause_and_may_decline(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, p4)
    tag(village, now, date(2026, 2, 1), "老年户")
    claimed(village, now)

    tag(village, now, date(2026, 3, 2), "老年户", DECLINED)

    with pytest.raises(NotTakingPart):
        claimed(village, now)
    assert claimed(village, now, day=date(2026, 2, 20)).number == 2


def test_a_newcomer_counts_after_six_months_with_the_committees_consent(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, hs)
    Household.objects.filter(id=village.zhang.id).update(since=date(2025, 8, 20))
    tag(village, now, date(2025, 8, 20), "非本村户籍")
    with pytest.raises(NotTakingPart):
        claimed(village, now)

    tag(village, now, date(2026, 2, 10), "非本村户籍", APPROVED)

    with pytest.raises(NotTakingPart):  # consented, but there for five months only
        claimed(village, now, day=date(2026, 2, 12))
    assert claimed(village, now, day=date(2026, 2, 20)).number == 1


def test_a_change_of_tags_does_not_act_backwards_on_a_period(village: Cast, now: datetime) -> None:
    adopt(village, now, p4)
    tag(village, now, date(2026, 1, 1), *OWN_HOUSE)
    posted(village, now)
    tag(village, now, date(2026, 3, 2), "独立户口")

    scheme = version_in_force(village.taoyuan.id, now.date()).scheme

    def ranked(month: int) -> set[str]:
        period = period_of(scheme.periods, "month", date(2026, month, 1))
        facts = period_facts(village.taoyuan.id, scheme, period)
        return set(Measuring(scheme, period, facts).of("month_total").values)

    assert f"h{village.zhang.id}" in ranked(2)
    assert f"h{village.zhang.id}" not in ranked(3)


def test_members_count_from_the_day_on_which_the_rules_let_them(
    village: Cast, now: datetime
) -> None:
    """One of two declines on 11 March: ten days of two members, twenty-one of one."""

    def change(document: dict[str, Any]) -> None:
        document["subjects"]["eligible"] = [{"kind": "resident", "consent": True, "age_min": 18}]
        document["measures"].append(
            {"code": "each", "name": "人均", "shape": "per_member", "measure": "month_total",
             "members": "mean_by_day", "period": "month"}
        )  # fmt: skip

    adopt(village, now, change)
    people = Resident.objects.filter(household_id=village.zhang.id)
    people.update(birth_year=1960)
    first, second = people.order_by("id")
    people.filter(id=second.id).update(tags=[[DECLINED, "2026-03-11", None]])
    scheme = version_in_force(village.taoyuan.id, now.date()).scheme

    def members(year: int, month: int) -> tuple[int, int, Fraction]:
        period = period_of(scheme.periods, "month", date(year, month, 1))
        facts = period_facts(village.taoyuan.id, scheme, period)
        home = facts.subjects[f"h{village.zhang.id}"]
        return home.members_at_start, home.members_at_end, home.members_mean

    assert members(2026, 3) == (2, 1, Fraction(2 * 10 + 21, 31))
    people.filter(id=first.id).update(birth_year=2008)
    assert members(2025, 12) == (1, 1, Fraction(1))
    assert members(2026, 1) == (2, 2, Fraction(2))


def test_tags_keep_their_history() -> None:
    first = retagged((), ["甲", "乙"], since=date(2026, 1, 1))
    second = retagged(first, ["乙", "丙"], since=date(2026, 3, 1))

    assert second == [
        ["甲", "2026-01-01", "2026-02-28"],
        ["乙", "2026-01-01", None],
        ["丙", "2026-03-01", None],
    ]
    assert standing(second) == ("乙", "丙")
    assert tags_on(second, date(2026, 2, 28)) == {"甲", "乙"}
    assert tags_on(["党员"], date(1990, 1, 1)) == {"党员"}
    assert retagged(second, [], since=date(2026, 1, 1)) == []


def test_what_a_household_cannot_be_called(village: Cast, now: datetime) -> None:
    before = (written(), Household.objects.get(id=village.zhang.id).tags)

    with pytest.raises(TooManyTags):
        tag(village, now, now.date(), "很" * 21)
    with pytest.raises(TooManyTags):
        tag(village, now, now.date(), *(f"标签{number}" for number in range(21)))
    with pytest.raises(TagsInFuture):
        tag(village, now, date(2026, 3, 3), "老年户")
    with pytest.raises(NotAllowed):
        tag_household(village.secretary, village.zhang.id, [], from_day=now.date(), now=now)
    with pytest.raises(NotFound):
        tag_household(village.clerk, village.elsewhere.id, [], from_day=now.date(), now=now)
    with pytest.raises(NotFound):
        link_account(village.clerk, _head(village), 987_654, now=now)

    assert (written(), Household.objects.get(id=village.zhang.id).tags) == before


def _head(village: Cast) -> int:
    return Resident.objects.get(household_id=village.zhang.id, head=True).id


def test_the_log_names_no_tag(village: Cast, now: datetime) -> None:
    tag(village, now, now.date(), "低保户")

    line = AuditEvent.objects.get(code="household.tagged")
    assert line.facts == {"since": "2026-03-02"}
