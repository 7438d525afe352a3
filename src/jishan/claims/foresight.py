"""What would follow from a correction, reckoned before the village is held up for it.

The past is read and replayed twice, with the causes and without. On SQLite whoever writes holds the
whole file, so this comes first, without a lock; under the locks it is asked whether anybody has
done anything since. If so, it is reckoned again.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import Max, Min

from jishan.claims.acts import RULE
from jishan.claims.after_close import auto_key
from jishan.claims.documents import Documents
from jishan.claims.history import History, history, versions_of
from jishan.claims.models import Claim
from jishan.claims.places import Places
from jishan.claims.sharing import sharing
from jishan.core.collecting import no_collector
from jishan.core.periods import period_of
from jishan.core.replay.changes import Changes, changes
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import ActState, Outcome
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme
from jishan.orgs.models import AuditEvent

Ahead = TypeVar("Ahead")
Result = TypeVar("Result")
_TRIES = 2
_HOUR = 3_600_000 << 21
"""In ids, which are made in the order of time: nobody's step takes as long."""


class SomethingHappened(Exception):  # no error: the step begins anew
    """Somebody did something in the village while the past was reckoned."""


class Moment(NamedTuple):
    """A moment in the village's audit log, in which every step has its line."""

    village_id: int
    since: int
    steps: int

    @classmethod
    def now(cls, village_id: int) -> "Moment":
        last = AuditEvent.objects.filter(village_id=village_id).aggregate(last=Max("id"))["last"]
        since = (last or 0) - _HOUR
        return cls(village_id, since, _steps(village_id, since))

    @property
    def lasts(self) -> bool:
        """Whether nothing has happened since."""
        return _steps(self.village_id, self.since) == self.steps


def _steps(village_id: int, since: int) -> int:
    return AuditEvent.objects.filter(village_id=village_id, id__gt=since).count()


@dataclass(frozen=True, slots=True)
class Foresight:
    """What becomes otherwise. `cramped`: ids of claims that share a cap with one that goes; they
    would take what becomes free. `scheme` is the newest document."""

    moment: Moment
    today: date
    about: tuple[object, ...]
    changes: Changes
    cramped: Collection[int]
    scheme: Scheme

    def is_about(self, causes: Sequence[Claim], today: date) -> bool:
        return (self.about, self.today) == (_said(causes), today)


def _said(causes: Sequence[Claim]) -> tuple[object, ...]:
    return tuple((one.id, one.state, one.points, one.credits) for one in causes)


def foresee(
    village_id: int, causes: Sequence[Claim], *, today: date, coming: bool = False
) -> Foresight:
    """Reckon what follows once the causes no longer count, or, if they are `coming`, once they do.
    A constant number of queries and two replays."""
    moment = Moment.now(village_id)
    with no_collector():
        past = history(village_id, first=_beginning(village_id, today), until=today, bound=True)
        before = _run(past, past.known)
        cramped = {} if coming else sharing(village_id, causes, past.versions)
        freed = frozenset(f"{number}" for number in cramped.values())
        known = replace(_known_now(past, causes, coming=coming), before=before, freed=freed)
        found = changes(before, _run(past, known))
    return Foresight(moment, today, _said(causes), found, cramped.keys(), past.versions[-1])


class Reckoned(Protocol):
    """Something that was worked out from what the village had at a moment."""

    @property
    def moment(self) -> Moment: ...


def foreseeing(look: Callable[[], Ahead | None], step: Callable[[Ahead | None], Result]) -> Result:
    """Take a step with what was reckoned before it. The step, one transaction, confirms it under
    its locks; where something happened meanwhile it is reckoned anew, in the end by the step."""
    for _ in range(_TRIES):
        try:
            return step(look())
        except SomethingHappened:
            continue
    return step(None)


def confirm(ahead: Reckoned | None) -> None:
    """Called under the locks of the step, before anything is written."""
    if ahead is not None and not ahead.moment.lasts:
        raise SomethingHappened


def _known_now(past: History, causes: Sequence[Claim], *, coming: bool) -> Known:
    """What is known once the causes have come, or have gone."""
    known, documents = past.known, Documents()
    places = Places(causes[0].village_id, past.versions[-1].organisation)
    acts = {str(one.number) for one in causes if one.origin != RULE}
    rules = {
        auto_key(one, documents[one.version_id], places) for one in causes if one.origin == RULE
    }
    if coming:
        return replace(known, waiting=known.waiting - acts - rules)
    gone: dict[str, ActState] = dict.fromkeys(acts, "reversed")
    return replace(
        known, voided={**known.voided, **gone}, withheld=known.withheld | rules,
        waiting=known.waiting - rules,
    )  # fmt: skip


def _run(past: History, known: Known) -> Outcome:
    return replay(
        past.versions,
        past.roster,
        past.happenings,
        first=past.first,
        until=past.until,
        known=replace(known, detailed=True),
    )


def _beginning(village_id: int, today: date) -> date:
    """The first day of the year of the first claim, never before a document was in force."""
    rows = Claim.objects.filter(village_id=village_id, points__isnull=False)
    day = rows.aggregate(first=Min("day"))["first"] or today
    oldest = versions_of(village_id)[0]
    return max(oldest.in_force_from, period_of(oldest.periods, "year", day).first)
