"""What people read of a told year: rankings announced and put on the board, passbooks, the pages
of units, the township's page of a village's indices. Every figure is held against the tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from re import findall, sub
from typing import Any

from django.test import Client
from django.utils import timezone

from jishan.core.points import Points, format_points
from jishan.core.ranking import NEVER_RANKED
from jishan.core.scheme.made_of import subject_of
from jishan.core.scheme.rounding import as_points
from jishan.honors.actions import announce_ranking
from jishan.honors.naming import period_words
from jishan.honors.queries import RankingPage, ranking
from jishan.notices.models import NoticeRow
from jishan.registry.actions import issue_cards
from jishan.registry.models import Household, Resident
from jishan.registry.sheets.names import mask_name
from tests.core.year_tables import Table, written
from tests.stories.telling import at, key
from tests.stories.worked import AFTER, Worked
from tests.stories.worked_tables import named

BACKEND = "django.contrib.auth.backends.ModelBackend"
Unlike = Iterator[tuple[Any, ...]]
Row = tuple[str, str, str]
CELL = r"<t[hd] role=\"(?:rowheader|cell)\"[^>]*class=\"(.*?)\"[^>]*>(.*?)</t[hd]>"


def unlike(year: Worked, *, every: int = 1) -> list[Any]:
    """Everything in which what is shown and the tables do not say the same; of the passbooks every
    so many-th is opened."""
    shown = announced(year)
    return [
        *_lines(year), *_rankings(year, shown), *_boards(year, shown), *_passbooks(year, every),
        *_units(year),
    ]  # fmt: skip


def announced(year: Worked) -> dict[tuple[str, str], int]:
    """Every ranking that gives titles or that the document puts on the board, period by period;
    their ids by measure and label."""
    scheme, now = year.scheme, at(year.last + timedelta(days=AFTER + 1))
    wanted = {one.measure for one in scheme.honours} | set(scheme.publicity.measures)
    found = {}
    for closing in year.out.closings:
        period = closing.period
        for measure in scheme.measures:
            never = subject_of(scheme, measure) in NEVER_RANKED
            if measure.code in wanted and measure.period == period.kind and not never:
                made = announce_ranking(
                    year.village.clerk, period.kind, day=period.last, measure=measure.code,
                    key=key(), now=now,
                )  # fmt: skip
                found[measure.code, period.label] = made.id
    return found


def _lines(year: Worked) -> Unlike:
    """What hung on the board is what the table says that it counts."""
    keys = {own: key_ for key_, own in year.claims.items()}
    wanted = {line[0]: cell[0] for line, cell in written(year.pack, "记分").items()}
    for row in NoticeRow.objects.filter(village_id=year.id, notice__kind="claims"):
        points = wanted.get(keys.get(row.subject_id, ""))
        if points not in (None, "撤销", format_points(row.points)):
            yield ("line", keys[row.subject_id], points, row.points)


# Rankings -----------------------------------------------------------------------------------


def _rankings(year: Worked, shown: dict[tuple[str, str], int]) -> Unlike:
    """In the office: who holds which title, and why the others that the table names do not."""
    table = written(year.pack, "称号")
    for (measure, label), own in shown.items():
        page = ranking(year.village.clerk, own, today=at(year.last).date())
        for honour in year.scheme.honours:
            if honour.measure != measure:
                continue
            lines = {line: cell for line, cell in table.items() if line[:2] == (honour.code, label)}
            held = {line[2] for line, cell in lines.items() if cell[0] != "不评"}
            have = {named(year, one.key) for one in page.lines if honour.name in one.titles}
            if held != have:
                yield ("title", honour.code, label, held - have, have - held)
        yield from _figures(year, page, measure, label)


def _figures(year: Worked, page: RankingPage, measure: str, label: str) -> Unlike:
    """Figures of the ranking, where the table speaks of this measure and period."""
    lines = {
        line[2]: cell[0]
        for line, cell in written(year.pack, "指标").items()
        if line[:2] == (measure, label)
    }
    for one in page.lines if lines else ():
        who = named(year, one.key)
        wanted = _rounded(lines.get(who, "0"))
        if one.points != wanted:
            yield ("ranked", measure, label, who, wanted, one.points)


def _rounded(text: str) -> Points:
    return as_points(Fraction(text))


def _boards(year: Worked, shown: dict[tuple[str, str], int]) -> Unlike:
    """On the board: the titles of the table, and nobody else's; figures where they are shown."""
    honours = {one.code: one for one in year.scheme.honours}
    table = written(year.pack, "称号")
    for (measure, label), own in shown.items():
        answer = Client().get(f"/b/taoyuan/rankings/{own}/")
        if answer.status_code == 404:
            if measure in year.scheme.publicity.measures:
                yield ("hidden", measure, label)
            continue
        given: dict[str, set[str]] = {}
        for (code, period, who), cell in table.items():
            if cell[0] != "不评" and honours[code].measure == measure and period == label:
                given.setdefault(who, set()).add(honours[code].name)
        wanted = sorted((_board_name(year, who), *sorted(titles)) for who, titles in given.items())
        rows = _turned(answer)
        have = sorted((who, *sorted(said.split("、"))) for who, said, _ in rows if said)
        if have != wanted:
            yield ("board", measure, label, wanted, have)
        if "得分" in answer.content.decode():
            yield from _board_figures(year, rows, measure, label)


def _turned(answer: Any) -> list[Row]:
    """The rows of all pages."""
    found, number = _rows(answer.content.decode()), 2
    while f"?page={number}" in answer.content.decode():
        answer = Client().get(answer.request["PATH_INFO"], {"page": number})
        found += _rows(answer.content.decode())
        number += 1
    return found


def _board_figures(year: Worked, rows: list[Row], measure: str, label: str) -> Unlike:
    """Everybody above nothing with the figure, where the village lets figures be seen and the table
    speaks of them."""
    lines = written(year.pack, "指标").items()
    figures = {line[2]: _rounded(cell[0]) for line, cell in lines if line[:2] == (measure, label)}
    wanted = sorted(
        (_board_name(year, who), format_points(points))
        for who, points in figures.items()
        if points > 0
    )
    have = sorted((who, figure) for who, _, figure in rows)
    if figures and have != wanted:
        yield ("board figures", measure, label, wanted, have)


def _rows(page: str) -> list[Row]:
    """Who, which titles and what figure, of each row of the table on the board."""
    found = []
    for row in findall(r"<tr role=\"row\">(.*?)</tr>", page):
        cells = dict(findall(CELL, row))
        if "c-lead" in cells:
            figure = cells.get("c-side num", "").split(" ")[0]
            found.append((unescape(cells["c-lead"]), unescape(cells.get("c-line", "")), figure))
    return found


def _board_name(year: Worked, who: str) -> str:
    own = year.keys[who]
    if own[0] == "u":
        return who
    if own[0] == "r":
        return mask_name(Resident.objects.get(village_id=year.id, id=int(own[1:])).name)
    return mask_name(Household.objects.get(village_id=year.id, id=int(own[1:])).head_name)


# Books --------------------------------------------------------------------------------------


def _passbooks(year: Worked, every: int) -> Unlike:
    """As the household reads it at home: balances with its people's, titles, marks."""
    homes = [who for who, own in year.keys.items() if own[0] == "h"][::every]
    rows = Household.objects.filter(village_id=year.id, until=None)
    here = set(rows.values_list("id", flat=True))
    homes = [who for who in homes if year.own(who) in here]
    ids = [year.own(who) for who in homes]
    cards = issue_cards(year.village.clerk, ids, key=key(), now=timezone.now())
    by_home = {card.household_id: card.id for card in cards}
    balances, titles = written(year.pack, "余额"), written(year.pack, "称号")
    marks = written(year.pack, "标记")
    for who in homes:
        text = _text(_opened(year, by_home[year.own(who)], year.own(who)))
        people = {who, *_people(year, who)}
        for said in (*_held(year, balances, who, people), *_named(year, titles, marks, people)):
            if said not in text:
                yield ("passbook", who, said, text[:400])


def _people(year: Worked, who: str) -> list[str]:
    own = set(
        Resident.objects.filter(village_id=year.id, household_id=year.own(who)).values_list(
            "id", flat=True
        )
    )
    return [name for name, key_ in year.keys.items() if key_[0] == "r" and int(key_[1:]) in own]


def _opened(year: Worked, card: int, home: int) -> str:
    client = Client()
    session = client.session
    session["card"] = {"village": year.id, "id": card, "household": home}
    session["seen"] = timezone.now().timestamp()
    session.save()
    answer = client.get("/my/passbook/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _held(year: Worked, table: Table, who: str, people: set[str]) -> Iterator[str]:
    """`家庭总积分 8.5 分` for each purse that the household or its people have."""
    for purse in year.scheme.purses:
        held = [
            cell[0] for line, cell in table.items() if line[0] == purse.code and line[2] in people
        ]
        if held:
            total = sum(as_points(Fraction(one)) for one in held)
            yield f"{purse.name} {format_points(total)} 分"


def _named(year: Worked, titles: Table, marks: Table, people: set[str]) -> Iterator[str]:
    """`2024年 评优优先户`, `2024年第三季度 多次保持在前：优先推荐`."""
    honours = {one.code: one.name for one in year.scheme.honours}
    streaks = {one.code: one.name for one in year.scheme.streaks}
    spans = {one.period.label: period_words(one.period) for one in year.out.closings}
    for (code, label, one), cell in titles.items():
        if one in people and cell[0] != "不评":
            yield f"{spans[label]} {honours[code]}"
    for (code, label, one), cell in marks.items():
        if one in people:
            yield f"{spans[label]} {streaks[code]}：{cell[0]}"


def _units(year: Worked) -> Unlike:
    """In the office: the book of each unit."""
    balances = written(year.pack, "余额")
    clerk = Client()
    clerk.force_login(year.village.users["clerk"], BACKEND)
    for who, own in year.keys.items():
        if own[0] == "u":
            text = _text(clerk.get(f"/v/taoyuan/units/{own[1:]}/").content.decode())
            for said in _held(year, balances, who, {who}):
                if said not in text:
                    yield ("unit", who, said, text[-400:])


def indices(year: Worked, until: date) -> str:
    """The township's page of what it scored of its villages, as text."""
    officer = Client()
    officer.force_login(year.village.users["township"], BACKEND)
    page = officer.get(f"/o/qingshi/facts/?since={year.first}&until={until}")
    return _text(page.content.decode())


def _text(page: str) -> str:
    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", page)))
