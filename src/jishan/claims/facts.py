"""What a close or a ranking looks at: a period of a whole village, added up from posted claims.

What counts is the figure that the board showed, also where a purse's floor let less into the book;
a claim that was reversed does not count in the period of its act. Who is there, and whose members
count, is read from the registry as of the period's days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import F, Sum

from jishan.claims.acts import HOLDERS, owner_key, resident_key
from jishan.claims.after_close import GivenBy, comes_after, given_at, withheld_at
from jishan.claims.heirs import Merges, holder_on
from jishan.claims.looking import by_close, looks_back
from jishan.claims.models import CapUse, Claim
from jishan.claims.roll import Roll, read_roll, subjects_at
from jishan.core.closing import as_closed, clauses_of
from jishan.core.ledger import Kind
from jishan.core.measuring import PeriodFacts, Totals
from jishan.core.periods import ONE_DAY, Period
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    BalanceMeasure,
    Base,
    EverMeasure,
    InspectionMeasure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    Scheme,
    Selector,
)
from jishan.core.scheme.rounding import MILLION, millionths
from jishan.core.workflow import State
from jishan.ledger.models import Account, Entry, Posting
from jishan.ledger.moves import Move, moves_after
from jishan.registry.changes import merges

_Cells = dict[str, dict[tuple[str, str], Totals]]
_Uses = Mapping[int, Mapping[tuple[str, str], int]]
"""claim -> (cap, what it counts) -> how much of it the claim takes"""


class ClaimRow(NamedTuple):
    """A posted claim, as far as figures follow from it."""

    id: int
    kind: str
    item: str
    day: date
    credits: list[list[Any]]
    act: dict[str, Any]
    reasons: list[list[Any]]
    household_id: int | None
    unit_id: int | None
    org_id: int | None
    resident_id: int | None
    village_id: int


@dataclass(frozen=True, slots=True)
class Wants:
    """What the measures of a document ask for, so that nothing else is read."""

    people: bool
    each_day: bool
    counts: bool
    ever: bool
    balances: frozenset[str]


@dataclass(slots=True)
class _Village:
    """Everything read, once, for the period and for the earlier ones that it looks back to."""

    scheme: Scheme
    wants: Wants
    roll: Roll
    merges: Merges
    rows: Sequence[ClaimRow] = ()
    uses: _Uses = field(default_factory=dict)
    accounts: Sequence[tuple[str, str, int]] = ()
    moved: Mapping[tuple[str, str], Sequence[Move]] = field(default_factory=dict)
    given_by: GivenBy = field(default_factory=dict)


def period_facts(village_id: int, scheme: Scheme, period: Period) -> PeriodFacts:
    """What `core.closing.close_period` needs of a village, in a constant number of queries.

    Points that the close of this very period gave before are left out: whoever computes the close
    gets them again, but for those that an objection took away (`withheld`). `holding` is the
    caller's to fill; it knows the titles of other periods.
    """
    wants = wants_of(scheme)
    needed = looks_back(village_id, scheme, period)
    plain = plain_purses(scheme, wants) if not needed else None
    roll = read_roll(village_id, scheme, people=wants.people)
    village = _Village(scheme, wants, roll, merges(village_id))
    if plain is not None:
        facts = PeriodFacts(subjects_at(village.roll, scheme, period))
        facts.totals = _from_the_book(village, period, plain)
        return facts
    village.given_by = clauses_of(scheme)
    spans = [*needed, period]
    _read(village_id, village, spans)
    history: dict[str, list[tuple[Period, Any]]] = {}
    for earlier in sorted(needed, key=by_close):
        facts = _facts(village, earlier)
        facts.history = history
        given = given_at(
            village.given_by, village.rows, earlier, scheme, roll.places, facts.subjects
        )
        measuring = as_closed(scheme, earlier, facts, given)
        for code in sorted(needed[earlier]):
            history.setdefault(code, []).append((earlier, measuring.of(code)))
    facts = _facts(village, period)
    facts.history = history
    if period.kind in village.given_by.values():
        facts.withheld = withheld_at(period, scheme, roll.places)
    return facts


def wants_of(scheme: Scheme) -> Wants:
    """Which tables the scheme's measures make the reader open."""
    measures = scheme.measures
    per_member = [one for one in measures if isinstance(one, PerMemberMeasure)]
    residents = any(purse.holder == "resident" for purse in scheme.purses) or any(
        isinstance(one, InspectionMeasure) and one.subject == "resident" for one in measures
    )
    sized = any(isinstance(one, MembersMeasure) for one in measures)
    return Wants(
        people=residents or bool(per_member) or sized,
        each_day=any(one.members == "each_day" for one in per_member),
        counts=any(isinstance(one, PointsMeasure) and one.value != "points" for one in measures),
        ever=any(isinstance(one, EverMeasure) for one in measures),
        balances=frozenset(one.purse for one in measures if isinstance(one, BalanceMeasure)),
    )


# Reading ------------------------------------------------------------------------------------


def _read(village_id: int, village: _Village, spans: Sequence[Period]) -> None:
    last = max(one.last for one in spans)
    first = date.min if village.wants.ever else min(one.first for one in spans)
    posted = Claim.objects.filter(
        village_id=village_id, state=State.POSTED.value, day__range=(first, last)
    ).exclude(kind="veto")
    columns = ClaimRow._fields
    rows = posted.order_by("day", "number").values_list(*columns)
    village.rows = [ClaimRow(*row) for row in rows]
    if village.wants.counts:
        village.uses = uses_of(village_id, first, last)
    if village.wants.balances:
        _read_balances(village_id, village, min(one.last for one in spans))


def uses_of(village_id: int, first: date, last: date) -> _Uses:
    """How often and how much of these days' claims caps let count."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    rows = CapUse.objects.filter(
        village_id=village_id, day__range=(first, last), measure__in=("times", "quantity")
    )
    for claim_id, cap, measure, amount in rows.values_list("claim_id", "cap", "measure", "amount"):
        found.setdefault(claim_id, {})[cap, measure] = amount
    return found


def _read_balances(village_id: int, village: _Village, after: date) -> None:
    purses = sorted(village.wants.balances)
    accounts = Account.objects.filter(village_id=village_id, purse__in=purses)
    accounts = accounts.exclude(holder_kind="issuer")
    village.accounts = [
        (purse, _holder(village, kind, holder), balance)
        for purse, kind, holder, balance in accounts.values_list(
            "purse", "holder_kind", "holder_id", "balance"
        )
    ]
    moved: dict[tuple[str, str], list[Move]] = {}
    for move in moves_after(village_id, purses, after - ONE_DAY):
        holder = _holder(village, move.holder_kind, move.holder_id)
        moved.setdefault((move.purse, holder), []).append(move)
    village.moved = moved


def _holder(village: _Village, kind: str, holder_id: int) -> str:
    """The holder of an account, as the core names it."""
    return village.roll.places.inward(f"{_KEYS[kind]}{holder_id}", village.scheme)


_KEYS = {kind: letter for letter, kind in HOLDERS.items()}


# The book's own sums ------------------------------------------------------------------------


def plain_purses(scheme: Scheme, wants: Wants) -> frozenset[str] | None:
    """The purses that are measured, if every measure of points takes all of a purse together.

    Then the ledger's sums say the same as the claims: nothing is told apart by item, by sign or by
    times, no floor cuts a deduction short,
    no ceiling a credit. None: the claims themselves have to be read.
    """
    if wants.each_day or wants.ever or wants.balances:
        return None
    purses = set()
    for one in scheme.measures:
        if isinstance(one, InspectionMeasure):
            return None
        if isinstance(one, PointsMeasure):
            all_together = one.on == Selector() and one.value == "points"
            purse = scheme.purse(one.purse)
            if not all_together or purse.floor != "none" or purse.held_max is not None:
                return None
            purses.add(one.purse)
    if scheme.settlements or scheme.streaks or any(one.gives_points for one in scheme.honours):
        return None
    return frozenset(purses)


def _from_the_book(village: _Village, period: Period, purses: frozenset[str]) -> _Cells:
    """The totals of plain purses, one grouped query. One code stands for all: nobody asks which."""
    village_id = village.roll.places.village_id
    reversals = Posting.objects.filter(village_id=village_id, reverses_id__isnull=False)
    out = {one for pair in reversals.values_list("id", "reverses_id") for one in pair}
    entries = Entry.objects.filter(
        village_id=village_id,
        day__range=(period.first, period.last),
        kind__in=[Kind.EARNING.value, Kind.DEDUCTION.value],
        account__purse__in=sorted(purses),
    ).exclude(account__holder_kind="issuer")
    if out:
        entries = entries.exclude(posting_id__in=out)
    sums = entries.values_list(
        F("account__purse"), F("account__holder_kind"), F("account__holder_id")
    ).annotate(total=Sum("points"))
    code = next(iter(compiled(village.scheme).categories_of), "")
    cells: _Cells = {purse: {} for purse in purses}
    for purse, kind, holder, points in sums.order_by():
        name = holder_on(village.merges, _holder(village, kind, holder), period.last)
        totals = cells[purse].setdefault((name, code), Totals())
        totals.add(Totals(points) if points > 0 else Totals(0, -points))
    return cells


# Adding up ----------------------------------------------------------------------------------


def _facts(village: _Village, period: Period) -> PeriodFacts:
    until = [row for row in village.rows if row.day <= period.last]
    rows = [row for row in until if not comes_after(village.given_by, row, period)]
    within = [row for row in rows if period.first <= row.day]
    facts = PeriodFacts(subjects_at(village.roll, village.scheme, period))
    facts.totals = _cells(village, within, period.last)
    facts.scores = _scores(village, within)
    if village.wants.ever:
        facts.ever = _cells(village, rows, period.last)
    after = {row.id for row in until if row.day == period.last} - {row.id for row in rows}
    balances: dict[str, dict[str, int]] = {}
    for purse, holder, balance in village.accounts:
        later = sum(move.points for move in village.moved.get((purse, holder), ())
                    if move.day > period.last or move.source_id in after)  # fmt: skip
        balances.setdefault(purse, {})[holder] = balance - later
    facts.balances = balances
    return facts


def _cells(village: _Village, rows: Sequence[ClaimRow], last: date) -> _Cells:
    """Added up as it stands on the period's last day: a household that merged until then has its
    figures where it went."""
    cells: _Cells = {purse.code: {} for purse in village.scheme.purses}
    for row in rows:
        times, quantity = counted(village.scheme, row, village.uses.get(row.id, {}))
        for purse, stored, points in row.credits:
            if purse not in cells or not (points or times):
                continue
            holder = village.roll.places.inward(stored, village.scheme)
            now_of = holder_on(village.merges, holder, last)
            totals = cells[purse].setdefault((now_of, row.item), Totals())
            totals.add(
                Totals(
                    max(points, 0), max(-points, 0), times, quantity,
                    _per_member(village, holder, row.day, points),
                )
            )  # fmt: skip
    return cells


def _per_member(village: _Village, holder: str, day: date, points: int) -> Fraction | int:
    if not village.wants.each_day or holder[:1] != "h":
        return 0
    members = village.roll.members_on(village.scheme, int(holder[1:]), day)
    return Fraction(points, members) if members else 0


def counted(scheme: Scheme, row: ClaimRow, uses: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    """How many times the claim counts, and its quantity in millionths, after caps of either."""
    rule = compiled(scheme).rules.get(row.item)
    if row.kind != "item" or rule is None or isinstance(rule.item.worth, Base):
        return 0, 0
    if any(code == "not_first" for code, _ in row.reasons):
        return 0, 0
    quantity = millionths(Decimal(row.act.get("quantity", "1")))
    for cap in rule.quantities:
        quantity = min(quantity, uses.get((cap.kept_as, cap.measure), 0))
    if not rule.times:
        return (quantity // MILLION if rule.counts_times else 1), quantity
    first = rule.times[0]
    times = uses.get((first.kept_as, first.measure), 0)
    return times, millionths(times) if rule.counts_times else quantity


def _scores(village: _Village, rows: Sequence[ClaimRow]) -> dict[str, dict[str, list[int]]]:
    """The raw scores of inspections in the order of their days: item → subject → scores."""
    found: dict[str, dict[str, list[int]]] = {}
    for row in rows:
        for raw in inspected(row):
            by_subject = found.setdefault(row.item, {})
            by_subject.setdefault(_subject(village, row), []).append(raw)
    return found


def inspected(row: ClaimRow) -> Iterator[int]:
    """The raw score of an inspection, as it was bound."""
    for code, said in row.reasons:
        if code == "inspected":
            yield said["raw_points"]


def _subject(village: _Village, row: ClaimRow) -> str:
    """Whose act it is; the same as `standing.subject_of` says of the claim itself."""
    scheme = village.scheme
    kinds = scheme.item(row.item).subjects if scheme.has_item(row.item) else ()
    if row.resident_id is not None and "resident" in (kinds or scheme.subjects.kinds):
        return resident_key(row.resident_id)
    return village.roll.places.inward(owner_key(row), scheme)
