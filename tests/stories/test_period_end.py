"""The end of a period: what is due, what its close would bring, and both steps in one (J7)."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import PeriodClosedAlready, PeriodOpenClaims, close_period
from jishan.claims.models import PeriodClose
from jishan.claims.queries.ahead import close_ahead, periods_due
from jishan.core.errors import NotAllowed
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.honors.actions import AlreadyAnnounced, announce_ranking
from jishan.honors.models import ConferredTitle, Ranking
from jishan.honors.period_end import PointsStillCome, end_period
from jishan.honors.queries import measures_to_announce
from jishan.ledger.models import Posting
from tests.stories.road import adopt, claimed, key, posted, purses, written
from tests.stories.test_period_close import month, streaks

MARCH = date(2026, 3, 10)


def titled(document: dict[str, Any]) -> None:
    """The best household of a month is its star; a purse is cleared with each month."""
    document["honours"] = [
        {
            "code": "star",
            "name": "本月之星",
            "measure": "month_total",
            "scope": "village",
            "ties": "all_in",
            "pick": {"shape": "ranks", "last": 1},
        }
    ]


def lapsing(document: dict[str, Any]) -> None:
    titled(document)
    document["purses"][1]["clearing"] = {"every": "month", "what": "positive"}


def test_both_steps_say_what_each_alone_would_have_said(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)
    posted(village, now)
    april = now.replace(month=4, day=2)

    done = end_period(village.clerk, "month", MARCH, measures=["month_total"], key="end", now=april)

    close = PeriodClose.objects.get()
    ranking = Ranking.objects.get()
    assert (done.closed.id, done.closed.period, done.closed.repeated) == (
        close.id,
        "2026-03",
        False,
    )
    assert [(one.id, one.repeated) for one in done.rankings] == [(ranking.id, False)]
    assert close.result["titles"] == {"star": [f"h{village.zhang.id}"]}
    assert [(one.household_id, one.honours) for one in ConferredTitle.objects.all()] == [
        (village.zhang.id, ["star"])
    ]
    assert ranking.places["rows"][0][:4] == [village.zhang.id, None, 1, 300]


def test_the_same_key_again_writes_nothing(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)
    posted(village, now)
    april = now.replace(month=4, day=2)
    asked: dict[str, Any] = {"measures": ["month_total"], "key": "end", "now": april}
    first = end_period(village.clerk, "month", MARCH, **asked)
    before = written()

    again = end_period(village.clerk, "month", MARCH, **asked)

    assert (again.closed.id, again.closed.repeated) == (first.closed.id, True)
    assert [(one.id, one.repeated) for one in again.rankings] == [(first.rankings[0].id, True)]
    assert (written(), PeriodClose.objects.count(), Ranking.objects.count()) == (before, 1, 1)


def test_what_refuses_one_step_leaves_both(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)
    posted(village, now)
    april = now.replace(month=4, day=2)
    announce_ranking(
        village.clerk, "month", day=MARCH, measure="month_total", key="alone", now=april
    )

    with pytest.raises(AlreadyAnnounced):
        end_period(village.clerk, "month", MARCH, measures=["month_total"], key="end", now=april)

    assert PeriodClose.objects.count() == 0
    done = end_period(village.clerk, "month", MARCH, measures=[], key="end-2", now=april)
    assert (done.closed.period, done.rankings) == ("2026-03", ())
    with pytest.raises(PeriodClosedAlready):
        end_period(village.clerk, "month", MARCH, measures=[], key="end-3", now=april)


def test_an_open_claim_stops_both(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)
    claimed(village, now)
    april = now.replace(month=4, day=2)

    with pytest.raises(PeriodOpenClaims) as refusal:
        end_period(village.clerk, "month", MARCH, measures=["month_total"], key="end", now=april)

    assert refusal.value.facts == {"period": "2026-03", "count": 1}
    assert (PeriodClose.objects.count(), Ranking.objects.count()) == (0, 0)


def test_a_ranking_waits_for_the_points_that_the_close_gives(village: Cast, now: datetime) -> None:
    adopt(village, now, streaks)
    for number in (2, 3, 4):
        month(village, now, number, 95)
    may = now.replace(month=5, day=2)
    for number in (2, 3):
        close_period(village.clerk, "month", date(2026, number, 1), key=key(), now=may)

    ahead = close_ahead(village.clerk, "month", date(2026, 4, 1), today=may.date())
    with pytest.raises(PointsStillCome) as refusal:
        end_period(village.clerk, "month", date(2026, 4, 1), measures=["clean"], key="end", now=may)

    assert [(one.name, one.clause, one.points) for one in ahead.given] == [
        ("张桂兰", "连续三月五分", Points(500))
    ]
    assert refusal.value.facts == {"count": 1}
    assert (PeriodClose.objects.count(), Ranking.objects.count()) == (2, 0)


def test_what_is_shown_ahead_is_what_the_close_then_does(village: Cast, now: datetime) -> None:
    adopt(village, now, lapsing)
    posted(village, now)
    april = now.replace(month=4, day=2)
    held = purses(village.zhang.id)
    before = written(), Posting.objects.count()

    ahead = close_ahead(village.clerk, "month", MARCH, today=april.date())

    assert (written(), Posting.objects.count()) == before
    assert ahead.ready
    assert ahead.titles == (("本月之星", "household", 1),)
    assert ahead.cleared == (("荣誉分", Points(held["honour"])),)
    done = end_period(village.clerk, "month", MARCH, measures=["month_total"], key="end", now=april)
    assert (done.closed.claims, done.closed.cleared) == (0, Points(held["honour"]))
    assert purses(village.zhang.id) == {"honour": 0, "spend": held["spend"]}
    after = close_ahead(village.clerk, "month", MARCH, today=april.date())
    assert (after.closed, after.ready) == (True, False)


def test_what_stands_in_the_way_is_shown(village: Cast, now: datetime) -> None:
    adopt(village, now, lapsing)
    claimed(village, now)

    running = close_ahead(village.clerk, "month", MARCH, today=now.date())
    year = close_ahead(village.clerk, "year", MARCH, today=date(2027, 1, 3))

    assert (running.over, running.waiting, running.ready) == (False, 1, False)
    assert year.shorter is not None
    assert (year.over, year.shorter.label, year.ready) == (True, "2026-02", False)


def test_what_is_due_and_what_can_still_be_announced(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)
    posted(village, now)
    june = now.replace(month=6, day=2)

    due = periods_due(village.clerk, today=june.date())
    assert [one.label for one in due] == ["2026-03", "2026-04", "2026-05"]
    choices = measures_to_announce(village.clerk, due[0])
    assert [(one.code, one.titled) for one in choices] == [("month_total", True)]

    end_period(village.clerk, "month", MARCH, measures=["month_total"], key="end", now=june)

    assert [one.label for one in periods_due(village.clerk, today=june.date())] == [
        "2026-04",
        "2026-05",
    ]
    assert measures_to_announce(village.clerk, due[0]) == ()
    assert [one.code for one in measures_to_announce(village.clerk, due[1])] == ["month_total"]


def test_who_may_not_close_sees_no_figures(village: Cast, now: datetime) -> None:
    adopt(village, now, titled)

    with pytest.raises(NotAllowed):
        close_ahead(village.panel[0], "month", MARCH, today=now.date())
    assert periods_due(village.panel[0], today=now.date()) == ()
