"""Rosters as villages keep them: what is read, what is refused, and that nothing is guessed."""

from functools import cache

import pytest

from jishan.registry.sheets.preview import Field, RosterPreview
from jishan.registry.sheets.roster import read_roster
from tests.departments.roster.dirty import BUILDERS
from tests.departments.roster.sheets import PEOPLE, TITLES, DirtyFile, book, rows_of, saved
from tests.departments.roster.village import village

NAMES = [b.__name__ for b in BUILDERS]
KNOWN = {p.identity for p in village(6)}


@cache
def made(name: str) -> tuple[DirtyFile, RosterPreview]:
    file = next(b for b in BUILDERS if b.__name__ == name)()
    return file, read_roster(file.content, filename=file.filename)


@pytest.mark.parametrize("name", NAMES)
def test_a_dirty_file_yields_exactly_its_people_and_its_problems(name: str) -> None:
    file, preview = made(name)

    assert len(preview.households) == file.households
    assert preview.resident_count == file.residents
    assert tuple(p.code for p in preview.errors) == file.errors
    assert tuple(p.code for p in preview.warnings) == file.warnings
    assert len(preview.departed) == file.departed
    assert tuple(s.name for s in preview.sheets if s.skipped) == file.skipped


@pytest.mark.parametrize("name", NAMES)
def test_no_identity_number_comes_out_that_did_not_go_in(name: str) -> None:
    _, preview = made(name)
    read = {m.identity for h in preview.households for m in h.members if m.identity}
    doubted = {p.row for p in preview.warnings if p.code == "roster.identity_checksum"}
    sound = {
        m.identity
        for h in preview.households
        for m in h.members
        if m.identity and m.row not in doubted
    }

    assert sound <= KNOWN
    assert len(read - KNOWN) == len(doubted)


def test_at_least_95_percent_of_the_titles_are_understood_and_none_wrongly() -> None:
    assert len(BUILDERS) >= 20
    right = wrong = 0
    for name in NAMES:
        file, preview = made(name)
        for sheet in preview.sheets:
            for column, field in file.columns.get(sheet.name, {}).items():
                guess = next(c for c in sheet.columns if c.column == column)
                assert guess.field in {field, None}, (name, column, guess)
                right += guess.field == field
                wrong += guess.field != field

    assert right * 100 >= 95 * (right + wrong)


def test_every_problem_of_a_row_names_sheet_row_and_cell() -> None:
    whole_sheet = {"roster.hidden_column", "roster.hidden_sheet"}
    for name in NAMES:
        _, preview = made(name)
        for problem in preview.problems:
            assert problem.sheet, problem
            if problem.code not in whole_sheet:
                assert problem.cell == problem.cell.rstrip("0123456789") + str(problem.row)


def test_an_identity_that_lost_digits_names_its_cell_and_keeps_its_row_out() -> None:
    _, preview = made("identity_as_number")

    assert [(p.cell, p.facts["name"]) for p in preview.errors] == [
        ("H4", PEOPLE[2].name),
        ("H7", PEOPLE[5].name),
    ]
    assert [(r.row, r.name, r.codes) for r in preview.refused_rows] == [
        (4, PEOPLE[2].name, ("roster.identity_lost_digits",)),
        (7, PEOPLE[5].name, ("roster.identity_lost_digits",)),
    ]


def test_a_number_of_two_people_names_both_places() -> None:
    _, preview = made("named_twice")

    first, second = preview.errors
    assert (first.cell, first.facts["other_row"]) == ("H7", 10)
    assert (second.cell, second.facts["other_row"]) == ("H10", 7)


def test_a_plain_repetition_keeps_its_first_row() -> None:
    rows = rows_of(PEOPLE)
    content = saved(book(户籍表=[TITLES, *rows, rows[1]]))
    preview = read_roster(content, filename="a.xlsx")

    assert [r.row for r in preview.refused_rows] == [18]
    assert preview.resident_count == 16


def test_two_heads_keep_the_whole_household_out() -> None:
    _, preview = made("heads_wrong")

    twice, missing = preview.errors
    assert (twice.code, twice.row, twice.facts["other_row"]) == ("roster.head_twice", 4, 3)
    assert (missing.code, missing.row) == ("roster.head_missing", 5)
    assert [r.row for r in preview.refused_rows] == [3, 4, 5, 6, 7]


def people_of(name: str) -> list[object]:
    return [
        (h.group, h.household_no, h.door, h.head, m.name, m.relation_code, m.identity, m.birth_date)
        for h in made(name)[1].households
        for m in h.members
    ]


def test_every_wording_of_the_same_roster_reads_alike() -> None:
    """Merged, padded, 同上, .xls, .csv, struck titles: the people are the same people."""
    plain = people_of("title_rows")
    alike = ("merged_heads", "same_as_above", "padded_and_full_width", "small_x_and_blanks",
             "phones_as_float", "sums_and_signatures", "hidden_columns", "old_xls", "wps_et",
             "wps_et_new", "csv_gbk", "csv_excel_guarded", "csv_tabs", "shifted")  # fmt: skip
    for name in alike:
        assert people_of(name) == plain, name


def test_dates_in_every_style_are_the_same_days() -> None:
    _, preview = made("dates_in_all_styles")

    read = {m.row: m.birth_date for h in preview.households for m in h.members}
    expected = {n + 2: p.birth_date for n, p in enumerate(PEOPLE)}
    assert read[11] is None  # 1980年1月, and no identity number to take the day from
    assert {r: d for r, d in read.items() if r != 11} == {
        r: d for r, d in expected.items() if r != 11
    }


def test_phones_come_out_as_they_are_dialled() -> None:
    _, preview = made("phones_as_float")

    phones = [m.phone for h in preview.households for m in h.members]
    assert phones[:6] == [
        "13810000000",
        "13812345678",
        "13812345678",
        "13810000003",
        "0839-6612345",
        None,
    ]


def test_a_group_comes_from_the_sheet_or_from_a_dividing_row() -> None:
    assert [h.group for h in made("sheet_per_group")[1].households] == ["一组"] * 3 + ["二组"] * 3
    groups = [h.group for h in made("dividing_rows")[1].households]
    assert groups == ["第一村民小组"] * 3 + ["第二村民小组"] * 3


def test_hidden_columns_are_read_and_said() -> None:
    _, preview = made("hidden_columns")

    assert preview.sheets[0].hidden_columns == ("C", "L")
    hidden = [c for c in preview.sheets[0].columns if c.hidden]
    assert [(c.column, c.field) for c in hidden] == [("C", Field.HOUSEHOLD_NO), ("L", Field.PHONE)]


def test_the_struck_are_listed_apart() -> None:
    _, preview = made("struck_through")

    assert [(m.name, m.row) for m in preview.departed] == [(PEOPLE[2].name, 4)]
    assert preview.refused_rows == ()


def test_identity_and_phone_stay_out_of_repr() -> None:
    member = made("title_rows")[1].households[0].members[0]

    assert member.identity is not None
    assert member.phone is not None
    assert member.identity not in repr(member)
    assert member.phone not in repr(member)


def test_columns_without_titles_are_marked_as_guessed_by_content() -> None:
    _, preview = made("no_header")

    assert preview.sheets[0].header_rows == ()
    assert [c.confidence for c in preview.sheets[0].columns] == [60] * 6
    assert "".join(c.column for c in preview.sheets[0].columns) == "ABCDEF"
