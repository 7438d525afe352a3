"""The village's real past, as the replay reads it: versions, roster, acts and events.

One input for two readers: the recomputation after a reversal, and the sandbox that tries another
document on the same year. What was decided is handed over as decided (`known`): acts that do not
count, goods that were handed over, what a false claim cost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from jishan.claims.acts import BEGINS, RULE, owner_key, resident_key
from jishan.claims.after_close import auto_key, taken_away
from jishan.claims.documents import Documents
from jishan.claims.models import Bar, Claim, PeriodClose
from jishan.claims.past_acts import PastRow, past_acts, past_rows, shown_of
from jishan.claims.past_people import roster_of, stay_events, tag_events
from jishan.claims.past_points import brought_over, moved_points, standing_entries
from jishan.claims.places import Places
from jishan.core.ledger import Kind
from jishan.core.points import Points
from jishan.core.replay.events import Event, Happening, Person
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import AutoKey, EventResult
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.workflow import SchemeState, State
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import scheme_of


@dataclass(frozen=True, slots=True)
class History:
    """What happened from `first` to `until`, ready for `core.replay.whole.replay`.

    Subjects bear the keys of the core (`h<ID>`, `r<ID>`, `u<ID>`, a group's name), an act the
    number of its claim. Without `known` the replay decides redemptions anew.
    """

    versions: tuple[Scheme, ...]
    roster: tuple[Person, ...]
    happenings: tuple[Happening, ...]
    known: Known
    first: date
    until: date


def history(village_id: int, *, first: date, until: date, bound: bool = False) -> History:
    """Everything that entered the book from day to day, and what purses held before, in a constant
    number of queries.

    Points that the scheme gives by itself are not in it: the replay gives them. Acts count with the
    figures that the board showed (`Known.shown`). `bound` adds claims that hang on the board with a
    figure and are not in the book yet.
    """
    claims = past_rows(village_id, first, until, bound=bound)
    versions = versions_of(village_id)
    places = Places(village_id, versions[-1].organisation if versions else None)
    spent = list(_redemptions(village_id, first, until))
    happenings: list[Happening] = [*past_acts(places, claims), *spent]
    happenings += _bars(village_id, claims, places)
    happenings += tag_events(village_id, first, until)
    happenings += stay_events(village_id, first, until)
    happenings += moved_points(village_id, first, until)
    happenings += brought_over(places, versions, first)
    withheld, waiting = _not_given(places, first, until)
    known = Known(
        {str(one.number): "reversed" for one in claims if one.state == State.REVERSED},
        {one.key: EventResult(one, "done", "", {}) for one in spent},
        {str(one.number): one.points or 0 for one in claims if one.kind == "false"},
        withheld,
        waiting | {str(one.number) for one in claims if one.state == State.OPEN},
        _closed(village_id),
        shown_of(places, claims),
    )
    roster = roster_of(village_id, versions, first, until)
    return History(versions, roster, tuple(happenings), known, first, until)


def _not_given(
    places: Places, first: date, until: date
) -> tuple[frozenset[AutoKey], frozenset[str | AutoKey]]:
    """What the rules give and people took away; what is not in the book yet."""
    rows = Claim.objects.filter(
        village_id=places.village_id, origin=RULE, day__range=(first, until)
    ).exclude(state=State.POSTED.value)
    documents = Documents()
    withheld: set[AutoKey] = set()
    waiting: set[str | AutoKey] = set()
    for one in rows:
        key = auto_key(one, documents[one.version_id], places)
        if one.state == State.OPEN:
            waiting.add(key)
        elif taken_away(one):
            withheld.add(key)
    return frozenset(withheld), frozenset(waiting)


def _closed(village_id: int) -> dict[str, date]:
    """The periods that were closed, by label, with the day on which it was done."""
    rows = PeriodClose.objects.filter(village_id=village_id)
    return {label: timezone.localdate(at) for label, at in rows.values_list("period", "at")}


def versions_of(village_id: int) -> tuple[Scheme, ...]:
    """Every document that was ever in force, with the day from which it really was, in order."""
    rows = SchemeVersion.objects.filter(
        scheme__organization_id=village_id,
        in_force_from__isnull=False,
        state__in=[SchemeState.ADOPTED.value, SchemeState.REPLACED.value],
    )
    found: dict[date, tuple[int, str]] = {}
    columns = "id", "digest", "in_force_from"
    for version_id, digest, day in rows.order_by("in_force_from", "id").values_list(*columns):
        assert day is not None, "only versions with a day were asked for"
        found[day] = (version_id, digest)
    if not found:
        return ()
    name = scheme_of([*found.values()][-1][0]).organisation
    return tuple(_in_force_from(*version, day, name) for day, version in found.items())


@lru_cache(maxsize=64)
def _in_force_from(version_id: int, digest: str, day: date, organisation: str) -> Scheme:
    """The document of this digest, as of the day from which it was in force. The village bears one
    name in all of them: it holds accounts by it."""
    scheme = scheme_of(version_id)
    if (scheme.in_force_from, scheme.organisation) == (day, organisation):
        return scheme
    return called(scheme, organisation, day)


def called(scheme: Scheme, organisation: str, day: date) -> Scheme:
    """The same rules under another name of the village, in force from the day."""
    own = {"in_force_from": day.isoformat(), "organisation": organisation}
    return Scheme.model_validate(to_document(scheme) | own)


def _redemptions(village_id: int, first: date, until: date) -> Iterator[Event]:
    """What was bought and not given back, read from the book."""
    rows = standing_entries(village_id, Kind.REDEMPTION, first, until).filter(points__lt=0)
    columns = ("posting_id", "day", "points", "account__holder_kind", "account__holder_id",
               "account__purse")  # fmt: skip
    for posting_id, day, points, kind, holder, purse in rows.order_by("id").values_list(*columns):
        subject = f"{BEGINS[kind]}{holder}"
        yield Event("redeem", f"x{posting_id}", day, subject, what=purse, points=Points(-points))


def _bars(village_id: int, claims: Iterable[PastRow], places: Places) -> Iterator[Event]:
    """Vetoes in force, from the day of posting; each ends as it was decided then."""
    standing = {one.id: one for one in claims if one.kind == "veto" and one.state == State.POSTED}
    if not standing:
        return
    documents = Documents()
    for bar in Bar.objects.filter(village_id=village_id, claim_id__in=standing).order_by("id"):
        claim = standing[bar.claim_id]
        scheme = documents[claim.version_id]
        clause = next(one for one in scheme.vetoes if one.code == bar.clause)
        key = str(claim.number)
        subject = places.inward(_barred(bar), scheme)
        paper = "、".join(clause.documents)
        yield Event("bar", key, bar.since, subject, what=bar.clause, document=paper)
        ends = bar.until + timedelta(days=1)
        if bar.lifted_on is not None:
            ends = min(ends, bar.lifted_on)
        yield Event("lift", f"{key}/lift", ends, subject, touches=key)


def _barred(bar: Bar) -> str:
    return resident_key(bar.resident_id) if bar.resident_id is not None else owner_key(bar)
