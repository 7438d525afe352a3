"""Entering whole rosters (导入名册): what a file would change, and the one step that enters it."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from django.db import OperationalError, transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.collecting import no_collector
from jishan.core.errors import Refusal
from jishan.orgs.actions import next_number, record
from jishan.registry.incoming import DiskFull, discard_upload, upload
from jishan.registry.known import known_groups, known_households
from jishan.registry.matching import make_plan
from jishan.registry.models import RosterImport
from jishan.registry.planned import Plan
from jishan.registry.seal import identity_indexer
from jishan.registry.sheets.preview import RosterPreview
from jishan.registry.sheets.roster import Mapped, read_roster
from jishan.registry.stays import latest_turn
from jishan.registry.writing import Advance, write_plan


class NothingToImport(Refusal):
    """Not one household of the roster can be imported."""

    code = "registry.nothing_to_import"


class RosterDayWrong(Refusal):
    """A day to come, or one before people are known to have come or moved."""

    code = "registry.roster_day"


@dataclass(frozen=True, slots=True)
class Checked:
    """A roster that waits for the clerk's yes. `plan` is None when nothing can be imported."""

    filename: str
    digest: str
    preview: RosterPreview
    plan: Plan | None


def check_roster(
    actor: Actor, token: str, *, mapping: Mapped | None = None, now: datetime
) -> Checked:
    """Read an upload and say what it would change; nothing is written."""
    found = upload(actor, token, now=now)
    preview = read_roster(
        found.content, filename=found.filename, mapping=mapping, today=timezone.localdate(now)
    )
    plan = plan_of(actor.village_id, preview) if preview.households else None
    return Checked(found.filename, found.digest, preview, plan)


def confirm_roster(
    actor: Actor,
    token: str,
    *,
    mapping: Mapped | None = None,
    day: date | None = None,
    key: str,
    now: datetime,
) -> RosterImport:
    """The clerk's yes: enter the upload, then throw the file away. Repeated, the first import.

    What changes counts from `day` on, or from today."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    first = RosterImport.objects.filter(village_id=actor.village_id, key=key).first()
    if first is not None:
        return first
    found = upload(actor, token, now=now)
    preview = read_roster(
        found.content, filename=found.filename, mapping=mapping, today=timezone.localdate(now)
    )
    entered = import_roster(
        actor, preview, day=day, key=key, filename=found.filename, digest=found.digest, now=now
    )
    transaction.on_commit(lambda: discard_upload(token))
    return entered


def _unheard(_count: int) -> None:
    """Nobody watches the progress."""


def import_roster(
    actor: Actor,
    preview: RosterPreview,
    *,
    day: date | None = None,
    key: str,
    filename: str,
    digest: str,
    now: datetime,
    advance: Advance = _unheard,
) -> RosterImport:
    """Enter a roster (导入名册) as of a day, today unless one is named: all of it, or nothing.

    Who moves, comes or goes does so from that day on; what was before stays as it was. The same
    roster again makes no doubles. `advance` hears how many people were written. A disk that is full
    is a refusal, and nothing is written.
    """
    actor.require_whole(Permission.IMPORT_ROSTER)
    if not preview.households:
        raise NothingToImport
    try:
        with no_collector(), transaction.atomic():
            return _import(
                actor, preview, day=day or timezone.localdate(now), key=key, filename=filename,
                digest=digest, now=now, advance=advance,
            )  # fmt: skip
    except OperationalError as error:
        if _disk_is_full(error):
            raise DiskFull from error
        raise


def _import(
    actor: Actor,
    preview: RosterPreview,
    *,
    day: date,
    key: str,
    filename: str,
    digest: str,
    now: datetime,
    advance: Advance,
) -> RosterImport:
    village_id = actor.village_id
    next_number(village_id, "roster")  # two clerks at once: the second waits here
    first = RosterImport.objects.filter(village_id=village_id, key=key).first()
    if first is not None:
        return first
    _check_day(village_id, day, now)
    plan = plan_of(village_id, preview)
    write_plan(village_id, plan, day=day, advance=advance)
    entered = RosterImport.objects.create(
        village_id=village_id,
        key=key,
        filename=filename[:200],
        digest=digest,
        at=now,
        actor_id=actor.id,
        rows_refused=len(preview.refused_rows),
        **plan.counts(),
    )
    record(actor, "roster.imported", entered.id, now=now, digest=digest, **plan.counts())
    return entered


def _check_day(village_id: int, day: date, now: datetime) -> None:
    first = latest_turn(village_id)
    if day > timezone.localdate(now) or (first is not None and day < first):
        raise RosterDayWrong(first=first or day)


def plan_of(village_id: int, preview: RosterPreview) -> Plan:
    """What an import would do, compared with the registry as it is now."""
    return make_plan(
        preview,
        known_households(village_id),
        groups=known_groups(village_id),
        index=identity_indexer(village_id),
    )


def _disk_is_full(error: OperationalError) -> bool:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return str(cause.sqlite_errorname).startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE"))
    return getattr(cause, "sqlstate", None) == "53100"
