"""A false claim (ZX-03): the household is heard, the board says so, then it is in the book."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jishan.claims.actions import (
    DayInFuture,
    FalseAlready,
    Falsehood,
    FalseNotDecided,
    HearingMissing,
    KeyTaken,
    Moved,
    NoFalseClaimClause,
    confirm_false,
)
from jishan.claims.queries import why
from jishan.core.errors import NotAllowed
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.notices.actions import submit_objection
from jishan.notices.queries import notice_for_office
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    key,
    on_notice,
    posted,
    published,
    purses,
    row_of,
    stored,
    tick,
    written,
)


@pytest.fixture
def no_clause(village: Cast, now: datetime) -> None:
    """桃源村's document without the clause of ZX-03."""
    adopt(village, now, lambda document: document.pop("false_claim"))


def found(now: datetime, **changed: Any) -> Falsehood:
    said: dict[str, Any] = {
        "fault": "claimant",
        "cause": "邻居证明当天没有扫",
        "heard_on": now.date() + timedelta(days=5),
        "said": "记错了日子",
    }
    return Falsehood(**(said | changed))


def confirmed(village: Cast, claim: Moved, now: datetime, **changed: Any) -> Moved:
    return confirm_false(
        village.clerk, claim.id, found=found(now, **changed), key=key(), now=now + days(5)
    )


def into_the_book(village: Cast, claim: Moved, now: datetime) -> None:
    decided(village, claim, now + days(5))
    published(village, now + days(5))
    tick(village, now + days(12))


def test_a_false_claim_costs_twice_its_points_and_is_taken_back(
    village: Cast, now: datetime
) -> None:
    first = posted(village, now)
    second = posted(village, now + timedelta(minutes=1), "visit-elder")
    before = purses(village.zhang.id)

    false = confirmed(village, first, now)

    assert purses(village.zhang.id) == before
    assert stored(first).state == State.POSTED
    into_the_book(village, false, now)
    assert (stored(first).state, stored(second).state) == (State.REVERSED, State.POSTED)
    assert stored(false).points == -600
    assert purses(village.zhang.id)["honour"] == before["honour"] - 300 - 600
    reason = why(village.clerk, false.id, now + days(12)).claim.reasons[0]
    assert (reason.code, reason.facts["times"], reason.facts["said"]) == (
        "false_claim",
        "2",
        "记错了日子",
    )


def test_it_hangs_on_the_board_first_and_may_be_objected_to(village: Cast, now: datetime) -> None:
    first = posted(village, now)
    false = confirmed(village, first, now)
    decided(village, false, now + days(5))
    published(village, now + days(5))

    line = notice_for_office(village.clerk, 2, now + days(5)).lines[0]
    submit_objection(
        village.zhang_actor, row_of(false).id, named="张桂兰", reason="我真的扫了", key=key(),
        now=now + days(6),
    )  # fmt: skip
    tick(village, now + days(12))

    assert (line.what, line.points) == (f"虚报：申报 {first.number} 号", -600)
    assert (stored(false).state, stored(first).state) == (State.OPEN, State.POSTED)


def test_a_proxys_mistake_costs_the_household_nothing(village: Cast, now: datetime) -> None:
    first = posted(village, now)

    false = confirmed(village, first, now, fault="proxy")
    into_the_book(village, false, now)

    assert (stored(false).points, stored(first).state) == (0, State.REVERSED)
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}
    assert stored(false).reasons[0][0] == "false_by_proxy"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"heard_on": None}, HearingMissing),
        ({"said": "  "}, HearingMissing),
        ({"heard_on": date(2030, 1, 1)}, DayInFuture),
    ],
)
def test_nobody_is_punished_unheard(
    village: Cast, now: datetime, changed: dict[str, Any], refusal: Any
) -> None:
    first = posted(village, now)
    before = written()

    with pytest.raises(refusal):
        confirmed(village, first, now, **changed)

    assert written() == before


def test_without_a_clause_nothing_is_deducted(
    village: Cast, now: datetime, no_clause: None
) -> None:
    first = posted(village, now)
    before = written()

    with pytest.raises(NoFalseClaimClause):
        confirmed(village, first, now)

    assert written() == before


def test_only_what_was_decided_can_be_confirmed_false_and_once(
    village: Cast, now: datetime
) -> None:
    open_ = on_notice(village, now)
    with pytest.raises(FalseNotDecided):
        confirmed(village, open_, now)
    tick(village, now + days(4))
    confirmed(village, open_, now)
    before = written()

    with pytest.raises(FalseAlready):
        confirmed(village, open_, now)

    assert written() == before


def test_the_same_key_is_one_case_and_nobody_elses(village: Cast, now: datetime) -> None:
    first, other = posted(village, now), claimed(village, now, "visit-elder")
    mine = key()
    once = confirm_false(village.clerk, first.id, found=found(now), key=mine, now=now + days(5))
    before = written()

    again = confirm_false(village.clerk, first.id, found=found(now), key=mine, now=now + days(5))
    with pytest.raises(KeyTaken):
        confirm_false(village.secretary, first.id, found=found(now), key=mine, now=now + days(5))
    with pytest.raises(KeyTaken):
        confirm_false(
            village.clerk, first.id, found=found(now), key=stored(other).key, now=now + days(5)
        )

    assert (again.id, again.repeated) == (once.id, True)
    assert written() == before


def test_who_may_not_reverse_may_not_confirm(village: Cast, now: datetime) -> None:
    first = posted(village, now)
    before = written()

    with pytest.raises(NotAllowed):
        confirm_false(village.grid_worker, first.id, found=found(now), key=key(), now=now + days(5))

    assert written() == before
