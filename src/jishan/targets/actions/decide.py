"""Accepting a report (验收) or sending it back, and the award money that follows (奖补).

The plan names the role that accepts; nobody accepts the own report. Money is never typed: it
follows from what was accepted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission, Role
from jishan.core.errors import Refusal
from jishan.core.points import Fen
from jishan.core.scheme.rounding import MILLION
from jishan.core.targets.awards import award_due
from jishan.core.targets.document import Plan as Document
from jishan.core.targets.document import Target
from jishan.core.targets.progress import awaiting
from jishan.core.targets.reports import standing
from jishan.foundation.reach import reach
from jishan.orgs.actions import record
from jishan.targets.models import Plan, TargetAward, TargetDecision, TargetReport
from jishan.targets.reading import Kept, document_in_force, document_of, kept_at


class OwnReport(Refusal):
    """Who reported does not accept."""

    code = "targets.own_report"


class NotYoursToAccept(Refusal):
    """The plan gives the acceptance to another role."""

    code = "targets.not_yours_to_accept"


class NothingToAccept(Refusal):
    """Not reached, decided already, or overtaken by a later report."""

    code = "targets.nothing_to_accept"


class NotAccepted(Refusal):
    code = "targets.not_accepted"


class AwardOvertaken(Refusal):
    """A later report was accepted: what is due follows from that one."""

    code = "targets.award_overtaken"


@dataclass(frozen=True, slots=True)
class Granted:
    """Award money entered; `fen` below zero is taken back."""

    id: int
    count: int
    fen: Fen
    repeated: bool


@transaction.atomic
def decide_report(
    actor: Actor, report_id: int, *, accepted: bool, note: str, key: str, now: datetime
) -> bool:
    """Accept what a report says is reached, or send it back with a note. True if it was new.

    What is reached, and who accepts, says the plan in force. The same key again changes nothing.
    """
    rows = TargetReport.objects.select_for_update(of=("self",))
    row = reach(actor, Permission.ACCEPT_TARGET, rows, report_id)
    decisions = TargetDecision.objects.filter(village_id=actor.village_id)
    if decisions.filter(key=key).exists():
        return False
    document = document_in_force(row.plan_id)
    if not document.has_target(row.target):
        raise NothingToAccept
    target = document.target(row.target)
    if Role(target.accepts.role) not in actor.roles:
        raise NotYoursToAccept(target=target.title, who=target.accepts.who)
    if row.reported_by == actor.id:
        raise OwnReport
    if not _asks(row, document, target, timezone.localdate(now)):
        raise NothingToAccept
    TargetDecision.objects.create(
        village_id=actor.village_id,
        key=key,
        report_id=row.id,
        accepted=accepted,
        note=note,
        decided_by=actor.id,
        at=now,
    )
    code = "target.accepted" if accepted else "target.sent_back"
    record(actor, code, row.id, now=now, target=target.code)
    return True


def _asks(row: TargetReport, document: Document, target: Target, day: date) -> bool:
    """Whether this report is the one that asks for acceptance."""
    owner = Plan.objects.values_list("organization_id", flat=True).get(pk=row.plan_id)
    reports = [kept.report for kept in _history(row)]
    found = awaiting(document, target, reports, day, part=owner != row.village_id)
    return found is not None and found.key == str(row.id)


@transaction.atomic
def grant_award(actor: Actor, report_id: int, *, note: str, key: str, now: datetime) -> Granted:
    """Enter the award money for what the last accepted report says, less what was awarded before,
    as the version gives it under which it was reported.

    After a correction that accepts fewer, the difference is below zero: taken back.
    """
    rows = TargetReport.objects.select_for_update(of=("self",))
    row = reach(actor, Permission.GRANT_AWARD, rows, report_id)
    before = TargetAward.objects.filter(village_id=actor.village_id, key=key).first()
    if before is not None:
        return Granted(before.id, before.count, Fen(before.fen), repeated=True)
    target = document_of(row.version_id).target(row.target)
    history = _history(row)
    reports = standing([one.report for one in history], timezone.localdate(now))
    accepted = [one.key for one in reports if one.verdict == "accepted"]
    if str(row.id) not in accepted:
        raise NotAccepted
    if str(row.id) != accepted[-1]:
        raise AwardOvertaken(target=target.title)
    awarded = sum(one.award.count for one in history if one.award is not None)
    due = award_due(target, Fraction(row.figure, MILLION), awarded=awarded)
    made = TargetAward.objects.create(
        village_id=actor.village_id,
        key=key,
        report_id=row.id,
        plan_id=row.plan_id,
        target=row.target,
        count=due.count,
        fen=due.fen,
        note=note,
        granted_by=actor.id,
        at=now,
    )
    record(actor, "target.awarded", made.id, now=now, target=target.code)
    return Granted(made.id, due.count, due.fen, repeated=False)


def _history(row: TargetReport) -> tuple[Kept, ...]:
    """All reports of the place for the target, locked, with what hangs on them."""
    mine = TargetReport.objects.filter(
        village_id=row.village_id, plan_id=row.plan_id, target=row.target
    )
    list(mine.select_for_update())
    return kept_at(row.village_id, [row.plan_id], row.target)[row.plan_id, row.target]
