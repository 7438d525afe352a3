"""A ranking before anybody announces it: live, and saying what is not settled."""

from datetime import date, datetime

from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.honors.queries import measures_to_rank, preview_ranking, ranking, titles_of_household
from tests.departments.february import FEBRUARY, FIRST, TODAY, rows_kept
from tests.departments.rankings import adopt, posted


def test_a_preview_is_live_and_says_what_is_not_settled(february: Cast, now: datetime) -> None:
    posted(february.clerk, february.zhang.id, 700, day=FEBRUARY, now=now, state="open")
    kept = rows_kept(february)

    page = preview_ranking(february.clerk, "month", FEBRUARY, measure="month_total", today=TODAY)

    assert (page.live, page.id, page.at, page.ended, page.unsettled) == (True, None, None, True, 1)
    assert [line.position for line in page.lines] == [1, 1, 3]
    assert rows_kept(february) == kept


def test_a_running_month_is_ranked_until_today(february: Cast, now: datetime) -> None:
    page = preview_ranking(february.clerk, "month", TODAY, measure="month_total", today=TODAY)

    assert (page.ended, page.first, page.last) == (False, date(2026, 3, 1), date(2026, 3, 31))
    assert [(line.number, line.points) for line in page.lines] == [
        ("TY003", 9900),
        ("TY001", 0),
        ("TY002", 0),
    ]


def test_one_group_keeps_its_places_in_the_village(february: Cast, now: datetime) -> None:
    page = preview_ranking(
        february.clerk,
        "month",
        FEBRUARY,
        measure="month_total",
        today=TODAY,
        group_id=february.group_two.id,
    )

    assert [(line.number, line.position) for line in page.lines] == [("TY003", 3)]
    assert (page.count, [one.count for one in page.honours]) == (3, [0, 0])


def test_the_measures_of_the_scheme_can_be_chosen(february: Cast) -> None:
    choices = measures_to_rank(february.clerk, TODAY)
    assert [(one.kind, one.code, one.subject) for one in choices] == [
        ("month", "month_total", "household"),
        ("year", "year_total", "household"),
    ]


def test_persons_are_ranked_where_the_purse_is_theirs(village: Cast, now: datetime) -> None:
    purse = {
        "code": "own", "name": "个人分", "holder": "resident", "spendable": False,
        "takes": "both", "floor": "none",
    }  # fmt: skip
    measure = {
        "code": "m",
        "name": "个人积分",
        "shape": "points",
        "period": "month",
        "purse": "own",
    }
    title = {**FIRST, "measure": "m"}
    adopt(village, now, purses=[purse], measures=[measure], honours=[title], redemption=None)
    claim = posted(village.clerk, village.zhang.id, 0, day=FEBRUARY, now=now)
    claim.credits = [["own", f"r{village.zhang.member_id}", 300]]
    claim.save()
    from jishan.core.ledger import AccountRef, Kind, settle
    from jishan.ledger.actions import post

    entry = (AccountRef("resident", village.zhang.member_id, "own"), 300)
    post(
        village.clerk, settle("p", Kind.EARNING, FEBRUARY, [entry]), now=now, code="claim.posted",
        floors={"own": None},
    )  # fmt: skip

    made = announce_ranking(village.clerk, "month", day=FEBRUARY, measure="m", key="k", now=now)

    page = ranking(village.clerk, made.id, today=TODAY)
    assert (page.lines[0].person, page.lines[0].number, page.lines[0].points) == (
        "张明", "TY001", 300,
    )  # fmt: skip
    assert (page.count, [line.position for line in page.lines[1:]]) == (6, [2] * 5)
    (title_,) = titles_of_household(village.zhang_actor, village.zhang.id)
    assert (title_.honour, title_.person, title_.span) == ("积分之星", "张明", "2026年2月")
