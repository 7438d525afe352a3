"""An area's plan over its villages: what they reported, in the tree's order, and what the
program's own books count (HS-04, ZX-24). A village is never compared with another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q

from jishan.core.access import Level
from jishan.core.targets.document import Target
from jishan.core.targets.progress import added_up
from jishan.core.workflow import SchemeState
from jishan.orgs.models import Organization
from jishan.orgs.queries import Place
from jishan.registry.models import Household
from jishan.schemes.models import SchemeVersion
from jishan.targets.reading import History, Kept

OF_VILLAGES = ("sum_of_villages", "accepted_of_villages")
"""How a target is counted where the villages report it."""
Counted = tuple[Fraction, Fraction | None]


@dataclass(frozen=True, slots=True)
class Village:
    """A village of an area: enough to name it and to lead to its page."""

    id: int
    code: str
    name: str


def villages_of(place: Place) -> tuple[Village, ...]:
    """The villages that a plan of this place concerns, in the tree's order: one question."""
    if place.level is Level.VILLAGE:
        return (Village(place.id, place.code, place.name),)
    rows = Organization.objects.filter(path__startswith=place.path, level=Level.VILLAGE)
    return tuple(Village(*row) for row in rows.order_by("path").values_list("id", "code", "name"))


def of_villages(
    histories: Mapping[int, History], plan_id: int, villages: Sequence[Village]
) -> Mapping[int, Mapping[str, tuple[Kept, ...]]]:
    """What each village reported for the area's plan, by target."""
    return {
        village.id: {
            target: kept
            for (plan, target), kept in histories.get(village.id, {}).items()
            if plan == plan_id
        }
        for village in villages
    }


def counted_now(
    villages: Sequence[Village],
    targets: Sequence[Target],
    day: date,
    reported: Mapping[int, Mapping[str, tuple[Kept, ...]]],
) -> Mapping[str, Counted]:
    """What each target that is not reported by hand comes to on the day: figure and base."""
    found: dict[str, Counted] = {}
    ids = [one.id for one in villages]
    for target in targets:
        if target.counted in OF_VILLAGES:
            found[target.code] = _added_up(target, reported, day)
        elif target.counted == "villages_with_scheme":
            found[target.code] = with_scheme(ids, day)
        elif target.counted == "households_taking_part":
            found[target.code] = taking_part(ids)
    return found


def _added_up(
    target: Target, reported: Mapping[int, Mapping[str, tuple[Kept, ...]]], day: date
) -> Counted:
    villages = [
        [kept.report for kept in by_target.get(target.code, ())] for by_target in reported.values()
    ]
    figure, of = added_up(target, villages, day)
    return figure, of or None


def with_scheme(villages: Sequence[int], day: date) -> tuple[Fraction, Fraction]:
    """Villages with a scheme in force on the day, of all villages."""
    rows = SchemeVersion.objects.filter(
        Q(in_force_until__isnull=True) | Q(in_force_until__gte=day),
        scheme__organization_id__in=villages,
        in_force_from__lte=day,
        state__in=[SchemeState.ADOPTED.value, SchemeState.REPLACED.value],
    )
    have = rows.order_by().values_list("scheme__organization_id", flat=True).distinct()
    return Fraction(have.count()), Fraction(len(villages))


def taking_part(villages: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Households that take part now, of all households."""
    rows = Household.objects.filter(village_id__in=villages, until__isnull=True)
    if len(villages) == 1:
        rows = rows.filter(village_id=villages[0])
    both = rows.aggregate(all=Count("id"), part=Count("id", filter=Q(participating=True)))
    return Fraction(both["part"]), Fraction(both["all"])
