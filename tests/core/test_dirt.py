"""Dirt: whatever stands in a document or a table, the answer is a sentence, never a stack trace."""

# ruff: noqa: E501 - tables read as rows; broken lines would hide the columns

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jishan.core.replay.cells import TableUnreadable
from jishan.core.replay.report import report
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.scheme.checker import check, computable
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain, read_with_lines
from jishan.entrance.words.scheme import problem_text, reason_text
from jishan.entrance.words.scheme_findings import finding_line, finding_text
from jishan.management.scheme_cli import PACKS
from tests.core.checking import foreign_words
from tests.core.replaying import ROSTER, rows, run, village
from tests.core.rows import ITEMS

TEXTS = {name: (PACKS / f"{name}.yaml").read_text() for name in ("s0", "z3", "hs", "p4")}
PLAIN = {name: read_plain(text).data for name, text in TEXTS.items()}
ODD: list[Any] = [
    None, True, 0, -1, 1, 2, 13, 100, 10**9, 10**18, -(10**18), 10**40, 0.5, float("nan"),
    float("inf"), Decimal("NaN"), Decimal("1E+99"), Decimal("0.0000001"), "", "x" * 5_000, "NaN",
    "month", "year", "ever", "household", "village", [], {}, [[]], [None], {"shape": "fixed"},
    ["a", "a"], date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29), "9999-12-31", b"bytes",
    {1: 2}, "\x00",
]  # fmt: skip
SNIPPETS = [
    "", "{", "}", "[", "]", ":", "- ", "\t", "&a ", "*a", "!x ", '"', "'", "|\n", ">", "%YAML 9",
    "---\n", "...\n", "\x00", "\ufeff", "NaN", ".inf", "1e999", "9" * 40, "\n\n", "? ", ",", "#",
    "<<: ", "2024-13-45", "@", "\u2028", "\x85",
]  # fmt: skip


def sentences(findings: tuple[Finding, ...]) -> None:
    """Every finding can be said."""
    assert all(finding_line(one) for one in findings)
    assert [word for one in findings for word in foreign_words(finding_text(one))] == []


def told(wrong: TableUnreadable) -> None:
    """Every cell that cannot be read can be named."""
    assert all(problem_text(*one) for one in wrong.problems)


def looked_at(scheme: Scheme, lines: Any, acts: str) -> None:
    """Check, and where that lets it, replay and report."""
    findings = check(scheme, lines)
    sentences(findings)
    if not computable(findings):
        return
    try:
        happenings = read_happenings(rows(acts), [scheme])
    except TableUnreadable as wrong:
        told(wrong)
        return
    report(replay([scheme], read_roster(rows(ROSTER)), happenings), reason_text)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for name, part in parts:
        yield (*path, name)
        if isinstance(part, dict | list):
            yield from places(part, (*path, name))


ANYTHING = settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
"""What fails is not made smaller: of whole documents that takes minutes."""
EVENTS = [
    "", "", "", "", "兑换", "转让", "加入", "退出", "分户", "并户", "加标签", "去标签", "否决",
    "解除", "虚报", "冲正", "异议成立", "用券",
]  # fmt: skip
HEADER = "编号,日期,事件,对象,事项,数量,级别,得分,数字,分值,来源,记给,同一事,依据,涉及,另一方,成员,过错方\n"


@st.composite
def tables(draw: st.DrawFn, scheme_items: tuple[str, ...]) -> str:
    """A few rows of everything, sensible or not."""
    someone = st.sampled_from(["H1", "H2", "R1", "R2", "R3", "X1", ""])
    lines = [
        [
            str(number),
            f"{draw(st.sampled_from([2024, 2025, 2026]))}-{draw(st.integers(1, 12))}-1",
            draw(st.sampled_from(EVENTS)),
            draw(someone),
            draw(st.sampled_from([*scheme_items, "", "党员"])),
            draw(st.sampled_from(["", "1", "2", "0", "3.5", "-1", "100000"])),
            draw(st.sampled_from(["", "镇级"])),
            draw(st.sampled_from(["", "87", "x=1"])),
            draw(st.sampled_from(["", "彩礼=1;宴席=2"])),
            draw(st.sampled_from(["", "1", "5", "-3", "10", "0"])),
            draw(st.sampled_from(["", "登记", "检查"])),
            draw(st.sampled_from(["", "R1", "R1;R2"])),
            draw(st.sampled_from(["", "E1"])),
            draw(st.sampled_from(["", "决议"])),
            draw(st.sampled_from(["", "0", "1"])),
            draw(someone),
            draw(st.sampled_from(["", "R1", "R1;R2"])),
            draw(st.sampled_from(["", "申报人", "代报人"])),
        ]
        for number in range(draw(st.integers(0, 8)))
    ]
    return HEADER + "".join(",".join(line) + "\n" for line in lines)


@ANYTHING
@given(st.data())
def test_a_document_whose_data_are_anything(data: st.DataObject) -> None:
    """A value, a field or a whole part is replaced by something odd, doubled or taken away."""
    plain = copy.deepcopy(PLAIN[data.draw(st.sampled_from(sorted(PLAIN)))])
    for _ in range(data.draw(st.integers(0, 2))):
        *above, last = data.draw(st.sampled_from(list(places(plain))))
        part = plain
        for name in above:
            part = part[name]
        how = data.draw(st.sampled_from(["odd", "odd", "other", "gone"]))
        if how == "gone":
            del part[last]
        elif how == "odd":
            part[last] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        else:
            other: Any = plain
            for name in data.draw(st.sampled_from(list(places(plain)))):
                other = other[name]
            part[last] = copy.deepcopy(other)
    try:
        scheme = from_plain(plain)
    except SchemeUnreadable as wrong:
        sentences(wrong.findings)
        return
    codes = tuple(item.code for item in scheme.items[:4])
    looked_at(scheme, {}, data.draw(tables(codes)))


@ANYTHING
@given(st.data())
def test_a_document_whose_text_is_anything(data: st.DataObject) -> None:
    """Text cut, with odd pieces put in, in one or another encoding, with broken bytes."""
    text = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.sampled_from([0, 0, 1, 3, 40, 400]))
        text = text[:place] + data.draw(st.sampled_from(SNIPPETS)) + text[place + gone :]
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-32", "utf-8-sig"]))
    raw = bytearray(text.encode(encoding))
    for place in data.draw(st.lists(st.integers(0, max(len(raw) - 1, 0)), max_size=3)):
        raw[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
    try:
        scheme, lines = read_with_lines(bytes(raw))
    except SchemeUnreadable as wrong:
        sentences(wrong.findings)
        return
    looked_at(scheme, lines, HEADER)


@ANYTHING
@given(st.lists(st.lists(st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(),
    st.text(max_size=8), st.sampled_from(["编号", "日期", "对象", "事项", "H1", "2024-01-01", "a"]),
), max_size=8), max_size=6))  # fmt: skip
def test_a_table_of_anything(cells: list[list[Any]]) -> None:
    """Spreadsheets hand over numbers, dates, nothing: every cell is read or named."""
    scheme = village(ITEMS)
    for head in (
        [],
        [["编号", "日期", "对象", "事项", "数量"]],
        [["key", "day", "tags", "joined"]],
    ):
        for read in (read_roster, lambda table: read_happenings(table, [scheme])):
            try:
                read([*head, *cells])
            except TableUnreadable as wrong:
                told(wrong)


@pytest.mark.parametrize(
    ("table", "row", "column", "said"),
    [
        ("", 1, "", "表格是空的，第一行要写列名"),
        ("\n\n", 1, "", "表格是空的，第一行要写列名"),
        ("桃源村2024年积分登记表,,,\n日期,对象,事项\n", 1, "桃源村2024年积分登记表", "第一行“桃源村2024年积分登记表”像是大标题，第一行要写列名，请删去标题"),
        ("日期,对象,日期\n", 1, "日期", "“日期”这一列有两个"),
        ("对象,事项\nH1,a\n", 1, "day", "缺少“日期”这一列"),
        ("日期,对象,事项\n2024-01-01,,a\n", 2, "subject", "这一格不能空"),
        ("日期,对象,事项\n2024-02-30,H1,a\n", 2, "day", "日期“2024-02-30”读不懂，请写成 2024-03-01"),
        ("日期,对象,事项\n0001-01-01,H1,a\n", 2, "day", "日期“0001-01-01”读不懂，请写成 2024-03-01"),
        ("日期,对象,事项,数量\n2024-01-01,H1,a,NaN\n", 2, "quantity", "数字“NaN”读不懂"),
        ("日期,对象,事项,数量\n2024-01-01,H1,a,1e999999999\n", 2, "quantity", "数字“1e999999999”读不懂"),
        ("日期,对象,事项,数量\n2024-01-01,H1,a,Infinity\n", 2, "quantity", "数字“Infinity”读不懂"),
        ("日期,对象,事项,分值\n2024-01-01,H1,a,1.001\n", 2, "points", "分值“1.001”读不懂，最多两位小数"),
        ("编号,日期,对象,事项\n1,2024-01-01,H1,a\n\n1,2024-01-02,H1,a\n", 4, "key", "编号“1”重复了"),
        ("日期,对象,事项,来源\n2024-01-01,H1,a,听说\n", 2, "origin", "“听说”不在可选范围里"),
    ],
)  # fmt: skip
def test_each_trouble_of_a_table_has_its_cell(table: str, row: int, column: str, said: str) -> None:
    with pytest.raises(TableUnreadable) as wrong:
        read_happenings(rows(table) if table.strip() else [], [village(ITEMS)])
    first = wrong.value.problems[0]

    assert (first.row, first.column) == (row, column)
    assert said in problem_text(*first)


def test_a_resident_of_a_resident_is_named() -> None:
    with pytest.raises(TableUnreadable) as wrong:
        read_roster(rows("编号,所属户\nR1,R2\nR2,R1\nR3,R3\n"))

    assert [(one.row, one.code) for one in wrong.value.problems] == [
        (number, "table.not_a_household") for number in (2, 3, 4)
    ]


def test_every_wrong_cell_is_named_in_the_order_of_rows() -> None:
    table = "日期,对象,事项,数量\n" + "x,H1,a,y\n" * 3
    with pytest.raises(TableUnreadable) as wrong:
        read_happenings(rows(table), [village(ITEMS)])

    assert [(one.row, one.column) for one in wrong.value.problems] == [
        (number, column) for number in (2, 3, 4) for column in ("day", "quantity")
    ]


def test_a_header_alone_is_a_year_without_acts() -> None:
    out = run(village(ITEMS), "日期,对象,事项\n")

    assert (out.acts, out.first, out.last) == ([], date(2024, 1, 1), date(2024, 12, 31))


def test_what_nobody_knows_is_refused_row_by_row() -> None:
    """An unknown subject or item is one act's trouble; what lies outside the days is left out."""
    acts = "编号,日期,对象,事项\n1,2024-01-01,X,a\n2,2024-01-01,H1,zz\n3,2023-12-31,H1,a\n4,2024-01-02,H1,a\n"
    out = run(village(ITEMS), acts)

    assert [(one.act.key, one.state, one.reasons[0].code) for one in out.acts] == [
        ("3", "refused", "scoring.not_in_force"),
        ("1", "refused", "replay.subject_unknown"),
        ("2", "refused", "scoring.item_unknown"),
        ("4", "counted", "counted"),
    ]
    until = run(village(ITEMS), acts, first=date(2024, 1, 1), until=date(2024, 1, 1))
    assert [one.act.key for one in until.acts] == ["1", "2"]
