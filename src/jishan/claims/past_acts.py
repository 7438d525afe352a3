"""The acts of a village's past as the core takes them, and what each is worth on the board.

A year has a hundred thousand of them, and most say the same as many others: what a row says is
read once for each content and not once for each row, and comes from the database as text.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from json import loads
from typing import Any, NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from jishan.claims.acts import RULE, act_of, resident_key
from jishan.claims.documents import Documents
from jishan.claims.facts import ClaimRow, counted, inspected, uses_of
from jishan.claims.models import Claim, Evidence
from jishan.claims.places import Places
from jishan.claims.standing import subject_of
from jishan.core.points import Points
from jishan.core.replay.events import Event
from jishan.core.replay.outcome import Shown
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Inspection
from jishan.core.scheme.facts import Act, Credit
from jishan.core.workflow import State


class PastRow(NamedTuple):
    """A claim that entered the book or hangs on the board. `written`, `said` and `credited` are the
    instant of writing (UTC), the act and its credits as the database writes them."""

    id: int
    number: int
    kind: str
    state: str
    version_id: int
    household_id: int | None
    unit_id: int | None
    org_id: int | None
    resident_id: int | None
    item: str
    day: date
    origin: str
    place: str
    cause: str
    written: str
    points: int | None
    said: str
    credited: str


def past_rows(village_id: int, first: date, until: date, *, bound: bool) -> list[PastRow]:
    """What people claimed for these days and the book has, also what was taken back since.

    `bound` adds claims that hang on the board with a figure and are not in the book yet.
    """
    entered = Q(state__in=[State.POSTED.value, State.REVERSED.value])
    if bound:
        entered |= Q(state=State.OPEN.value, points__isnull=False)
    rows = Claim.objects.filter(entered, village_id=village_id, day__range=(first, until))
    rows = rows.exclude(origin=RULE).annotate(
        written=Cast("submitted_at", TextField()),
        said=Cast("act", TextField()),
        credited=Cast("credits", TextField()),
    )
    return [PastRow._make(row) for row in rows.values_list(*PastRow._fields)]


def past_acts(places: Places, rows: Sequence[PastRow]) -> Iterator[Act | Event]:
    """Acts with what was decided about them; claims confirmed to be false as events."""
    if not rows:
        return
    days = [row.day for row in rows]
    photographs = Evidence.objects.filter(
        village_id=places.village_id, claim__day__range=(min(days), max(days))
    )
    photographed = frozenset(photographs.values_list("claim_id", flat=True))
    yield from _acts(places, rows, photographed)
    false = [row for row in rows if row.kind == "false"]
    numbers = {row.id: f"{row.number}" for row in rows} if false else {}
    for row in false:
        said = loads(row.said)
        fault = said["facts"]["fault"]
        touches = numbers.get(said["touches"], "")
        yield Event("false", f"{row.number}", row.day, touches=touches, fault=fault)


_WHAT = slice(Act._fields.index("item"), Act._fields.index("claimed"))
_PARTS = Act._fields.index("parts")
_OWNER = slice(PastRow._fields.index("version_id"), PastRow._fields.index("item"))
_HOUR = len("2026-03-02 08")


def _acts(places: Places, rows: Sequence[PastRow], photographed: frozenset[int]) -> Iterator[Act]:
    """Whose act it is, what it says, and when it was claimed are each looked up."""
    contents, owners, hours = _Contents(places), dict[object, str](), dict[str, date]()
    said_before: dict[object, tuple[Any, ...]] = {}
    by_person: dict[object, bool] = {}
    for row in rows:
        (claim_id, number, kind, _, version_id, home, unit, org, resident, item, day, origin,
         place, cause, written, _, said, _) = row  # fmt: skip
        if kind != "item":
            continue
        photo = claim_id in photographed
        what = (said, item, version_id, origin, bool(place and cause), photo)
        found = said_before.get(what)
        if found is None:
            found = said_before[what] = contents.read(row, photographed=photo)
            by_person[version_id, item] = contents.by_person(version_id, item)
        whose = (home, resident if by_person[version_id, item] else None, unit, org, version_id)
        subject = owners.get(whose)
        if subject is None:
            subject = owners[whose] = contents.subject(row)
        hour = written[:_HOUR]
        claimed = hours.get(hour)
        if claimed is None:
            claimed = hours[hour] = _local_day(hour)
        yield Act._make((f"{number}", day, subject, *found[_WHAT], claimed, found[_PARTS]))


def _local_day(hour: str) -> date:
    """The day here of an hour in UTC: offsets are whole hours."""
    return timezone.localdate(datetime.fromisoformat(hour).replace(tzinfo=UTC))


class _Contents:
    """What a row says, read as any claim is."""

    def __init__(self, places: Places) -> None:
        self.places, self.documents = places, Documents()

    def by_person(self, version_id: int, item: str) -> bool:
        """Whether somebody's act is the person's own, or the household's."""
        probe = Claim(household_id=0, resident_id=0, item=item)
        return subject_of(self.documents[version_id], probe, self.places) == resident_key(0)

    def subject(self, row: PastRow) -> str:
        return subject_of(
            self.documents[row.version_id], _claim(row, self.places.village_id), self.places
        )

    def read(self, row: PastRow, *, photographed: bool) -> Act:
        claim, scheme = _claim(row, self.places.village_id), self.documents[row.version_id]
        claim.act = loads(row.said)
        credited = tuple(self.places.inward(key, scheme) for key in claim.act.get("credited", ()))
        return act_of(claim, subject="", credited=credited, photographed=photographed)


def _claim(row: PastRow, village_id: int) -> Claim:
    return Claim(
        village_id=village_id, household_id=row.household_id, unit_id=row.unit_id,
        org_id=row.org_id, resident_id=row.resident_id, item=row.item, day=row.day,
        origin=row.origin, place=row.place, cause=row.cause,
    )  # fmt: skip


# What the board shows ---------------------------------------------------------------------------


def shown_of(places: Places, rows: Sequence[PastRow]) -> Mapping[str, Shown]:
    """What acts are worth on the board, by the key of the act."""
    acts = [row for row in rows if row.kind == "item" and row.state != State.REVERSED]
    if not acts:
        return {}
    board = _Board(places, acts)
    moved: dict[object, tuple[Credit, ...]] = {}
    counts: dict[object, Counts] = {}
    found: dict[str, Shown] = {}
    for row in acts:
        credited = (row.credited, row.version_id)
        credits_ = moved.get(credited)
        if credits_ is None:
            credits_ = moved[credited] = board.credits_of(row)
        content = (row.said, row.item, row.version_id, *board.apart(row))
        counted_ = counts.get(content)
        if counted_ is None:
            counted_ = counts[content] = board.counts_of(row)
        found[f"{row.number}"] = Shown(Points(row.points or 0), credits_, *counted_)
    return found


Counts = tuple[int, int, Points | None]
"""How many times, how much in millionths, and the raw score of an inspection."""


class _Board:
    """Figures as they are stored."""

    def __init__(self, places: Places, acts: Sequence[PastRow]) -> None:
        self.places, self.documents = places, Documents()
        days = [row.day for row in acts]
        self._uses = uses_of(places.village_id, min(days), max(days))
        self._reasons = self._told(acts)

    def apart(self, row: PastRow) -> tuple[object, ...]:
        """What else has a say in how often the act counts: caps, and its own reasons."""
        uses = self._uses.get(row.id)
        own = (row.id,) if row.id in self._reasons else ()
        return own if uses is None else (*own, *uses.items())

    def _told(self, acts: Sequence[PastRow]) -> Mapping[int, list[list[Any]]]:
        """Why, where a figure follows from it: what was inspected, and what was not the first."""
        versions = {row.version_id for row in acts}
        asked = {
            rule.item.code
            for version_id in versions
            for rule in compiled(self.documents[version_id]).rules.values()
            if isinstance(rule.item.worth, Inspection)
            or any(cap.overlap == "first" for cap in rule.overlaps)
        }
        if not asked:
            return {}
        rows = Claim.objects.filter(village_id=self.places.village_id, kind="item", item__in=asked)
        return dict(rows.values_list("id", "reasons"))

    def credits_of(self, row: PastRow) -> tuple[Credit, ...]:
        scheme = self.documents[row.version_id]
        return tuple(
            Credit(purse, self.places.inward(holder, scheme), Points(points))
            for purse, holder, points in loads(row.credited)
        )

    def counts_of(self, row: PastRow) -> Counts:
        figures = ClaimRow(
            row.id, row.kind, row.item, row.day, [], loads(row.said),
            self._reasons.get(row.id, []), row.household_id, row.unit_id, row.org_id,
            row.resident_id, self.places.village_id,
        )  # fmt: skip
        raw = next(inspected(figures), None)
        uses = self._uses.get(row.id, {})
        score = None if raw is None else Points(raw)
        return *counted(self.documents[row.version_id], figures, uses), score
