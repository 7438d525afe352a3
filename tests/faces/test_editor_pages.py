"""The pages of the editor: what is refused keeps what was typed, what others did is not lost."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme, to_document
from jishan.demo.cast import Cast
from jishan.schemes.drafts import Blank, Draft, Shipped, open_draft, save_part, shipped, start_draft
from jishan.web.office.editor.beside import said_of
from jishan.web.office.editor.mending import mended
from jishan.web.office.editor.pages import STEPS
from jishan.web.office.editor.pick import offers, taken_over
from tests.faces.controls import changed, sent_by

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def client(village: Cast) -> Client:
    client = Client()
    client.force_login(village.users["secretary"], BACKEND)
    return client


def drafted(village: Cast, pack: str = "") -> Draft:
    now = timezone.now()
    template = (
        Shipped(pack, "青石镇桃源村")
        if pack
        else Blank("青石镇桃源村", ("household",), ("人居环境", "乡风文明"))
    )
    day = timezone.localdate(now).replace(month=1, day=1, year=now.year + 1)
    return start_draft(village.secretary, "试写", template=template, in_force_from=day, now=now)


def address(name: str, draft: Draft, **more: Any) -> str:
    return reverse(name, kwargs={"village": "taoyuan", "version": draft.id, **more})


def form_of(client: Client, url: str) -> str:
    """The form that is sent, without what stands around it."""
    page = client.get(url).content.decode()
    start = page.index('id="sheet"')
    return page[start : page.index("</form>", start)]


def now_of(village: Cast, draft: Draft) -> Draft:
    return open_draft(village.secretary, draft.id)


# From the empty page -----------------------------------------------------------------------------


def test_a_draft_begins_with_five_answers(client: Client, village: Cast) -> None:
    url = reverse("rules-write-start", args=["taoyuan"])
    data = {"name": "新办法", "day": "2027-01-01", "source": "blank"}
    response = client.post(url, data)
    assert response.status_code == 400
    page = response.content.decode()
    assert "请至少选一样。" in page
    assert "请至少写一类。" in page
    assert 'value="新办法"' in page

    response = client.post(url, data | {"kinds": ["household"], "categories": "人居环境\n\n家风"})
    assert response.status_code == 302
    assert "/write/step/1/" in response["Location"]


def test_the_version_in_force_is_offered_before_drafts(client: Client, village: Cast) -> None:
    for pack in ("", "z3", "ks", "hs", "zx"):
        drafted(village, pack)
    page = client.get(reverse("rules-write-start", args=["taoyuan"])).content.decode()
    offered = re.findall(r"照着本村的“([^”]*)”改（第 \d+ 版，([^）]*)）", page)
    assert offered[0] == ("桃源村积分方案", "已公布")
    assert len(offered) == 4


def test_every_step_and_every_shape_has_its_page(client: Client, village: Cast) -> None:
    draft = drafted(village)
    for step in STEPS:
        response = client.get(address("rules-write-step", draft, number=step.number))
        assert response.status_code == 200, step
        assert step.decide in response.content.decode()
    assert client.get(address("rules-write-step", draft, number=10)).status_code == 404
    page = client.get(address("rules-write-part", draft, part="items.new")).content.decode()
    for words in ("清理公共路段垃圾：每次 +3 分", "每月入户检查，满分 100 分"):
        assert words in page


@pytest.mark.parametrize("part", ["nothing", "items.7", "items.x", "process.0", "format", "head.1"])
def test_a_part_that_is_not_there_is_not_found(client: Client, village: Cast, part: str) -> None:
    draft = drafted(village)
    assert client.get(address("rules-write-part", draft, part=part)).status_code == 404


# Writing -----------------------------------------------------------------------------------------


def new_item(client: Client, draft: Draft, **values: Any) -> Any:
    url = address("rules-write-part", draft, part="items.new")
    data = changed(form_of(client, f"{url}?shape=fixed"), **values)
    return client.post(url, data)


def test_an_item_is_written_and_named_by_itself(client: Client, village: Cast) -> None:
    draft = drafted(village)
    response = new_item(
        client, draft, title="清扫院子", category="c1", worth__points="３", do="save"
    )
    assert response.status_code == 302
    assert now_of(village, draft).document["items"] == [
        {
            "code": "qsyz",
            "title": "清扫院子",
            "category": "c1",
            "worth": {"shape": "fixed", "points": 3},
        }
    ]


def test_what_cannot_be_kept_is_said_at_the_control_and_stays(
    client: Client, village: Cast
) -> None:
    draft = drafted(village)
    response = new_item(client, draft, title="清扫巷道", worth__points="三分", do="save")
    assert response.status_code == 400
    page = response.content.decode()
    assert 'value="清扫巷道"' in page
    assert 'value="三分"' in page
    assert '<a href="#id_worth.points">每次多少分：请写数字' in page
    assert '<a href="#id_category">放在哪一类：还没有填' in page
    assert now_of(village, draft) == draft


def test_a_row_more_saves_nothing(client: Client, village: Cast) -> None:
    draft = drafted(village)
    response = new_item(client, draft, title="清扫巷道", do="add:caps")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="caps.n" value="1"' in page
    assert 'value="清扫巷道"' in page
    assert now_of(village, draft) == draft


def test_the_sentence_is_read_before_anything_is_saved(client: Client, village: Cast) -> None:
    draft = drafted(village)
    values = {"title": "清扫巷道", "category": "c1", "worth__points": "3", "do": "look"}
    page = new_item(client, draft, **values).content.decode()
    assert "清扫巷道：每次 +3 分" in page
    assert "srcdoc=" in page
    assert now_of(village, draft) == draft

    url = address("rules-write-part", draft, part="items.new")
    data = changed(form_of(client, f"{url}?shape=fixed"), **values)
    panel = client.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert panel.lstrip().startswith('<aside id="beside"')
    assert "清扫巷道：每次 +3 分" in panel


def test_what_another_has_saved_meanwhile_is_shown_and_not_written_over(
    client: Client, village: Cast
) -> None:
    draft = drafted(village)
    url = address("rules-write-part", draft, part="head")
    data = changed(form_of(client, url), summary="我的话", do="save")
    other = save_part(
        village.secretary,
        draft.id,
        path=("summary",),
        value="别人的话",
        seen=draft.digest,
        now=timezone.now(),
    )
    response = client.post(url, data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "这份草案刚才被别人改过" in page
    assert "我的话" in page
    assert now_of(village, draft) == other

    again = changed(page[page.index('id="sheet"') :], do="save")
    assert again["seen"] == [other.digest]
    assert client.post(url, {**again, "summary": "我的话"}).status_code == 302
    assert now_of(village, draft).document["summary"] == "我的话"


def test_rows_of_the_document_move_and_go(client: Client, village: Cast) -> None:
    draft = drafted(village)
    up = address("rules-write-row", draft, part="categories.1")
    assert client.post(up, {"do": "up", "seen": draft.digest}).status_code == 302
    moved = now_of(village, draft)
    assert [one["name"] for one in moved.document["categories"]] == ["乡风文明", "人居环境"]
    assert client.post(up, {"do": "drop", "seen": draft.digest}).status_code == 409
    assert client.post(up, {"do": "drop", "seen": moved.digest}).status_code == 302
    assert [one["name"] for one in now_of(village, draft).document["categories"]] == ["乡风文明"]


def test_what_is_still_named_says_by_whom(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    url = address("rules-write-row", draft, part="items.0")
    response = client.post(url, {"do": "drop", "seen": draft.digest})
    assert response.status_code == 409
    page = response.content.decode()
    assert "“每月入户检查评比”还不能删" in page
    assert "本月积分" in page
    assert now_of(village, draft) == draft


def test_an_optional_part_goes_as_a_whole_and_no_other(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    gone = address("rules-write-row", draft, part="redemption")
    assert client.post(gone, {"seen": draft.digest}).status_code == 302
    left = now_of(village, draft)
    assert "redemption" not in left.document
    must = address("rules-write-row", draft, part="process")
    assert client.post(must, {"seen": left.digest}).status_code == 404


# The checker -------------------------------------------------------------------------------------


def test_a_proposal_is_taken_by_one_press(client: Client, village: Cast) -> None:
    draft = drafted(village)
    board = {"shows": ["totals"], "names": "full", "deductions": "household_only", "days": 7}
    now = timezone.now()
    draft = save_part(
        village.secretary, draft.id, path=("publicity",), value=board, seen=draft.digest, now=now
    )
    url = address("rules-write-mend", draft)
    data = {"seen": draft.digest, "finding": "redline.names_in_full@publicity.names", "choice": "0"}
    assert client.post(url, data).status_code == 302
    mended = now_of(village, draft)
    assert mended.document["publicity"]["names"] == "masked"
    assert client.post(url, data).status_code == 404, "it is not found any more"
    assert client.post(url, {**data, "choice": "9"}).status_code == 404
    assert now_of(village, draft) == mended


@pytest.mark.parametrize("pack", [pack for pack, _ in shipped()])
def test_every_proposal_leaves_a_document_that_can_be_read(pack: str) -> None:
    """And does away with its finding."""
    scheme = dict(shipped())[pack]
    for one in said_of(scheme, check(scheme)):
        for offer in one.proposals:
            after = Scheme.model_validate(mended(scheme, offer))
            assert one.key not in {left.key for left in said_of(after, check(after))}, offer


def test_what_an_empty_draft_leaves_open_is_mended_by_presses() -> None:
    document = to_document(dict(shipped())["z3"])
    document["publicity"] |= {"names": "full", "deductions": "shown"}
    del document["publicity"]["days"]
    document["subjects"].pop("eligible")
    document["process"] |= {"recusal": False}
    del document["process"]["objections_to"]
    scheme, pressed = Scheme.model_validate(document), []
    while presses := [one.proposals[0] for one in said_of(scheme, check(scheme)) if one.proposals]:
        scheme = Scheme.model_validate(mended(scheme, presses[0]))
        pressed.append(presses[0].label)
    assert sorted(pressed) == sorted(
        [
            "隐去名字里一个字",
            "只给本户看",
            "改为要回避",
            "找评议小组",
            "自愿参加，要同意",
            "贴 7 天",
        ]
    )
    assert to_document(scheme) == to_document(dict(shipped())["z3"]) | {
        "publicity": document["publicity"]
        | {"names": "masked", "deductions": "household_only", "days": 7}
    }


# From what is there already ----------------------------------------------------------------------


def test_items_are_picked_from_the_shipped_schemes(client: Client, village: Cast) -> None:
    draft = drafted(village)
    url = address("rules-write-pick", draft)
    page = client.get(url, {"q": "调解"}).content.decode()
    assert "调解" in page
    assert "视频问候" not in page
    keys = [value for name, value in sent_by(page.replace("checkbox", "hidden")).items()]
    assert client.post(url, {"seen": draft.digest, "category": "c1"}).status_code == 400
    key = next(key for key in keys if ":" in key)
    data = {"seen": draft.digest, "category": "c2", "item": [key]}
    assert client.post(url, data).status_code == 302
    items = now_of(village, draft).document["items"]
    assert [item["category"] for item in items] == ["c2"]
    assert "调解" in items[0]["title"]


def test_every_shipped_item_can_be_picked(village: Cast, now: datetime) -> None:
    draft = drafted(village)
    known = list(offers(("household",)))
    rows = taken_over(draft, known, "c1")
    assert len({row["code"] for row in rows}) == len(known)
    document = {**draft.document, "items": rows}
    written = Scheme.model_validate(document)
    found = said_of(written, check(written))
    assert [one for one in found if one.key.startswith("scheme.reference_unknown")] == []


# Speed and size ----------------------------------------------------------------------------------

LARGE = 130
STATEMENTS_MAX = 12


def test_a_large_document_asks_the_database_no_more_than_a_small_one(
    client: Client, village: Cast, django_assert_max_num_queries: Any
) -> None:
    draft = drafted(village, "z3")
    item = draft.document["items"][0]
    rows = [
        item | {"code": f"i{number}", "title": f"事项 {number}", "caps": []}
        for number in range(LARGE)
    ]
    draft = save_part(
        village.secretary,
        draft.id,
        path=("items",),
        value=[item, *rows],
        seen=draft.digest,
        now=timezone.now(),
    )
    for name, more in (
        ("rules-write", {}),
        ("rules-write-step", {"number": 4}),
        ("rules-write-part", {"part": f"items.{LARGE}"}),
        ("rules-write-part", {"part": "measures.0"}),
    ):
        with django_assert_max_num_queries(STATEMENTS_MAX):
            assert client.get(address(name, draft, **more)).status_code == 200


# What villages usually do --------------------------------------------------------------------


def test_a_process_begins_with_what_villages_usually_do(client: Client, village: Cast) -> None:
    draft = drafted(village)
    url = address("rules-write-part", draft, part="process")
    asked = client.get(url).content.decode()
    assert "哪一种和村里最像" in asked
    assert "网格员核实 → 评议小组评议（至少 5 人） → 公示 7 天 → 经办人入账" in asked
    assert client.get(f"{url}?preset=own").content.decode().count("ed-row") == 0

    data = sent_by(form_of(client, f"{url}?preset=usual"))
    assert data["default.n"] == "4"
    data["default.1.quorum"] = "7"
    assert client.post(url, data).status_code == 302
    kept = now_of(village, draft).document["process"]
    assert [one["kind"] for one in kept["default"]] == ["verify", "review", "notice", "enter"]
    assert kept["default"][1]["quorum"] == 7
    assert kept["objections_to"] == "supervisor"

    again = client.get(url).content.decode()
    assert "看看别的村怎么办" in again
    assert "哪一种和村里最像" in client.get(f"{url}?preset=again").content.decode()


def test_what_is_not_decided_is_said_to_be_open_and_not_to_be_wrong(
    client: Client, village: Cast
) -> None:
    page = client.get(address("rules-write-step", drafted(village), number=2)).content.decode()
    assert "还没定" in page
    assert "扣分不能扣到零以下" not in page
    last = client.get(address("rules-write-step", drafted(village), number=9)).content.decode()
    assert "还有没定的" in last
    assert "第 5 步：流程" in last


def test_where_only_one_thing_can_be_named_it_is_named(client: Client, village: Cast) -> None:
    url = address("rules-write-part", drafted(village), part="measures.new")
    data = sent_by(form_of(client, f"{url}?shape=points"))
    assert data["purse"] == "points"
