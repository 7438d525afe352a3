"""One trial of each kind: what goes in, what comes out. Reads, reckons, writes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishan.claims.history import History, called, history, versions_of
from jishan.claims.models import Claim
from jishan.core.errors import Refusal
from jishan.core.periods import ONE_DAY, Period, period_of
from jishan.core.replay.events import Event
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.sandbox.comparing import Comparison, as_of, compared, tried
from jishan.core.sandbox.imagining import Imagined, imagine
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import State
from jishan.orgs.models import AuditEvent

ACTS_MAX = 60_000
"""More acts than this are for the command line: a page must answer."""
ACTS_PER_SECOND = 12_000
"""A cautious guess of what an old machine tries in a second, both documents together."""
DRAWN_MAX = 200_000
"""Households times villages times items of an imagined trial."""


class NoHistory(Refusal):
    """Nothing of the village's own has entered the book in that year."""

    code = "trials.no_history"


class NoActs(Refusal):
    """The table of acts that was brought has no line but its head."""

    code = "trials.no_acts"


class TooLarge(Refusal):
    code = "trials.too_large"


class NotComputable(Refusal):
    """The document has errors that leave nothing to reckon with."""

    code = "trials.not_computable"


Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Two tables that were brought, read as the command line reads them."""

    roster: Rows
    acts: Rows


def years_of(village_id: int, today: date) -> tuple[Period, ...]:
    """The village's years with a scheme in force, the last first, at most three; the running one
    ends today."""
    versions = versions_of(village_id)
    if not versions:
        return ()
    calendar = versions[-1].periods
    year = period_of(calendar, "year", today)
    found = [Period(year.first, today, "year", year.label)]
    while len(found) < 3 and year.first > versions[0].in_force_from:
        year = period_of(calendar, "year", year.first - ONE_DAY)
        found.append(year)
    return tuple(found)


def entered(village_id: int, year: Period) -> int:
    """How many acts of a year stand in the book, or were reversed again."""
    states = [State.POSTED.value, State.REVERSED.value]
    days = (year.first, year.last)
    return Claim.objects.filter(village_id=village_id, day__range=days, state__in=states).count()


def last_step(village_id: int) -> int:
    """The last step that anybody took in the village, trials aside: as long as it is the same, so
    are its book, its register and its rules."""
    rows = AuditEvent.objects.filter(village_id=village_id).exclude(code="scheme.tried")
    return rows.order_by("-id").values_list("id", flat=True).first() or 0


def on_history(village_id: int, draft: Scheme, year: Period) -> Comparison:
    """The village's real year under what was in force and under the draft."""
    past = history(village_id, first=year.first, until=year.last)
    acts = sum(not isinstance(one, Event) for one in past.happenings)
    if not acts:
        raise NoHistory(year=year.label)
    _bounded(acts)
    return compared(tried(own_year(past)), tried(_as_if(draft, past)))


def own_year(past: History) -> Outcome:
    """The year as the book has it: acts count with the figures that the board showed."""
    return replay(
        past.versions, past.roster, past.happenings,
        first=past.first, until=past.until, known=past.known,
    )  # fmt: skip


def _as_if(draft: Scheme, past: History) -> Any:
    """The same year under another document; what may be redeemed is decided anew."""
    name = past.versions[-1].organisation if past.versions else draft.organisation
    return replay(
        [as_of(called(draft, name, draft.in_force_from), past.first)], past.roster,
        past.happenings, first=past.first, until=past.until, known=Known(past.known.voided),
    )  # fmt: skip


def on_tables(before: Scheme, draft: Scheme, tables: Tables) -> Comparison:
    """Two tables under the version in force and under the draft."""
    roster = read_roster(tables.roster)
    acts = read_happenings(_at_most(tables.acts), [before, draft])
    days = [one.day for one in acts]
    if not days:
        raise NoActs
    year = period_of(before.periods, "year", min(days))
    until = period_of(before.periods, "year", max(days)).last
    first, second = (
        tried(replay([as_of(one, year.first)], roster, acts, first=year.first, until=until))
        for one in (before, draft)
    )
    return compared(first, second)


def _at_most(rows: Rows) -> Iterator[Sequence[Any]]:
    """The rows as they come; refused before all of a table that is too long has been read."""
    for number, row in enumerate(rows):
        _bounded(number)
        yield row


def in_villages(
    before: Scheme | None, draft: Scheme, *, households: int, runs: int, seed: str
) -> tuple[Imagined, ...]:
    """The draft, and what is in force if anything is, in the same imagined villages."""
    schemes = [draft] if before is None else [before, draft]
    drawn = households * runs * sum(len(one.items) + 5 for one in schemes)
    if drawn > DRAWN_MAX:
        raise TooLarge(size=drawn, most=DRAWN_MAX)
    return imagine(schemes, households=households, runs=runs, seed=seed)


def _bounded(acts: int) -> None:
    if acts > ACTS_MAX:
        raise TooLarge(size=acts, most=ACTS_MAX)
