"""What the close of a period comes to, before anything of it is written."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jishan.claims.facts import period_facts
from jishan.claims.models import PeriodClose
from jishan.claims.places import Places
from jishan.claims.sums import Sums, plain_titles
from jishan.core.closing import AutoCredit, Mark, close_period, holders_by_honour
from jishan.core.periods import CLOSING_ORDER, Period
from jishan.core.pools import Shared
from jishan.core.scheme.document import Scheme


class Figures(NamedTuple):
    """`titles`: the stored keys of who gets which, by the title's code; the rest as the core says
    it."""

    titles: dict[str, list[str]]
    credits: Sequence[AutoCredit] = ()
    marks: Sequence[Mark] = ()
    pools: Mapping[str, Shared] = {}


def figures_of(sums: Sums, scheme: Scheme, period: Period) -> Figures:
    """From the book's sums where the document is plain, else from every fact of the period."""
    titles = plain_titles(sums, scheme, period)
    if titles is not None:
        return Figures(titles)
    places = Places(sums.village_id)
    facts = period_facts(sums.village_id, scheme, period)
    facts.holding = _held_before(places, scheme, period)
    result = close_period(scheme, period, facts)
    holders = holders_by_honour(result.honours)
    titles = {
        code: sorted(places.outward(key, scheme) for key in keys) for code, keys in holders.items()
    }
    return Figures(titles, result.credits, result.marks, result.pools)


def _held_before(places: Places, scheme: Scheme, period: Period) -> dict[str, frozenset[str]]:
    """Who holds which title from periods closed before, as the core names them."""
    order = CLOSING_ORDER.index
    here = (period.last.isoformat(), order(period.kind))
    found: dict[str, frozenset[str]] = {}
    rows = PeriodClose.objects.filter(village_id=places.village_id)
    results = list(rows.values_list("result", flat=True))
    for result in sorted(results, key=lambda one: (one["last"], order(one["kind"]))):
        if (result["last"], order(result["kind"])) < here:
            for code, keys in result.get("titles", {}).items():
                found[code] = frozenset(places.inward(key, scheme) for key in keys)
    return found
