"""The forms of the editor: their words, what is typed wrongly, the small buttons."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from pydantic import BaseModel

from jishan.core.scheme.conduct import Publicity, Replaced
from jishan.core.scheme.document import Scheme, scheme_digest, to_document
from jishan.entrance.words.scheme_labels import choice_words, has_label, label_of, model_name
from jishan.schemes.drafts import Draft, shipped
from jishan.web.office.editor import pages
from jishan.web.office.editor.beside import part_sentences
from jishan.web.office.editor.desk import Writing, from_draft, from_post
from jishan.web.office.editor.shapes import (
    Either,
    Leaf,
    Node,
    OrNumber,
    Part,
    Rows,
    Table,
    fields_of,
)
from jishan.web.office.editor.typed import one_day, one_figure, opened
from tests.faces.controls import sent_by

PACKS = dict(shipped())


def on_the_desk(scheme: Scheme) -> Draft:
    return Draft(1, 1, to_document(scheme), scheme_digest(scheme))


def keys_of(draft: Draft) -> list[str]:
    """Every page of a document: the head, each part, each row."""
    found = [pages.HEAD]
    for name, field in pages.parts().items():
        rows = isinstance(field.node, Rows)
        there = name in draft.document
        found += [f"{name}.{place}" for place, _ in pages.rows_of(draft, name)] if rows else []
        found += [name] if there and not rows else []
    return found


def drawn(writing: Writing) -> str:
    sheet, blocks = writing.sheet()
    return render_to_string("office/editor/blocks.html", {"blocks": blocks, "form": sheet.form})


# Words -------------------------------------------------------------------------------------------


def test_what_the_village_calls_a_thing_is_read_by_its_usual_name() -> None:
    assert part_sentences(PACKS["z3"], "words") == ("“积分超市”叫“爱心超市”。",)


def _models() -> list[type[Any]]:
    """Every model that a scheme document is made of."""
    found: list[type[Any]] = []
    waiting: list[Node] = [Part(Scheme)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Rows | Table):
            waiting.append(node.of)
        models = node.models if isinstance(node, Either) else ()
        for model in (*models, *([node.model] if isinstance(node, Part) else [])):
            if model not in found:
                found.append(model)
                waiting += [field.node for field in fields_of(model)]
    return found


@pytest.mark.parametrize("model", _models(), ids=lambda model: model.__name__)
def test_every_field_has_its_words(model: type[BaseModel]) -> None:
    assert model_name(model)
    for field in fields_of(model):
        where = f"{model.__name__}.{field.name}"
        assert has_label(model, field.name), f"{where} has no label in scheme_labels.yaml"
        label = label_of(model, field.name)
        node = field.node
        if isinstance(node, Leaf) and node.choices:
            assert set(node.choices) <= choice_words(label, node.choices).keys(), where
        if isinstance(node, OrNumber):
            assert {*node.choices, "="} <= label.choices.keys(), where
        if isinstance(node, Leaf) and node.kind in ("code", "codes"):
            own = field.name in ("code", "level", "outcome", "figure")
            assert own or label.of, f"{where} names something: say of which list"


def test_every_part_has_its_page() -> None:
    """What the core adds to the document appears in the editor: in the head, or as a step."""
    own = set(pages.parts())
    head = {field.key for field in pages.page_of(on_the_desk(PACKS["z3"]), "head").node.fields}  # type: ignore[union-attr]  # the head is a part
    assert own | head | {"code"} == {field.key for field in fields_of(Scheme)}
    for field in fields_of(Scheme):
        if isinstance(field.node, Rows):
            assert field.key in own, f"{field.key} is a list: put it into a step"


# What is typed wrongly ---------------------------------------------------------------------------


def z3(key: str, **typed: str | list[str]) -> tuple[Draft, Writing, Any, Scheme | None]:
    draft = on_the_desk(PACKS["z3"])
    page = pages.page_of(draft, key)
    data: QueryDict = sent_by(drawn(from_draft(draft, page)))
    for name, value in typed.items():
        data.setlist(name.replace("__", "."), [value] if isinstance(value, str) else value)
    return draft, *from_post(draft, page, data).kept()


@pytest.mark.parametrize(
    ("key", "name", "typed", "said"),
    [
        ("items.0", "title", "", "还没有填"),
        ("items.0", "category", "", "还没有填"),
        ("items.0", "worth.lines.1.points", "十分", "请写数字，最多两位小数，如 3、2.5、-5"),
        ("items.0", "worth.lines.1.points", "1.005", "请写数字，最多两位小数，如 3、2.5、-5"),
        ("items.0", "worth.judging.judges_min", "一", "请写整数"),
        ("items.0", "worth.counts", "", "还没有填"),
        ("items.0", "days_of_month.1", "", "还没有填"),
        ("items.0", "days_of_month.1", "月底", "请写整数"),
        ("items.0", "worth.bands.0.at_least", "八十", "请写数字，最多六位小数"),
        ("head", "in_force_from", "明年", "日期请写成“2026年3月1日”这样"),
        ("head", "name", "", "还没有填"),
        ("purses.0", "floor", "", "还没有填"),
        ("purses.0", "floor", "=", "还没有填"),
        ("streaks.0", "length", "0", "不能小于 1"),
        ("periods", "month_ends_on", "32", "不能大于 31"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_the_control(
    key: str, name: str, typed: str, said: str
) -> None:
    _draft, judged, _value, scheme = z3(key, **{name: typed})
    assert scheme is None
    assert judged.wrong == {name: said}
    html = drawn(judged)
    assert said in html
    assert sent_by(html).get(name) == typed or not typed


def test_what_was_typed_stays() -> None:
    _draft, judged, _value, _scheme = z3("items.0", title="新名称", worth__counts="")
    assert sent_by(drawn(judged))["title"] == "新名称"


def test_full_width_figures_are_figures() -> None:
    _draft, _judged, value, scheme = z3("items.0", worth__lines__0__points="１５．５")
    assert scheme is not None
    assert value["worth"]["lines"][0]["points"] == "15.5"


def test_an_empty_row_is_no_row() -> None:
    draft = on_the_desk(PACKS["z3"])
    page = pages.page_of(draft, "items.0")
    writing = from_draft(draft, page).rearranged("add:worth.lines").rearranged("add:caps")
    data = sent_by(drawn(writing))
    assert data["worth.lines.n"] == "15"
    _judged, _value, scheme = from_post(draft, page, data).kept()
    assert scheme is not None
    assert to_document(scheme) == draft.document


def test_rows_go_up_down_and_out() -> None:
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.0"))
    titles = [line["title"] for line in writing.typed["worth"]["lines"]]
    moved = writing.rearranged("down:worth.lines.0").rearranged("up:worth.lines.2")
    now = [line["title"] for line in moved.typed["worth"]["lines"]]
    assert now[:3] == [titles[1], titles[2], titles[0]]
    gone = moved.rearranged("drop:worth.lines.2")
    assert len(gone.typed["worth"]["lines"]) == len(titles) - 1
    assert [line["title"] for line in writing.typed["worth"]["lines"]] == titles


@pytest.mark.parametrize(
    "do", ["drop:worth.lines.99", "add:nothing", "on:", "up:caps.x", "fly:caps"]
)
def test_a_button_that_nobody_made_changes_nothing(do: str) -> None:
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.0"))
    assert writing.rearranged(do).typed == writing.typed


def test_lines_are_pasted_as_text() -> None:
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.new"), "inspection")
    text = "庭院干净，没有垃圾 15\n客厅干净（10分）\n\n厨房：５分。\n邻里和睦"
    lines = writing.rearranged("paste:worth.lines", text).typed["worth"]["lines"]
    assert [(line["title"], line["points"]) for line in lines] == [
        ("庭院干净，没有垃圾", "15"),
        ("客厅干净", "10"),
        ("厨房", "5"),
        ("邻里和睦", ""),
    ]


def pasted(text: str) -> list[tuple[str, str, str]]:
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.new"), "inspection")
    lines = writing.rearranged("paste:worth.lines", text).typed["worth"]["lines"]
    names = {one["code"]: one["name"] for one in draft.document["categories"]} | {"": ""}
    return [(line["title"], line["points"], names[line["category"]]) for line in lines]


def test_a_line_that_names_a_category_gives_it_to_those_beneath() -> None:
    text = "开头一行 1\n人居环境类（50分）\n庭院干净 15\n客厅干净 10\n先锋模范\n遵纪守法 5"
    assert pasted(text) == [
        ("开头一行", "1", ""),
        ("庭院干净", "15", "人居环境"),
        ("客厅干净", "10", "人居环境"),
        ("遵纪守法", "5", "先锋模范"),
    ]


def test_a_category_with_nothing_beneath_is_a_line_itself() -> None:
    assert pasted("人居环境 50\n先锋模范 20\n学生就学\n上学 10") == [
        ("人居环境", "50", "人居环境"),
        ("先锋模范", "20", "先锋模范"),
        ("上学", "10", "学生就学"),
    ]
    assert pasted("团结友爱 10") == [("团结友爱", "10", "团结友爱")]


def test_steps_are_pasted_with_the_figures_in_them() -> None:
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.new"), "steps")
    text = "满10小时 2\n满 ３０ 小时：+6分\n很多 9"
    steps = writing.rearranged("paste:worth.steps", text).typed["worth"]["steps"]
    assert [(one["at"], one["points"]) for one in steps] == [
        ("10", "2"),
        ("30", "+6"),
        ("很多", "9"),
    ]


@pytest.mark.parametrize(
    ("typed", "unit", "figure"),
    [
        ("３．５", "", "3.5"),
        ("20 分", "分", "20"),
        ("80%", "%", "80"),
        ("12,000", "", "12000"),
        ("１２，０００ 元", "元", "12000"),
        ("－5", "", "-5"),
        ("20 分", "", "20 分"),
        ("1,2", "", "1,2"),
        ("三十", "分", "三十"),
        ("2026-03-01", "", "2026-03-01"),
    ],
)
def test_a_figure_may_bear_its_unit(typed: str, unit: str, figure: str) -> None:
    assert one_figure(typed, unit) == figure


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027年3月1日", "2027-03-01"),
        ("２０２７ 年 12 月 31 日", "2027-12-31"),
        ("2027/3/1", "2027-03-01"),
        ("2027.3.1", "2027-03-01"),
        ("2027-03-01", "2027-03-01"),
        ("三月一日", "三月一日"),
        ("27-3-1", "27-3-1"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert one_day(typed) == day


def test_a_limit_may_bear_the_word_for_points() -> None:
    _draft, judged, value, scheme = z3("streaks.0", holds__at_least="５ 分")
    assert judged.wrong == {}
    assert scheme is not None
    assert value["holds"]["at_least"] == "5"


def test_where_nothing_can_be_chosen_yet_it_is_said_where_to_write_it() -> None:
    draft = on_the_desk(PACKS["z3"])
    document = {key: one for key, one in draft.document.items() if key in _BARE}
    bare = Draft(1, 1, document, "")
    for key, words in (
        ("streaks.new", "还没有可以选的，先到第 7 步写“得分统计”。"),
        ("publicity", "还没有可以选的，先到第 7 步写“得分统计”。"),
        ("pools.new", "先到第 7 步写“得分统计”。"),
        ("caps.new", "还没有可以选的，先到第 4 步写“积分事项”。"),
    ):
        page = pages.page_of(bare, key)
        assert words in drawn(Writing(bare, page, opened(page.node)))


_BARE = ("format", "code", "name", "subjects", "categories", "purses", "process", "publicity")


def test_what_may_be_empty_is_not_said_to_be_needed() -> None:
    required = {one.name: one.required for one in fields_of(Publicity) + fields_of(Replaced)}
    assert not required["shows"]
    assert not required["ids"]
    assert required["names"]
    assert required["clause"]


def test_a_list_whose_lines_are_wrong_is_not_called_empty() -> None:
    """The line is named, and not the list."""
    draft = on_the_desk(PACKS["z3"])
    writing = from_draft(draft, pages.page_of(draft, "items.new"), "steps")
    writing = writing.rearranged("paste:worth.steps", "很多 9")
    judged, _value, scheme = writing.kept()
    assert scheme is None
    assert "worth.steps.0.at" in judged.wrong
    assert "worth.steps" not in judged.wrong
    empty, _value, _scheme = from_draft(draft, writing.page, "steps").kept()
    assert empty.wrong["worth.steps"] == "至少要有一行"


def test_what_stands_behind_more_is_named() -> None:
    draft = on_the_desk(PACKS["z3"])
    page = drawn(from_draft(draft, pages.page_of(draft, "purses.new")))
    named = [one.split("<")[0] for one in page.split('class="ed-inside">')[1:]]
    (outer,) = [one for one in named if one.startswith("单位叫什么")]
    for words in ("每笔分过多久作废", "最多存多少（分）", "可以转给别人"):
        assert words in outer


def test_codes_are_made_from_the_title_and_kept() -> None:
    draft = on_the_desk(PACKS["z3"])
    page = pages.page_of(draft, "streaks.new")
    data = sent_by(drawn(from_draft(draft, page)))
    data["name"] = "全年积分"
    assert from_post(draft, page, data)._value(from_post(draft, page, data).typed)["code"] == "qnjf"
    _draft, _judged, value, scheme = z3("items.0", title="改了名称")
    assert value["code"] == "inspection"
    assert scheme is not None
    assert scheme.measures[0].on.items == ("inspection",)  # type: ignore[union-attr]  # a points measure
