"""Reporting how far a target is (报数): by hand, or as the program itself counted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils import timezone

from jishan.core.access import Actor, Level, Permission
from jishan.core.errors import Refusal
from jishan.core.scheme.rounding import MILLION
from jishan.core.targets.document import Grade, Target
from jishan.core.targets.goals import check_evidence
from jishan.core.targets.reports import Report, TargetUnknown, check_report
from jishan.foundation.files import Photograph, kept, prepared
from jishan.orgs.actions import record
from jishan.orgs.queries import Place, place_of
from jishan.targets.area import OF_VILLAGES, counted_now, of_villages, villages_of
from jishan.targets.models import TargetReport
from jishan.targets.reading import InForce, kept_in, plan_for

_FIGURE_MAX = 10**12
_DIGITS_MAX = 12


class FigureMissing(Refusal):
    code = "targets.figure_missing"


class FigureUnreadable(Refusal):
    """Larger than any village, or finer than six decimals."""

    code = "targets.figure_unreadable"


class NotForVillages(Refusal):
    """The area reports this target itself."""

    code = "targets.not_for_villages"


class CountedByItself(Refusal):
    """The figure is counted, not typed."""

    code = "targets.counted_by_itself"


class NotCounted(Refusal):
    """The figure is reported by hand, or by the place whose plan it is."""

    code = "targets.not_counted"


class CorrectionUnknown(Refusal):
    code = "targets.correction_unknown"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody reports. `figure` is 1 or 0 for a target that is done or not.

    `evidence` are the kinds that lie ready on paper; a photograph brings the kind `photo` itself.
    """

    target: str
    day: date
    figure: Decimal | None = None
    of: Decimal | None = None
    grade: str = ""
    note: str = ""
    evidence: Sequence[str] = ()
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class MadeReport:
    id: int
    repeated: bool


def report_target(
    actor: Actor,
    plan_id: int,
    new: NewReport,
    *,
    key: str,
    now: datetime,
    photograph: bytes | None = None,
) -> MadeReport:
    """Keep what stands on a day, altogether. The same key again is the same report.

    A village reports for its own plan and its part of a plan from above. With `corrects_id` the
    report takes the place of an earlier one.
    """
    pictures = [prepared(photograph)] if photograph else []
    try:
        with kept(pictures) as names, transaction.atomic():
            return _report(actor, plan_id, new, key=key, now=now, pictures=pictures, names=names)
    except IntegrityError:  # the same key, or a correction that somebody made at the same moment
        again = _repeated(actor, key)
        if again is None:
            raise CorrectionUnknown from None
        return again


def _report(
    actor: Actor,
    plan_id: int,
    new: NewReport,
    *,
    key: str,
    now: datetime,
    pictures: Sequence[Photograph],
    names: Sequence[str],
) -> MadeReport:
    place, found, target = _reached(actor, plan_id, new.target)
    again = _repeated(actor, key)
    if again is not None:
        return again
    _check_reporter(place, found, target)
    evidence = tuple(new.evidence) + (("photo",) if pictures else ())
    report = Report(
        key=key,
        day=new.day,
        figure=_figure(target, new.figure),
        of=None if new.of is None else _exact(target, new.of),
        grade=new.grade if isinstance(target.goal, Grade) else "",
        evidence=evidence,
    )
    check_report(found.document, target, report, today=timezone.localdate(now))
    check_evidence(found.document, target, report)
    if new.corrects_id is not None:
        _check_corrected(actor, plan_id, new.target, new.corrects_id)
    row = _write(actor, found, target, report, key=key, now=now, note=new.note,
                 photograph=names[0] if names else "", corrects_id=new.corrects_id)  # fmt: skip
    code = "target.reported" if new.corrects_id is None else "target.corrected"
    record(actor, code, row.id, now=now, target=target.code)
    return MadeReport(row.id, repeated=False)


def report_count(
    actor: Actor, plan_id: int, target_code: str, *, key: str, now: datetime
) -> MadeReport:
    """Report today's figure as the program counts it (ZX-24, HS-04): frozen, and to be accepted.

    The same key again is the same report.
    """
    try:
        with transaction.atomic():
            return _count(actor, plan_id, target_code, key=key, now=now)
    except IntegrityError:  # the same key at the same moment
        again = _repeated(actor, key)
        if again is None:
            raise
        return again


def _count(actor: Actor, plan_id: int, target_code: str, *, key: str, now: datetime) -> MadeReport:
    place, found, target = _reached(actor, plan_id, target_code)
    again = _repeated(actor, key)
    if again is not None:
        return again
    by_hand = target.counted == "reported" or (
        target.counted in OF_VILLAGES and place.level is Level.VILLAGE
    )
    if by_hand or found.owner_id != place.id:
        raise NotCounted(target=target.title)
    day = timezone.localdate(now)
    villages = villages_of(place)
    ids = [one.id for one in villages] if target.counted in OF_VILLAGES else []
    histories = kept_in(ids, [plan_id])
    reported = of_villages(histories, plan_id, villages)
    figure, of = counted_now(villages, [target], day, reported)[target.code]
    report = Report(key=key, day=day, figure=figure, of=of)
    check_report(found.document, target, report, today=day)
    row = _write(actor, found, target, report, key=key, now=now, origin="counted")
    record(actor, "target.counted", row.id, now=now, target=target.code)
    return MadeReport(row.id, repeated=False)


def _reached(actor: Actor, plan_id: int, target_code: str) -> tuple[Place, InForce, Target]:
    place = place_of(actor.village_id)
    village = place.level is Level.VILLAGE
    actor.require_whole(Permission.REPORT_TARGET if village else Permission.MANAGE_AREA_PLAN)
    found = plan_for(place, plan_id)
    if not found.document.has_target(target_code):
        raise TargetUnknown(target=target_code)
    return place, found, found.document.target(target_code)


def _repeated(actor: Actor, key: str) -> MadeReport | None:
    rows = TargetReport.objects.filter(village_id=actor.village_id, key=key)
    found = rows.values_list("id", flat=True).first()
    return None if found is None else MadeReport(found, repeated=True)


def _check_reporter(place: Place, found: InForce, target: Target) -> None:
    """The owner reports what is reported by hand; villages report what is added up."""
    own = found.owner_id == place.id
    if target.counted in OF_VILLAGES and place.level is Level.VILLAGE:
        return  # its part of an area's plan; in a village's own plan the part is the whole
    if own and target.counted != "reported":
        raise CountedByItself(target=target.title)
    if not own:
        raise NotForVillages(target=target.title)


def _figure(target: Target, figure: Decimal | None) -> Fraction:
    if isinstance(target.goal, Grade):
        return Fraction(0)
    if figure is None:
        raise FigureMissing(target=target.title)
    return _exact(target, figure)


def _exact(target: Target, figure: Decimal) -> Fraction:
    if figure.adjusted() > _DIGITS_MAX:  # 1e999999999 is a short text and an endless number
        raise FigureUnreadable(target=target.title)
    exact = Fraction(figure)
    if abs(exact) > _FIGURE_MAX or (exact * MILLION).denominator != 1:
        raise FigureUnreadable(target=target.title)
    return exact


def _check_corrected(actor: Actor, plan_id: int, target: str, report_id: int) -> None:
    mine = TargetReport.objects.filter(village_id=actor.village_id, plan_id=plan_id)
    there = mine.filter(id=report_id, target=target).exists()
    if not there or mine.filter(corrects_id=report_id).exists():
        raise CorrectionUnknown


def _write(
    actor: Actor,
    found: InForce,
    target: Target,
    report: Report,
    *,
    key: str,
    now: datetime,
    note: str = "",
    photograph: str = "",
    origin: str = "reported",
    corrects_id: int | None = None,
) -> TargetReport:
    return TargetReport.objects.create(
        village_id=actor.village_id,
        key=key,
        plan_id=found.plan_id,
        version_id=found.version_id,
        target=target.code,
        day=report.day,
        figure=_millionths(report.figure),
        of=None if report.of is None else _millionths(report.of),
        grade=report.grade,
        note=note,
        evidence=list(report.evidence),
        photograph=photograph,
        origin=origin,
        corrects_id=corrects_id,
        reported_by=actor.id,
        at=now,
    )


def _millionths(figure: Fraction) -> int:
    exact = figure * MILLION
    assert exact.denominator == 1, "at most six decimals were let in"
    return exact.numerator
