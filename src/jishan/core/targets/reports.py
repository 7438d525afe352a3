"""Report: what somebody says stands on a day; and which reports may be made at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from jishan.core.errors import Refusal
from jishan.core.targets.document import Amount, Coverage, Done, Grade, Plan, Target

Verdict = Literal["", "accepted", "sent_back"]


@dataclass(frozen=True, slots=True)
class Report:
    """What stands on a day, altogether since the beginning: never what was added since the last.

    `figure` is the amount, the number counted of a coverage's base, or 1 for done and 0 for not;
    `of` is the base on that day where it differs from the plan's; `grade` stands for a scale.
    `corrects` names the report that this one takes the place of.
    """

    key: str
    day: date = date.min
    figure: Fraction = Fraction(0)
    of: Fraction | None = None
    grade: str = ""
    corrects: str | None = None
    verdict: Verdict = ""
    evidence: tuple[str, ...] = ()


class ReportRefused(Refusal):
    """The report cannot be taken. Nothing is kept."""

    code = "targets.report_refused"


class TargetUnknown(ReportRefused):
    code = "targets.target_unknown"


class DayOutside(ReportRefused):
    """Before the plan begins, or in the future."""

    code = "targets.day_outside"


class FigureNegative(ReportRefused):
    code = "targets.figure_negative"


class FigureNotWhole(ReportRefused):
    code = "targets.figure_not_whole"


class MoreThanAll(ReportRefused):
    """More of the base than there are."""

    code = "targets.more_than_all"


class BaseMissing(ReportRefused):
    """A village that reports its part of an area's coverage says how many there are of its own."""

    code = "targets.base_missing"


class NeitherYesNorNo(ReportRefused):
    code = "targets.neither_yes_nor_no"


class GradeUnknown(ReportRefused):
    code = "targets.grade_unknown"


class EvidenceMissing(ReportRefused):
    """A report that says that the goal is reached brings all the evidence that the plan names."""

    code = "targets.evidence_missing"


def check_report(plan: Plan, target: Target, report: Report, *, today: date) -> None:
    """Whether the report can be taken at all; refuses with the reason."""
    if not plan.from_ <= report.day <= today:
        raise DayOutside(day=report.day, first=plan.from_, last=today)
    if report.figure < 0:
        raise FigureNegative(target=target.title)
    match target.goal:
        case Amount(whole=True) if report.figure.denominator != 1:
            raise FigureNotWhole(target=target.title)
        case Coverage():
            _check_base(plan, target, target.goal, report)
        case Done() if report.figure not in (0, 1):
            raise NeitherYesNorNo(target=target.title)
        case Grade(grades=grades) if report.grade not in grades:
            raise GradeUnknown(target=target.title, known="、".join(grades))


def _check_base(plan: Plan, target: Target, goal: Coverage, report: Report) -> None:
    if report.of is None and target.counted == "sum_of_villages":
        raise BaseMissing(target=target.title)
    of = report.of if report.of is not None else Fraction(plan.base(goal.of).figure)
    if of <= 0 or report.figure > of:
        raise MoreThanAll(target=target.title, of=of)


def standing(reports: Sequence[Report], day: date) -> tuple[Report, ...]:
    """The reports that hold up to a day, in order of their days (of one day: as they came).

    A corrected report is out, whenever its correction was made.
    """
    corrected = {report.corrects for report in reports if report.corrects is not None}
    held = [one for one in reports if one.key not in corrected and one.day <= day]
    return tuple(sorted(held, key=lambda one: one.day))
