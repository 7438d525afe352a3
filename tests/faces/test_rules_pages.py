"""The rules on their road, as the desk, the board, the telephone and the township see them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jishan.core.workflow import SchemeState
from jishan.demo.adoption import ROAD, take_as_far
from jishan.demo.cast import found_cast
from jishan.notices.models import Objection
from jishan.schemes.actions import adopt_scheme
from jishan.schemes.models import Feedback, Opinion, Review, SchemeVersion
from jishan.schemes.queries import version_in_force
from tests.faces import rows
from tests.faces.world import World

MORE = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 4, unit: 棵")


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


def version(world: World, state: SchemeState, *, ago: timedelta = ROAD) -> int:
    """A version with more points for trees, as far as `state`."""
    raw = rows.another_scheme().decode()
    assert MORE[0] in raw
    cast = world.cast
    before = version_in_force(cast.taoyuan.id, timezone.localdate(world.now)).scheme
    return take_as_far(
        cast.secretary,
        cast.township_officer,
        raw.replace(*MORE),
        begun=world.now - ago,
        until=state,
        before=before,
    )


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, address: str, data: dict[str, Any], **more: Any) -> str:
    answer = client.post(address, data, follow=True, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_shows_the_draft_and_what_it_changes(world: World) -> None:
    version(world, SchemeState.DISCUSSED)
    nobody = world.client("nobody")
    page = read(nobody, "/b/taoyuan/rules/draft/")
    assert "“参与植树造林”的“多少分”：由 3 分改为 4 分。" in page
    assert "参与植树造林：每棵 +4 分" in page
    assert "开了 1 次会，46 人次到会；收到意见 1 条，采纳 1 条，没有采纳 0 条。" in page
    assert "这是草案，还没有表决，不作数。" in page
    in_force = read(nobody, "/b/taoyuan/rules/")
    assert "村里正在讨论新方案" in in_force
    assert "参与植树造林：每棵 +3 分" in in_force
    assert "兑换分：每户一本，可以兑换" in in_force
    assert "现在没有正在讨论的方案" in read(nobody, "/b/liushu/rules/draft/")


def test_a_household_says_what_it_thinks_and_reads_the_answer(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    phone = world.client("card")
    assert "正在讨论新方案" in read(phone, "/my/rules/")
    page = send(
        phone,
        "/my/rules/opinion/",
        {"key": "k", "item": "tree", "text": "再多一点", "nameless": ""},
    )
    assert "收到了：第 3 条意见。" in page
    assert "等答复" in page
    opinion = Opinion.objects.get(village_id=world.cast.taoyuan.id, key="k")
    desk = world.client("secretary")
    shown = read(desk, f"/v/taoyuan/rules/{one}/")
    assert "张*兰" in shown
    assert "1 条等答复" in shown
    send(
        desk,
        f"/v/taoyuan/rules/{one}/opinions/{opinion.id}/",
        {"taken": "0", "answer": "四分够了"},
    )
    assert "村里答复：四分够了" in read(phone, "/my/rules/")
    assert "四分够了" not in read(world.client("other_card"), "/my/rules/")


def test_without_a_name_the_household_is_nowhere(world: World) -> None:
    version(world, SchemeState.DISCUSSED)
    phone = world.client("card")
    send(phone, "/my/rules/opinion/", {"key": "k", "text": "太复杂", "nameless": "on"})
    opinion = Opinion.objects.get(village_id=world.cast.taoyuan.id, key="k")
    assert (opinion.household_id, opinion.given_by) == (None, 0)
    assert "太复杂" not in read(phone, "/my/rules/")


def test_the_desk_takes_a_draft_the_whole_road(world: World) -> None:
    one = version(world, SchemeState.DRAFT)
    desk, officer = world.client("secretary"), world.client("township")
    address = f"/v/taoyuan/rules/{one}/"
    today = timezone.localdate(world.now)
    assert "交给大家讨论" in read(desk, address)
    assert "草案已上公开栏" in send(desk, f"{address}open/", {})
    meeting = {
        "key": "m",
        "kind": "courtyard",
        "day": today.isoformat(),
        "place": "院坝",
        "chair": "王建国",
        "present": 30,
        "minutes": "都说好",
    }
    assert "会议已记下" in send(desk, f"{address}meeting/", meeting)
    assert "表决结果已记下" in send(desk, f"{address}vote/", world.vote())
    assert "去办" in read(officer, "/o/qingshi/rules/")
    assert "准予备案" in read(officer, address)
    filing = {"number": "青政备〔2026〕9号", "remark": ""}
    assert "已备案" in send(officer, f"{address}file/", filing)
    assert "方案已上公开栏公示" in send(desk, f"{address}publish/", {})
    row = SchemeVersion.objects.get(pk=one)
    board = read(world.client("nobody"), f"/b/taoyuan/notices/{row.notice['number']}/")
    assert "和现行方案相比" in board
    assert "“参与植树造林”的“多少分”：由 3 分改为 4 分。" in board
    assert "None" not in board
    refused = desk.post(f"{address}adopt/", {"day": today.isoformat()})
    assert refused.status_code == 409
    assert "方案还在公示" in refused.content.decode()


def test_a_line_of_the_rules_is_objected_to_on_the_telephone(world: World) -> None:
    one = version(world, SchemeState.PUBLISHED, ago=timedelta(days=14))
    number = SchemeVersion.objects.get(pk=one).notice["number"]
    phone = world.client("card")
    shown = read(phone, f"/my/notices/{number}/")
    assert "公示的是村里的积分方案，人人都可以提意见。" in shown
    assert "看方案全文" in shown
    assert "您家的" not in shown
    line = rows.clause_line(world, number)
    page = read(phone, f"/my/notices/{number}/lines/{line}/")
    assert "这一条不公平，有的户做不到" in page
    assert "谁家" not in page
    words = {"key": "k", "common": "这一条违反规定", "words": ""}
    assert "收到了" in send(phone, f"/my/notices/{number}/lines/{line}/", words)
    objection = Objection.objects.get(village_id=world.cast.taoyuan.id, key="k")
    assert objection.reason == "这一条违反规定"
    desk = read(world.client("secretary"), "/v/taoyuan/notices/")
    assert "成立，这一条要改" in desk
    assert "照原样入账" not in desk
    assert "不计分" not in desk


def test_the_township_orders_a_correction(world: World) -> None:
    one = version(world, SchemeState.VOTED)
    officer, address = world.client("township"), f"/v/taoyuan/rules/{one}/"
    words = {"clause": "扣 15 分", "reason": "没有依据"}
    page = send(officer, f"{address}return/", words)
    assert "乡镇责令改正" in page
    assert "扣 15 分" in page
    fresh = SchemeVersion.objects.order_by("-pk").first()
    assert fresh is not None
    assert fresh.state == "draft"
    assert f"/v/taoyuan/rules/{fresh.pk}/" in page


def test_the_difference_has_a_page_of_its_own(world: World) -> None:
    one = version(world, SchemeState.DRAFT)
    page = read(world.client("clerk"), f"/v/taoyuan/rules/{one}/difference/")
    assert "和《桃源村积分方案》第 1 版比，改了这些：" in page
    assert "“参与植树造林”的“多少分”：由 3 分改为 4 分。" in page
    first = SchemeVersion.objects.order_by("pk").first()
    assert first is not None
    alone = read(world.client("clerk"), f"/v/taoyuan/rules/{first.pk}/difference/")
    assert "这是第一份方案" in alone


def test_the_list_says_which_version_is_carried_out(world: World) -> None:
    """One adopted for a later day is not yet in force; the one before it is until the eve."""
    first = version_in_force(world.cast.taoyuan.id, timezone.localdate(world.now)).version_id
    one = version(world, SchemeState.PUBLISHED)
    day = timezone.localdate(world.now) + timedelta(days=2)
    adopt_scheme(world.cast.secretary, one, in_force_from=day, now=world.now)
    clerk = world.client("clerk")
    page = read(clerk, "/v/taoyuan/rules/")
    assert re.findall(r'class="c-side">([^<]+)<', page) == ["已公布，等生效", "正在执行"]
    eve = day - timedelta(days=1)
    page = read(clerk, f"/v/taoyuan/rules/{first}/")
    assert f"执行到{eve.year}年{eve.month}月{eve.day}日。" in page
    assert "第 1 版 · 正在执行" in page
    page = read(clerk, f"/v/taoyuan/rules/{one}/")
    assert f"{day.year}年{day.month}月{day.day}日起执行。" in page
    assert "第 2 版 · 已公布" in page


def test_feedback_comes_by_telephone_and_on_paper(world: World) -> None:
    phone, desk = world.client("card"), world.client("clerk")
    form = {"key": "f", "knows": "1", "uses": "1", "likes": "", "item0": "tree", "says0": "low"}
    assert "收到了，谢谢您" in send(phone, "/my/rules/feedback/", form)
    assert "您家这个季度已经填过了" in read(phone, "/my/rules/")
    paper = {"key": "p", "knows": "0", "way": "paper", "household": "", "count": "3"}
    page = send(desk, "/v/taoyuan/rules/feedback/enter/", paper)
    assert "25%（4 人答，1 人说是）" in page
    assert "分太低 1" in page
    assert Feedback.objects.filter(village_id=world.cast.taoyuan.id).count() == 2


def test_the_yearly_review_begins_the_next_draft(world: World) -> None:
    desk = world.client("secretary")
    page = read(desk, "/v/taoyuan/rules/review/")
    assert "一次也没用过" in page
    decided = {
        "key": "r",
        "meeting": "村民代表会议",
        "day": timezone.localdate(world.now).isoformat(),
        "decision": "changed",
        "reason": "植树没人报",
    }
    assert "写草案" in send(desk, "/v/taoyuan/rules/review/conclude/", decided)
    assert Review.objects.filter(village_id=world.cast.taoyuan.id).count() == 1
    assert "植树没人报" in read(desk, "/v/taoyuan/rules/review/")


def test_the_desk_is_told_what_is_due(world: World) -> None:
    version(world, SchemeState.VOTED)
    page = read(world.client("secretary"), "/v/taoyuan/")
    assert "方案等乡镇备案" in page
    assert "去年的方案还没评估" in page


def test_the_township_sets_its_list_and_a_village_starts_from_it(world: World) -> None:
    officer, desk = world.client("township"), world.client("secretary")
    listed = {
        "file": world.reference_file(),
        "issued": "青政发1号",
        "day": timezone.localdate(world.now).isoformat(),
    }
    page = send(officer, "/o/qingshi/reference/set/", listed)
    assert "参考目录已定" in page
    assert "可以去掉，分值可以改" in page
    assert "照它起一份草案" in read(desk, "/v/taoyuan/rules/")
    assert "已照参考目录起了一份草案" in send(desk, "/v/taoyuan/rules/from-reference/", {})
    assert "照它起一份草案" not in read(world.client("clerk"), "/v/taoyuan/rules/")


def test_a_form_with_something_missing_comes_back_as_it_was(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    desk = world.client("secretary")
    address = f"/v/taoyuan/rules/{one}/"

    meeting = {"key": "k", "kind": "courtyard", "place": "村委会", "minutes": "都说好"}
    answer = desk.post(f"{address}meeting/", meeting)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert '<details class="sheet" open><summary>记一次讨论会' in page
    assert "都说好</textarea>" in page
    assert 'value="村委会"' in page

    votes = {"kind": "representatives", "meeting": "代表会", "entitled": "40", "present": "三十"}
    page = desk.post(f"{address}vote/", votes | {"answer:x@y": "不会用到"}).content.decode()
    assert 'value="代表会"' in page
    assert 'value="三十"' in page
    page = desk.post(f"{address}opinion/", {"key": "k", "text": "再多一点"}).content.decode()
    assert '<details class="sheet" open><summary>代记一条意见' in page
    assert "再多一点</textarea>" in page
    assert SchemeVersion.objects.get(pk=one).state == SchemeState.DISCUSSED


def test_the_answers_to_reminders_come_back_with_the_vote(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    desk = world.client("secretary")
    found = read(desk, f"/v/taoyuan/rules/{one}/")
    names = re.findall(r'name="(answer:[^"]+)"', found)
    sent = dict.fromkeys(names, "村里商量过")
    page = desk.post(f"/v/taoyuan/rules/{one}/vote/", sent).content.decode()
    assert page.count('value="村里商量过"') == len(names)


def test_an_empty_file_is_said_to_be_empty(world: World) -> None:
    desk = world.client("secretary")
    file = SimpleUploadedFile("方案.yaml", b"")
    assert "这个文件是空的，请换一个。" in send(desk, "/v/taoyuan/rules/draft/", {"file": file})
    assert "请先选一个方案文件。" in send(desk, "/v/taoyuan/rules/draft/", {})


def test_an_unreadable_file_is_refused_with_its_lines(world: World) -> None:
    desk = world.client("secretary")
    file = SimpleUploadedFile("方案.yaml", b"format: 1\nname: &a\n  x: *a\n")
    answer = desk.post("/v/taoyuan/rules/draft/", {"file": file})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "这份方案文件读不了，有 1 处问题。" in page
    assert "第 2 行" in page


def test_every_version_stands_under_its_own_name(world: World) -> None:
    one = version(world, SchemeState.DRAFT)
    row = SchemeVersion.objects.get(pk=one)
    row.document["name"] = "红旗村办法"
    row.save(update_fields=["document"])
    page = read(world.client("secretary"), "/v/taoyuan/rules/")
    assert "红旗村办法" in page
    assert "桃源村积分方案" in page
