"""A village's document beside its township's list: within the limits, or an error with its line."""

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.points import Points
from jishan.core.scheme.difference import written_out
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.reading import read_scheme, read_with_lines
from jishan.core.scheme.reference import (
    Reference,
    compare,
    limit_of,
    read_reference,
    reference_from_plain,
    to_plain,
)
from jishan.core.scheme.worth import points_of
from jishan.demo.adoption import TAOYUAN
from jishan.entrance.words.scheme_findings import finding_line, finding_text

RAW = TAOYUAN.read_text("utf-8")
VILLAGE = read_scheme(RAW)
LIMITS = """limits:
  others: {stay: false, as_written: false}
  items:
    - {code: tree, stays: true, low: 2, high: 5}
    - {code: lavish-feast, stays: true, as_written: true}
  added_max: 2
  removed_max: 3
  added_low: -10
  added_high: 10
  parts_as_written: [vetoes, publicity]
"""


def listed(limits: str = LIMITS) -> Reference:
    return read_reference(RAW.replace("format: 1\n", "format: 1\nkind: reference\n", 1) + limits)


def changed(*pieces: tuple[str, str]) -> Scheme:
    raw = RAW
    for old, new in pieces:
        assert old in raw, old
        raw = raw.replace(old, new, 1)
    return read_scheme(raw)


def found(scheme: Scheme) -> list[str]:
    return [finding_text(one) for one in compare(listed(), scheme).findings]


def without(*codes: str) -> Scheme:
    data = copy.deepcopy(written_out(VILLAGE))
    data["items"] = [one for one in data["items"] if one["code"] not in codes]
    data["process"]["items"] = {}
    return Scheme.model_validate(data)


def with_items(*points: int) -> Scheme:
    data = copy.deepcopy(written_out(VILLAGE))
    for number, worth in enumerate(points):
        item = {"code": f"own-{number}", "title": f"自定{number}", "category": "env"}
        data["items"].append({**item, "worth": {"shape": "fixed", "points": worth}})
    return Scheme.model_validate(data)


def test_what_is_taken_over_as_it_is_lies_within() -> None:
    comparison = compare(listed(), VILLAGE)
    assert (comparison.added, comparison.removed, comparison.changed) == ((), (), ())
    assert comparison.findings == ()


def test_within_the_limits_a_village_does_as_it_likes() -> None:
    scheme = changed(
        ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 5, unit: 棵")
    )
    comparison = compare(listed(), scheme)
    assert (comparison.changed, comparison.findings) == (("tree",), ())


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        (
            changed(("points: 3, unit: 棵", "points: 6, unit: 棵")),
            "“参与植树造林”定了 6 分，超出乡镇参考目录的范围（最低 2，最高 5；空着表示不限）",
        ),
        (without("tree"), "乡镇参考目录要求保留“参与植树造林”，不能去掉"),
        (
            without("yard-sweep", "lane-sweep", "video-call", "courtyard"),
            "比乡镇参考目录少了 4 项，最多可以去掉 3 项，请加回来一些",
        ),
        (
            changed(("worth: {shape: fixed, points: -15}", "worth: {shape: fixed, points: -20}")),
            "“大操大办被举报核实”的分值和上限要和乡镇参考目录一样，请照原样写",
        ),
        (with_items(1, 2, 3), "比乡镇参考目录多了 3 项，最多可以增加 2 项，请减去一些"),
        (
            with_items(-11),
            "“自定0”定了 -11 分，超出乡镇参考目录的范围（最低 -10，最高 10；空着表示不限）",
        ),
        (
            changed(("lasts: {years: 1}", "lasts: {years: 2}")),
            "“一票否决”这一部分要和乡镇参考目录一样，请照原样写",
        ),
    ],
)
def test_what_lies_outside_is_an_error_in_words(scheme: Scheme, said: str) -> None:
    comparison = compare(listed(), scheme)
    assert [finding_text(one) for one in comparison.findings] == [said]
    assert {one.severity for one in comparison.findings} == {"error"}


def test_a_finding_names_its_line() -> None:
    raw = RAW.replace("points: 3, unit: 棵", "points: 6, unit: 棵")
    scheme, lines = read_with_lines(raw)
    (finding,) = compare(listed(), scheme, lines).findings
    line = raw[: raw.index("points: 6, unit: 棵")].count("\n") + 1
    assert finding_line(finding).startswith(f"第 {line} 行 错误：“参与植树造林”定了 6 分")


def test_a_list_is_kept_and_read_again() -> None:
    reference = listed()
    assert reference_from_plain(to_plain(reference)) == reference
    again = yaml.safe_dump(to_plain(reference), allow_unicode=True, sort_keys=False)
    assert read_reference(again) == reference


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (RAW, "这是积分方案，不是乡镇的参考目录"),
        ("- a", "这是没有写明种类的文件，不是乡镇的参考目录"),
        ("kind: reference\nformat: 2\n", "格式“2”这个软件还不认识（认识的是 1），请升级软件"),
        ("a: [1", "这一行的写法不对，检查缩进、冒号后的空格和引号"),
    ],
)
def test_what_is_no_list_is_refused_in_words(raw: str, said: str) -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        read_reference(raw)
    assert finding_text(refused.value.findings[0]).startswith(said)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("", "还没有填“可以改多少”"),
        ("limits: {items: []}\n", "还没有填“没有写到的事项”"),
        (
            "limits:\n  others: {stay: false, as_written: false}\n"
            "  items: [{code: nothing, stays: true}]\n",
            "参考目录里没有“nothing”这一项，请核对限制里写的事项",
        ),
        (
            "limits:\n  others: {stay: false, as_written: false}\n"
            "  items: [{code: tree, stays: true}, {code: tree, stays: false}]\n",
            "“tree”的限制写了两次，留一个",
        ),
        (
            "limits:\n  others: {stay: false, as_written: false}\n"
            "  items: [{code: tree, stays: true, low: 5, high: 2}]\n",
            "“tree”的最低分比最高分还大",
        ),
    ],
)
def test_limits_that_make_no_sense_are_refused(limits: str, said: str) -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        listed(limits)
    assert finding_text(refused.value.findings[0]) == said


@st.composite
def limited(draw: st.DrawFn) -> dict[str, Any]:
    """Limits of any sort over 桃源村's own items."""
    items = []
    for code in draw(st.sets(st.sampled_from([one.code for one in VILLAGE.items]))):
        low, high = sorted(draw(st.tuples(st.integers(-20, 20), st.integers(-20, 20))))
        items.append({"code": code, "stays": draw(st.booleans()), "low": low, "high": high})
    return {
        "items": items,
        "others": {"stay": draw(st.booleans()), "as_written": draw(st.booleans())},
        "added_max": draw(st.integers(0, 2)),
        "removed_max": draw(st.one_of(st.none(), st.integers(0, 3))),
    }


@settings(max_examples=60, deadline=None)
@given(
    limited(), st.sets(st.sampled_from([one.code for one in VILLAGE.items]), max_size=4), st.data()
)
def test_no_finding_means_within_every_limit(
    limits: dict[str, Any], gone: set[str], data: st.DataObject
) -> None:
    plain = {**to_plain(listed()), "limits": limits}
    reference = reference_from_plain(plain)
    own = data.draw(st.integers(0, 3))
    document = copy.deepcopy(written_out(without(*gone)))
    document["items"] += written_out(with_items(*range(1, own + 1)))["items"][len(VILLAGE.items) :]
    scheme = Scheme.model_validate(document)
    comparison = compare(reference, scheme)

    assert set(comparison.removed) == gone
    assert len(comparison.added) == own
    held = (
        own <= limits["added_max"]
        and (limits["removed_max"] is None or len(gone) <= limits["removed_max"])
        and not any(limit_of(reference.limits, code).stays for code in gone)
        and all(_inside(reference, item.code, points_of(item.worth)) for item in scheme.items)
    )
    assert (comparison.findings == ()) is held


def _inside(reference: Reference, code: str, points: tuple[Points, ...]) -> bool:
    if not reference.scheme.has_item(code):
        return True
    limit = limit_of(reference.limits, code)
    low_held = limit.low is None or min(points) >= limit.low
    return low_held and (limit.high is None or max(points) <= limit.high)
