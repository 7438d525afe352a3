"""Households change: who belongs where from which day, and where their points go."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from jishan.claims.facts import period_facts
from jishan.claims.models import Claim
from jishan.claims.sums import Sums
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.measuring import Measuring
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.ledger.actions import NotEnoughPoints, post
from jishan.ledger.check import prove
from jishan.ledger.models import Account, Posting
from jishan.moving.households import (
    ActsAfterwards,
    AgreementMissing,
    Changed,
    ShareTooLarge,
    change_household,
    undo_household_change,
)
from jishan.orgs.models import AuditEvent
from jishan.registry.actions import NewResident
from jishan.registry.changes import (
    ChangeInFuture,
    ChangeKeyTaken,
    ChangeTooEarly,
    HeadMissing,
    HouseholdGone,
    LaterChange,
    NewChange,
    NobodyLeft,
    NobodyNamed,
    NotOfHousehold,
    SameHousehold,
    UndoneAlready,
)
from jishan.registry.models import Change, Household, Resident, Stay
from jishan.registry.queries import residents_of
from jishan.schemes.queries import version_in_force
from tests.stories.road import adopt, days, key, on_notice, posted, purses, tick

MARCH = date(2026, 3, 2)


def plain(document: dict[str, Any]) -> None:
    document["measures"].append(
        {"code": "each", "name": "人均", "shape": "per_member", "measure": "month_total",
         "members": "mean_by_day", "period": "month"}
    )  # fmt: skip


def by_members(document: dict[str, Any]) -> None:
    plain(document)
    document["subjects"]["split"] = "by_members"


def by_decision(document: dict[str, Any]) -> None:
    plain(document)
    document["subjects"]["split"] = "by_decision"


def people(household_id: int) -> list[Resident]:
    return list(Resident.objects.filter(household_id=household_id).order_by("-head", "id"))


def change(village: Cast, now: datetime, kind: str, **said: Any) -> Changed:
    shares, mine = said.pop("shares", None), said.pop("mine", None) or key()
    new = NewChange(said.pop("home", village.zhang.id), kind, said.pop("day", MARCH), **said)
    return change_household(village.clerk, new, shares=shares, key=mine, now=now)


def gave(village: Cast, now: datetime, points: int, purse: str = "spend", home: int = 0) -> None:
    account = AccountRef("household", home or village.zhang.id, purse)
    posting = settle(key(), Kind.EARNING, now.date(), [(account, points)])
    post(village.clerk, posting, now=now, code="claim.posted")


def written() -> tuple[int, ...]:
    rows = (Change, Stay, Posting, AuditEvent, Household, Resident)
    return tuple(row.objects.count() for row in rows)


def members(village: Cast, home: int, month: int) -> tuple[int, int, Fraction]:
    scheme = version_in_force(village.taoyuan.id, MARCH).scheme
    period = period_of(scheme.periods, "month", date(2026, month, 1))
    facts = period_facts(village.taoyuan.id, scheme, period).subjects.get(f"h{home}")
    if facts is None:
        return 0, 0, Fraction(0)
    return facts.members_at_start, facts.members_at_end, facts.members_mean


def test_somebody_who_moves_counts_in_each_household_for_its_own_days(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, plain)
    head, child = people(village.zhang.id)
    before = members(village, village.zhang.id, 2)

    change(
        village, now, "moved", people=(child.id,), other_id=village.liu_neighbour.id,
        relation="儿媳",
    )  # fmt: skip

    assert before == (2, 2, Fraction(2))
    assert members(village, village.zhang.id, 2) == before
    assert members(village, village.zhang.id, 3) == (2, 1, Fraction(2 + 30, 31))
    there = len(people(village.liu_neighbour.id))
    assert members(village, village.liu_neighbour.id, 3) == (
        there - 1, there, Fraction((there - 1) * 31 + 30, 31),
    )  # fmt: skip
    child.refresh_from_db()
    assert (child.household_id, child.relation, child.head) == (
        village.liu_neighbour.id, "儿媳", False,
    )  # fmt: skip
    village_id = village.taoyuan.id
    yesterday = residents_of(village_id, village.zhang.id, date(2026, 3, 1))
    assert [one.id for one in yesterday] == [head.id, child.id]
    assert [one.id for one in residents_of(village_id, village.zhang.id, MARCH)] == [head.id]


def test_births_and_deaths_count_from_their_day(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    baby = NewResident("张宝", relation="孙子", sex="男", birth_year=2026)
    change(village, now, "born", resident=baby, day=date(2026, 2, 15))

    assert members(village, village.zhang.id, 2) == (2, 3, 2 + Fraction(14, 28))

    _, child, _ = people(village.zhang.id)
    change(village, now, "died", people=(child.id,))
    assert members(village, village.zhang.id, 3) == (3, 2, 2 + Fraction(1, 31))


def test_a_household_that_leaves_is_there_until_the_day_before(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, plain)
    gave(village, now, 500)

    change(village, now, "closed", note="全家迁往县城")

    assert members(village, village.zhang.id, 2) == (2, 2, Fraction(2))
    assert members(village, village.zhang.id, 3) == (0, 0, Fraction(0))
    assert Household.objects.get(id=village.zhang.id).until == date(2026, 3, 1)
    assert purses(village.zhang.id)["spend"] == 500


def test_a_split_shares_by_members_to_the_last_hundredth(village: Cast, now: datetime) -> None:
    adopt(village, now, by_members)
    gave(village, now, 501)
    gave(village, now, 900, "honour")
    _, child = people(village.zhang.id)

    made = change(village, now, "split", people=(child.id,), new_head=child.id, mine="split")
    again = change(village, now, "split", people=(child.id,), new_head=child.id, mine="split")

    assert made.points == {"spend": Points(250)}
    assert (again.id, again.repeated, again.points) == (made.id, True, {})
    assert made.other_id is not None
    assert purses(village.zhang.id) == {"spend": 251, "honour": 900}
    assert purses(made.other_id) == {"spend": 250}
    new = Household.objects.get(id=made.other_id)
    assert (new.head_name, new.group_id, new.since) == (child.name, village.group_one.id, MARCH)
    assert [one.head for one in people(new.id)] == [True]
    assert members(village, new.id, 3) == (0, 1, Fraction(30, 31))
    assert prove(village.taoyuan.id).differences == ()


def test_where_the_document_is_silent_all_stays(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    gave(village, now, 501)
    _, child = people(village.zhang.id)

    made = change(
        village, now, "split", people=(child.id,), new_head=child.id, shares={"spend": Points(100)}
    )

    assert (made.points, purses(village.zhang.id)) == ({}, {"spend": 501})


def test_a_split_by_decision_goes_by_what_was_agreed_in_writing(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, by_decision)
    gave(village, now, 501)
    _, child = people(village.zhang.id)
    said: dict[str, Any] = {"people": (child.id,), "new_head": child.id}
    before = written()
    with pytest.raises(AgreementMissing):
        change(village, now, "split", shares={"spend": Points(133)}, **said)
    with pytest.raises(ShareTooLarge):
        change(village, now, "split", shares={"spend": Points(502)}, note="商定", **said)
    assert written() == before

    made = change(
        village, now, "split", shares={"spend": Points(133)}, note="3月1日两家书面商定", **said
    )

    assert made.points == {"spend": Points(133)}
    assert purses(village.zhang.id) == {"spend": 368}


def test_a_merge_takes_everything_along_and_figures_of_open_periods(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, plain)
    other = village.liu_neighbour.id
    posted(village, now)
    gave(village, now, 200, home=other)
    day = (now + days(5)).date()

    made = change(village, now + days(5), "merged", other_id=other, day=day)

    assert made.points == {"spend": Points(300), "honour": Points(300)}
    assert purses(village.zhang.id) == {"spend": 0, "honour": 0}
    assert purses(other) == {"spend": 500, "honour": 300}
    scheme = version_in_force(village.taoyuan.id, day).scheme
    period = period_of(scheme.periods, "month", day)
    values = Measuring(
        scheme, period, period_facts(village.taoyuan.id, scheme, period)
    ).of("month_total").values  # fmt: skip
    assert values[f"h{other}"] == 300
    assert dict(Sums(village.taoyuan.id).earned("honour", period).ranked)[other] == 300
    assert f"h{village.zhang.id}" not in values
    assert prove(village.taoyuan.id).differences == ()


def test_what_comes_into_the_book_after_a_merge_goes_on(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    claim = on_notice(village, now)
    other, day = village.liu_neighbour.id, (now + days(1)).date()
    change(village, now + days(1), "merged", other_id=other, day=day)

    tick(village, now + days(4))

    assert Claim.objects.get(id=claim.id).state == "posted"
    assert purses(village.zhang.id) == {"spend": 0, "honour": 0}
    assert purses(other) == {"spend": 300, "honour": 300}


def test_a_mistake_is_undone_and_it_is_as_if_it_had_not_been(village: Cast, now: datetime) -> None:
    adopt(village, now, by_members)
    gave(village, now, 600)
    rows = list(Resident.objects.order_by("id").values())
    homes = list(Household.objects.order_by("id").values())
    head, child = people(village.zhang.id)
    before = members(village, village.zhang.id, 3)

    split = change(village, now, "split", people=(head.id,), new_head=head.id, head=child.id)
    undo_household_change(village.clerk, split.id, key="u", now=now)
    again = undo_household_change(village.clerk, split.id, key="u", now=now)

    assert again.repeated
    assert members(village, village.zhang.id, 3) == before
    assert list(Resident.objects.order_by("id").values()) == rows
    kept = [one for one in Household.objects.order_by("id").values() if one["id"] != split.other_id]
    assert kept == homes
    assert purses(village.zhang.id) == {"spend": 600}
    assert Change.objects.count() == 2
    count = written()
    with pytest.raises(UndoneAlready):
        undo_household_change(village.clerk, split.id, key=key(), now=now)
    assert written() == count


def test_a_merge_is_undone_with_its_points(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    gave(village, now, 600)
    other = village.liu_neighbour.id
    made = change(village, now, "merged", other_id=other)

    undo_household_change(village.clerk, made.id, key=key(), now=now)

    assert (purses(village.zhang.id), purses(other)) == ({"spend": 600}, {"spend": 0})
    assert Household.objects.get(id=village.zhang.id).until is None
    assert len(residents_of(village.taoyuan.id, village.zhang.id, MARCH)) == 2


def test_only_the_last_is_undone_and_only_what_is_still_there(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    gave(village, now, 600)
    other = village.liu_neighbour.id
    _, child = people(village.zhang.id)
    first = change(village, now, "moved", people=(child.id,), other_id=other)
    second = change(village, now, "moved", people=(child.id,), home=other, other_id=village.far.id)
    before = written()
    with pytest.raises(LaterChange):
        undo_household_change(village.clerk, first.id, key=key(), now=now)
    assert written() == before
    undo_household_change(village.clerk, second.id, key=key(), now=now)
    undo_household_change(village.clerk, first.id, key=key(), now=now)
    assert Resident.objects.get(id=child.id).household_id == village.zhang.id

    merged = change(village, now, "merged", other_id=other)
    account = AccountRef("household", other, "spend")
    spent = settle(key(), Kind.REDEMPTION, now.date(), [(account, -500)])
    post(village.shopkeeper, spent, now=now, code="redemption.collected")
    before = written()
    with pytest.raises(NotEnoughPoints):
        undo_household_change(village.clerk, merged.id, key=key(), now=now)
    assert written() == before


def test_a_person_s_own_points_go_with_the_person(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    _, child = people(village.zhang.id)
    posting = settle(key(), Kind.EARNING, MARCH, [(AccountRef("resident", child.id, "spend"), 700)])
    post(village.clerk, posting, now=now, code="claim.posted")

    change(village, now, "moved", people=(child.id,), other_id=village.far.id)

    row = Account.objects.get(holder_kind="resident", holder_id=child.id)
    assert (row.household_id, row.balance) == (village.far.id, 700)


def test_what_is_refused_changes_nothing(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    head, child = people(village.zhang.id)
    stranger, home = people(village.far.id)[0], village.zhang.id
    other = village.liu_neighbour.id
    change(village, now, "born", resident=NewResident("张宝"), mine="born")
    before = written()

    def no(refusal: type[Refusal], kind: str, **said: Any) -> None:
        with pytest.raises(refusal):
            change(village, now, kind, **said)
        assert written() == before

    no(ChangeKeyTaken, "died", people=(child.id,), mine="born")
    no(ChangeInFuture, "died", people=(child.id,), day=date(2026, 3, 3))
    no(HouseholdGone, "moved", people=(child.id,), other_id=other, day=date(1000, 1, 1))
    no(SameHousehold, "moved", people=(child.id,), other_id=home)
    no(NobodyNamed, "died")
    no(NotOfHousehold, "died", people=(stranger.id,))
    no(HeadMissing, "died", people=(head.id,))
    no(HeadMissing, "split", people=(child.id,))
    no(NotFound, "moved", people=(child.id,), other_id=village.elsewhere.id)
    baby = Resident.objects.get(name="张宝")
    no(ChangeTooEarly, "died", people=(baby.id,), day=date(2026, 3, 1))
    no(NobodyLeft, "died", people=(head.id, child.id, baby.id))
    with pytest.raises(NotAllowed):
        change_household(
            village.shopkeeper, NewChange(home, "died", MARCH, people=(child.id,)),
            key=key(), now=now,
        )  # fmt: skip
    with pytest.raises(NotFound):
        change_household(
            village.outsider, NewChange(home, "died", MARCH, people=(child.id,)),
            key=key(), now=now,
        )  # fmt: skip
    assert written() == before


def test_a_household_that_went_has_done_nothing_since(village: Cast, now: datetime) -> None:
    adopt(village, now, plain)
    posted(village, now)
    before = written()

    with pytest.raises(ActsAfterwards):
        change(village, now, "merged", other_id=village.liu_neighbour.id)

    assert written() == before
