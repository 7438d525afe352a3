"""A scheme's road as people walk it: what is refused, sent back, taken back, answered in public."""

import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from jishan.core.access import Permission
from jishan.core.workflow import SchemeState
from jishan.demo.adoption import ROAD
from jishan.demo.cast import found_cast
from jishan.orgs.queries import area_for
from jishan.schemes.actions import adopt_reference, adopt_scheme
from jishan.schemes.models import Feedback, Opinion, ReferenceList, Review, SchemeVersion
from jishan.schemes.queries import version_in_force
from tests.faces import rows
from tests.faces.test_rules_pages import read, send, version
from tests.faces.world import World


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


def refused(client: Client, address: str, data: dict[str, Any], status: int) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status
    return answer.content.decode()


def state(one: int) -> str:
    return SchemeVersion.objects.values_list("state", flat=True).get(pk=one)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"present": "10", "for_": "9"}, 409, "到会人数不够：应到 40 人，实到 10 人。"),
        ({"for_": "18", "against": "18"}, 409, "这次表决没有通过：到会 36 人，赞成 18 人。"),
        ({"for_": "37"}, 400, "人数对不上：应到 40 人，实到 36 人"),
        ({"day": "2020-01-01"}, 400, "表决要在草案交给大家讨论"),
    ],
)
def test_a_vote_that_does_not_count_comes_back_as_it_was_filled_in(
    world: World, changes: dict[str, str], status: int, sentence: str
) -> None:
    one = version(world, SchemeState.DISCUSSED)
    desk, address = world.client("secretary"), f"/v/taoyuan/rules/{one}/"
    before = world.fingerprint()
    sent = world.vote() | changes
    page = refused(desk, f"{address}vote/", sent, status)
    assert page.count(sentence) == 2  # at the head of the page, and above the form
    assert f'value="{sent["for_"]}"' in page
    for answer in (text for name, text in sent.items() if name.startswith("answer:")):
        assert f'value="{answer}"' in page
    assert world.fingerprint() == before


def test_a_vote_after_somebody_else_recorded_it_is_refused_where_it_is_seen(world: World) -> None:
    one = version(world, SchemeState.VOTED)
    page = refused(world.client("secretary"), f"/v/taoyuan/rules/{one}/vote/", world.vote(), 409)
    assert "没有办成" in page


def test_a_code_that_no_household_has_is_said_beside_its_field(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    desk, address = world.client("clerk"), f"/v/taoyuan/rules/{one}/"
    said = {"key": "k", "text": "再多一点", "way": "mouth", "household": "XX99"}
    page = refused(desk, f"{address}opinion/", said, 400)
    assert "没有找到这个户编码" in page
    assert "再多一点</textarea>" in page
    assert not Opinion.objects.filter(village_id=world.cast.taoyuan.id, key="k").exists()
    form = {"key": "f", "knows": "1", "way": "paper", "household": "XX99", "count": "1"}
    page = refused(desk, "/v/taoyuan/rules/feedback/enter/", form, 400)
    assert "没有找到这个户编码" in page
    assert not Feedback.objects.filter(village_id=world.cast.taoyuan.id).exists()


def test_a_paper_form_that_says_nothing_comes_back(world: World) -> None:
    form = {"key": "f", "way": "mouth", "household": "", "count": "7"}
    page = refused(world.client("clerk"), "/v/taoyuan/rules/feedback/enter/", form, 400)
    assert "请至少答一题，或写一句话。" in page
    assert 'name="count" value="7"' in page


def test_a_review_too_early_comes_back(world: World) -> None:
    desk = world.client("secretary")
    day = timezone.localdate(world.now) + timedelta(days=2)
    decided = {
        "key": "r",
        "meeting": "村民代表会议",
        "day": day.isoformat(),
        "decision": "kept",
        "reason": "用得好",
    }
    page = refused(desk, "/v/taoyuan/rules/review/conclude/", decided, 400)
    assert "评估会要在这一年过完" in page
    assert "用得好</textarea>" in page
    assert not Review.objects.filter(village_id=world.cast.taoyuan.id).exists()


def test_an_opinion_without_a_name_finds_its_answer_on_the_board(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    phone, desk = world.client("card"), world.client("secretary")
    said = {"key": "k", "item": "tree", "text": "李家的树是买来的", "nameless": "on"}
    page = send(phone, "/my/rules/opinion/", said)
    number = re.search(r"收到了：第 (\d+) 条意见。请记住这个号码", page)
    assert number is not None
    opinion = Opinion.objects.get(village_id=world.cast.taoyuan.id, key="k")
    board = "/b/taoyuan/rules/draft/"
    assert f"第 {number[1]} 条" not in read(phone, board)
    answer = {"taken": "0", "answer": "栽活了才记分，核实的时候看"}
    send(desk, f"/v/taoyuan/rules/{one}/opinions/{opinion.id}/", answer)
    page = read(world.client("nobody"), board)
    assert f"第 {number[1]} 条" in page
    assert "栽活了才记分，核实的时候看" in page
    assert "李家的树" not in page
    send(desk, f"/v/taoyuan/rules/{one}/vote/", world.vote())
    page = read(world.client("nobody"), board)
    assert "已经表决通过，还没有生效。" in page
    assert "栽活了才记分，核实的时候看" in page
    assert "新方案已经表决，还没有生效。" in read(world.client("nobody"), "/b/taoyuan/rules/")
    assert "新方案已经表决" in read(phone, "/my/rules/")


def test_open_opinions_stand_before_the_answered_ones(world: World) -> None:
    one = version(world, SchemeState.DISCUSSED)
    desk, address = world.client("clerk"), f"/v/taoyuan/rules/{one}/"
    for key, text in (("a", "早的"), ("b", "晚的")):
        send(desk, f"{address}opinion/", {"key": key, "text": text, "way": "mouth"})
    first = Opinion.objects.get(village_id=world.cast.taoyuan.id, key="a")
    reply = {"taken": "0", "answer": "不改"}
    send(world.client("secretary"), f"{address}opinions/{first.id}/", reply)
    page = read(desk, address)
    assert page.index("晚的") < page.index("早的")


def test_what_the_township_sent_back_waits_at_the_desk_with_its_reason(world: World) -> None:
    one = version(world, SchemeState.VOTED)
    officer, desk = world.client("township"), world.client("secretary")
    words = {"clause": "扣 15 分", "reason": "没有依据"}
    send(officer, f"/v/taoyuan/rules/{one}/return/", words)
    fresh = SchemeVersion.objects.order_by("-pk")[0].pk
    assert "乡镇退回的方案，等改正" in read(desk, "/v/taoyuan/")
    page = read(desk, f"/v/taoyuan/rules/{fresh}/")
    assert "乡镇责令改正" in page
    assert "哪一条：扣 15 分" in page
    assert "怎么说的：没有依据" in page
    send(desk, f"/v/taoyuan/rules/{fresh}/open/", {})
    assert "乡镇退回的方案" not in read(desk, "/v/taoyuan/")


@pytest.mark.parametrize("reached", [SchemeState.DISCUSSED, SchemeState.VOTED])
def test_the_village_takes_a_draft_back_to_change_it(world: World, reached: SchemeState) -> None:
    one = version(world, reached)
    desk, address = world.client("secretary"), f"/v/taoyuan/rules/{one}/"
    assert "收回修改" in read(desk, address)
    page = send(desk, f"{address}withdraw/", {"reason": "照大家的意见改"})
    assert "怎么说的：照大家的意见改" in page
    assert "接着第 2 版改" in page
    assert state(one) == "returned"


def test_a_draft_with_errors_is_not_offered_to_the_village(world: World) -> None:
    one = version(world, SchemeState.DRAFT)
    row = SchemeVersion.objects.get(pk=one)
    row.document["items"][0]["category"] = "没有这一类"
    row.save(update_fields=["document"])
    page = read(world.client("secretary"), f"/v/taoyuan/rules/{one}/")
    assert "改好以后才能交给大家讨论" in page
    assert "<button>交给大家讨论</button>" not in page


def test_a_day_that_has_passed_is_nowhere_said_to_be_the_first(world: World) -> None:
    """The document of a draft names last year's day: nothing is retroactive."""
    one = version(world, SchemeState.PUBLISHED)
    row = SchemeVersion.objects.get(pk=one)
    desk, nobody = world.client("secretary"), world.client("nobody")
    later = "公示期满以后定日子执行，以前的事不重算。"
    address = f"/v/taoyuan/rules/{one}/"
    assert later in read(desk, address)
    assert later in read(nobody, "/b/taoyuan/rules/draft/")
    day = timezone.localdate(world.now)
    adopt_scheme(world.cast.secretary, one, in_force_from=day, now=world.now)
    said = f"自 {day.year} 年 {day.month} 月 {day.day} 日起执行。"
    assert said in read(desk, address)
    assert said in read(nobody, "/b/taoyuan/rules/")
    assert row.document["in_force_from"] < day.isoformat()


def test_the_ballot_has_a_line_for_everybody_who_may_vote(world: World) -> None:
    """As many as could have come to the vote before: forty-two, on two sheets."""
    one = version(world, SchemeState.DISCUSSED, ago=ROAD)
    paper = world.client("secretary").get(f"/v/taoyuan/rules/{one}/packet.pdf")
    pages = pypdfium2.PdfDocument(paper.content)
    texts = [pages[n].get_textpage().get_text_range() for n in range(len(pages))]
    sheets = [text for text in texts if "代表姓名" in text]
    assert len(sheets) == 2
    assert "42" in sheets[1]
    assert "43" not in sheets[1]
    assert "合计" in sheets[1]


def test_the_steps_show_what_is_being_done(world: World) -> None:
    """Who has voted waits for the filing: the vote is done."""
    one = version(world, SchemeState.VOTED)
    page = read(world.client("secretary"), f"/v/taoyuan/rules/{one}/")
    now = re.search(r'aria-current="step">.*?step-label">([^<]+)<', page)
    assert now is not None
    assert now[1] == "乡镇备案"
    assert "等乡镇备案。" in page


def test_the_quarters_form_is_printed_with_the_questions_of_the_telephone(world: World) -> None:
    desk = world.client("clerk")
    address = "/v/taoyuan/rules/feedback.pdf"
    assert address in read(desk, "/v/taoyuan/rules/feedback/")
    paper = pypdfium2.PdfDocument(desk.get(address).content)
    text = re.sub(r"\s", "", paper[0].get_textpage().get_text_range())
    for words in ("1.知道村里的积分办法吗", "没用过", "参与植树造林", "看不明白", "想说的话"):
        assert words in text
    phone = read(world.client("card"), "/my/rules/feedback/")
    assert "知道村里的积分办法吗" in phone
    assert "没用过" in phone


def test_an_empty_form_on_the_telephone_comes_back(world: World) -> None:
    page = send(world.client("card"), "/my/rules/feedback/", {"key": "f"})
    assert "请至少答一题，或写一句话。" in page
    assert not Feedback.objects.filter(village_id=world.cast.taoyuan.id).exists()


def made_list(world: World, **changes: str) -> dict[str, str]:
    day = timezone.localdate(world.now)
    base = version_in_force(world.cast.taoyuan.id, day).version_id
    return {
        "base": str(base),
        "name": "青石镇积分参考目录",
        "stay": "1",
        "as_written": "1",
        "added_max": "3",
        "removed_max": "",
        "issued": "青政发〔2026〕2号",
        "day": day.isoformat(),
    } | changes


def test_a_reference_list_is_made_from_a_villages_rules_without_a_file(world: World) -> None:
    officer, desk = world.client("township"), world.client("secretary")
    assert "照一个村的方案定参考目录" in read(officer, "/o/qingshi/reference/")
    page = send(officer, "/o/qingshi/reference/make/", made_list(world))
    assert "参考目录已定" in page
    assert "青石镇积分参考目录" in page
    assert "必须保留，分值和上限不能改" in page
    assert "各村最多增加 3 项" in page
    page = send(desk, "/v/taoyuan/rules/from-reference/", {})
    assert "已照参考目录起了一份草案" in page
    fresh = SchemeVersion.objects.order_by("-pk")[0]
    assert (fresh.document["name"], fresh.state) == ("桃源村积分方案", "draft")


def test_a_list_for_a_day_that_has_passed_comes_back_as_it_was(world: World) -> None:
    officer = world.client("township")
    sent = made_list(world, day="2020-01-01")
    page = refused(officer, "/o/qingshi/reference/make/", sent, 409)
    assert "开始的日子 2020年1月1日 已经过去了" in page
    assert 'value="青政发〔2026〕2号"' in page
    assert not ReferenceList.objects.exists()
    page = refused(officer, "/o/qingshi/reference/make/", {"name": "目录"}, 400)
    assert 'value="目录"' in page
    page = refused(officer, "/o/qingshi/reference/set/", {"issued": "青政发1号"}, 400)
    assert 'value="青政发1号"' in page


def test_what_an_older_list_began_is_there_from_the_beginning_of_a_draft(world: World) -> None:
    """An item that joined the list last July would make this year's draft retroactive."""
    day = timezone.localdate(world.now)
    since = (day - timedelta(days=30)).isoformat()
    title = "    title: 参与植树造林\n"
    raw = rows.REFERENCE.replace(title, f"{title}    active_from: {since}\n")
    assert since in raw
    _place, officer = area_for(
        world.cast.users["township"].pk, "qingshi", Permission.VIEW_TOWNSHIP, day=day
    )
    adopt_reference(officer, raw, issued="青政发1号", in_force_from=day, now=world.now)
    send(world.client("secretary"), "/v/taoyuan/rules/from-reference/", {})
    fresh = SchemeVersion.objects.order_by("-pk")[0]
    tree = next(one for one in fresh.document["items"] if one["title"] == "参与植树造林")
    assert "active_from" not in tree
    assert fresh.document["in_force_from"] == day.isoformat()
