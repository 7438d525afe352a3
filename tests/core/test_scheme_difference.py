"""Nothing that differs between two versions is missing, and every change has its sentence."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jishan.core.scheme.difference import Change, difference, identity_of, written_out
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.places import values_in
from jishan.core.scheme.reading import read_scheme
from jishan.core.scheme.schema import models_of
from jishan.demo.adoption import TAOYUAN
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import change_sentence, difference_sections

PACKS = Path("src/jishan/packs")
SCHEMES = {
    path.stem: read_scheme(path.read_bytes())
    for path in (TAOYUAN, *sorted(PACKS.glob("*.yaml")))
    if "kind: " not in path.read_text("utf-8")[:200] and path.stem != "redlines"
}


CHOICES = {
    values_in(info.annotation)
    for model in models_of(Scheme).values()
    for info in model.model_fields.values()
}


def edited(*pieces: tuple[str, str]) -> Scheme:
    raw = TAOYUAN.read_text("utf-8")
    for old, new in pieces:
        assert old in raw, old
        raw = raw.replace(old, new, 1)
    return read_scheme(raw)


def sentences(before: Scheme, after: Scheme) -> list[str]:
    return [one for part in difference_sections(before, after) for one in part.sentences]


# Nothing is missing -------------------------------------------------------------------------


def applied(data: Any, changes: tuple[Change, ...]) -> Any:
    """The old document with every change carried out: it must be the new one."""
    data = copy.deepcopy(data)
    for change in changes:
        here = data
        for name in change.path[: -1 if change.kind != "moved" else None]:
            here = _member(here, name)
        name = change.path[-1]
        if change.kind == "moved":
            _reorder(here, list(change.after))
        elif isinstance(here, list):
            _put(here, name, change)
        elif change.kind == "removed":
            del here[name]
        else:
            here[name] = copy.deepcopy(change.after)
    return data


def _member(here: Any, name: str) -> Any:
    if isinstance(here, dict):
        return here[name]
    identity = identity_of(here)
    assert identity is not None, "only members with names are walked into"
    return next(one for one in here if str(one[identity]) == name)


def _put(members: list[Any], name: str, change: Change) -> None:
    if change.kind == "added":
        members.append(copy.deepcopy(change.after))
        return
    place = members.index(_member(members, name))
    if change.kind == "removed":
        del members[place]
    else:
        members[place] = copy.deepcopy(change.after)


def _reorder(members: list[Any], order: list[str]) -> None:
    identity = identity_of(members)
    assert identity is not None, "only members with names have an order"
    stayed = {str(one[identity]): one for one in members if str(one[identity]) in order}
    rest = [one for one in members if str(one[identity]) not in order]
    members[:] = [*(stayed[name] for name in order), *rest]


def settled(data: Any) -> Any:
    """A list of named members without regard to where new ones were put in."""
    if isinstance(data, dict):
        return {name: settled(one) for name, one in data.items()}
    if isinstance(data, list):
        identity = identity_of(data)
        members = [settled(one) for one in data]
        return sorted(members, key=lambda one: str(one[identity])) if identity else members
    return data


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data)
    found: list[tuple[Any, ...]] = []
    for name, one in inside:
        found.append((*path, name))
        if isinstance(one, dict | list):
            found += _places(one, (*path, name))
    return found


def _other(value: Any, draw: Any) -> Any:
    """Some other value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw(st.integers(1, 3))
    if isinstance(value, str):
        known = {other for words in CHOICES if value in words for other in words}
        return draw(st.sampled_from(sorted({*known, value + "改", "2.5"} - {value})))
    if isinstance(value, list) and value:
        how = draw(st.sampled_from(["drop", "turn", "again"]))
        if how == "drop":
            return value[1:]
        return value[::-1] if how == "turn" else [*value, _renamed(value[0])]
    return draw(st.sampled_from([None, 1, "改"]))


def _renamed(member: Any) -> Any:
    if not isinstance(member, dict):
        return member
    return {**member, **{name: "neu" for name in ("code", "level", "outcome") if name in member}}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Scheme, Scheme]:
    """A shipped document, and the same with up to four places changed."""
    before = SCHEMES[draw(st.sampled_from(sorted(SCHEMES)))]
    data = copy.deepcopy(written_out(before))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(_places(data)))
        here = data
        for name in place[:-1]:
            here = here[name]
        old = here[place[-1]]
        here[place[-1]] = _other(old, draw)
        try:
            Scheme.model_validate(data)
        except ValidationError:
            here[place[-1]] = old
    return before, Scheme.model_validate(data)


@settings(max_examples=120, deadline=None)
@given(pairs())
def test_the_changes_carried_out_give_the_new_version(pair: tuple[Scheme, Scheme]) -> None:
    before, after = pair
    found = difference(before, after)
    assert settled(applied(written_out(before), found)) == settled(written_out(after))
    assert (not found) == (written_out(before) == written_out(after)) or _only_places(pair)


def _only_places(pair: tuple[Scheme, Scheme]) -> bool:
    return bool(settled(written_out(pair[0])) == settled(written_out(pair[1])))


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_the_difference_reads_backwards_as_well(pair: tuple[Scheme, Scheme]) -> None:
    before, after = pair
    there, back = difference(before, after), difference(after, before)
    turned = {"added": "removed", "removed": "added"}
    assert {(one.path, turned.get(one.kind, one.kind)) for one in there} == {
        (one.path, one.kind) for one in back
    }


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_every_change_is_a_sentence(pair: tuple[Scheme, Scheme]) -> None:
    before, after = pair
    assume(before is not after)
    found = difference(before, after)
    said = sentences(before, after)
    assert len(said) == len(found)
    for change in found:
        sentence = change_sentence(before, after, change)
        assert sentence.endswith("。")
        assert re.search(r"[一-鿿]", sentence), sentence


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_document_differs_in_nothing_from_itself(name: str) -> None:
    again = Scheme.model_validate(written_out(SCHEMES[name]))
    assert difference(SCHEMES[name], again) == ()
    assert difference_sections(SCHEMES[name], again) == []


@pytest.mark.parametrize("name", sorted(set(SCHEMES) - {"taoyuan"}))
def test_any_two_documents_can_be_compared(name: str) -> None:
    said = sentences(SCHEMES["taoyuan"], SCHEMES[name])
    assert len(said) > 20
    plain = [one for one in said if re.search(r"[a-z_]{3,}(?![^“]*”)", one)]
    assert plain == [], "only codes in quotation marks are not Chinese"


# Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_the_clauses_name_every_part_of_a_document(name: str) -> None:
    scheme = SCHEMES[name]
    said = "\n".join(one for part in clauses(scheme) for one in part.sentences)
    parts = (scheme.purses, scheme.measures, scheme.streaks, scheme.honours, scheme.vetoes)
    named = [one.name for part in parts for one in part]
    named += [item.title for item in scheme.items] + [pool.name for pool in scheme.pools]
    assert [one for one in named if one not in said] == []
    assert re.findall(r"[a-z]+_[a-z_]+", said) == [], "no word of the code"


# Examples -----------------------------------------------------------------------------------


BEFORE = edited()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "shape: per_unit, points: 3, unit: 棵",
            "shape: per_unit, points: 5, unit: 棵",
            "“参与植树造林”的“多少分”：由 3 分改为 5 分。",
        ),
        (
            "caps: [{per: month, points: 20}]",
            "caps: [{per: month, points: 25}]",
            "“结对帮扶独居老人”的“上限”：由每月最多 20 分改为每月最多 25 分。",
        ),
        (
            "{figure: tables, name: 宴席, unit: 桌, at_most: 15}",
            "{figure: tables, name: 宴席, unit: 桌, at_most: 10}",
            "“简办红白事”的“宴席”的“不超过（含）”：由 15 改为 10。",
        ),
        (
            "outcome: signed, name: 签订和解协议, points: 10",
            "outcome: signed, name: 签订和解协议, points: 12",
            "“参与邻里纠纷调解”的“签订和解协议”的“多少分”：由 10 分改为 12 分。",
        ),
        (
            "lasts: {years: 1}",
            "lasts: {months: 6}",
            "“经查有刑事犯罪”的“停多久”：由 1 年改为 6 个月。",
        ),
        (
            "in_force_from: 2025-01-01",
            "in_force_from: 2027-01-02",
            "“打算从哪一天起执行”：由 2025 年 1 月 1 日改为 2027 年 1 月 2 日。",
        ),
        ("begin_at: 10", "begin_at: 20", "“攒到多少分才能换”：由 10 分改为 20 分。"),
        ("ranking: voted", "ranking: off", "“积分榜”：由“村民表决同意公布排名”改为“不公布排名”。"),
        ("name: 兑换分", "name: 购物分", "“兑换分”的“分账名称”：由“兑换分”改为“购物分”。"),
        (
            "shape: fixed, points: 2, unit: 月",
            "shape: range, low: 1, high: 3",
            "“子女每月视频问候父母”的“怎么计分”：由每月 +2 分"
            "改为每次 +1 分到 +3 分，由评议小组定。",
        ),
    ],
)
def test_a_change_in_words(old: str, new: str, said: str) -> None:
    assert sentences(BEFORE, edited((old, new))) == [said]


def test_what_the_village_calls_a_thing_is_said_by_its_usual_name() -> None:
    called = edited(("format: 1\n", "format: 1\nwords: {points_shop: 爱心店}\n"))
    other = edited(("format: 1\n", "format: 1\nwords: {points_shop: 爱心超市}\n"))
    where = "“村里自己的叫法”的“积分超市”"
    assert sentences(BEFORE, called) == [f"{where}：新定为“爱心店”。"]
    assert sentences(called, other) == [f"{where}：由“爱心店”改为“爱心超市”。"]


def test_an_item_that_goes_is_said_as_a_whole() -> None:
    raw = TAOYUAN.read_text("utf-8")
    start = raw.index("  - code: straw-burning")
    gone = read_scheme(raw[:start] + raw[raw.index("  - code: courtyard") :])
    assert sentences(BEFORE, gone) == ["取消：违规焚烧秸秆被通报：每次 -10 分，要有文件。"]
    assert sentences(gone, BEFORE) == ["新增：违规焚烧秸秆被通报：每次 -10 分，要有文件。"]


def test_the_order_of_the_stages_is_a_change() -> None:
    after = edited(
        (
            "    - {kind: review, role: panel, quorum: 2}\n"
            "    - {kind: notice, days: 3, day_kind: calendar}\n",
            "    - {kind: notice, days: 3, day_kind: calendar}\n"
            "    - {kind: review, role: panel, quorum: 2}\n",
        )
    )
    assert sentences(BEFORE, after) == [
        "“大家都走的流程”：由网格员核实 → 评议小组评议（至少 2 人） → 公示 3 天 → 经办人入账"
        "改为网格员核实 → 公示 3 天 → 评议小组评议（至少 2 人） → 经办人入账。"
    ]


def test_the_order_of_the_categories_is_a_change() -> None:
    data = {**written_out(BEFORE), "categories": written_out(BEFORE)["categories"][::-1]}
    assert sentences(BEFORE, Scheme.model_validate(data)) == [
        "“类别”的先后顺序改为：“兴业致富”、“邻里和睦”、“乡风文明”、“人居环境”。"
    ]


def test_what_concerns_the_paper_only_can_be_left_out() -> None:
    before = edited()
    after = edited(("points: 1,", "points: 2,"), ('version: "1"', 'version: "2"'))
    document = written_out(after) | {"code": "other"}
    document["source"] = {"text": "别处", "ids": ["S0-99"]}
    after = Scheme.model_validate(document)
    everything = [part.part for part in difference_sections(before, after)]
    rules = difference_sections(before, after, rules_only=True)
    assert everything == ["head", "items"]
    assert [part.part for part in rules] == ["items"]
    assert len(rules[0].sentences) == 1
