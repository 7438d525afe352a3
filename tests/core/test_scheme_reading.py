"""Bad documents are refused with a line and a sentence, never with a stack trace."""

import json

import pytest

from jishan.core.points import Points
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.reading import from_plain, read_scheme
from jishan.entrance.words.scheme_findings import finding_line, finding_text
from tests.core.checking import foreign_words
from tests.core.replaying import HEAD, PURSE, pack

GOOD = (
    HEAD
    + PURSE
    + "items:\n- {code: a, title: 甲, category: env, worth: {shape: fixed, points: 2.5}}\n"
)


def refused(raw: bytes | str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(SchemeUnreadable) as caught:
        read_scheme(raw)
    for finding in caught.value.findings:
        assert "{" not in finding_line(finding)
        assert foreign_words(finding_text(finding)) == []
    return [(one.code.removeprefix("scheme."), one.line, one.path) for one in caught.value.findings]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_points_are_held_as_hundredths() -> None:
    assert read_scheme(GOOD).item("a").largest == Points(250)


@pytest.mark.parametrize("name", ["s0", "z3", "hs"])
def test_a_document_goes_through_json_and_back(name: str) -> None:
    scheme = pack(name)
    again = from_plain(json.loads(json.dumps(to_document(scheme))))

    assert again == scheme
    assert scheme_digest(again) == scheme_digest(scheme)


def test_layout_does_not_change_the_digest_and_a_value_does() -> None:
    laid_out = GOOD.replace("{shape: fixed, points: 2.5}", "{points: 2.50, shape: fixed}")

    assert scheme_digest(read_scheme(laid_out)) == scheme_digest(read_scheme(GOOD))
    assert scheme_digest(read_scheme(GOOD.replace("2.5", "2.51"))) != scheme_digest(
        read_scheme(GOOD)
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("points: 2.5", "points: 2.555", "points_unreadable", "items[0].worth.points"),
        ("points: 2.5", "points: 很多", "points_unreadable", "items[0].worth.points"),
        ("points: 2.5", "pionts: 2.5", "field_unknown", "items[0].worth.pionts"),
        ("points: 2.5", "unit: 次", "field_missing", "items[0].worth.points"),
        ("shape: fixed", "shape: magic", "shape_unknown", "items[0].worth"),
        ("shape: fixed, ", "", "shape_missing", "items[0].worth"),
        ("code: a,", "code: a b,", "code_unreadable", "items[0].code"),
        ("code: a,", "code: '',", "code_unreadable", "items[0].code"),
        ("names: masked", "names: all", "choice_unknown", "publicity.names"),
        ("days: 30", "days: 三十", "whole_number_expected", "publicity.days"),
        ("in_force_from: 2024-01-01", "in_force_from: 明年", "day_unreadable", "in_force_from"),
        ("in_force_from: 2024-01-01", "in_force_from: 2024-02-30", "day_unreadable", ""),
        ("format: 1", "format: 2", "format_unknown", "format"),
        ("format: 1", "format: true", "format_unknown", "format"),
        ("format: 1", "kind: targets", "other_kind", "kind"),
        ("format: 1\n", "", "format_missing", "format"),
        ("categories: [", "categories: []\nx: [", "list_empty", "categories"),
        ("name: 桃源村积分细则", "name: 甲\nname: 乙", "key_twice", ""),
        ("organisation: 桃源村", "organisation: &a 桃源村", "alias", ""),
        ("organisation: 桃源村", "organisation: !!python/name:os.system ''", "tag", ""),
        ("title: 甲", "title: 甲,乙", "comma_in_text", "items[0].乙"),
        ("title: 甲", "title: [甲]", "text_expected", "items[0].title"),
        ("subjects: {", "subjects: {x: 1, ", "field_unknown", "subjects.x"),
        ("publicity: {", "publicity: 好\nz: {", "table_expected", "publicity"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line(old: str, new: str, code: str, path: str) -> None:
    text = GOOD.replace(old, new, 1)
    found = refused(text)

    assert (code, path) in [(kind, where) for kind, _, where in found]
    lines = [line for kind, line, where in found if (kind, where) == (code, path)]
    first = line_of(GOOD, old)
    assert lines[0] in ((1, 2) if old.startswith("format") else (first, first + 1))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\x81", "encoding"),
        ("a: \x00", "not_text"),
        ("a: \x07", "not_text"),
        ('a: "\\0"', "not_text"),
        ('{"a\\u0000": 1}', "not_text"),
        ("format: 1\n\tname: x", "tab"),
        ("format: 1\nname：x", "wide_colon"),
        ("format：1", "wide_colon"),
        (b"PK\x03\x04...", "other_file"),
        ("format: [1", "yaml_broken"),
        ("- 1", "not_a_table"),
        ("只是一句话", "not_a_table"),
        ("format: 1\n---\nformat: 1", "several_documents"),
        ("[" * 100_000, "too_deep"),
        ("a: " + "{b: " * 50, "too_deep"),
        ("x" * 1_000_001, "too_large"),
        ("a: [" + "1," * 300_000 + "]", "too_many_parts"),
        ("? {a: 1}\n: 2", "key_not_text"),
        ("a: &x [1]\nb: [*x, *x]", "alias"),
    ],
)
def test_what_is_no_document(raw: bytes | str, code: str) -> None:
    assert refused(raw)[0][0] == code


def test_gb18030_is_read_as_well() -> None:
    assert read_scheme(GOOD.encode("gb18030")).organisation == "桃源村"
    assert read_scheme(("\ufeff" + GOOD).encode("utf-8")).organisation == "桃源村"
    assert read_scheme(GOOD.encode("utf-16")).organisation == "桃源村"


def test_plain_words_stay_words() -> None:
    """What other readers of YAML turn into true, 8, 45000 stays what was typed."""
    text = (
        GOOD.replace("code: a,", "code: 010,")
        .replace("title: 甲", "title: on")
        .replace("version: 1", "version: 1.10")
    )
    scheme = read_scheme(text)

    assert scheme.items[0].code == "010"
    assert scheme.items[0].title == "on"
    assert scheme.version == "1.10"
