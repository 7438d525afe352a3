"""What holds of announced rankings after corrections, and what each correction changed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from jishan.claims.acts import household_key, resident_key, unit_key
from jishan.claims.places import group_key
from jishan.core.periods import Period
from jishan.honors.answers import Mended, MendedLine
from jishan.honors.models import ConferredTitle, Ranking, RankingCorrection, TitleChange
from jishan.honors.snapshot import Standing, key_of, standings_in

Naming = Callable[[Standing], tuple[str, str, str]]
"""Number, name and group of a row, as whoever asks may read them."""


def corrections_of(ranking: Ranking) -> list[RankingCorrection]:
    """Every correction of a ranking, the first one first."""
    rows = RankingCorrection.objects.filter(village_id=ranking.village_id, ranking_id=ranking.id)
    return list(rows.order_by("number"))


def stood_before(ranking: Ranking, corrections: Sequence[RankingCorrection]) -> list[Standing]:
    """Who stood there before corrections, so that they have their names too."""
    earlier = [ranking.places, *(one.places for one in corrections[:-1])] if corrections else []
    return [one for places in earlier for one in standings_in(places)]


def period_of_row(ranking: Ranking) -> Period:
    return Period(ranking.first, ranking.last, ranking.kind, ranking.period)  # type: ignore[arg-type]  # written from a Period


def honour_names(ranking: Ranking) -> dict[str, str]:
    """The names of a ranking's titles, by their codes."""
    return {one["code"]: one["name"] for one in ranking.rules["honours"]}


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
    names = honour_names(ranking)
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


class Held(NamedTuple):
    """A title somebody has or had. `key` is the stored key of who; `stands` is false where a
    correction took it back."""

    ranking_id: int
    key: str
    honour: str
    stands: bool


def titles_in(village_id: int, ranking_ids: Collection[int]) -> list[Held]:
    """The titles of rankings as they hold now, with those that a correction took back."""
    return _held(village_id, Q(ranking_id__in=ranking_ids), Q(ranking_id__in=ranking_ids))


def titles_of_home(village_id: int, household_id: int) -> list[Held]:
    """The titles of a household and of its people."""
    its = Q(household_id=household_id)
    return _held(village_id, its, its)


def titles_of(village_id: int, key: str) -> list[Held]:
    """The titles of a unit or of a villager group, by its stored key."""
    column = "unit_id" if key[:1] == "u" else "org_id"
    return _held(village_id, Q(**{column: int(key[1:])}), Q(subject=key))


def _held(village_id: int, given: Q, changed: Q) -> list[Held]:
    held: dict[tuple[int, str, str], bool] = {}
    rows = ConferredTitle.objects.filter(given, village_id=village_id)
    columns = "ranking_id", "honours", "household_id", "resident_id", "unit_id", "org_id"
    for ranking_id, honours, *owner in rows.order_by("id").values_list(*columns):
        key = _key(*owner)
        held |= dict.fromkeys(((ranking_id, key, code) for code in honours), True)
    changes = TitleChange.objects.filter(changed, village_id=village_id)
    for ranking_id, key, code, stands in changes.order_by("id").values_list(
        "ranking_id", "subject", "honour", "given"
    ):
        held[ranking_id, key, code] = stands
    return [Held(*key, stands) for key, stands in held.items()]


def _key(home: int | None, person: int | None, unit: int | None, group: int | None) -> str:
    if person is not None:
        return resident_key(person)
    if home is not None:
        return household_key(home)
    return unit_key(unit) if unit is not None else group_key(group or 0)
