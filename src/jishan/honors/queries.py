"""Reading rankings: the office's full list, the board's masked one, a household's titles.

Every answer takes a constant number of queries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from jishan.claims.models import Claim
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.measuring import subject_of
from jishan.core.periods import Period
from jishan.core.scheme.values import PeriodKind
from jishan.core.workflow import State
from jishan.foundation.reach import reach, within
from jishan.honors.actions import full_standings, ranked_by, rules_of
from jishan.honors.answers import (
    AnnouncedLine,
    BoardLine,
    BoardRanking,
    HonourLine,
    MeasureChoice,
    Mended,
    RankingLine,
    RankingPage,
    Reason,
    Title,
)
from jishan.honors.mended import (
    corrected_ids,
    corrections_of,
    mended,
    places_now,
    titles_of,
)
from jishan.honors.models import Ranking, RankingCorrection
from jishan.honors.naming import period_words, ranking_title
from jishan.honors.snapshot import Standing, plain, standings_in
from jishan.honors.standings import rankable, until
from jishan.orgs.queries import names_of
from jishan.registry.models import Household, Resident
from jishan.registry.sheets.names import mask_name
from jishan.schemes.queries import in_force

__all__ = [
    "AnnouncedLine",
    "BoardLine",
    "BoardRanking",
    "HonourLine",
    "MeasureChoice",
    "RankingLine",
    "RankingPage",
    "Reason",
    "Title",
    "announced_rankings",
    "board_ranking",
    "board_rankings",
    "measures_to_rank",
    "preview_ranking",
    "ranking",
    "titles_of_household",
]

_OPENNESS = ("off", "honours_only", "voted")


# The office ---------------------------------------------------------------------------------


def measures_to_rank(actor: Actor, day: date) -> tuple[MeasureChoice, ...]:
    """What the scheme in force on the day lets households or persons be ranked by; nothing
    before a village has adopted one."""
    actor.require_whole(Permission.VIEW_LEDGER)
    found = in_force(actor.village_id, day)
    return tuple(
        MeasureChoice(one.period, one.code, one.name, subject_of(found.scheme, one))
        for one in (found.scheme.measures if found else ())
        if found and rankable(found.scheme, one)
    )


def announced_rankings(actor: Actor, *, limit: int = 100) -> tuple[AnnouncedLine, ...]:
    """The village's announced rankings, the latest period first."""
    actor.require_whole(Permission.VIEW_LEDGER)
    rows = within(actor, Permission.VIEW_LEDGER, Ranking.objects.all())
    found = list(rows.defer("places").order_by("-last", "-id")[:limit])
    names = names_of({row.announced_by for row in found})
    corrected = corrected_ids(actor.village_id, (row.id for row in found))
    return tuple(
        AnnouncedLine(
            row.id,
            row.title,
            period_words(_period(row)),
            row.last,
            row.at,
            names.get(row.announced_by, ""),
            row.rules["candidates"],
            row.id in corrected,
        )
        for row in found
    )


def preview_ranking(
    actor: Actor,
    kind: PeriodKind,
    day: date,
    *,
    measure: str,
    today: date,
    group_id: int | None = None,
) -> RankingPage:
    """How the ranking would stand if the period were closed now; nothing of it is kept."""
    actor.require_whole(Permission.VIEW_LEDGER)
    village_id = actor.village_id
    version_id, scheme, period = ranked_by(village_id, kind, day, measure)
    passed = until(period, today)
    snapshot = full_standings(village_id, scheme, passed, measure)
    unsaved = Ranking(
        village_id=village_id,
        kind=period.kind,
        period=period.label,
        first=period.first,
        last=period.last,
        title=ranking_title(period, scheme.measure(measure).name),
        measure=measure,
        version_id=version_id,
        rules=rules_of(scheme, measure, candidates=len(snapshot.rows)),
        places=plain(snapshot),
    )
    open_acts = Claim.objects.filter(
        village_id=village_id,
        state=State.OPEN.value,
        day__range=(passed.first, passed.last),
    )
    return _page(unsaved, group_id, today=today, unsettled=open_acts.count(), live=True)


def ranking(
    actor: Actor, ranking_id: int, *, today: date, group_id: int | None = None
) -> RankingPage:
    """An announced ranking, all of it or one villager group; corrected, as it holds now."""
    actor.require_whole(Permission.VIEW_LEDGER)
    found = reach(actor, Permission.VIEW_LEDGER, Ranking.objects.all(), ranking_id)
    return _page(found, group_id, today=today, unsettled=0, live=False)


def _period(row: Ranking) -> Period:
    return Period(row.first, row.last, row.kind, row.period)  # type: ignore[arg-type]  # written from a Period


def _page(
    row: Ranking,
    group_id: int | None,
    *,
    today: date,
    unsettled: int,
    live: bool,
) -> RankingPage:
    names = _names(row)
    corrections = [] if live else corrections_of(row)
    rows = list(standings_in(places_now(row, corrections)))
    homes = _homes(row.village_id)
    persons = _persons(row.village_id, [*rows, *_before(row, corrections)])
    lines = [
        _line(one, homes[one.household_id], persons, names)
        for one in rows
        if group_id is None or homes[one.household_id].group_id == group_id
    ]
    lines.sort(key=lambda line: (line.position, homes[line.household_id].order, line.person))
    given = [title for line in lines for title in line.titles]
    by = names_of({row.announced_by}).get(row.announced_by, "") if not live else ""
    return RankingPage(
        id=None if live else row.id,
        title=row.title,
        kind=row.kind,  # type: ignore[arg-type]  # written from a Period
        span=period_words(_period(row)),
        first=row.first,
        last=row.last,
        measure=row.measure,
        measure_name=row.rules["measure"]["name"],
        unit=row.rules["unit"],
        subject=row.rules["subject"],
        live=live,
        ended=row.last < today,
        at=None if live else row.at,
        announced_by=by,
        scheme=row.rules["scheme"],
        version=row.rules["version"],
        publicity=row.rules["publicity"],
        honours=tuple(HonourLine(code, name, given.count(name)) for code, name in names.items()),
        lines=tuple(lines),
        count=len(rows),
        unsettled=unsettled,
        mended=mended(row, corrections, partial(_named, homes, persons), figures=True, staff=True),
    )


def _before(row: Ranking, corrections: Sequence[RankingCorrection]) -> list[Standing]:
    """Who stood there before corrections, so that they have their names too."""
    earlier = [row.places, *(one.places for one in corrections[:-1])] if corrections else []
    return [one for places in earlier for one in standings_in(places)]


def _named(
    homes: Mapping[int, "_Home"], persons: Mapping[int, str], one: Standing
) -> tuple[str, str, str]:
    home = homes[one.household_id]
    person = persons.get(one.resident_id or 0)
    return home.number, person or home.head_name, home.group


@dataclass(frozen=True, slots=True)
class _Home:
    number: str
    head_name: str
    group_id: int | None
    group: str
    order: str
    door_code: str


def _homes(village_id: int, ids: Iterable[int] | None = None) -> dict[int, _Home]:
    rows = Household.objects.filter(village_id=village_id)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    columns = rows.values_list(
        "id", "number", "head_name", "group_id", "group__name", "number_order", "door_code"
    )
    return {
        home_id: _Home(number, head, group_id, group or "", order or number, door)
        for home_id, number, head, group_id, group, order, door in columns
    }


def _persons(village_id: int, rows: Sequence[Standing]) -> dict[int, str]:
    return _persons_of(village_id, {one.resident_id for one in rows if one.resident_id is not None})


def _persons_of(village_id: int, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    people = Resident.objects.filter(village_id=village_id)
    if len(ids) <= _IDS_AT_ONCE:
        people = people.filter(id__in=ids)
    return dict(people.values_list("id", "name"))


_IDS_AT_ONCE = 500


def _line(
    row: Standing, home: _Home, persons: Mapping[int, str], names: Mapping[str, str]
) -> RankingLine:
    return RankingLine(
        row.household_id,
        row.resident_id,
        home.number,
        home.head_name,
        persons.get(row.resident_id, "") if row.resident_id is not None else "",
        home.group_id,
        home.group,
        row.position,
        row.points,
        tuple(names[code] for code in row.titles),
        tuple(Reason(names[code], why, why == "taken") for code, why in row.reasons),
    )


# The board ----------------------------------------------------------------------------------


def board_rankings(village_id: int, *, day: date, limit: int = 12) -> tuple[BoardRanking, ...]:
    """Titles and places on the board, the latest period first, without their lines.

    Nothing unless both the scheme of the ranking and the scheme in force let them be seen.
    """
    rows = Ranking.objects.filter(village_id=village_id).defer("places")
    now_open = _openness_now(village_id, day)
    shown = [(row, _openness(row, now_open)) for row in rows.order_by("-last", "-id")[:limit]]
    corrected = corrected_ids(village_id, (row.id for row, _ in shown))
    return tuple(
        replace(_board(row, open_, ()), corrected=row.id in corrected)
        for row, open_ in shown
        if open_ != "off"
    )


def board_ranking(village_id: int, ranking_id: int, *, day: date) -> BoardRanking:
    """One ranking as the village voted to show it; `not_found` where it is not shown.

    `honours_only`: who has a title, in the order of the door numbers. `voted`: places and figures
    of everybody above nothing.
    """
    row = Ranking.objects.filter(village_id=village_id, id=ranking_id).first()
    open_ = _openness(row, _openness_now(village_id, day)) if row is not None else "off"
    if row is None or open_ == "off":
        raise NotFound
    corrections = corrections_of(row)
    rows = [
        one
        for one in standings_in(places_now(row, corrections))
        if (one.points > 0 if open_ == "voted" else one.titles)
    ]
    homes = _homes(village_id, None if corrections else {one.household_id for one in rows})
    persons = _persons(village_id, [*rows, *_before(row, corrections)])
    if open_ == "voted":
        rows.sort(key=lambda one: (one.position, homes[one.household_id].order))
    else:
        rows.sort(key=lambda one: homes[one.household_id].order)
    names = _names(row)
    return _board(
        row,
        open_,
        tuple(
            BoardLine(
                _who(row, homes[one.household_id], persons.get(one.resident_id or 0)),
                homes[one.household_id].group,
                one.position if open_ == "voted" else None,
                one.points if open_ == "voted" else None,
                tuple(names[code] for code in one.titles),
            )
            for one in rows
        ),
        mended(row, corrections, partial(_masked, row, homes, persons), figures=open_ == "voted"),
    )


def _masked(
    row: Ranking, homes: Mapping[int, "_Home"], persons: Mapping[int, str], one: Standing
) -> tuple[str, str, str]:
    home = homes[one.household_id]
    return "", _who(row, home, persons.get(one.resident_id or 0)), home.group


def _openness_now(village_id: int, day: date) -> str:
    found = in_force(village_id, day)
    return found.scheme.publicity.ranking if found is not None else "off"


def _openness(row: Ranking, now_open: str) -> str:
    """The stricter of what held when it was announced and what holds today (redlines E.1)."""
    return str(min(row.rules["publicity"], now_open, key=_OPENNESS.index))


def _who(row: Ranking, home: _Home, person: str | None) -> str:
    """Masked, or the door code where the village shows codes; never a full name."""
    if row.rules["names"] == "code":
        return home.door_code
    return mask_name(person or home.head_name)


def _board(
    row: Ranking, open_: str, lines: tuple[BoardLine, ...], told: tuple[Mended, ...] = ()
) -> BoardRanking:
    return BoardRanking(
        row.id,
        row.title,
        period_words(_period(row)),
        row.rules["unit"],
        row.at,
        open_ == "voted",
        lines,
        told,
    )


# The passbook -------------------------------------------------------------------------------


def titles_of_household(actor: Actor, household_id: int) -> tuple[Title, ...]:
    """The titles of a household and of its people, the latest first."""
    home = reach(actor, Permission.VIEW_PASSBOOK, Household.objects.all(), household_id)
    given = titles_of(actor.village_id, household_id=home.id)
    persons = _persons_of(actor.village_id, {person for _, _, person, _, _ in given if person})
    rankings = {
        row.id: row
        for row in Ranking.objects.filter(
            village_id=actor.village_id, id__in={one[0] for one in given}
        ).defer("places")
    }
    given.sort(key=lambda one: (rankings[one[0]].last, one[0]), reverse=True)
    return tuple(
        Title(
            of,
            _names(rankings[of])[code],
            period_words(_period(rankings[of])),
            rankings[of].last,
            persons.get(person or 0, ""),
            withdrawn=not stands,
        )
        for of, _, person, code, stands in given
    )


def _names(row: Ranking) -> dict[str, str]:
    return {one["code"]: one["name"] for one in row.rules["honours"]}
