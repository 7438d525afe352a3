"""What leaves as Excel: the village's own forms, filled from the rooms, each written down."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from jishan.claims.models import Decision
from jishan.core.access import Actor
from jishan.core.errors import NotAllowed
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.ledger.actions import post
from jishan.ledger.queries import LineFilter, ledger_lines
from jishan.notices.actions import NewRow, open_notice
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Resident
from jishan.registry.roster_table import RosterFilters
from jishan.reports.exports import (
    claims_workbook,
    ledger_workbook,
    movements_workbook,
    ranking_workbook,
    redemptions_workbook,
    roster_workbook,
)
from jishan.reports.forms import LEDGER, ROSTER
from jishan.reports.ledger_rows import ledger_rows
from jishan.shop.actions import cancel_redemption, redeem
from jishan.shop.goods import add_product, stock_in
from tests.departments.rankings import posted, reversed_claim

FEBRUARY = date(2026, 2, 10)
TODAY = date(2026, 3, 2)
DAYS = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def _rows(book: bytes) -> list[list[Any]]:
    """The table's lines, the header first."""
    sheet = load_workbook(BytesIO(book)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    return [row for row in rows if any(value is not None for value in row)]


def _book(
    village: Cast, now: datetime, workbook: Callable[..., bytes], filters: Any
) -> list[list[Any]]:
    made = workbook(village.clerk, filters, village_name="桃源村", span="2026年", now=now)
    return _rows(made)


@pytest.fixture
def booked(village: Cast, now: datetime) -> Cast:
    """Four lines: two earned (one of them reversed), one deducted of another household."""
    claim = posted(village.clerk, village.zhang.id, 300, day=FEBRUARY, now=now)
    _on_the_road(village, claim, now)
    wrong = posted(
        village.clerk, village.zhang.id, 500, day=date(2026, 2, 12), now=now, item="visit-elder"
    )
    posted(
        village.clerk, village.far.id, -1500, day=TODAY, now=now, item="lavish-feast",
        category="civility",
    )  # fmt: skip
    reversed_claim(village.clerk, wrong, day=TODAY, now=now)
    return village


def _on_the_road(village: Cast, claim: Any, now: datetime) -> None:
    """The claim's verification, its panel's voices and its notice."""
    voices = [("verify", village.grid_worker), ("review", village.panel[0])]
    for place, (stage, actor) in enumerate([*voices, ("review", village.panel[1])]):
        Decision.objects.create(
            village_id=claim.village_id, claim_id=claim.id, key=f"d{place}", stage=stage,
            position=place, round=0, decided_by=actor.id, accepted=True, at=now,
        )  # fmt: skip
    row = NewRow(
        subject_id=claim.id, household_id=claim.household_id, who="张*兰", group="一组",
        what="清理公共路段垃圾", day=claim.day, points=Points(300), public=True,
    )  # fmt: skip
    notice = open_notice(
        village.clerk, kind="claims", title="公示", rows=[row], days=3, day_kind="calendar",
        key="n1", now=now,
    )  # fmt: skip
    claim.notice_row_id = notice.rows[claim.id]
    claim.save(update_fields=["notice_row_id"])


# The ledger -------------------------------------------------------------------------------------


def test_the_ledger_says_who_stands_behind_each_line(booked: Cast, now: datetime) -> None:
    header, *lines = _book(booked, now, ledger_workbook, {})

    assert header == [column.title for column in LEDGER.columns]
    assert lines[0] == [
        1, datetime(2026, 2, 10), "张桂兰", None, "人居环境", 3, 3, "赵会计", "陈秀英、何长根",
        "2026-03-02 至 2026-03-05", None,
    ]  # fmt: skip
    figures = [(line[2], line[4], line[5], line[6], line[10]) for line in lines[1:]]
    assert figures == [
        ("张桂兰", "人居环境", 5, 8, "已冲正"),
        ("欧阳春", "乡风文明", -15, -15, None),
        ("张桂兰", "人居环境", -5, 3, "冲正"),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"since": date(2026, 2, 11)},
        {"until": date(2026, 2, 11)},
        {"since": date(2026, 2, 12), "until": date(2026, 2, 28)},
        {"kind": Kind.DEDUCTION},
        {"purse": "spend"},
        {"purse": "honour"},
        {"text": "欧阳"},
        {"text": "TY001"},
        {"text": "扫"},
        {"text": "没有这样的"},
    ],
)
def test_an_export_has_the_lines_of_the_page_it_stands_beside(
    wanted: LineFilter, booked: Cast, now: datetime
) -> None:
    memo = settle(
        "m", Kind.EARNING, TODAY, [(AccountRef("household", booked.zhang.id, "spend"), 1)]
    )
    post(booked.clerk, memo, now=now, code="claim.posted", memo="清扫巷道")

    page = ledger_lines(booked.clerk, **wanted)
    shown = [(line.day, line.head_name, line.memo, line.points) for line in page.lines]

    written = [(row[1], row[2], row[3], row[5]) for row in ledger_rows(booked.clerk, wanted)]
    assert written == shown[::-1]
    only = {**wanted, "household_id": booked.zhang.id}
    assert [row[2] for row in ledger_rows(booked.clerk, only)] == [  # type: ignore[arg-type]
        name for _, name, _, _ in shown[::-1] if name == "张桂兰"
    ]


def test_the_balance_does_not_depend_on_the_filter(booked: Cast, now: datetime) -> None:
    late = list(ledger_rows(booked.clerk, {"since": TODAY, "household_id": booked.zhang.id}))
    assert [(row[0], row[5], row[6]) for row in late] == [(1, -500, 300)]


def test_each_purse_has_its_balance_and_its_name(village: Cast, now: datetime) -> None:
    purses = ("honour", "spend")
    posted(village.clerk, village.zhang.id, 300, day=FEBRUARY, now=now, purses=purses)
    posted(village.clerk, village.zhang.id, 200, day=FEBRUARY, now=now, purses=("spend",))

    rows = list(ledger_rows(village.clerk, {}))
    assert sorted((row[5], row[6], row[10]) for row in rows) == [
        (200, 500, "兑换分"),
        (300, 300, "兑换分"),
        (300, 300, "荣誉分"),
    ]


# The other forms --------------------------------------------------------------------------------


def test_the_roster_shows_what_we_keep_and_masks_it(village: Cast, now: datetime) -> None:
    from jishan.registry.seal import phone_about, seal

    head = Resident.objects.filter(village_id=village.taoyuan.id, id=village.zhang.head_id)
    sealed = seal("13800001234", about=phone_about(village.taoyuan.id, village.zhang.head_id))
    head.update(identity_tail="123X", phone_sealed=sealed)

    header, *lines = _book(village, now, roster_workbook, RosterFilters(text="TY001"))

    assert header == [column.title for column in ROSTER.columns]
    assert lines[0][:10] == [
        1, "一组", "TY001", "张桂兰", "张桂兰", "户主", "女", "**************123X", "1951年", None,
    ]  # fmt: skip
    assert lines[0][11:] == ["138****1234", "一组1号", "是", None]
    assert [line[4] for line in lines] == ["张桂兰", "张明"]
    everybody = _book(village, now, roster_workbook, RosterFilters())
    assert [line[4] for line in everybody[1:]] == [
        "张桂兰", "张明", "刘长福", "刘小芳", "欧阳春", "欧阳玲",
    ]  # fmt: skip


def test_the_claims_table_says_how_far_each_has_come(booked: Cast, now: datetime) -> None:
    posted(booked.clerk, booked.far.id, 100, day=TODAY, now=now, state="open")

    lines = _book(booked, now, claims_workbook, {})[1:]
    assert [(line[2], line[3], line[5], line[6], line[7], line[8]) for line in lines] == [
        ("欧阳春", "清理公共路段垃圾", 1, "登记", "赵会计", "等待入账"),
        ("欧阳春", "大操大办被举报核实", -15, "登记", "赵会计", "已入账"),
        ("张桂兰", "结对帮扶独居老人", 5, "登记", "赵会计", "已冲正"),
        ("张桂兰", "清理公共路段垃圾", 3, "登记", "赵会计", "已入账"),
    ]
    filtered = _book(booked, now, claims_workbook, {"state": State.REVERSED})
    assert [line[3] for line in filtered[1:]] == ["结对帮扶独居老人"]


def test_the_shops_two_forms(village: Cast, now: datetime) -> None:
    clerk, shop = village.clerk, village.shopkeeper
    rice = add_product(
        shop, "大米", spec="5 kg", unit="袋", price=Points(2000), key="rice", now=now
    )
    stock_in(shop, rice.id, quantity=10, donated=True, value_fen=30000, note="", key="in", now=now)
    posted(clerk, village.zhang.id, 9000, day=FEBRUARY, now=now, purses=("spend",))
    for key in ("r1", "r2"):
        row = redeem(
            shop, village.zhang.id, rice.id, quantity=1, collected_by="张明", key=key, now=now
        )
    cancel_redemption(shop, row.id, now=now)

    redemptions = _book(village, now, redemptions_workbook, DAYS)[1:]
    assert redemptions == [
        [datetime(2026, 3, 2), "张桂兰", "张明", "大米", "5 kg", 1, 20, 20, 70, "孙店主", None],
        [datetime(2026, 3, 2), "张桂兰", "张明", "大米", "5 kg", 1, 20, 20, 50, "孙店主", "已撤销"],
    ]
    movements = _book(village, now, movements_workbook, DAYS)[1:]
    assert [line[1:8] for line in movements] == [
        ["大米", "5 kg", "袋", "捐赠", 10, None, 10],
        ["大米", "5 kg", "袋", "兑换", None, 1, 9],
        ["大米", "5 kg", "袋", "兑换", None, 1, 8],
        ["大米", "5 kg", "袋", "撤销兑换", 1, None, 9],
    ]


def test_a_ranking_leaves_as_it_was_announced(booked: Cast, now: datetime) -> None:
    made = announce_ranking(
        booked.clerk, "month", day=FEBRUARY, measure="month_total", key="k", now=now
    )

    book = ranking_workbook(
        booked.supervisor, made.id, group_id=None, village_name="桃源村", now=now, today=TODAY
    )
    assert _rows(book)[1:] == [
        [1, "TY001", "张桂兰", "一组", 3, None],
        [2, "TY002", "刘长福", "一组", 0, None],
        [2, "TY003", "欧阳春", "二组", 0, None],
    ]
    line = AuditEvent.objects.get(village_id=booked.taoyuan.id, code="table.exported")
    assert (line.actor_id, line.facts) == (booked.supervisor.id, {"form": "积分榜", "rows": 3})


# Who may, and what is written down --------------------------------------------------------------

WORKBOOKS: list[tuple[Callable[..., bytes], Any, str]] = [
    (ledger_workbook, {}, "积分台账"),
    (redemptions_workbook, DAYS, "兑换登记表"),
    (movements_workbook, DAYS, "物资出入库"),
    (roster_workbook, RosterFilters(), "户籍表"),
    (claims_workbook, {}, "申报登记表"),
]


@pytest.mark.parametrize(("workbook", "filters", "form"), WORKBOOKS)
def test_every_export_is_written_down(
    workbook: Callable[..., bytes], filters: Any, form: str, booked: Cast, now: datetime
) -> None:
    lines = _book(booked, now, workbook, filters)

    line = AuditEvent.objects.get(village_id=booked.taoyuan.id, code="table.exported")
    assert (line.actor_id, line.at) == (booked.clerk.id, now)
    assert line.facts == {"form": form, "rows": len(lines) - 1}


@pytest.mark.parametrize(("workbook", "filters", "form"), WORKBOOKS)
def test_who_may_not_export_gets_nothing(
    workbook: Callable[..., bytes], filters: Any, form: str, booked: Cast, now: datetime
) -> None:
    refused: list[Actor] = [booked.grid_worker, booked.panel[0], booked.shopkeeper]
    for actor in [*refused, booked.zhang_actor]:
        with pytest.raises(NotAllowed):
            workbook(actor, filters, village_name="桃源村", span="", now=now)
    assert not AuditEvent.objects.filter(
        village_id=booked.taoyuan.id, code="table.exported"
    ).exists()


@pytest.mark.parametrize(("workbook", "filters", "form"), WORKBOOKS)
def test_another_villages_sheet_is_empty(
    workbook: Callable[..., bytes], filters: Any, form: str, booked: Cast, now: datetime
) -> None:
    lines = _rows(workbook(booked.outsider, filters, village_name="柳树村", span="", now=now))[1:]
    assert [line for line in lines if "张桂兰" in line or "欧阳春" in line] == []
