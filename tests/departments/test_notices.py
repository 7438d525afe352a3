"""Notices: how long they hang, what they refuse, what they never let change."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from jishan.core.errors import NotAllowed, NotFound
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.foundation.append_only import WrittenOnce
from jishan.notices.actions import (
    AlreadyDecided,
    KeyTaken,
    LineStruck,
    NameMissing,
    NewRow,
    OpenedNotice,
    ReasonMissing,
    decide_objection,
    open_notice,
    strike_row,
    submit_objection,
)
from jishan.notices.calendar import HolidaysUnreadable, office_calendar
from jishan.notices.models import Notice, NoticeRow, Objection, Strike
from jishan.notices.queries import (
    closed_notices,
    notice_page,
    notices_open,
    objections_by,
    objections_of,
)
from jishan.orgs.models import AuditEvent


def shown(
    village: Cast, now: datetime, *, key: str = "n", length: int = 3, day_kind: str = "calendar"
) -> OpenedNotice:
    return open_notice(
        village.clerk,
        kind="ranking",
        title="三月积分榜公示",
        rows=[
            NewRow(101, "张*兰", "第一名", household_id=village.zhang.id, points=Points(5000)),
            NewRow(102, "刘*福", "第二名", points=Points(4000)),
            NewRow(103, "欧*春", "扣分", household_id=village.far.id, public=False),
        ],
        days=length,
        day_kind=day_kind,
        key=key,
        now=now,
    )


def rows() -> tuple[int, int, int, int]:
    return (
        Notice.objects.count(),
        NoticeRow.objects.count(),
        Objection.objects.count(),
        AuditEvent.objects.count(),
    )


def test_the_day_after_it_is_put_up_is_the_first_and_the_last_day_counts_whole(
    village: Cast, now: datetime
) -> None:
    shown(village, now)

    (card,) = notices_open(village.taoyuan.id, now)
    last_minute = now.replace(day=5, hour=23, minute=59)
    midnight = now.replace(day=6, hour=0)

    assert (card.last_day, card.days_left, card.lines, card.lines_hidden) == (
        date(2026, 3, 5),
        3,
        3,
        1,
    )
    assert notices_open(village.taoyuan.id, last_minute)[0].days_left == 0
    assert notices_open(village.taoyuan.id, midnight) == ()
    assert next(one.number for one in closed_notices(village.taoyuan.id, None, midnight)) == 1
    assert closed_notices(village.taoyuan.id, "claims", midnight) == ()


def test_three_working_days_from_a_thursday_end_on_tuesday(village: Cast, now: datetime) -> None:
    shown(village, now.replace(day=5), day_kind="working")

    assert notices_open(village.taoyuan.id, now.replace(day=5))[0].last_day == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("first", "length", "last"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # nine days of Spring Festival
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # the week of October, then a worked Saturday
        (date(2025, 1, 27), 1, date(2025, 2, 5)),
        (date(2028, 3, 3), 1, date(2028, 3, 6)),  # a year without a list: weekends only
    ],
)
def test_working_days_follow_the_list_of_the_year(first: date, length: int, last: date) -> None:
    assert office_calendar().last_day(first, length, working=True) == last


@pytest.fixture
def own_list() -> Iterator[Path]:
    path = Path(settings.HOME) / "holidays.json"
    yield path
    path.unlink(missing_ok=True)


def test_the_operator_extends_the_list_with_a_file(own_list: Path) -> None:
    lists = {"2028": {"rest": ["2028-03-06/2028-03-07"], "work": ["2028-03-04"]}}
    own_list.write_text(json.dumps(lists), "utf-8")

    assert office_calendar().last_day(date(2028, 3, 3), 1, working=True) == date(2028, 3, 4)
    assert office_calendar().last_day(date(2028, 3, 4), 1, working=True) == date(2028, 3, 8)
    assert office_calendar().last_day(date(2026, 2, 14), 1, working=True) == date(2026, 2, 24)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"2028": {}}', '{"2028": {"rest": ["x"], "work": []}}']
)
def test_a_list_that_cannot_be_read_is_named(own_list: Path, text: str) -> None:
    own_list.write_text(text, "utf-8")

    with pytest.raises(HolidaysUnreadable) as refusal:
        office_calendar()

    assert refusal.value.facts == {"file": "holidays.json"}


def test_the_same_key_opens_one_notice(village: Cast, now: datetime) -> None:
    first = shown(village, now)
    before = rows()

    again = shown(village, now)

    assert (again.id, again.number, again.rows, again.repeated) == (
        first.id,
        1,
        first.rows,
        True,
    )
    assert rows() == before


def test_what_hung_on_the_board_is_never_changed(village: Cast, now: datetime) -> None:
    shown(village, now)

    with pytest.raises(WrittenOnce):
        NoticeRow.objects.update(points=1)
    with pytest.raises(WrittenOnce):
        Notice.objects.all().delete()


def test_a_notice_of_another_village_is_not_found(village: Cast, now: datetime) -> None:
    shown(village, now)

    with pytest.raises(NotFound):
        notice_page(village.liushu.id, 1, now)


def test_the_public_page_holds_no_number_of_a_household(village: Cast, now: datetime) -> None:
    shown(village, now)

    page = notice_page(village.taoyuan.id, 1, now)

    assert str(village.zhang.id) not in repr(page)
    assert [line.who for line in page.lines] == ["张*兰", "刘*福"]


def test_an_objection_needs_a_reason_and_a_name(village: Cast, now: datetime) -> None:
    row = shown(village, now).rows[101]
    before = rows()

    with pytest.raises(ReasonMissing):
        submit_objection(village.zhang_actor, row, reason=" ", named="张", key="a", now=now)
    with pytest.raises(NameMissing):
        submit_objection(village.zhang_actor, row, reason="不对", named=" ", key="b", now=now)

    assert rows() == before


def test_a_struck_line_is_not_disputed_again(village: Cast, now: datetime) -> None:
    row = shown(village, now).rows[101]
    strike_row(village.clerk, row, why="rejected", note="算错", now=now)
    strike_row(village.clerk, row, why="rejected", note="算错", now=now)

    with pytest.raises(LineStruck) as refusal:
        submit_objection(village.zhang_actor, row, reason="不对", named="张", key="a", now=now)

    assert refusal.value.facts == {"number": 1, "line": 1}
    assert Strike.objects.count() == 1


def test_somebody_elses_key_is_not_answered_with_somebody_elses_objection(
    village: Cast, now: datetime
) -> None:
    row = shown(village, now).rows[101]
    submit_objection(village.zhang_actor, row, reason="不对", named="张", key="a", now=now)
    before = rows()

    with pytest.raises(KeyTaken):
        submit_objection(village.neighbour_actor, row, reason="我", named="刘", key="a", now=now)

    assert rows() == before


def test_an_objection_is_decided_once(village: Cast, now: datetime) -> None:
    row = shown(village, now).rows[101]
    made = submit_objection(village.zhang_actor, row, reason="不对", named="张", key="a", now=now)
    secretary = village.secretary
    with pytest.raises(ReasonMissing):
        decide_objection(secretary, made.id, upheld=True, reason="", now=now)

    decide_objection(secretary, made.id, upheld=False, reason="属实", now=now)
    before = rows()
    again = decide_objection(secretary, made.id, upheld=False, reason="属实", now=now)
    with pytest.raises(AlreadyDecided):
        decide_objection(secretary, made.id, upheld=True, reason="改判", now=now)

    assert again.repeated
    assert rows() == before
    assert objections_of(secretary, now) == ()
    assert objections_by(village.zhang_actor, now)[0].state == "dismissed"
    assert objections_by(village.neighbour_actor, now) == ()


def test_who_may_not_decide_decides_nothing(village: Cast, now: datetime) -> None:
    row = shown(village, now).rows[101]
    made = submit_objection(village.zhang_actor, row, reason="不对", named="张", key="a", now=now)
    before = rows()

    for actor in (village.clerk, village.grid_worker, village.shopkeeper, village.zhang_actor):
        with pytest.raises(NotAllowed):
            decide_objection(actor, made.id, upheld=True, reason="属实", now=now)
    with pytest.raises(NotAllowed):
        submit_objection(village.shopkeeper, row, reason="x", named="x", key="s", now=now)

    assert rows() == before


def test_pages_take_the_same_queries_however_long_the_notice(
    village: Cast, now: datetime, django_assert_num_queries: object
) -> None:
    lines = [NewRow(n, f"赵*{n}", "清扫", points=Points(100)) for n in range(1, 301)]
    open_notice(
        village.clerk, kind="claims", title="长", rows=lines, days=3, day_kind="calendar",
        key="long", now=now,
    )  # fmt: skip

    with django_assert_num_queries(4):  # type: ignore[operator]  # the fixture is a callable
        page = notice_page(village.taoyuan.id, 1, now)

    assert len(page.lines) == 300
