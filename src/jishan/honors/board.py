"""Rankings as the board shows them: as openly as the village voted and its document says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from jishan.core.errors import NotFound
from jishan.core.points import Points
from jishan.core.scheme.board import FEWEST, average, averaged, openness, shows_figures
from jishan.core.scheme.document import Scheme
from jishan.honors.answers import BoardLine, BoardRanking, Mended, MendedLine
from jishan.honors.drawing import drawn
from jishan.honors.holders import Holders, holders_of, in_order, on_board
from jishan.honors.mended import (
    Naming,
    corrected_ids,
    corrections_of,
    honour_names,
    mended,
    period_of_row,
    places_now,
    stood_before,
)
from jishan.honors.models import Ranking, RankingCorrection
from jishan.honors.naming import period_words
from jishan.honors.snapshot import Standing, key_of, standings_in
from jishan.schemes.queries import in_force

_OPENNESS = ("off", "honours_only", "figures", "voted")


def board_rankings(village_id: int, *, day: date, limit: int = 12) -> tuple[BoardRanking, ...]:
    """Titles and places on the board, the latest period first, without their lines.

    Nothing unless both the scheme of the ranking and the scheme in force let them be seen.
    """
    rows = Ranking.objects.filter(village_id=village_id).defer("places")
    now = _scheme_now(village_id, day)
    shown = [(row, _openness(row, now)) for row in rows.order_by("-last", "-id")[:limit]]
    corrected = corrected_ids(village_id, (row.id for row, _ in shown))
    return tuple(
        replace(_board(row, open_), corrected=row.id in corrected)
        for row, open_ in shown
        if open_ != "off"
    )


def board_ranking(village_id: int, ranking_id: int, *, day: date) -> BoardRanking:
    """One ranking as the village voted to show it; `not_found` where it is not shown.

    `honours_only`: who has a title, in the order of the door numbers. `figures`: what everybody
    above nothing has, in the same order. `voted`: the places as well. Titles only where the scheme
    in force shows honours.
    """
    row = Ranking.objects.filter(village_id=village_id, id=ranking_id).first()
    now = _scheme_now(village_id, day)
    open_ = _openness(row, now) if row is not None else "off"
    if row is None or now is None or open_ == "off":
        raise NotFound
    corrections = corrections_of(row)
    places = places_now(row, corrections)
    voted, figures = open_ == "voted", open_ in ("figures", "voted")
    every = list(standings_in(places))
    rows = [one for one in every if (one.points > 0 if figures else one.titles)]
    asked = [*(every if "draws" in places else rows), *stood_before(row, corrections)]
    holders = holders_of(village_id, asked, everybody=bool(corrections))
    rows.sort(key=lambda one: (one.position if voted else 0, *in_order(holders[key_of(one)])))
    titled = "honours" in now.publicity.shows
    names = honour_names(row)
    named = partial(_masked, row, holders)
    return replace(
        _board(row, open_),
        lines=tuple(_shown(one, named, names if titled else {}, open_) for one in rows),
        mended=_mended(row, corrections, named, open_, titled=titled),
        draws=drawn(places, names, named, hidden=not figures) if titled else (),
    )


def _mended(
    row: Ranking,
    corrections: Sequence[RankingCorrection],
    named: Naming,
    open_: str,
    *,
    titled: bool,
) -> tuple[Mended, ...]:
    """What corrections changed, with no more of it than the ranking itself shows."""
    found = mended(row, corrections, named, figures=open_ in ("figures", "voted"))
    hidden: dict[str, Any] = {} if titled else {"lost": (), "given": ()}
    if open_ != "voted":
        hidden |= {"position_was": None, "position": None}
    return tuple(
        replace(one, lines=tuple(_told(replace(line, **hidden) for line in one.lines)))
        for one in found
    )


def _told(lines: Iterable[MendedLine]) -> Iterator[MendedLine]:
    """Who had nothing or less was not on the board, and is not now; nobody is named beside
    nothing."""
    for line in lines:
        if line.points_was is not None and line.points_was <= 0:
            line = replace(line, points_was=None, position_was=None)
        if line.points is not None and line.points <= 0:
            line = replace(line, points=None, position=None)
        if (line.points_was, line.points) != (None, None) or line.lost or line.given:
            yield line


def _shown(one: Standing, named: Naming, names: Mapping[str, str], open_: str) -> BoardLine:
    _number, who, group = named(one)
    return BoardLine(
        who,
        group,
        one.position if open_ == "voted" else None,
        one.points if open_ in ("figures", "voted") else None,
        tuple(names[code] for code in one.titles if code in names),
    )


def _masked(row: Ranking, holders: Holders, one: Standing) -> tuple[str, str, str]:
    holder = holders[key_of(one)]
    return "", on_board(row, holder), holder.group


def _scheme_now(village_id: int, day: date) -> Scheme | None:
    found = in_force(village_id, day)
    return found.scheme if found is not None else None


def _openness(row: Ranking, now: Scheme | None) -> str:
    """The stricter of what held when it was announced and what holds today (redlines E.1)."""
    now_open = "off" if now is None else openness(now, row.measure)
    return str(min(row.rules["publicity"], now_open, key=_OPENNESS.index))


def _board(row: Ranking, open_: str) -> BoardRanking:
    return BoardRanking(
        row.id,
        row.title,
        period_words(period_of_row(row)),
        row.rules["subject"],
        row.rules["unit"],
        row.at,
        open_ in ("figures", "voted"),
        open_ == "voted",
    )


# The village's own figures --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoardSum:
    """What a measure came to for all together in its latest announced period; nobody is named.

    `total` and `average` (half up) are None where the document does not put them on the board."""

    name: str
    span: str
    subject: str
    unit: str
    count: int
    total: Points | None
    average: Points | None


def board_sums(village_id: int, *, day: date) -> tuple[BoardSum, ...]:
    """The measures that the document in force names for the board, as they were last announced.
    Nothing of fewer than three: the sum would say what each has."""
    now = _scheme_now(village_id, day)
    codes = [one for one in now.publicity.measures if shows_figures(now, one)] if now else []
    found = []
    for code in codes:
        row = Ranking.objects.filter(village_id=village_id, measure=code).order_by("-last").first()
        if row is not None and now is not None:
            found.append(_sum_of(row, now))
    return tuple(one for one in found if one.count >= FEWEST)


def _sum_of(row: Ranking, now: Scheme) -> BoardSum:
    figures = [one.points for one in standings_in(places_now(row, corrections_of(row)))]
    shows, mean = now.publicity.shows, averaged(now, now.measure(row.measure))
    total = sum(figures)
    return BoardSum(
        row.rules["measure"]["name"],
        period_words(period_of_row(row)),
        row.rules["subject"],
        row.rules["unit"],
        len(figures),
        Points(total) if "totals" in shows and not mean else None,
        average(total, len(figures)) if "averages" in shows else None,
    )
