"""Roster files as villages keep them, each with its own dirt, and what must come out of each.

Every file is made from `village(...)` on the spot; nothing is stored. `BUILDERS` is the list.
"""

from collections.abc import Callable

from tests.departments.roster.layouts import (
    dividing_rows,
    heads_only,
    hidden_columns,
    merged_heads,
    merged_heads_old,
    no_header,
    other_titles,
    same_as_above,
    sheet_per_group,
    shifted,
    sums_and_signatures,
    title_rows,
    two_row_header,
)
from tests.departments.roster.sheets import (
    PEOPLE,
    TITLES,
    DirtyFile,
    Rows,
    book,
    old_book,
    rows_of,
    saved,
    standard,
    text,
)
from tests.departments.roster.values import (
    contradictions,
    dates_in_all_styles,
    departed,
    heads_wrong,
    identities_wrong,
    identity_as_number,
    identity_rounded_text,
    named_twice,
    padded_and_full_width,
    phones_as_float,
    small_x_and_blanks,
    struck_through,
)


def old_xls() -> DirtyFile:
    return standard("old.xls", old_book([["桃源村户籍表"], TITLES, *rows_of(PEOPLE)]))


def wps_et() -> DirtyFile:
    """WPS writes .et as the inside of an .xls."""
    return standard("wps.et", old_book([TITLES, *rows_of(PEOPLE)]))


def wps_et_new() -> DirtyFile:
    """… or as that of an .xlsx."""
    return standard("wps_new.et", saved(book(户籍表=[TITLES, *rows_of(PEOPLE)])))


def csv_gbk() -> DirtyFile:
    rows: Rows = [TITLES, *rows_of(PEOPLE)]
    return standard("gbk.csv", text(rows, "gbk"), sheet="gbk")


def csv_excel_guarded() -> DirtyFile:
    """A system's export: UTF-8, and `="…"` around the numbers so that Excel keeps them."""
    rows = rows_of(PEOPLE)
    for row in rows:
        row[7] = f'="{row[7]}"'
    return standard("导出.csv", text([TITLES, *rows], "utf-8"), sheet="导出")


def csv_tabs() -> DirtyFile:
    rows: Rows = [TITLES, *rows_of(PEOPLE)]
    return standard("tabs.xls", text(rows, "utf-16", "\t"), sheet="tabs")


BUILDERS: tuple[Callable[[], DirtyFile], ...] = (
    title_rows, two_row_header, merged_heads, merged_heads_old, sheet_per_group, same_as_above,
    padded_and_full_width, small_x_and_blanks, identity_as_number, identity_rounded_text,
    identities_wrong, phones_as_float, dates_in_all_styles, sums_and_signatures, hidden_columns,
    old_xls, wps_et, wps_et_new, csv_gbk, csv_excel_guarded, csv_tabs, struck_through, departed,
    heads_wrong, named_twice, contradictions, other_titles, no_header, dividing_rows, heads_only,
    shifted,
)  # fmt: skip
