"""Rankings and titles: announced once, kept as announced, found in the passbook."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.models import Bar
from jishan.core.access import Permission
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.periods import Period
from jishan.demo.cast import Cast
from jishan.honors.actions import AlreadyAnnounced, MeasureUnknown, PeriodNotEnded, announce_ranking
from jishan.honors.naming import period_words
from jishan.honors.queries import (
    announced_rankings,
    board_ranking,
    preview_ranking,
    ranking,
    titles_of_household,
)
from jishan.orgs.models import AuditEvent
from tests.departments.february import FEBRUARY, TODAY, announced, rows_kept
from tests.departments.rankings import posted, reversed_claim


def test_equals_share_a_place_and_the_next_place_is_left_out(february: Cast, now: datetime) -> None:
    made = announced(february, now)

    page = ranking(february.supervisor, made.id, today=TODAY)
    assert made.title == "2026年2月积分榜（本月积分）"
    assert [(line.number, line.position, line.points) for line in page.lines] == [
        ("TY001", 1, 3500),
        ("TY002", 1, 3500),
        ("TY003", 3, 1250),
    ]
    assert [line.titles for line in page.lines] == [
        ("积分之星", "文明户"),
        ("积分之星", "文明户"),
        (),
    ]
    assert [(one.honour, one.reason, one.taken) for one in page.lines[2].reasons] == [
        ("积分之星", "not_placed", False),
        ("文明户", "out_of_bounds", False),
    ]
    assert [(one.name, one.count) for one in page.honours] == [("积分之星", 2), ("文明户", 2)]
    assert (page.live, page.ended, page.announced_by, page.version) == (False, True, "赵会计", "1")
    assert (page.count, page.span, page.unit, page.publicity) == (3, "2026年2月", "分", "voted")


def test_the_same_key_announces_once(february: Cast, now: datetime) -> None:
    first = announced(february, now)
    before = rows_kept(february)

    again = announced(february, now)

    assert (again.id, again.repeated, first.repeated) == (first.id, True, False)
    assert rows_kept(february) == before == (1, 2, before[2])


def test_it_is_written_down_who_announced_what(february: Cast, now: datetime) -> None:
    made = announced(february, now)

    line = AuditEvent.objects.get(village_id=february.taoyuan.id, code="ranking.announced")
    assert (line.object_id, line.actor_id) == (made.id, february.clerk.id)
    assert line.facts == {"period": "2026-02", "measure": "month_total", "rows": 3}


@pytest.mark.parametrize(
    ("refusal", "day", "measure", "before"),
    [
        (AlreadyAnnounced, FEBRUARY, "month_total", True),
        (PeriodNotEnded, TODAY, "month_total", False),
        (MeasureUnknown, FEBRUARY, "year_total", False),
        (MeasureUnknown, FEBRUARY, "nothing", False),
    ],
)
def test_what_cannot_be_announced_leaves_nothing(
    refusal: type[Refusal], day: date, measure: str, before: bool, february: Cast, now: datetime
) -> None:
    if before:
        announced(february, now)
    kept = rows_kept(february)

    with pytest.raises(refusal):
        announce_ranking(february.clerk, "month", day=day, measure=measure, key="k2", now=now)

    assert rows_kept(february) == kept


def test_a_reader_may_see_and_not_announce(february: Cast, now: datetime) -> None:
    for actor in (february.supervisor, february.township_officer, february.panel[0]):
        with pytest.raises(NotAllowed):
            announce_ranking(actor, "month", day=FEBRUARY, measure="month_total", key="k", now=now)
    assert rows_kept(february)[:2] == (0, 0)
    with pytest.raises(NotAllowed):
        preview_ranking(february.panel[0], "month", FEBRUARY, measure="month_total", today=TODAY)


def test_what_was_announced_stays_when_an_act_is_reversed(february: Cast, now: datetime) -> None:
    claim = posted(february.clerk, february.far.id, 5000, day=FEBRUARY, now=now)
    made = announced(february, now)

    reversed_claim(february.clerk, claim, day=TODAY, now=now)

    page = ranking(february.clerk, made.id, today=TODAY)
    assert (page.lines[0].number, page.lines[0].points) == ("TY003", 6250)
    live = preview_ranking(february.clerk, "month", FEBRUARY, measure="month_total", today=TODAY)
    assert (live.lines[2].number, live.lines[2].points) == ("TY003", 1250)


def test_spending_never_lowers_a_place(february: Cast, now: datetime) -> None:
    from jishan.core.ledger import AccountRef, Kind, settle
    from jishan.ledger.actions import post

    spending = settle(
        "r1",
        Kind.REDEMPTION,
        FEBRUARY,
        [(AccountRef("household", february.zhang.id, "honour"), -900)],
    )
    post(february.clerk, spending, now=now, code="redemption.collected", floors={"honour": None})

    page = preview_ranking(february.clerk, "month", FEBRUARY, measure="month_total", today=TODAY)
    assert [line.points for line in page.lines] == [3500, 3500, 1250]


def test_who_is_barred_keeps_the_place_and_gets_no_title(february: Cast, now: datetime) -> None:
    bar = Bar(
        village_id=february.taoyuan.id,
        household_id=february.zhang.id,
        claim_id=posted(
            february.clerk, february.zhang.id, 0, day=FEBRUARY, now=now, kind="veto"
        ).id,
        clause="crime",
        bars=["honours"],
        since=date(2026, 2, 1),
        until=date(2027, 1, 31),
    )
    bar.save()

    page = ranking(february.clerk, announced(february, now).id, today=TODAY)
    barred = page.lines[0]
    assert (barred.number, barred.position, barred.titles) == ("TY001", 1, ())
    assert [one.reason for one in barred.reasons] == ["barred", "barred"]


def test_only_households_that_take_part_are_ranked(february: Cast, now: datetime) -> None:
    from jishan.registry.models import Household

    homes = Household.objects.filter(village_id=february.taoyuan.id)
    homes.filter(id=february.zhang.id).update(participating=False)
    homes.filter(id=february.far.id).update(until=date(2026, 2, 20))

    page = ranking(february.clerk, announced(february, now).id, today=TODAY)
    assert [line.number for line in page.lines] == ["TY002"]


def test_a_household_finds_its_titles_in_its_passbook(february: Cast, now: datetime) -> None:
    announced(february, now)

    titles = titles_of_household(february.zhang_actor, february.zhang.id)
    assert [(one.honour, one.span, one.person) for one in titles] == [
        ("积分之星", "2026年2月", ""),
        ("文明户", "2026年2月", ""),
    ]
    with pytest.raises(NotFound):
        titles_of_household(february.zhang_actor, february.far.id)


def test_another_village_finds_nothing(february: Cast, now: datetime) -> None:
    made = announced(february, now)

    assert february.outsider.holds(Permission.VIEW_LEDGER)
    assert announced_rankings(february.outsider) == ()
    with pytest.raises(NotFound):
        ranking(february.outsider, made.id, today=TODAY)
    (line,) = announced_rankings(february.clerk)
    assert (line.id, line.title, line.count) == (made.id, made.title, 3)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_number_of_queries_does_not_grow(
    rows: int, february: Cast, now: datetime, counted: dict[str, set[int]]
) -> None:
    from tests.departments.rankings import add_households

    for household_id in add_households(february, rows):
        posted(february.clerk, household_id, 200, day=FEBRUARY, now=now)
    made = announced(february, now)
    questions: dict[str, Callable[[], object]] = {
        "preview": lambda: preview_ranking(
            february.clerk, "month", FEBRUARY, measure="month_total", today=TODAY
        ),
        "ranking": lambda: ranking(february.clerk, made.id, today=TODAY),
        "board": lambda: board_ranking(february.taoyuan.id, made.id, day=TODAY),
        "titles": lambda: titles_of_household(february.zhang_actor, february.zhang.id),
    }
    for name, question in questions.items():
        with CaptureQueriesContext(connection) as asked:
            question()
        counted.setdefault(name, set()).add(len(asked))
        assert len(counted[name]) == 1, (name, counted[name])
        assert len(asked) <= 12


@pytest.fixture(scope="module")
def counted() -> dict[str, set[int]]:
    """How many queries each question took, over the runs of the test above."""
    return {}


@pytest.mark.parametrize(
    ("kind", "label", "words"),
    [
        ("month", "2026-02", "2026年2月"),
        ("quarter", "2026Q1", "2026年第一季度"),
        ("half", "2026H2", "2026年下半年"),
        ("year", "2026", "2026年"),
        ("year", "2026/2027", "2026至2027年度"),
        ("week", "W2026-02-01", "2026年2月1日至2月7日"),
        ("day", "2026-02-01", "2026年2月1日"),
        ("ever", "ever/2026-02-07", "截至2026年2月7日"),
    ],
)
def test_a_period_is_named_as_people_say_it(kind: Any, label: str, words: str) -> None:
    first = date(2026, 2, 1)
    assert period_words(Period(first, first + timedelta(days=6), kind, label)) == words
