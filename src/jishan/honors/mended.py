"""What holds of announced rankings after corrections, and what each correction changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jishan.honors.answers import Mended, MendedLine
from jishan.honors.models import ConferredTitle, Ranking, RankingCorrection, TitleChange
from jishan.honors.snapshot import Standing, key_of, standings_in

Naming = Callable[[Standing], tuple[str, str, str]]
"""Number, name and group of a row, as whoever asks may read them."""


def corrections_of(ranking: Ranking) -> list[RankingCorrection]:
    """Every correction of a ranking, the first one first."""
    rows = RankingCorrection.objects.filter(village_id=ranking.village_id, ranking_id=ranking.id)
    return list(rows.order_by("number"))


def corrected_ids(village_id: int, ranking_ids: Iterable[int]) -> frozenset[int]:
    rows = RankingCorrection.objects.filter(village_id=village_id, ranking_id__in=list(ranking_ids))
    return frozenset(rows.values_list("ranking_id", flat=True))


def places_now(ranking: Ranking, corrections: Sequence[RankingCorrection]) -> Mapping[str, Any]:
    """The places that hold now: the last correction's, else the announced ones."""
    places: Mapping[str, Any] = corrections[-1].places if corrections else ranking.places
    return places


def changed_rows(
    ranking: Ranking, corrections: Sequence[RankingCorrection]
) -> Iterator[tuple[RankingCorrection, list[tuple[Standing | None, Standing | None]]]]:
    """Each correction with the rows that it changed: what was, what is."""
    before = ranking.places
    for one in corrections:
        old = {key_of(row): row for row in standings_in(before)}
        new = {key_of(row): row for row in standings_in(one.places)}
        pairs = [(old.get(key), new.get(key)) for key in (new | old)]
        yield one, [(was, now) for was, now in pairs if _said(was) != _said(now)]
        before = one.places


def _said(row: Standing | None) -> tuple[Any, ...] | None:
    return None if row is None else (row.position, row.points, tuple(row.titles))


def mended(
    ranking: Ranking,
    corrections: Sequence[RankingCorrection],
    naming: Naming,
    *,
    figures: bool,
    staff: bool = False,
) -> tuple[Mended, ...]:
    """The newest first. Without `figures` only who lost or got a title is told."""
    names = {one["code"]: one["name"] for one in ranking.rules["honours"]}
    found = []
    for one, rows in changed_rows(ranking, corrections):
        note = one.note if staff else ""
        lines = (_line(was, now, naming, names, figures=figures) for was, now in rows)
        told = tuple(line for line in lines if figures or line.lost or line.given)
        found.append(Mended(one.at, one.cause, note, told))
    return tuple(reversed(found))


def _line(
    was: Standing | None,
    now: Standing | None,
    naming: Naming,
    names: Mapping[str, str],
    *,
    figures: bool,
) -> MendedLine:
    row = now or was
    assert row is not None, "a change has a side"
    had, has = (tuple(one.titles) if one else () for one in (was, now))
    return MendedLine(
        *naming(row),
        was.position if was and figures else None,
        now.position if now and figures else None,
        was.points if was and figures else None,
        now.points if now and figures else None,
        tuple(names[code] for code in had if code not in has),
        tuple(names[code] for code in has if code not in had),
    )


# Titles -----------------------------------------------------------------------------------------

Held = tuple[int, int, int | None, str, bool]
"""Ranking, household, person, code of the title, and whether it still stands."""


def titles_of(village_id: int, **which: Any) -> list[Held]:
    """Titles as they hold now, with those that a correction took back."""
    held: dict[tuple[int, int, int | None, str], bool] = {}
    rows = ConferredTitle.objects.filter(village_id=village_id, **which)
    for ranking_id, home, person, honours in rows.order_by("id").values_list(
        "ranking_id", "household_id", "resident_id", "honours"
    ):
        held |= dict.fromkeys(((ranking_id, home, person, code) for code in honours), True)
    changes = TitleChange.objects.filter(village_id=village_id, **which)
    for *key, given in changes.order_by("id").values_list(
        "ranking_id", "household_id", "resident_id", "honour", "given"
    ):
        held[tuple(key)] = given  # type: ignore[index]  # the four columns of the key
    return [(*key, stands) for key, stands in held.items()]
