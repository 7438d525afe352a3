"""Bars (一票否决): when they begin and end."""

from datetime import date, datetime

from django.utils import timezone

from jishan.claims.models import Bar, Claim
from jishan.core.access import Actor
from jishan.core.periods import ONE_DAY, after
from jishan.core.scheme.document import Duration, Scheme, Veto
from jishan.core.vetoes import last_barred_day
from jishan.orgs.actions import record
from jishan.schemes.queries import scheme_of

LONGEST = Duration(years=1)
"""A bar always ends (redlines E.3): where the scheme names no end but lifting, after a year."""


def begin_bar(actor: Actor, claim: Claim, *, now: datetime) -> None:
    """The bar that a posted veto brings, from the day of posting on. Once a claim."""
    scheme = scheme_of(claim.version_id)
    clause = next(one for one in scheme.vetoes if one.code == claim.item)
    since = timezone.localdate(now)
    until = last_day(scheme, clause, since)
    Bar.objects.get_or_create(
        village_id=claim.village_id,
        claim_id=claim.id,
        defaults={
            "household_id": claim.household_id,
            "unit_id": claim.unit_id,
            "org_id": claim.org_id,
            "resident_id": claim.resident_id if clause.falls_on == "self" else None,
            "clause": clause.code,
            "bars": list(clause.bars),
            "since": since,
            "until": until,
        },
    )
    record(actor, "claim.barred", claim.id, now=now, clause=clause.code, until=until.isoformat())


def last_day(scheme: Scheme, clause: Veto, since: date) -> date:
    """The last day on which a clause bars from `since` on."""
    last = last_barred_day(scheme.periods, clause, since)
    return after(since, LONGEST) - ONE_DAY if last is None else last
