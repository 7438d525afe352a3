"""Reading target plans: the office's list, where every target stands, what an area's villages
reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from jishan.core.access import Actor, Level, Permission
from jishan.core.errors import NotFound
from jishan.core.points import Fen
from jishan.core.targets.awards import Awarded
from jishan.core.targets.document import Plan as Document
from jishan.core.targets.document import Target
from jishan.core.targets.progress import Progress, State, awaiting, progress
from jishan.core.targets.reports import Report, standing
from jishan.core.workflow import PlanState
from jishan.foundation.files import photograph_path
from jishan.orgs.queries import Place, names_of
from jishan.targets.area import OF_VILLAGES, Village, counted_now, of_villages, villages_of
from jishan.targets.models import PlanVersion, TargetReport
from jishan.targets.reading import History, InForce, Kept, kept_in, plan_for, plans_for
from jishan.targets.waiting import award_waiting

LIVE = "live"
"""The key of the report that stands for what the program counts at this moment."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as the office lists it. `decision` is empty before it is adopted."""

    id: int
    plan_id: int
    name: str
    number: int
    state: PlanState
    created_at: datetime
    adopted_at: datetime | None
    replaced_at: datetime | None
    decision: dict[str, Any]
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class VillagePart:
    """What one village reported for a target of an area's plan."""

    village: Village
    latest: Report | None
    accepted: Fraction
    awarded: Fen
    waiting: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One target at one place on a day.

    `part` says that a village contributes to a plan from above: then `progress` is that of the
    plan's owner's goal only in the `latest` figure, and `accepted` is the figure accepted so far.
    `counts` says that the program counts the figure itself. `villages` are an area's, in the tree's
    order; `awarded` includes theirs.
    """

    target: Target
    progress: Progress
    part: bool
    counts: bool
    accepted: Fraction
    awarded: Fen
    waiting_id: int | None
    villages: tuple[VillagePart, ...]


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """An adopted plan that concerns a place, and where its targets stand there."""

    plan_id: int
    version_id: int
    owner: str
    own: bool
    document: Document
    standings: tuple[Standing, ...]

    @property
    def projects(self) -> tuple[tuple[str, str, tuple[Standing, ...]], ...]:
        """(name, who answers, targets) of each project, then what belongs to none (P6-13)."""
        grouped = [
            (one.name, one.responsible, self._of(one.code)) for one in self.document.projects
        ]
        return tuple(row for row in [*grouped, ("", "", self._of(None))] if row[2])

    def _of(self, project: str | None) -> tuple[Standing, ...]:
        return tuple(one for one in self.standings if one.target.project == project)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as the office reads it; `corrected` says that a later one took its place."""

    id: int
    report: Report
    note: str
    photograph: bool
    counted: bool
    who: str
    at: datetime
    corrected: bool
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    award_fen: Fen | None
    award_note: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target with its history at a place.

    `curve` is the percent on each day of a report. `due` is the award money that may be entered for
    the report `due_id`, None where none is due.
    """

    plan: PlanStanding
    standing: Standing
    reports: tuple[ReportRow, ...]
    curve: tuple[tuple[date, int], ...]
    due: Awarded | None
    due_id: int | None


def versions_of(actor: Actor, place: Place) -> tuple[VersionRow, ...]:
    """Every version of every plan of the place where the actor stands, the newest first."""
    _look(actor, place)
    rows = PlanVersion.objects.filter(plan__organization_id=actor.village_id)
    return tuple(_version(row) for row in rows.select_related("plan").order_by("-id"))


def version_page(actor: Actor, place: Place, *, version_id: int) -> tuple[VersionRow, Document]:
    """One version with its document, or `not_found`."""
    _look(actor, place)
    rows = PlanVersion.objects.filter(plan__organization_id=actor.village_id, pk=version_id)
    row = rows.select_related("plan").first()
    if row is None:
        raise NotFound
    return _version(row), Document.model_validate(row.document)


def standings_of(actor: Actor, place: Place, *, day: date) -> tuple[PlanStanding, ...]:
    """The adopted plans that concern the actor's place, and where their targets stand."""
    _look(actor, place)
    return standings_at(place, day=day)


def standings_at(place: Place, *, day: date) -> tuple[PlanStanding, ...]:
    """The same for the public board: figures and offices, no person."""
    found = plans_for(place)
    books = _books(place, found)
    return tuple(_plan(place, one, books, day) for one in found)


def target_page(actor: Actor, place: Place, *, plan_id: int, target: str, day: date) -> TargetPage:
    """One target with every report, decision and award of the place."""
    _look(actor, place)
    found = plan_for(place, plan_id)
    if not found.document.has_target(target):
        raise NotFound
    books = _books(place, [found], target)
    plan = _plan(place, found, books, day, only=target)
    if not plan.standings:
        raise NotFound
    rows = books.at(place.id).get((plan_id, target), ())
    due, due_id = award_waiting(rows, day)
    return TargetPage(
        plan=plan,
        standing=plan.standings[0],
        reports=_rows(rows),
        curve=_curve(found, target, rows, day),
        due=due,
        due_id=due_id,
    )


def _curve(
    found: InForce, code: str, rows: Sequence[Kept], day: date
) -> tuple[tuple[date, int], ...]:
    target = found.document.target(code)
    reports = [row.report for row in rows]
    days = sorted({one.day for one in standing(reports, day)})
    percents = [(one, progress(found.document, target, reports, one).percent) for one in days]
    return tuple((one, percent) for one, percent in percents if percent is not None)


def report_photograph(
    actor: Actor, place: Place, *, report_id: int, thumbnail: bool = False
) -> Path:
    """The file of a report's photograph, or `not_found`."""
    _look(actor, place)
    rows = TargetReport.objects.filter(village_id=actor.village_id, id=report_id)
    name = rows.values_list("photograph", flat=True).first()
    if not name:
        raise NotFound
    return photograph_path(name, thumbnail=thumbnail)


def _look(actor: Actor, place: Place) -> None:
    """An office reads its own, whoever accepts reads what is accepted; an area is read by those
    who may look at its villages."""
    assert place.id == actor.village_id, "the actor stands in the place"
    village = place.level is Level.VILLAGE
    if not village or Permission.ACCEPT_TARGET not in actor.whole:
        actor.require_whole(Permission.VIEW_OFFICE if village else Permission.VIEW_TOWNSHIP)


def _version(row: PlanVersion) -> VersionRow:
    return VersionRow(
        row.pk,
        row.plan_id,
        row.plan.name,
        row.number,
        PlanState(row.state),
        row.created_at,
        row.adopted_at,
        row.replaced_at,
        row.decision,
        row.answers,
    )


@dataclass(frozen=True, slots=True)
class _Books:
    """What a place and, for its own plans, its villages reported: read at once."""

    villages: tuple[Village, ...]
    histories: Mapping[int, History]

    def at(self, place_id: int) -> History:
        return self.histories.get(place_id, {})


def _books(place: Place, found: Sequence[InForce], target: str = "") -> _Books:
    own = any(one.owner_id == place.id for one in found)
    villages = villages_of(place) if own else ()
    places = {place.id, *(one.id for one in villages)}
    return _Books(villages, kept_in(sorted(places), [one.plan_id for one in found], target))


def _plan(
    place: Place,
    found: InForce,
    books: _Books,
    day: date,
    *,
    only: str = "",
) -> PlanStanding:
    own = found.owner_id == place.id
    area = _area(place, found, books, day, only) if own else _Area({}, {})
    kept = books.at(place.id)
    targets = [
        target
        for target in found.document.targets
        if (own or target.counted in OF_VILLAGES) and only in ("", target.code)
    ]
    standings = [
        _standing(
            found, target, kept.get((found.plan_id, target.code), ()), day, area, part=not own
        )
        for target in targets
    ]
    return PlanStanding(
        found.plan_id, found.version_id, found.owner, own, found.document, tuple(standings)
    )


@dataclass(frozen=True, slots=True)
class _Area:
    """What the program counts for the owner of a plan, and its villages' parts, by target."""

    live: Mapping[str, Report]
    villages: Mapping[str, tuple[VillagePart, ...]]


def _area(place: Place, found: InForce, books: _Books, day: date, only: str) -> _Area:
    """A village's own plan adds up nothing: there its report is the whole sum."""
    villages = books.villages
    targets = [one for one in found.document.targets if only in ("", one.code)]
    summed = [one for one in targets if one.counted in OF_VILLAGES]
    if place.level is Level.VILLAGE:
        summed = []
    reported = of_villages(books.histories, found.plan_id, villages)
    counted = counted_now(villages, targets, day, reported)
    by_hand = {one.code for one in targets if one.counted in OF_VILLAGES} - {
        one.code for one in summed
    }
    return _Area(
        live={
            code: Report(LIVE, day=day, figure=figure, of=of)
            for code, (figure, of) in counted.items()
            if code not in by_hand
        },
        villages={
            one.code: tuple(
                _village(village, found, one, reported.get(village.id, {}).get(one.code, ()), day)
                for village in villages
            )
            for one in summed
        },
    )


def _village(
    village: Village, found: InForce, target: Target, rows: Sequence[Kept], day: date
) -> VillagePart:
    reports = [row.report for row in rows]
    held = standing(reports, day)
    asks = awaiting(found.document, target, reports, day, part=True)
    latest, accepted = held[-1] if held else None, _accepted(reports, day)
    return VillagePart(village, latest, accepted, _awarded(rows), asks is not None)


def _standing(
    found: InForce,
    target: Target,
    rows: Sequence[Kept],
    day: date,
    area: _Area,
    *,
    part: bool,
) -> Standing:
    reports = [row.report for row in rows]
    document, live = found.document, area.live.get(target.code)
    villages = area.villages.get(target.code, ())
    asks = awaiting(document, target, reports, day, part=part)
    state = progress(document, target, reports, day)
    if live is not None and state.state is not State.ACCEPTED:
        state = progress(document, target, [*reports, live], day)
    return Standing(
        target=target,
        progress=state,
        part=part,
        counts=live is not None,
        accepted=_accepted(reports, day),
        awarded=Fen(_awarded(rows) + sum(one.awarded for one in villages)),
        waiting_id=int(asks.key) if asks is not None else None,
        villages=villages,
    )


def _accepted(reports: Sequence[Report], day: date) -> Fraction:
    held = [one for one in standing(reports, day) if one.verdict == "accepted"]
    return held[-1].figure if held else Fraction(0)


def _awarded(rows: Sequence[Kept]) -> Fen:
    return Fen(sum(row.award.fen for row in rows if row.award is not None))


def _rows(kept: Sequence[Kept]) -> tuple[ReportRow, ...]:
    """The newest first, with the names of who reported and decided."""
    people = {row.row.reported_by for row in kept}
    people |= {row.decision.decided_by for row in kept if row.decision is not None}
    names = names_of(people)
    corrected = {row.row.corrects_id for row in kept}
    return tuple(_row(row, names, corrected=row.row.id in corrected) for row in reversed(kept))


def _row(kept: Kept, names: Mapping[int, str], *, corrected: bool) -> ReportRow:
    row, decision, award = kept.row, kept.decision, kept.award
    return ReportRow(
        id=row.id,
        report=kept.report,
        note=row.note,
        photograph=bool(row.photograph),
        counted=row.origin == "counted",
        who=names.get(row.reported_by, ""),
        at=row.at,
        corrected=corrected,
        decided_by=names.get(decision.decided_by, "") if decision else "",
        decided_at=decision.at if decision else None,
        decision_note=decision.note if decision else "",
        award_fen=Fen(award.fen) if award else None,
        award_note=award.note if award else "",
    )
