"""Rosters whose cells hold something else than they should: numbers, dates, people who left."""

import datetime
from dataclasses import replace

from openpyxl.styles import Font

from tests.departments.roster.sheets import (
    PEOPLE,
    TITLES,
    DirtyFile,
    book,
    changed,
    rows_of,
    saved,
    standard,
    text,
)


def padded_and_full_width() -> DirtyFile:
    people = []
    for p in PEOPLE:
        name, head = (n[0] + "  " + n[1:] if len(n) == 2 else n for n in (p.name, p.head))
        wide = p.identity.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
        people.append(replace(p, name=f" {name[0]} {name[1:]} ", head=head, identity=wide))
    return standard("padded.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])))


def small_x_and_blanks() -> DirtyFile:
    people = [replace(p, identity=f"'{p.identity[:6]} {p.identity[6:14]} {p.identity[14:].lower()}")
              for p in PEOPLE]  # fmt: skip
    return standard("small_x.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])))


def identity_as_number() -> DirtyFile:
    """Two members' numbers were taken for quantities: those rows and only those stay out."""
    rows = rows_of(PEOPLE)
    rows[2][7] = int(PEOPLE[2].identity[:17] + "0")
    rows[5][7] = "5.10E+17"
    made = saved(book(户籍表=[TITLES, *rows]))
    codes = ("roster.identity_lost_digits",) * 2
    return standard("id_number.xlsx", made, residents=14, errors=codes)


def identity_rounded_text() -> DirtyFile:
    """Saved as .csv after the numbers had been rounded. The check digit of row 6 happens to fit."""
    people = changed(4, identity=PEOPLE[4].identity[:15] + "000")
    people[5] = replace(people[5], identity=people[5].identity[:15] + "000")
    return standard("rounded.csv", text([TITLES, *rows_of(people)], "utf-8-sig"), sheet="rounded",
                    residents=14, errors=("roster.identity_lost_digits",) * 2)  # fmt: skip


def identities_wrong() -> DirtyFile:
    people = list(PEOPLE)
    good = people[7].identity
    last = "0" if good[17] != "0" else "1"
    people[2] = replace(people[2], identity=people[2].identity[:17])
    people[4] = replace(people[4], identity=people[4].identity[:6] + "********" + "1234")
    people[5] = replace(people[5], identity=people[5].identity[:10] + "1332" + "1234")
    people[7] = replace(people[7], identity=good[:17] + last)
    people[8] = replace(people[8], identity=people[8].identity[:6] + people[8].identity[8:17])
    people[9] = replace(people[9], identity="O" + people[9].identity[1:])
    errors = ("length", "masked", "date", "fifteen", "characters")
    return standard(
        "ids.xlsx",
        saved(book(户籍表=[TITLES, *rows_of(people)])),
        residents=11,
        errors=tuple(f"roster.identity_{e}" for e in errors),
        warnings=("roster.identity_checksum",),
    )


def phones_as_float() -> DirtyFile:
    rows = rows_of(PEOPLE)
    for row in rows:
        row[11] = float(str(row[11])) if row[11] else ""
    rows[1][11] = "+86 138-1234-5678"
    rows[2][11] = "13812345678/13912345678"
    rows[4][11] = "0839-6612345"
    rows[5][11] = "1381234567"
    codes = ("roster.phone_several", "roster.phone_wrong")
    return standard("phones.xlsx", saved(book(户籍表=[TITLES, *rows])), warnings=codes)


def dates_in_all_styles() -> DirtyFile:
    rows = rows_of(PEOPLE)
    for number, (row, p) in enumerate(zip(rows, PEOPLE, strict=True)):
        serial = (p.birth_date - datetime.date(1899, 12, 30)).days
        d = p.birth_date
        styles: list[object] = [
            d.strftime("%Y%m%d"),
            f"{d.year}.{d.month}.{d.day}",
            serial,
            d,
            int(d.strftime("%Y%m%d")),
            f"{d.year}年{d.month}月{d.day}日",
            f"{d.year}年{d.month}月",
            f"{d.year}/{d.month}/{d.day}",
        ]
        row[8] = styles[number % 8]
    rows[9][7], rows[9][8] = "", "1980年1月"
    rows[10][8] = "不记得"
    codes = ("roster.birth_date_incomplete", "roster.birth_date_unreadable")
    return standard("dates.xlsx", saved(book(户籍表=[TITLES, *rows])), warnings=codes)


def struck_through() -> DirtyFile:
    made = book(户籍表=[TITLES, *rows_of(PEOPLE)])
    for cell in made["户籍表"][4]:
        cell.font = Font(strike=True)
    return standard("struck.xlsx", saved(made), residents=15, departed=1,
                    warnings=("roster.struck_out",))  # fmt: skip


def departed() -> DirtyFile:
    people = changed(2, note="2023年5月已故")
    people[5] = replace(people[5], note="迁出")
    people[8] = replace(people[8], name=people[8].name + "(已故)")
    people[9] = replace(people[9], note="其父已故,低保")
    codes = ("departed", "departed", "name_remark", "departed", "departed_unclear")
    return standard("departed.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])), residents=13,
                    departed=3, warnings=tuple(f"roster.{c}" for c in codes))  # fmt: skip


def heads_wrong() -> DirtyFile:
    """Household 002 has two heads, 003 none: both stay out whole."""
    people = changed(2, relation="户主")
    people[3] = replace(people[3], relation="兄")
    return standard("heads.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])), households=4,
                    residents=11, errors=("roster.head_twice", "roster.head_missing"))  # fmt: skip


def named_twice() -> DirtyFile:
    """One number in two households: both rows stay out."""
    people = changed(5, identity=PEOPLE[8].identity, birth_date=PEOPLE[8].birth_date)
    return standard("twice.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])), residents=14,
                    errors=("roster.identity_twice",) * 2)  # fmt: skip


def contradictions() -> DirtyFile:
    people = changed(2, birth_date=datetime.date(1961, 2, 3))
    people[4] = replace(people[4], sex="男")
    people[5] = replace(people[5], relation="媳妇")
    people[7] = replace(people[7], resident="不清楚呢", relation="")
    codes = ("birth_date_differs", "sex_differs", "relation_unknown", "relation_missing",
             "resident_unclear")  # fmt: skip
    return standard("contradictions.xlsx", saved(book(户籍表=[TITLES, *rows_of(people)])),
                    warnings=tuple(f"roster.{c}" for c in codes))  # fmt: skip
