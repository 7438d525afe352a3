"""The year of a village in figures (年度情况): what towns report, from the book, without typing.

Facts in the order of the tree, no ranking (E.1). ZP-12, S0-18, S0-22, S2-11, S2-18.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, Sum

from jishan.claims.models import Claim
from jishan.core.points import Fen, Points
from jishan.core.redemption import MovementKind
from jishan.core.workflow import State
from jishan.honors.counted import titles_given
from jishan.orgs.queries import Place
from jishan.reports.overview import by_village
from jishan.schemes.queries import category_names
from jishan.shop.models import Redemption, StockMovement


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One village's year. `acts`: claims in the book by category; `issued` and `deducted` as the
    board showed them, whatever purses they went to; `sessions`: days on which goods were handed
    out; `worth`: what those goods cost the village at today's value; `bought` and `donated`: what
    came in."""

    village: Place
    households: int
    acts: Mapping[str, int]
    issued: Points
    deducted: Points
    redemptions: int
    sessions: int
    served: int
    redeemed: Points
    worth: Fen
    bought: Fen
    donated: Fen
    titles: Mapping[str, int] = field(default_factory=dict)

    @property
    def acts_all(self) -> int:
        return sum(self.acts.values())


def year_facts(villages: Sequence[Place], year: int) -> tuple[YearFacts, ...]:
    """The villages' figures of a calendar year, one query a figure."""
    ids = [village.id for village in villages]
    span = (date(year, 1, 1), date(year, 12, 31))
    posted = Claim.objects.filter(village_id__in=ids, state=State.POSTED.value, day__range=span)
    claims = by_village(
        posted,
        households=Count("household_id", distinct=True),
        issued=Sum("points", filter=Q(points__gt=0)),
        deducted=Sum("points", filter=Q(points__lt=0)),
    )
    goods = by_village(
        Redemption.objects.filter(village_id__in=ids, day__range=span, state="collected"),
        times=Count("id"),
        sessions=Count("day", distinct=True),
        served=Count("household_id", distinct=True),
        points=Sum("points"),
        worth=Sum(F("quantity") * F("product__value_fen")),
    )
    moved = by_village(
        StockMovement.objects.filter(village_id__in=ids, day__range=span),
        bought=Sum("value_fen", filter=Q(kind=MovementKind.PURCHASE.value)),
        donated=Sum("value_fen", filter=Q(kind=MovementKind.DONATION.value)),
    )
    acts, titles = _acts(ids, span), titles_given(ids, *span)
    return tuple(
        YearFacts(
            village,
            claims.get(village.id, {}).get("households", 0),
            acts.get(village.id, {}),
            Points(claims.get(village.id, {}).get("issued") or 0),
            Points(-(claims.get(village.id, {}).get("deducted") or 0)),
            goods.get(village.id, {}).get("times", 0),
            goods.get(village.id, {}).get("sessions", 0),
            goods.get(village.id, {}).get("served", 0),
            Points(goods.get(village.id, {}).get("points") or 0),
            Fen(goods.get(village.id, {}).get("worth") or 0),
            Fen(moved.get(village.id, {}).get("bought") or 0),
            Fen(moved.get(village.id, {}).get("donated") or 0),
            titles.get(village.id, {}),
        )
        for village in villages
    )


def _acts(ids: Sequence[int], span: tuple[date, date]) -> dict[int, dict[str, int]]:
    """By village, how many claims of each category came into the book; the most frequent first."""
    rows = Claim.objects.filter(
        village_id__in=ids, state=State.POSTED.value, day__range=span, kind="item"
    )
    grouped = rows.order_by().values_list("village_id", "version_id", "category")
    counted = list(grouped.annotate(n=Count("id")))
    names = category_names({version_id for _, version_id, _, _ in counted})
    found: dict[int, dict[str, int]] = {}
    for village_id, version_id, category, count in counted:
        of = found.setdefault(village_id, {})
        name = names[version_id].get(category, category)
        of[name] = of.get(name, 0) + count
    return {
        village_id: dict(sorted(of.items(), key=lambda one: (-one[1], one[0])))
        for village_id, of in found.items()
    }
