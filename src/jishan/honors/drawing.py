"""Draws of a ranking, told so that anybody can draw again: the seed, every lot, what came out."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from jishan.claims.acts import household_key, resident_key
from jishan.core.access import Actor, Permission
from jishan.core.measuring import subject_of
from jishan.core.ranking import lot
from jishan.core.scheme.document import Draw, Scheme
from jishan.foundation.reach import reach
from jishan.honors.answers import DrawnTitle, Lot
from jishan.honors.mended import Naming
from jishan.honors.snapshot import Standing, draws_in, key_of, standings_in
from jishan.honors.standings import Drawn
from jishan.registry.models import Household, Resident


class OwnLot(NamedTuple):
    """How draws name a household (`who` is empty) or one of its people."""

    who: str
    name: str


def lots_of_household(actor: Actor, household_id: int, scheme: Scheme) -> tuple[OwnLot, ...]:
    """The names of a household's lots; nothing where the document draws no lots for such as it."""
    home = reach(actor, Permission.VIEW_PASSBOOK, Household.objects.all(), household_id)
    kinds = {
        subject_of(scheme, scheme.measure(one.measure))
        for one in scheme.honours
        if isinstance(one.pick, Draw) or one.ties == "draw"
    }
    found = [OwnLot("", household_key(home.id))] if "household" in kinds else []
    if "resident" in kinds:
        people = Resident.objects.filter(
            village_id=actor.village_id, household_id=home.id, until__isnull=True
        )
        rows = people.order_by("-head", "id").values_list("id", "name")
        found += [OwnLot(name, resident_key(own)) for own, name in rows]
    return tuple(found)


def drawn(
    places: Mapping[str, Any], names: Mapping[str, str], naming: Naming, *, hidden: bool
) -> tuple[DrawnTitle, ...]:
    """The draws of frozen places. `hidden`: only who was drawn is named."""
    found = draws_in(places)
    if not found:
        return ()
    rows = {key_of(one): one for one in standings_in(places)}
    return tuple(_told(one, names[one.honour], rows, naming, hidden=hidden) for one in found)


def _told(
    draw: Drawn, honour: str, rows: Mapping[str, Standing], naming: Naming, *, hidden: bool
) -> DrawnTitle:
    lots = []
    for key, name in draw.lots:
        taken = draw.honour in rows[key].titles
        _number, who, group = ("", "", "") if hidden and not taken else naming(rows[key])
        lots.append(Lot(name, lot(draw.seed, name), who, group, taken))
    return DrawnTitle(honour, draw.seed, tuple(sorted(lots, key=lambda one: one.drawn)))
