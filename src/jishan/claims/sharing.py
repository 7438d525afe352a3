"""Claims that share a cap: what one of them gives up, the others may take."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from jishan.claims.acts import owner_key
from jishan.claims.binding import kept_names
from jishan.claims.documents import Documents
from jishan.claims.models import CapUse, Claim
from jishan.core.periods import ONE_DAY, after, period_of
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.core.workflow import State

Spans = Mapping[tuple[str, str], tuple[date, date]]
"""By cap (as kept) and holder: the days whose acts share its room."""


def sharing(
    village_id: int, causes: Collection[Claim], versions: Sequence[Scheme]
) -> dict[int, int]:
    """Other claims that share a cap with one of these, id → number: they took of the same room, or
    the cap cut them."""
    ids = {one.id for one in causes}
    rows = CapUse.objects.filter(village_id=village_id, claim_id__in=ids)
    spans: dict[tuple[str, str], tuple[date, date]] = {}
    for cap, holder, day in rows.values_list("cap", "holder", "day"):
        first, last = spans.get((cap, holder), (day, day))
        for begin, end in _spans(versions, cap, day):
            first, last = min(first, begin), max(last, end)
        spans[cap, holder] = (first, last)
    if not spans:
        return {}
    found = _taking(village_id, spans) | cut_short(village_id, spans, versions)
    return {claim_id: number for claim_id, number in found.items() if claim_id not in ids}


def _spans(versions: Iterable[Scheme], name: str, day: date) -> Iterator[tuple[date, date]]:
    for scheme in versions:
        for cap in compiled(scheme).caps:
            if cap.kept_as != name.partition("#")[0]:
                continue
            if cap.rolling is not None:
                yield day, after(day, cap.rolling) - ONE_DAY
            elif cap.per == "event":
                yield date.min, date.max
            else:
                window = period_of(scheme.periods, cast(PeriodKind, cap.per), day)
                yield window.first, window.last


def _taking(village_id: int, spans: Spans) -> dict[int, int]:
    rows = CapUse.objects.filter(
        village_id=village_id,
        cap__in={cap for cap, _ in spans},
        holder__in={holder for _, holder in spans},
        day__range=_around(spans),
    )
    columns = "claim_id", "claim__number", "cap", "holder", "day"
    return {
        claim_id: number
        for claim_id, number, cap, holder, day in rows.values_list(*columns)
        if _within(spans, cap, holder, day)
    }


def _around(spans: Spans) -> tuple[date, date]:
    return min(first for first, _ in spans.values()), max(last for _, last in spans.values())


def _within(spans: Spans, cap: str, holder: str, day: date) -> bool:
    first, last = spans.get((cap, holder), _NEVER)
    return first <= day <= last


_NEVER = (date.max, date.min)


def cut_short(village_id: int, lines: Spans, schemes: Iterable[Scheme]) -> dict[int, int]:
    """Claims that one of these caps cut, id → number, also those that it left nothing: they take
    nothing of it and would take what becomes free. Of the items that the caps count in these
    `schemes`. Read are the claims of the holders; all of these items only where a cap is the whole
    village's."""
    documents = Documents()
    caps = {cap for cap, _ in lines}
    items = {
        item
        for scheme in schemes
        for cap in compiled(scheme).caps
        if cap.kept_as in {name.partition("#")[0] for name in caps}
        for item in cap.items
    }
    said_cut = Q()
    for word in _SAID:
        said_cut |= Q(said__contains=word)
    claims = Claim.objects.annotate(said=Cast("reasons", TextField()))
    rows = claims.filter(  # as a reversal reads the village's past: once, in one statement
        _of_holders(holder for _, holder in lines), said_cut,
        village_id=village_id, kind="item", item__in=items, points__isnull=False,
        state__in=[State.OPEN.value, State.POSTED.value], day__range=_around(lines),
    )  # fmt: skip
    found = {}
    for claim in rows.values_list(*_TOLD, named=True):
        names = kept_names(documents[claim.version_id])
        cut = {
            names.get((said.get("cap") or said.get("overlap") or "", measure))
            for code, said in claim.reasons
            for measure in _CUTS.get(code, ())
        }
        own = ("", owner_key(claim), f"r{claim.resident_id}")
        if any(
            _within(lines, cap, holder, claim.day)
            for cap in cut
            for holder in own
            if cap is not None
        ):
            found[claim.id] = claim.number
    return found


_SAID = ('capped"', '"largest_only"', '"not_first"')
"""How the codes of `_CUTS` stand in a written reason."""
_COLUMN = {
    "h": "household_id", "u": "unit_id", "g": "org_id", "v": "org_id", "r": "resident_id",
}  # fmt: skip


def _of_holders(holders: Iterable[str]) -> Q:
    """Claims that one of these stored keys may be the holder of; without a key: anybody's."""
    found, ids = Q(), dict[str, set[int]]()
    for holder in holders:
        if holder[:1] not in _COLUMN or not holder[1:].isdecimal():
            return Q()
        ids.setdefault(_COLUMN[holder[:1]], set()).add(int(holder[1:]))
    for column, wanted in ids.items():
        found |= Q(**{f"{column}__in": wanted})
    return found


_TOLD = (
    "village_id", "id", "number", "day", "version_id", "reasons",
    "household_id", "unit_id", "org_id", "resident_id",
)  # fmt: skip
_CUTS = {
    "capped": ("plus", "minus"), "times_capped": ("times",), "quantity_capped": ("quantity",),
    "largest_only": ("largest",), "not_first": ("first",),
}  # fmt: skip
