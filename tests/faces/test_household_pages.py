"""Pages of households that change, and of points handed on at the counter."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from jishan.core.ledger import AccountRef, Kind, settle
from jishan.demo.cast import Cast
from jishan.ledger.actions import post
from jishan.moving.models import Transfer
from jishan.registry.models import Change, Household, Resident
from tests.faces.world import World
from tests.stories.road import adopt, key, purses


def client(village: Cast, now: datetime, role: str) -> Client:
    return World(village, now).client(role)


def text_of(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def page(home: int, *more: str) -> str:
    return f"/v/taoyuan/roster/{home}/changes/" + "".join(f"{one}/" for one in more)


def gave(village: Cast, now: datetime, points: int, account: AccountRef | None = None) -> None:
    account = account or AccountRef("household", village.zhang.id, "spend")
    posting = settle(key(), Kind.EARNING, now.date(), [(account, points)])
    post(village.clerk, posting, now=now, code="claim.posted")


def by_decision(document: dict[str, Any]) -> None:
    document["subjects"]["split"] = "by_decision"


def test_a_birth_is_entered_shown_and_undone(village: Cast, now: datetime) -> None:
    clerk, home = client(village, now, "clerk"), village.zhang.id
    said = {"key": "k", "kind": "born", "name": "张小宝", "relation": "孙子", "sex": "男",
            "birth_year": "2026", "day": now.date().isoformat()}  # fmt: skip

    clerk.post(page(home, "join"), said)
    answer = clerk.post(page(home, "join"), said, follow=True)

    assert "出生：张小宝" in text_of(answer)
    baby = Resident.objects.get(name="张小宝")
    assert (baby.household_id, baby.since, baby.relation) == (home, now.date(), "孙子")
    one = Change.objects.get()
    answer = clerk.post(page(home, str(one.id), "undo"), {"key": "u"}, follow=True)
    assert "已撤销" in text_of(answer)
    assert "张小宝" not in text_of(clerk.get(f"/v/taoyuan/roster/{home}/"))
    assert "张小宝" in text_of(clerk.get("/v/taoyuan/roster/changes/"))


def test_a_split_asks_for_what_was_agreed_and_says_what_went(village: Cast, now: datetime) -> None:
    adopt(village, now, by_decision)
    gave(village, now, 1050)
    clerk, home = client(village, now, "clerk"), village.zhang.id
    child = Resident.objects.get(household_id=home, head=False)
    said = {"key": "k", "people": [child.id], "new_head": child.id, "day": now.date().isoformat(),
            "share-spend": "2.25"}  # fmt: skip

    form = text_of(clerk.get(page(home, "split")))
    wrong = clerk.post(page(home, "split"), said | {"share-spend": "2.255"})
    unwritten = clerk.post(page(home, "split"), said)
    done = clerk.post(page(home, "split"), said | {"note": "3月1日书面协议"}, follow=True)

    assert "现有 10.5 分" in form
    assert "由两家书面商定" in form
    assert "最多两位小数" in text_of(wrong)
    assert unwritten.status_code == 409
    assert "请写明是哪天" in text_of(unwritten)
    assert "转过去：兑换分 2.25 分" in text_of(done)
    new = Household.objects.get(head_name=child.name)
    assert (purses(home), purses(new.id)) == ({"spend": 825}, {"spend": 225})


def test_moving_merging_and_leaving(village: Cast, now: datetime) -> None:
    clerk, home = client(village, now, "clerk"), village.zhang.id
    day = now.date().isoformat()
    child = Resident.objects.get(household_id=home, head=False)
    said = {"key": "a", "people": [child.id], "household": village.far.number, "relation": "儿媳"}

    clerk.post(page(home, "move"), said | {"day": day})
    clerk.post(page(home, "merge"), {"key": "b", "household": village.far.number, "day": day})
    closed = village.liu_neighbour.id
    clerk.post(page(closed, "close"), {"key": "c", "day": day, "note": "迁往县城"})

    child.refresh_from_db()
    assert (child.household_id, child.relation) == (village.far.id, "儿媳")
    gone = Household.objects.filter(until=date(2026, 3, 1)).values_list("id", flat=True)
    assert set(gone) == {home, closed}
    listed = text_of(clerk.get("/v/taoyuan/roster/changes/"))
    assert "整户离开" in listed
    assert "迁往县城" in listed
    assert "已经销户" in text_of(clerk.get(page(closed)))


def test_somebody_dies_and_another_heads_the_household(village: Cast, now: datetime) -> None:
    secretary, home = client(village, now, "secretary"), village.zhang.id
    head, child = Resident.objects.filter(household_id=home).order_by("-head")
    said = {"key": "k", "kind": "died", "people": [head.id], "day": now.date().isoformat()}

    refused = secretary.post(page(home, "leave"), said)
    secretary.post(page(home, "leave"), said | {"head": child.id})

    assert "请选定户主" in text_of(refused)
    row = Household.objects.get(id=home)
    assert row.head_name == child.name
    assert secretary.get(page(home, "nonsense")).status_code == 404


# The counter ------------------------------------------------------------------------------------


def transfer(home: int) -> str:
    return f"/v/taoyuan/shop/household/{home}/transfer/"


def between(where: str, holder: str = "household") -> Any:
    def changed(document: dict[str, Any]) -> None:
        purse = document["purses"][0]
        purse |= {"holder": holder, "transfer": {"between": where, "points_max": 5, "per": "month"}}

    return changed


def test_points_go_to_another_household_and_back(village: Cast, now: datetime) -> None:
    adopt(village, now, between("village"))
    gave(village, now, 1000)
    keeper, home = client(village, now, "shop"), village.zhang.id
    said = {"key": "k", "household": village.far.number, "points": "3"}

    keeper.post(transfer(home), said)
    shown = text_of(keeper.post(transfer(home), said, follow=True))
    over = keeper.post(transfer(home), said | {"key": "l", "points": "2.01"})

    assert (purses(home)["spend"], purses(village.far.id)["spend"]) == (700, 300)
    assert "每月最多转 5 分" in shown
    assert "超过了转让限额" in text_of(over)
    row = Transfer.objects.get()
    keeper.post(f"{transfer(home)}{row.id}/back/")
    assert purses(home)["spend"] == 1000


@pytest.mark.parametrize("where", ["household", "village"])
def test_points_of_a_person_go_to_a_person(village: Cast, now: datetime, where: str) -> None:
    def changed(document: dict[str, Any]) -> None:
        document["subjects"]["kinds"] = ["household", "resident"]
        between(where, "resident")(document)
        del document["redemption"]

    adopt(village, now, changed)
    head, child = Resident.objects.filter(household_id=village.zhang.id).order_by("-head")
    gave(village, now, 1000, AccountRef("resident", head.id, "spend"))
    keeper, home = client(village, now, "shop"), village.zhang.id
    far = Resident.objects.filter(household_id=village.far.id, head=True).get()
    taker: dict[str, Any] = {"household": village.far.number, "name": far.name}
    said = {"key": "k", "giver": head.id, "points": "1.5"}

    done = keeper.post(
        transfer(home), said | ({"taker": child.id} if where == "household" else taker)
    )
    wrong = keeper.post(transfer(home), said | {"key": "l", "household": village.far.number,
                                                "name": "查无此人"})  # fmt: skip

    assert done.status_code == 302
    row = Transfer.objects.get()
    assert (row.giver, row.points) == (f"r{head.id}", 150)
    assert row.taker == (f"r{child.id}" if where == "household" else f"r{far.id}")
    assert wrong.status_code == 200


def test_where_the_scheme_allows_none_the_page_says_so(village: Cast, now: datetime) -> None:
    answer = client(village, now, "shop").get(transfer(village.zhang.id))

    assert answer.status_code == 409
    assert "方案不允许转让积分" in text_of(answer)
