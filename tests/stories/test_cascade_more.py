"""Corrections after a reversal: debts, what hangs on the board, objections, marks, vetoes."""

from datetime import date
from typing import Any

from jishan.claims.actions import (
    NewVeto,
    close_period,
    publish_claims,
    record_veto,
    reverse_claim,
    uphold_objection,
)
from jishan.claims.models import Bar, Claim, Correction, PeriodClose, Recomputation
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.honors.mending import recheck
from jishan.ledger.models import Account
from jishan.notices.actions import submit_objection
from jishan.notices.models import NoticeRow
from tests.stories.mending import (
    Half,
    at,
    balances,
    balances_in,
    given,
    given_in,
    key,
    owing,
    replayed,
    rules,
    titled,
    titled_in,
)
from tests.stories.road import purses

JULY = at(7, 21)


def corrections() -> list[str]:
    return [one.what for one in Correction.objects.order_by("id")]


def test_an_act_that_nothing_rests_on_brings_no_correction(village: Cast) -> None:
    half = Half(village)
    act = half.act(village.zhang.id, "visit", 1, 9)
    half.end(1)

    reverse_claim(village.clerk, act.id, reason="记错", now=at(2, 20))

    assert corrections() == []
    assert Recomputation.objects.count() == 1
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}


def test_goods_are_kept_and_what_they_cost_stays_a_debt_where_the_document_says(
    village: Cast,
) -> None:
    half = Half(village, owing)
    act = half.act(village.zhang.id, "visit", 1, 9)
    half.end(1)
    half.spend(village.zhang.id, 300, at(2, 20))

    reverse_claim(village.clerk, act.id, reason="记错", now=at(2, 25))

    account = Account.objects.get(holder_id=village.zhang.id, purse="spend")
    assert (account.balance, account.floor) == (-300, -300)
    assert balances(half.id) == balances_in(replayed(half.id, date(2026, 2, 25)))


def test_a_debt_is_paid_by_the_next_points_and_floors_go_on(village: Cast) -> None:
    half = Half(village, owing)
    act = half.act(village.zhang.id, "visit", 1, 9)
    half.end(1)
    half.spend(village.zhang.id, 300, at(2, 20))
    reverse_claim(village.clerk, act.id, reason="记错", now=at(2, 21))
    half.act(village.zhang.id, "visit", 2, 22)
    half.act(village.zhang.id, "lavish-feast", 2, 23)
    half.end(2)

    assert purses(village.zhang.id)["spend"] == 0
    assert balances(half.id) == balances_in(replayed(half.id, date(2026, 3, 25)))


def test_what_is_still_on_the_board_is_corrected_before_it_is_posted(village: Cast) -> None:
    half = Half(village)
    act = half.act(village.zhang.id, "tree", 1, 9, quantity=9)
    half.enter(at(1, 31, 20))
    close_period(village.clerk, "month", date(2026, 1, 1), key=key(), now=at(2, 6))
    band = Claim.objects.get(origin="rule")
    publish_claims(village.clerk, key=key(), now=at(2, 6))

    reverse_claim(village.clerk, act.id, reason="记错", now=at(2, 8))
    half.tick(at(2, 10))
    waiting = Claim.objects.get(id=band.id)
    half.tick(at(2, 14))

    assert (waiting.state, waiting.points) == ("open", 0)
    assert Claim.objects.get(id=band.id).state == "posted"
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}
    assert corrections() == ["settlement"]


def test_what_was_not_on_the_board_yet_ends_where_nothing_is_left_of_it(village: Cast) -> None:
    half = Half(village)
    act = half.act(village.zhang.id, "tree", 1, 9, quantity=9)
    half.enter(at(1, 31, 20))
    close_period(village.clerk, "month", date(2026, 1, 1), key=key(), now=at(2, 6))

    reverse_claim(village.clerk, act.id, reason="记错", now=at(2, 8))

    assert Claim.objects.get(origin="rule").state == State.REJECTED


def test_an_objection_that_is_right_gives_its_room_under_the_cap_to_others(village: Cast) -> None:
    half = Half(village)
    first = half.act(village.zhang.id, "tree", 1, 9, quantity=8)
    second = half.act(village.zhang.id, "tree", 1, 12, quantity=8)
    publish_claims(village.clerk, key=key(), now=at(1, 20))
    assert Claim.objects.get(id=second.id).points == 600
    line = NoticeRow.objects.get(subject_id=first.id)
    made = submit_objection(
        village.neighbour_actor, line.id, reason="不是他种的", named="刘", key=key(), now=at(1, 21)
    )

    uphold_objection(village.secretary, made.id, reason="属实", now=at(1, 21), rejected=True)
    half.tick(at(2, 1))

    claim = Claim.objects.get(id=second.id)
    assert (claim.points, claim.state) == (2400, "posted")
    assert Claim.objects.get(id=first.id).state == "rejected"
    assert purses(village.zhang.id) == {"honour": 2400, "spend": 2400}


def test_a_veto_that_is_reversed_never_stood(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 1, 9, quantity=9)
    half.act(village.liu_neighbour.id, "tree", 1, 9, quantity=4)
    clause = NewVeto(village.zhang.id, "crime", date(2026, 1, 20), "判决书", "〔2026〕9号")
    veto = record_veto(village.clerk, clause, key=key(), now=at(1, 20))
    for month in range(1, 7):
        half.end(month)
    half.announce()
    assert (
        titled(village) == titled_in(replayed(half.id, JULY.date())) == {village.liu_neighbour.id}
    )

    reverse_claim(village.clerk, veto.id, reason="判决撤销", now=JULY)
    recheck(village.clerk, now=JULY)

    bar = Bar.objects.get()
    out = replayed(half.id, JULY.date())
    assert bar.lifted_on == bar.since
    assert titled(village) == titled_in(out) == {village.zhang.id}
    assert given(half.id) == given_in(out)


def test_a_reversal_before_the_close_is_not_cleared_twice(village: Cast) -> None:
    """The act of May is taken back in July, before the half-year is closed and cleared."""
    half = Half(village)
    for month in (1, 2, 3, 4):
        half.close("month", month)
    act = half.act(village.zhang.id, "tree", 5, 9, quantity=9)
    half.act(village.zhang.id, "tree", 6, 9, quantity=2)
    for month in (5, 6):
        half.enter(at(month, 29))
        half.close("month", month)
    reverse_claim(village.clerk, act.id, reason="记错", now=at(7, 12))

    half.close("half", 6)

    assert purses(village.zhang.id)["spend"] == 300
    assert balances(half.id) == balances_in(replayed(half.id, JULY.date()))


def marked(document: dict[str, Any]) -> None:
    """The streak gives a flag instead of points."""
    rules(document)
    del document["streaks"][0]["points"]
    document["streaks"][0]["mark"] = "流动红旗"


def test_the_mark_of_a_streak_is_taken_back_beside_the_close(village: Cast) -> None:
    half = Half(village, marked)
    acts = [
        half.act(village.zhang.id, "tree", month, 9, quantity=5 - month % 2) for month in (1, 2, 3)
    ]
    for month in (1, 2, 3):
        half.end(month)
    frozen = PeriodClose.objects.get(period="2026-03").result

    reverse_claim(village.clerk, acts[1].id, reason="记错", now=at(5, 4))

    mark = Correction.objects.get(what="mark")
    line = NoticeRow.objects.get(subject_id=mark.id)
    assert frozen["marks"] == [["three", f"h{village.zhang.id}", "流动红旗"]]
    assert PeriodClose.objects.get(period="2026-03").result == frozen
    assert (mark.title, mark.was, mark.now) == ("连续三月不断：流动红旗", 1, 0)
    assert (line.what, line.public) == (
        f"更正：连续三月不断：流动红旗撤销（因第 {acts[1].number} 号事项更正）",
        True,
    )
