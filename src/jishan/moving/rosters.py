"""A roster that moves people: entered as of its day, and the people's own accounts go with them."""

from datetime import date, datetime

from django.db import transaction

from jishan.claims.queries.settled import closed_through
from jishan.core.access import Actor
from jishan.ledger.holders import follow_people
from jishan.moving.households import DayClosed
from jishan.registry import rosters
from jishan.registry.models import RosterImport
from jishan.registry.sheets.preview import RosterPreview
from jishan.registry.sheets.roster import Mapped
from jishan.registry.writing import Advance


@transaction.atomic
def confirm_roster(
    actor: Actor,
    token: str,
    *,
    mapping: Mapped | None = None,
    day: date | None = None,
    key: str,
    now: datetime,
) -> RosterImport:
    """The clerk's yes to an upload (`registry.rosters.confirm_roster`). A day whose period has been
    closed is refused."""
    _check(actor.village_id, day)
    entered = rosters.confirm_roster(actor, token, mapping=mapping, day=day, key=key, now=now)
    follow_people(actor.village_id)
    return entered


@transaction.atomic
def import_roster(
    actor: Actor,
    preview: RosterPreview,
    *,
    day: date | None = None,
    key: str,
    filename: str,
    digest: str,
    now: datetime,
    advance: Advance,
) -> RosterImport:
    """The same for a roster that was read already."""
    _check(actor.village_id, day)
    entered = rosters.import_roster(
        actor, preview, day=day, key=key, filename=filename, digest=digest, now=now,
        advance=advance,
    )  # fmt: skip
    follow_people(actor.village_id)
    return entered


def _check(village_id: int, day: date | None) -> None:
    last = closed_through(village_id)
    if day is not None and last is not None and day <= last:
        raise DayClosed(day=day, last=last)
