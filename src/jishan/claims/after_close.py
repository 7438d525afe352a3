"""What closes have given, seen from a period: what came after its own, what an objection took.

A close gives on the last day of its period, so its credits lie in the period and came after it; the
rule which period they count in is `core.closing.counts_within`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from jishan.claims.acts import RULE, owner_key, resident_key
from jishan.claims.models import Claim
from jishan.claims.places import Places
from jishan.core.closing import LONG, counts_within
from jishan.core.period_facts import SubjectFacts
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.replay.outcome import AutoKey
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Credit
from jishan.core.scheme.values import PeriodKind
from jishan.core.workflow import State

GivenBy = Mapping[str, PeriodKind]
"""Code of a clause → the kind of the close that gives by it (`core.closing.clauses_of`)."""
TAKEN_AWAY = (State.REJECTED.value, State.REVERSED.value, State.WITHDRAWN.value)


class Given(Protocol):
    """A claim, as far as these questions go."""

    @property
    def kind(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def credits(self) -> list[list[Any]]: ...
    @property
    def household_id(self) -> int | None: ...
    @property
    def resident_id(self) -> int | None: ...


def comes_after(given_by: GivenBy, row: Given, period: Period) -> bool:
    """Whether the row comes after the period's close, though its day lies in it."""
    by = given_by.get(row.item) if row.kind == "rule" else None
    if by is None or counts_within(by, period.kind):
        return False
    return period.kind not in LONG or row.day == period.last


def given_at(
    given_by: GivenBy,
    rows: Iterable[Given],
    period: Period,
    scheme: Scheme,
    places: Places,
    subjects: Mapping[str, SubjectFacts],
) -> dict[str, list[tuple[Credit, int]]]:
    """What the close of the period gave, clause by clause, as the book has it: each credit with the
    members of whom it was given to."""
    found: dict[str, list[tuple[Credit, int]]] = {}
    for row in rows:
        own = row.kind == "rule" and given_by.get(row.item) == period.kind
        if not own or row.day != period.last:
            continue
        subject = subjects.get(whose(row, scheme, places))
        members = subject.members_at_end if subject else 0
        for purse, stored, points in row.credits:
            credit = Credit(purse, places.inward(stored, scheme), Points(points))
            found.setdefault(row.item, []).append((credit, members))
    return found


def whose(row: Given, scheme: Scheme, places: Places) -> str:
    """To whom a rule gave it, as the core names it."""
    if row.resident_id is not None:
        return resident_key(row.resident_id)
    return places.inward(owner_key(row), scheme)


def auto_key(claim: Claim, scheme: Scheme, places: Places) -> AutoKey:
    """How a replay names what a rule gave."""
    return claim.item, whose(claim, scheme, places), claim.day


def withheld_at(period: Period, scheme: Scheme, places: Places) -> frozenset[tuple[str, str]]:
    """What the close of the period would give, and an objection or a reversal took away."""
    rows = Claim.objects.filter(
        village_id=places.village_id, origin=RULE, kind="rule", day=period.last,
        state__in=TAKEN_AWAY,
    )  # fmt: skip
    return frozenset((row.item, whose(row, scheme, places)) for row in rows if taken_away(row))


def taken_away(claim: Claim) -> bool:
    """Whether people took it away. What came to nothing by a correction before it was shown would
    be given again if the figures were otherwise."""
    return claim.state in TAKEN_AWAY and (claim.kind != "rule" or bool(claim.act.get("points")))
