"""What comes late counts on its own day: the book is then what a replay of the same year says."""

from datetime import date
from typing import Any

import pytest

from jishan.claims.actions import reverse_claim
from jishan.claims.models import CapUse, Claim, Correction, PeriodClose
from jishan.claims.queries import trace, why
from jishan.core.scheme.refusals import NeedUnmet
from jishan.demo.cast import Cast
from jishan.notices.models import Notice, NoticeRow
from jishan.web.claim_rows import trace_shown
from tests.stories.mending import (
    Change,
    Half,
    at,
    balances,
    balances_in,
    given,
    given_in,
    measures,
    owing,
    replayed,
    rules,
)
from tests.stories.road import adopt

UNTIL = date(2026, 8, 31)


def same(half: Half, until: date = UNTIL) -> None:
    out = replayed(half.id, until)
    assert balances(half.id) == balances_in(out)
    rows = PeriodClose.objects.filter(village_id=half.id).values_list("result", flat=True)
    closed = {date.fromisoformat(one["last"]) for one in rows}
    due = {one: points for one, points in given_in(out).items() if points and one[2] in closed}
    assert given(half.id) == due
    for label, code, ours, theirs in measures(half.id, out):
        assert ours == theirs, (label, code)


def spend_of(half: Half, who: int) -> int:
    return balances(half.id).get(("spend", f"h{who}"), 0)


def test_an_act_of_a_closed_month_brings_what_the_month_owes(village: Cast) -> None:
    """March had 24 points, a band of 5; the act that comes in May makes it 28 and 10."""
    half = Half(village)
    half.act(village.zhang.id, "tree", 3, 10, quantity=8)
    half.end(3)
    assert given(half.id) == {("band", f"h{village.zhang.id}", date(2026, 3, 31)): 500}
    late = half.act(village.zhang.id, "visit", 3, 20)
    half.enter(at(5, 10))

    assert Claim.objects.get(id=late.id).state == "posted"
    assert given(half.id) == {("band", f"h{village.zhang.id}", date(2026, 3, 31)): 1000}
    same(half)
    (changed,) = Correction.objects.all()
    assert (changed.what, changed.was, changed.now) == ("settlement", 500, 1000)
    assert changed.day == date(2026, 3, 31)
    notice = Notice.objects.filter(kind="retraction").get()
    assert f"因第 {late.number} 号事项更正" in NoticeRow.objects.get(notice_id=notice.id).what


@pytest.mark.parametrize(("change", "left"), [(rules, 0), (owing, -1000)])
def test_a_deduction_of_a_day_before_the_goods_counts_in_full(
    village: Cast, change: Change, left: int
) -> None:
    """Twenty points, fifteen taken on the tenth, goods for fifteen on the twelfth: what is missing
    is owed, or written off, as the document says; the floor spares nothing that was there."""
    half = Half(village, change)
    half.act(village.zhang.id, "visit", 2, 1)
    for day in (2, 3, 4, 5):
        half.act(village.zhang.id, "visit", 2, day)
    half.enter(at(2, 6))
    half.act(village.zhang.id, "lavish-feast", 2, 10)
    half.spend(village.zhang.id, 1500, at(2, 12))
    half.enter(at(2, 20))

    assert spend_of(half, village.zhang.id) == left
    same(half)


def until_may(half: Half) -> None:
    for month in range(1, 6):
        half.end(month)


def clearing_everything(document: dict[str, Any]) -> None:
    """The bonus of a month, and the title of the half-year, can be spent; in June all lapses."""
    rules(document)
    spend = document["purses"][0]
    spend["on"] = {"categories": ["env", "harmony", "civility", "industry"]}
    spend["clearing"] = {"every": "half", "what": "all"}


def test_what_a_close_gives_into_a_purse_that_it_clears_is_cleared(village: Cast) -> None:
    half = Half(village, clearing_everything)
    until_may(half)
    half.act(village.zhang.id, "tree", 6, 10, quantity=9)
    half.end(6)

    assert given(half.id)["first", f"h{village.zhang.id}", date(2026, 6, 30)] == 2000
    assert spend_of(half, village.zhang.id) == 0
    same(half)
    assert not Notice.objects.filter(kind="retraction").exists()


def test_goods_fetched_before_the_close_were_paid_with_what_it_clears(village: Cast) -> None:
    half = Half(village, clearing_everything)
    until_may(half)
    half.act(village.zhang.id, "tree", 6, 10, quantity=9)
    half.enter(at(6, 30, 20))
    half.close("month", 6)
    held = spend_of(half, village.zhang.id)
    half.spend(village.zhang.id, held - 500, at(7, 8))
    half.act(village.zhang.id, "visit", 7, 9)
    half.enter(at(7, 9, 20))
    half.close("half", 6)

    assert spend_of(half, village.zhang.id) == 400
    same(half, date(2026, 7, 31))


def test_what_came_after_the_period_is_followed_through_the_late_close(village: Cast) -> None:
    """In July fifteen are taken from what June's close, made only then, had cleared: nothing."""
    half = Half(village, clearing_everything)
    until_may(half)
    half.act(village.zhang.id, "tree", 6, 10, quantity=9)
    half.enter(at(6, 30, 20))
    half.close("month", 6)
    half.act(village.zhang.id, "lavish-feast", 7, 8)
    half.act(village.zhang.id, "visit", 7, 9)
    half.enter(at(7, 9, 20))
    half.close("half", 6)

    assert spend_of(half, village.zhang.id) == 400
    same(half, date(2026, 7, 31))


def test_a_bonus_that_people_took_away_is_no_longer_given(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 3, 10, quantity=9)
    half.end(3)
    band = Claim.objects.get(item="band")
    reverse_claim(village.clerk, band.id, reason="不该给", now=at(4, 13))
    same(half)

    half.act(village.zhang.id, "visit", 3, 20)
    half.enter(at(5, 10))
    assert given(half.id) == {}
    same(half)


def test_a_late_act_finds_its_cap_full_and_gets_the_room_that_becomes_free(village: Cast) -> None:
    """Thirty a month for trees. What was shown stands; when it is reversed, the late one counts."""
    half = Half(village)
    first = half.act(village.zhang.id, "tree", 3, 20, quantity=10)
    half.enter(at(3, 21))
    late = half.act(village.zhang.id, "tree", 3, 10, quantity=5)
    half.enter(at(3, 27))
    assert (Claim.objects.get(id=late.id).points, spend_of(half, village.zhang.id)) == (0, 3000)

    reverse_claim(village.clerk, first.id, reason="查无此事", now=at(4, 2))
    assert Claim.objects.get(id=late.id).points == 1500
    assert spend_of(half, village.zhang.id) == 1500


def listed_anew(document: dict[str, Any]) -> None:
    """The next version: the same cap on trees, and another one before it in the list."""
    rules(document)
    document["items"][1]["caps"] = [{"per": "day", "times": 9}, {"per": "month", "points": 30}]


def test_caps_go_on_where_the_version_before_them_was(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 3, 5, quantity=8)
    half.enter(at(3, 6))
    newer = adopt(village, at(3, 15), listed_anew)
    type(newer).objects.filter(pk=newer.pk).update(in_force_from=date(2026, 3, 15))
    half.act(village.zhang.id, "tree", 3, 20, quantity=8)
    old = half.act(village.zhang.id, "tree", 3, 14, quantity=1)
    half.enter(at(3, 27))

    assert sorted(CapUse.objects.filter(measure="plus").values_list("amount", flat=True)) == [
        300, 300, 2400,
    ]  # fmt: skip
    assert spend_of(half, village.zhang.id) == 3000
    assert Claim.objects.get(id=old.id).version_id == half.version.pk
    same(half)


def asking(document: dict[str, Any]) -> None:
    rules(document)
    document["items"][-1]["needs"] = [{"items": ["tree"], "per": "month"}]


def test_what_an_item_needs_may_still_be_on_its_road(village: Cast) -> None:
    half = Half(village, asking)
    with pytest.raises(NeedUnmet):
        half.act(village.zhang.id, "visit", 3, 4)
    assert not Claim.objects.exists()
    half.act(village.zhang.id, "tree", 3, 5)
    half.act(village.zhang.id, "visit", 3, 6)
    half.enter(at(3, 7))

    assert spend_of(half, village.zhang.id) == 700


def shared_out(document: dict[str, Any]) -> None:
    """100 yuan a month, shared out by what was done in it."""
    rules(document)
    pool = {
        "code": "dividend", "name": "集体分红", "measure": "month_deeds", "yuan": 100,
        "method": "proportional", "safeguards": ["unanimous_vote"],
    }  # fmt: skip
    document["pools"] = [pool]


def test_shares_that_were_published_stay_and_the_difference_is_said(village: Cast) -> None:
    half = Half(village, shared_out)
    wrong = half.act(village.zhang.id, "visit", 3, 10)
    half.act(village.liu_neighbour.id, "visit", 3, 11)
    half.end(3)
    before = PeriodClose.objects.get().result

    reverse_claim(village.clerk, wrong.id, reason="查无此事", now=at(5, 2))

    assert PeriodClose.objects.get().result == before
    said = Correction.objects.filter(what="pool").order_by("was", "now")
    assert [(one.household_id, one.was, one.now, one.posting_id) for one in said] == [
        (village.zhang.id, 5000, 0, None),
        (village.liu_neighbour.id, 5000, 10000, None),
    ]
    because = f"因第 {wrong.number} 号事项更正"
    lines = NoticeRow.objects.filter(subject_id__in=[one.id for one in said])
    text = "更正：集体分红（2026年3月）：已分 50.00 元，照更正后是 {} 元，已分的不追（{}）"
    assert {(one.who, one.what, one.points, one.public) for one in lines} == {
        ("张*兰", text.format("0.00", because), 0, True),
        ("刘*福", text.format("100.00", because), 0, True),
    }
    followed = trace_shown(trace(village.clerk, why(village.clerk, wrong.id, at(5, 2))))["followed"]
    assert "已分 50.00 元，照更正后是 100.00 元" in {one["figures"] for one in followed}


def test_what_becomes_free_is_never_given_twice(village: Cast) -> None:
    """A late act found its month full of acts of later days. One of these goes: the month's room is
    given anew in the order of the days, and all together have no more than the cap."""
    half = Half(village)
    zhang = village.zhang.id
    kept = [half.act(zhang, "tree", 3, day, quantity=number) for day, number in ((10, 3), (11, 4))]
    gone = half.act(zhang, "tree", 3, 12, quantity=3)
    half.enter(at(3, 12, 20))
    late = half.act(zhang, "tree", 3, 5, quantity=6)
    half.enter(at(3, 20))
    acts = [late.id, *(one.id for one in kept)]
    assert worth(acts) == [0, 900, 1200]

    reverse_claim(village.clerk, gone.id, reason="记重了", now=at(3, 28))

    assert worth(acts) == [1800, 900, 300]
    taken = CapUse.objects.filter(village_id=half.id, claim_id__in=acts)
    assert sum(taken.values_list("amount", flat=True)) == 3000
    assert spend_of(half, zhang) == 3000
    same(half)


def worth(claim_ids: list[int]) -> list[int | None]:
    return [Claim.objects.get(id=one).points for one in claim_ids]
