"""Deductions and vetoes travel the same road, with the same evidence and right to object."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    DocumentKind,
    NewVeto,
    NotStanding,
    PlaceCauseMissing,
    lift_bar,
    record_veto,
    reverse_claim,
)
from jishan.claims.models import Bar
from jishan.claims.queries import barred_households, bars_in_force, why
from jishan.core.scoring import EvidenceMissing, OriginNotAllowed
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.ledger.models import Posting
from jishan.notices.queries import notice_for_office, notice_page
from jishan.schemes.queries import version_in_force
from jishan.web.claim_rows import reasons_shown
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    key,
    posted,
    published,
    purses,
    recorded,
    stored,
    tick,
    verified,
    written,
)


def test_a_deduction_is_counted_on_the_board_and_read_only_by_its_household(
    village: Cast, now: datetime
) -> None:
    decided(village, recorded(village, now, "lavish-feast"), now)
    published(village, now)

    board = notice_page(village.taoyuan.id, 1, now)
    own = notice_page(village.taoyuan.id, 1, now, household_id=village.zhang.id)
    office = notice_for_office(village.clerk, 1, now)

    assert (board.lines, board.hidden, board.notice.lines) == ((), 1, 1)
    assert [(line.points, line.own) for line in own.lines] == [(-1500, True)]
    assert (own.hidden, len(office.lines)) == (0, 1)


def test_a_scheme_may_show_deductions(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["publicity"] |= {"shows": ["acts", "totals"], "deductions": "shown"}

    adopt(village, now, change)
    decided(village, recorded(village, now, "lavish-feast"), now)
    published(village, now)

    assert [line.points for line in notice_page(village.taoyuan.id, 1, now).lines] == [-1500]


def test_where_only_averages_are_public_no_act_is(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["publicity"]["shows"] = ["averages"]

    adopt(village, now, change)
    decided(village, claimed(village, now), now)
    published(village, now)

    assert notice_page(village.taoyuan.id, 1, now).hidden == 1


def test_a_household_may_stand_on_the_board_by_its_door_code(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["publicity"]["names"] = "code"

    adopt(village, now, change)
    decided(village, claimed(village, now), now)
    published(village, now)

    assert notice_page(village.taoyuan.id, 1, now).lines[0].who == village.zhang.door_code


def test_a_deduction_takes_from_what_can_be_spent_only_what_is_there(
    village: Cast, now: datetime
) -> None:
    posted(village, now)
    claim = decided(village, recorded(village, now, "lavish-feast"), now)
    published(village, now)

    tick(village, now + days(4))

    reasons = why(village.clerk, claim.id, now).claim.reasons
    assert purses(village.zhang.id) == {"honour": -1200, "spend": 0}
    assert [(one.code, one.facts) for one in reasons if one.code == "floor_stopped"] == [
        ("floor_stopped", {"purse": "兑换分", "points": -300})
    ]
    shown = reasons_shown(version_in_force(village.taoyuan.id, now.date()).scheme, reasons)
    assert "兑换分不扣到底线以下，实扣 3 分" in [one["text"] for one in shown]


def test_a_deduction_and_what_was_earned_that_week_are_posted_in_their_order(
    village: Cast, now: datetime
) -> None:
    decided(village, claimed(village, now, "visit-elder"), now)
    decided(village, recorded(village, now, "lavish-feast"), now)
    published(village, now)

    tick(village, now + days(4))

    assert purses(village.zhang.id) == {"honour": -1000, "spend": 0}


def test_a_deduction_needs_its_place_and_cause_when_it_is_recorded(
    village: Cast, now: datetime
) -> None:
    before = written()

    with pytest.raises(PlaceCauseMissing):
        recorded(village, now, "lavish-feast", place="", cause="")

    assert written() == before


def test_a_household_does_not_claim_a_deduction(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(OriginNotAllowed):
        claimed(village, now, "lavish-feast")

    assert written() == before


def test_a_deduction_on_a_document_is_not_verified_without_it(village: Cast, now: datetime) -> None:
    claim = recorded(village, now, "straw-burning")
    before = written()

    with pytest.raises(EvidenceMissing) as refusal:
        verified(village, claim, now)

    assert refusal.value.facts["missing"] == ("document",)
    assert written() == before


def test_a_deduction_on_a_document_goes_on_with_it(village: Cast, now: datetime) -> None:
    claim = recorded(village, now, "straw-burning", origin="document", document="青环通〔2026〕3号")

    decided(village, claim, now)
    published(village, now)
    tick(village, now + days(4))

    assert purses(village.zhang.id) == {"honour": -1000}


def veto(village: Cast, now: datetime, kind: str = "判决书") -> NewVeto:
    return NewVeto(village.zhang.id, "crime", now.date(), kind, "(2026)云01刑初5号")


def test_a_veto_moves_no_points_and_bars_from_honours_for_a_year(
    village: Cast, now: datetime
) -> None:
    claim = decided(
        village, record_veto(village.clerk, veto(village, now), key=key(), now=now), now
    )
    published(village, now)
    assert barred_households(village.taoyuan.id, now.date()) == frozenset()

    tick(village, now + days(4))

    (bar,) = bars_in_force(village.clerk, date(2026, 3, 6))
    assert (bar.clause, bar.since, bar.until) == (
        "经查有刑事犯罪",
        date(2026, 3, 6),
        date(2027, 3, 5),
    )
    assert stored(claim).state == State.POSTED
    assert Posting.objects.count() == 0
    village_id = village.taoyuan.id
    assert barred_households(village_id, date(2027, 3, 5)) == {village.zhang.id}
    assert barred_households(village_id, date(2027, 3, 6)) == frozenset()
    assert barred_households(village_id, date(2026, 3, 6), "spending") == frozenset()


def test_a_veto_stands_on_no_public_line(village: Cast, now: datetime) -> None:
    decided(village, record_veto(village.clerk, veto(village, now), key=key(), now=now), now)
    published(village, now)

    assert notice_page(village.taoyuan.id, 1, now).hidden == 1


def test_a_veto_without_a_final_document_is_not_recorded(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(DocumentKind) as refusal:
        record_veto(village.clerk, veto(village, now, "群众反映"), key=key(), now=now)

    assert refusal.value.facts == {"kinds": "判决书"}
    assert written() == before


def test_a_bar_is_lifted_once_with_a_reason(village: Cast, now: datetime) -> None:
    decided(village, record_veto(village.clerk, veto(village, now), key=key(), now=now), now)
    published(village, now)
    tick(village, now + days(4))
    bar = Bar.objects.get()

    lift_bar(village.secretary, bar.id, reason="改判无罪", now=now + days(10))

    assert barred_households(village.taoyuan.id, date(2026, 3, 11)) == {village.zhang.id}
    assert barred_households(village.taoyuan.id, date(2026, 3, 12)) == frozenset()
    with pytest.raises(NotStanding):
        lift_bar(village.secretary, bar.id, reason="再解除", now=now + days(11))


def test_reversing_a_veto_lifts_its_bar(village: Cast, now: datetime) -> None:
    claim = decided(
        village, record_veto(village.clerk, veto(village, now), key=key(), now=now), now
    )
    published(village, now)
    tick(village, now + days(4))

    reverse_claim(village.secretary, claim.id, reason="判错了人", now=now + days(5))

    assert barred_households(village.taoyuan.id, date(2026, 3, 7)) == frozenset()
