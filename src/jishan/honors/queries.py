"""Reading rankings: the office's full list, the board's masked one, a household's titles.

Every answer takes a constant number of queries.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from jishan.claims.acts import unit_key
from jishan.claims.models import Claim
from jishan.claims.places import group_key
from jishan.core.access import Actor, Permission
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
    RankingLine,
    RankingPage,
    Reason,
    Title,
)
from jishan.honors.board import board_ranking, board_rankings
from jishan.honors.drawing import drawn
from jishan.honors.holders import (
    Holder,
    Holders,
    holders_of,
    in_order,
    names_of_people,
)
from jishan.honors.mended import (
    Held,
    corrected_ids,
    corrections_of,
    honour_names,
    mended,
    period_of_row,
    places_now,
    stood_before,
    titles_of,
    titles_of_home,
)
from jishan.honors.models import Ranking
from jishan.honors.naming import period_words, ranking_title
from jishan.honors.snapshot import Standing, key_of, plain, standings_in
from jishan.honors.standings import honours_of, rankable, until
from jishan.orgs.queries import names_of
from jishan.registry.models import Household, Unit
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
    "titles_of_group",
    "titles_of_household",
    "titles_of_unit",
]

# The office ---------------------------------------------------------------------------------


def measures_to_rank(actor: Actor, day: date) -> tuple[MeasureChoice, ...]:
    """What the scheme in force on the day lets households, persons, units or groups be ranked by;
    nothing before a village has adopted one."""
    actor.require_whole(Permission.VIEW_LEDGER)
    found = in_force(actor.village_id, day)
    return tuple(
        MeasureChoice(
            one.period,
            one.code,
            one.name,
            subject_of(found.scheme, one),
            titled=bool(honours_of(found.scheme, one.code)),
        )
        for one in (found.scheme.measures if found else ())
        if found and rankable(found.scheme, one)
    )


def measures_to_announce(actor: Actor, period: Period) -> tuple[MeasureChoice, ...]:
    """By what the period can still be ranked; nothing for whoever may not announce."""
    if Permission.ANNOUNCE_RANKING not in actor.whole:
        return ()
    announced = Ranking.objects.filter(
        village_id=actor.village_id, kind=period.kind, period=period.label
    )
    done = set(announced.values_list("measure", flat=True))
    choices = measures_to_rank(actor, period.last)
    return tuple(one for one in choices if one.kind == period.kind and one.code not in done)


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
            period_words(period_of_row(row)),
            row.last,
            row.at,
            names.get(row.announced_by, ""),
            row.rules["candidates"],
            row.rules["subject"],
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
        rules=rules_of(scheme, measure, period, candidates=len(snapshot.rows)),
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


def _page(
    row: Ranking,
    group_id: int | None,
    *,
    today: date,
    unsettled: int,
    live: bool,
) -> RankingPage:
    names, period = honour_names(row), period_of_row(row)
    corrections = [] if live else corrections_of(row)
    places = places_now(row, corrections)
    rows = list(standings_in(places))
    holders = holders_of(row.village_id, [*rows, *stood_before(row, corrections)], everybody=True)
    rows.sort(key=lambda one: (one.position, *in_order(holders[key_of(one)])))
    lines = [
        _line(one, holders[key_of(one)], names)
        for one in rows
        if group_id is None or holders[key_of(one)].group_id == group_id
    ]
    given = [title for line in lines for title in line.titles]
    by = names_of({row.announced_by}).get(row.announced_by, "") if not live else ""
    return RankingPage(
        id=None if live else row.id,
        title=row.title,
        kind=period.kind,
        span=period_words(period),
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
        mended=mended(row, corrections, partial(_named, holders), figures=True, staff=True),
        draws=drawn(places, names, partial(_named, holders), hidden=False),
    )


def _named(holders: Holders, one: Standing) -> tuple[str, str, str]:
    holder = holders[key_of(one)]
    return holder.number, holder.person or holder.head, holder.group


def _line(row: Standing, holder: Holder, names: Mapping[str, str]) -> RankingLine:
    return RankingLine(
        key_of(row),
        row.household_id,
        row.resident_id,
        holder.number,
        holder.head,
        holder.person,
        holder.group_id,
        holder.group,
        row.position,
        row.points,
        tuple(names[code] for code in row.titles),
        tuple(Reason(names[code], why, why == "taken") for code, why in row.reasons),
    )


# The passbook -------------------------------------------------------------------------------


def titles_of_household(actor: Actor, household_id: int) -> tuple[Title, ...]:
    """The titles of a household and of its people, the latest first."""
    home = reach(actor, Permission.VIEW_PASSBOOK, Household.objects.all(), household_id)
    given = titles_of_home(actor.village_id, home.id)
    persons = {int(one.key[1:]) for one in given if one.key[:1] == "r"}
    names = names_of_people(actor.village_id, persons) if persons else {}
    return _titles(actor.village_id, given, {f"r{own}": name for own, name in names.items()})


def titles_of_unit(actor: Actor, unit_id: int) -> tuple[Title, ...]:
    """The titles of a unit, the latest first."""
    unit = reach(actor, Permission.VIEW_PASSBOOK, Unit.objects.all(), unit_id)
    return _titles(actor.village_id, titles_of(actor.village_id, unit_key(unit.id)), {})


def titles_of_group(actor: Actor, group_id: int) -> tuple[Title, ...]:
    """The titles of a villager group, for who may read the whole book; the latest first."""
    actor.require_whole(Permission.VIEW_PASSBOOK)
    return _titles(actor.village_id, titles_of(actor.village_id, group_key(group_id)), {})


def _titles(village_id: int, given: list[Held], persons: Mapping[str, str]) -> tuple[Title, ...]:
    rows = Ranking.objects.filter(village_id=village_id, id__in={one.ranking_id for one in given})
    rankings = {row.id: row for row in rows.defer("places")}
    given.sort(key=lambda one: (rankings[one.ranking_id].last, one.ranking_id), reverse=True)
    return tuple(
        Title(
            one.ranking_id,
            honour_names(rankings[one.ranking_id])[one.honour],
            period_words(period_of_row(rankings[one.ranking_id])),
            rankings[one.ranking_id].last,
            persons.get(one.key, ""),
            withdrawn=not one.stands,
        )
        for one in given
    )
