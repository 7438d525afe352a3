"""The public board: masked, counted, crossed out, and empty again when publicity has ended."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import uphold_objection
from jishan.core.points import Points
from jishan.core.scheme.document import Publicity
from jishan.demo.cast import Cast
from jishan.notices.actions import submit_objection
from jishan.notices.queries import NoticeCard, notices_open
from jishan.registry.actions import NewResident, add_resident
from jishan.shop.goods import add_product, stock_in
from jishan.web.board import HANGS_AFTER, last_day_shown
from tests.departments import rankings
from tests.faces import rows
from tests.faces.routes.board import LINES
from tests.faces.world import World

IDENTITY = "530199197903051239"
PHONE = "13000004321"


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def world(village: Cast, now: datetime) -> World:
    return World(village, now)


def page(name: str, *args: Any, **query: Any) -> str:
    """A stranger's look at a public page."""
    response = Client().get(reverse(name, args=["taoyuan", *args], query=query or None))
    assert response.status_code == 200
    written: str = response.content.decode()
    return written


def notice_page(number: int) -> str:
    return page("board-notice", number)


def object_to(world: World, row_id: int, reason: str = "不是他做的") -> Any:
    return submit_objection(
        world.cast.neighbour_actor,
        row_id,
        reason=reason,
        named="刘长福",
        key=f"object-{row_id}",
        now=world.now,
    )


def test_nothing_public_names_anybody(world: World) -> None:
    """Every public page with everything on it, searched for names, numbers and words of people."""
    add_resident(
        world.cast.clerk,
        world.cast.zhang.id,
        resident=NewResident("张小军", relation="子", identity=IDENTITY, phone=PHONE),
        key="with-phone",
        now=world.now,
    )
    number, row_id = rows.line_of(world, "own")
    rows.noticed_of(world, "household", "lavish-feast")
    made = object_to(world, row_id, "张桂兰那天在县城")
    uphold_objection(world.cast.secretary, made.id, reason="张桂兰确实不在", now=world.now)
    addresses = [
        reverse(name, kwargs=dict(line.kwargs(world, "own"))) for name, line in LINES.items()
    ]
    people = {
        name
        for model, field in (("Household", "head_name"), ("Resident", "name"))
        for name in apps.get_model("registry", model)._default_manager.values_list(field, flat=True)
    }
    assert {"张桂兰", "欧阳春", "柳玉芬", "张小军"} <= people
    client = Client()
    text = "".join(client.get(address).content.decode() for address in addresses)
    assert "张*兰" in text
    assert f"第 {number} 号" in text
    forbidden = [*people, IDENTITY, IDENTITY[-4:], PHONE, PHONE[:3] + "****", "县城", "确实不在"]
    assert [word for word in forbidden if word in text] == []


def test_an_open_notice_counts_its_days_and_offers_the_objection(world: World) -> None:
    number, row_id = rows.line_of(world, "own")
    text = notice_page(number)
    assert "还剩 3 天" in text
    assert '<span class="pts-word">加分 </span>+3</span>' in text
    assert reverse("my-object", args=[number, row_id]) in text
    assert f"第 {number} 号积分公示" in page("board")


def test_a_deduction_is_only_counted(world: World) -> None:
    number, _row_id = rows.line_of(world, "household", "lavish-feast")
    text = notice_page(number)
    assert "其中 1 条只给本户看" in text
    assert "大操大办" not in text
    assert "欧*春" not in text


def test_a_struck_line_stays_crossed_out_and_the_objection_has_a_number(world: World) -> None:
    number, row_id = rows.line_of(world, "own")
    made = object_to(world, row_id)
    assert f"已有 {made.number} 号异议" in notice_page(number)
    assert "处理中" in page("board")
    uphold_objection(world.cast.secretary, made.id, reason="查实了", now=world.now)
    text = notice_page(number)
    assert "<s>张*兰</s>" in text
    assert "已撤下</span> 异议成立" in text
    assert "查实了" not in text
    assert f"{made.number} 号异议" in page("board")
    assert "异议成立" in page("board")


def card_of(world: World) -> NoticeCard:
    rows.line_of(world, "own")
    return notices_open(world.cast.taoyuan.id, world.now)[0]


def publicity(days: int | None, kind: Any = "calendar") -> Publicity:
    return Publicity(shows=("acts",), names="masked", deductions="shown", days=days, day_kind=kind)


def test_publicity_ends_by_itself(world: World) -> None:
    card = card_of(world)
    day = card.last_day
    assert last_day_shown(card, None) == day + timedelta(days=HANGS_AFTER)
    assert last_day_shown(card, publicity(None)) == day + timedelta(days=HANGS_AFTER)
    assert last_day_shown(card, publicity(3)) == day + timedelta(days=3)
    assert last_day_shown(card, publicity(3, "working")) >= day + timedelta(days=3)


def test_lines_leave_the_board_and_the_head_stays(village: Cast, now: datetime) -> None:
    """桃源村's scheme lets lines hang three days after the notice closed; it closed long ago."""
    number, _row_id = rows.line_of(World(village, now - timedelta(days=20)), "own")
    text = notice_page(number)
    assert "共 1 条" in text
    assert "已经撤下，不再公开" in text
    assert "张*兰" not in text
    recent, _row_id = rows.line_of(World(village, now - timedelta(days=5)), "household")
    assert "欧*" in notice_page(recent)


def test_a_long_notice_is_paged(world: World) -> None:
    number, _row_id = rows.line_of(world, "own")
    assert page("board-notice", number, page=9) == notice_page(number)
    assert "张*兰" in page("board-notice", number, group="一组")
    assert "张*兰" in page("board-notice", number, group="没有这一组")


def test_rules_and_goods_are_sentences(world: World) -> None:
    text = page("board-rules")
    assert "每棵 +3 分" in text
    assert "村民代表会议" in text
    assert "表决通过" in text
    assert "满 10 分就可以换" in page("board-goods")


def test_no_page_weighs_more_than_thirty_kilobytes(world: World) -> None:
    weights = {
        name: len(Client().get(reverse(name, kwargs=dict(line.kwargs(world, "own")))).content)
        for name, line in LINES.items()
    }
    assert {name: weight for name, weight in weights.items() if weight > 30_000} == {}


def said(world: World, **publicity: Any) -> None:
    """The document in force says this of the board."""
    board = {"names": "masked", "deductions": "household_only", **publicity}
    rankings.adopt(world.cast, world.now, publicity=board)


def figures(world: World) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page("board-figures")).split())


def test_the_figures_are_those_that_the_document_puts_on_the_board(world: World) -> None:
    day = timezone.localdate(world.now)
    home, other = world.cast.zhang.id, world.cast.liu_neighbour.id
    rankings.posted(world.cast.clerk, home, 500, day=day, now=world.now)
    rankings.posted(world.cast.clerk, other, 250, day=day, now=world.now)
    rankings.posted(world.cast.clerk, other, -100, day=day, now=world.now)

    said(world, shows=["positive_acts"])
    silent = figures(world)
    assert "村里定的是不上公开栏" in silent
    assert "参加积分的户 3 户" in silent
    assert "7.5" not in silent

    said(world, shows=["totals"])
    totals = figures(world)
    assert "本月发出 7.5 分" in totals
    for word in ("平均每户", "来去", "扣分"):
        assert word not in totals

    said(world, shows=["totals", "averages"], deductions="aggregated")
    both = figures(world)
    assert "平均每户 3.75 分" in both
    assert "扣分" in both


def test_flows_are_points_and_goods(world: World) -> None:
    day = timezone.localdate(world.now)
    rankings.posted(world.cast.clerk, world.cast.zhang.id, 4000, day=day, now=world.now)
    keeper = world.cast.shopkeeper
    soap = add_product(keeper, "肥皂", unit="块", price=Points(500), key="soap", now=world.now)
    stock_in(keeper, soap.id, quantity=10, donated=False, value_fen=7850, key="in", now=world.now)
    said(world, shows=["flows"])
    found = figures(world)
    assert "一共发出（扣分已经减去） 40 分" in found
    assert "今年买来、捐来的东西一共值 78.50 元" in found
    assert "肥皂 10 块 0 块 10 块" in found
    assert "本月发出" not in found
