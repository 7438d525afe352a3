"""`jishan scheme` on the command line: without a database, in Chinese, and as JSON."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jishan.management.scheme_cli import PACKS, main
from tests.core.replaying import HEAD, PURSE, SCHEMES


def call(*argv: object) -> tuple[int, str]:
    stdout = io.StringIO()
    return main([str(arg) for arg in argv], stdout), stdout.getvalue()


def data(*argv: object) -> tuple[int, Any]:
    code, text = call(*argv, "--json")
    return code, json.loads(text)


def tables(name: str) -> list[object]:
    return ["--roster", SCHEMES / name / "roster.csv", "--acts", SCHEMES / name / "acts.csv"]


def test_list_names_the_shipped_schemes() -> None:
    code, found = data("list")

    assert code == 0
    assert {"hs", "s0", "z3"} <= {one["pack"] for one in found["schemes"]}
    assert "中坪村" in call("list")[1]


def test_check_says_what_is_wrong_with_the_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        HEAD
        + PURSE
        + "items: [{code: a, title: 甲, category: 无, worth: {shape: fixed, points: 1}}]\n"
    )
    code, text = call("check", bad)

    assert code == 1
    line = bad.read_text().count("\n")
    assert f"第 {line} 行 错误：没有代码为“无”的类别，请核对〔items[0].category〕" in text
    _, found = data("check", bad)
    assert found["files"][0]["findings"][0]["line"] == line
    assert found["files"][0]["adoptable"] is False


def test_check_of_what_cannot_be_read_and_of_several_files(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: [1")

    assert call("check", broken)[0] == 2
    code, found = data("check", "z3", broken)
    assert code == 2
    assert [one["readable"] for one in found["files"]] == [True, False]
    assert call("check", tmp_path / "none.yaml")[0] == 2
    assert call("check", "z3", "hs", "s0")[0] == 0


def test_sentences_are_what_a_villager_reads() -> None:
    assert "  参与植树造林：每棵 +3 分，记在全户名下" in call("check", "s0", "--sentences")[1]


def test_replay_prints_and_gives_json() -> None:
    code, found = data("replay", "z3", *tables("z3"))

    assert code == 0
    assert found["totals"]["counted"] == 43
    assert [(one["key"], one["purses"][0]["balance"]) for one in found["subjects"] if one["purses"]] == [
        ("Z01", "60"), ("Z02", "40.5"), ("Z03", "31"), ("Z04", "0"), ("Z05", "36"), ("Z06", "10"),
    ]  # fmt: skip
    text = call("replay", "z3", *tables("z3"))[1]
    assert "Z01 甲家 积分 60" in text
    assert "只在每月 20 日至 25 日办理" in text


def test_replay_until_a_day() -> None:
    _, found = data("replay", "z3", *tables("z3"), "--until", "2024-03-31")

    assert found["until"] == "2024-03-31"
    assert [one["day"] for one in found["automatic"]] == ["2024-03-31"]


def test_replay_against_another_version(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        (PACKS / "z3.yaml")
        .read_text()
        .replace("at_least: 90, points: 5", "at_least: 90, points: 8")
    )
    code, found = data("replay", "z3", *tables("z3"), "--against", other)

    assert code == 0
    assert found["against"]["subjects"][0] == {
        "subject": "Z01", "first": "80", "second": "116", "difference": "+36",
    }  # fmt: skip
    money = found["against"]["money"]
    assert money["second"]["could_cost_yuan"] == money["second"]["issued"] == "303"
    text = call("replay", "z3", *tables("z3"), "--against", other)[1]
    assert "比了 6 户：得分变多的 5 户，变少的 0 户，不变的 1 户。" in text
    assert "Z01：80 → 116(+36)" in text


def test_replay_against_a_draft_that_is_not_yet_in_force(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        (PACKS / "z3.yaml")
        .read_text()
        .replace("in_force_from: 2024-01-01", "in_force_from: 2030-01-01")
    )
    _, found = data("replay", "z3", *tables("z3"), "--against", draft)

    assert found["against"]["subjects"] == []


def test_imagine_says_what_may_come_and_keeps_a_village(tmp_path: Path) -> None:
    asked = ["imagine", "z3", "--households", "30", "--runs", "2", "--seed", "5"]
    code, found = data(*asked, "--write-tables", tmp_path / "here")

    assert code == 0
    assert (found["kind"], found["seed"]) == ("imagine", "5")
    (one,) = found["schemes"]
    assert (one["runs"], one["households"], one["code"]) == (2, 30, "z3")
    assert found == data(*asked)[1]
    kept = ["--roster", tmp_path / "here" / "roster.csv", "--acts", tmp_path / "here" / "acts.csv"]
    _, replayed = data("replay", "z3", *kept)
    (alone,) = data("imagine", "z3", "--households", "30", "--runs", "1", "--seed", "5")[1][
        "schemes"
    ]
    assert replayed["totals"]["acts"] == alone["acts"]["middle"]
    assert "设想了 2 个村，每村 30 户" in call(*asked)[1]


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "99999999"])
def test_imagine_refuses_impossible_sizes(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call("imagine", "z3", "--households", wrong)
    assert stopped.value.code == 2
    assert "整数" in capsys.readouterr().err or wrong == "-1"


def test_imagine_refuses_what_cannot_be_computed_or_written(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(HEAD + PURSE + "redemption: {purse: nothing}\n")
    (tmp_path / "file").write_text("")

    assert call("imagine", bad)[0] == 1
    code, text = call("imagine", "z3", "--runs", "1", "--write-tables", tmp_path / "file" / "x")
    assert (code, "写不进去" in text) == (2, True)


def test_schema_is_printed_for_editors() -> None:
    code, text = call("schema")
    assert code == 0
    assert json.loads(text)["$id"] == "urn:jishan:scheme:1"
    assert json.loads(call("schema", "--plan")[1])["title"] == "目标计划"


def test_a_document_with_errors_is_not_replayed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(HEAD + PURSE + "redemption: {purse: nothing}\n")
    code, found = data("replay", bad, *tables("z3"))

    assert code == 1
    assert found["error"] == "scheme.has_errors"


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "code"),
    [
        ("2024-02-22,Z01", "2024-02-30,Z01", 4, "day", "table.day_unreadable"),
        ("A2,2024", "A1,2024", 4, "key", "table.key_twice"),
        ("日期,对象", "日期,谁", 1, "谁", "table.column_unknown"),
        (",95,检查\nB1", ",九十五,检查\nB1", 2, "scores", "table.points_unreadable"),
        ("A1,2024-01-22,Z01,inspection,95,检查", "A1,2024-01-22,Z01,inspection,95,天上", 2, "origin", "table.choice_unknown"),
    ],
)  # fmt: skip
def test_each_cell_that_cannot_be_read_is_named(
    tmp_path: Path, old: str, new: str, row: int, column: str, code: str
) -> None:
    text = (SCHEMES / "z3" / "acts.csv").read_text()
    assert text.count(old) >= 1
    acts = tmp_path / "acts.csv"
    acts.write_text(text.replace(old, new, 1))
    exit_code, found = data(
        "replay", "z3", "--roster", SCHEMES / "z3" / "roster.csv", "--acts", acts
    )

    assert exit_code == 2
    first = found["problems"][0]
    assert (first["row"], first["column"], first["code"]) == (row, column, code)
    assert first["sentence"].startswith("行为表第 ")


def test_spreadsheets_and_gb18030_give_the_same(tmp_path: Path) -> None:
    rows = [line.split(",") for line in (SCHEMES / "z3" / "acts.csv").read_text().splitlines()]
    book = xlsxwriter.Workbook(str(tmp_path / "acts.xlsx"))
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()
    plain = tmp_path / "acts.csv"
    plain.write_bytes((SCHEMES / "z3" / "acts.csv").read_text().encode("gb18030"))
    roster = SCHEMES / "z3" / "roster.csv"

    expected = data("replay", "z3", *tables("z3"))
    assert data("replay", "z3", "--roster", roster, "--acts", tmp_path / "acts.xlsx") == expected
    assert data("replay", "z3", "--roster", roster, "--acts", plain) == expected


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    fake = tmp_path / "acts.xlsx"
    fake.write_bytes(b"not a workbook")
    code, found = data("replay", "z3", "--roster", SCHEMES / "z3" / "roster.csv", "--acts", fake)

    assert (code, found["error"]) == (2, "table.file_unreadable")


def test_wrong_arguments_are_explained_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call("replay", "z3")

    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("缺少参数")
