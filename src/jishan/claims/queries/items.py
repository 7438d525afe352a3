"""What can be claimed, and what it would bring: before anybody writes anything."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jishan.claims.acts import NewClaim, stored
from jishan.claims.binding import weigh
from jishan.claims.lines import quantity_of
from jishan.claims.models import Claim
from jishan.claims.owners import Owner, reached_owner
from jishan.claims.standing import people_behind
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.points import Points
from jishan.core.scheme.document import RuleItem, Scheme
from jishan.core.scoring import ItemUnknown, Reason
from jishan.core.workflow import State
from jishan.schemes.queries import InForce, in_force, version_in_force

FREQUENT = 5
_LOOKS_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item as somebody chooses it. `rule` is the item itself, with its conditions and caps."""

    code: str
    title: str
    category: str
    shape: str
    unit: str
    negative: bool
    asks_quantity: bool
    levels: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    origins: tuple[str, ...]
    rule: RuleItem


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """A category with its items; the group of the household's frequent items has the code ""."""

    code: str
    name: str
    items: tuple[ItemCard, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would bring now. `same_day`: claims of this item that the household has already.

    `raw` is an inspection's score before bands; all points in hundredths.
    """

    points: Points
    raw: Points | None
    reasons: tuple[Reason, ...]
    item: str
    quantity: str
    same_day: int


def claimable_items(
    village_id: int, day: date, *, household_id: int | None = None
) -> tuple[ItemGroup, ...]:
    """What a household may claim by itself on that day, by category, what it often claims first."""
    return _groups(village_id, day, ("self",), household_id)


def recordable_items(
    actor: Actor, day: date, *, household_id: int | None = None, kind: str = "household"
) -> tuple[ItemGroup, ...]:
    """What staff may record on that day for subjects of a kind, deductions included."""
    actor.require(Permission.RECORD_CLAIM)
    origins = ("proxy", "recorded", "document")
    return _groups(actor.village_id, day, origins, household_id, kind)


def inspection_items(actor: Actor, day: date, *, kind: str = "household") -> tuple[ItemCard, ...]:
    """The inspections of subjects of a kind in the scheme in force; the forms in `rule.worth`."""
    actor.require(inspecting(kind))
    found = in_force(actor.village_id, day)
    items = found.scheme.items if found else ()
    return tuple(
        _card(one)
        for one in items
        if found and one.worth.shape == "inspection" and _is_for(found.scheme, one, kind)
    )


def inspecting(kind: str) -> Permission:
    """The village's own index is scored from above (SX-07), everything else in the village."""
    return Permission.SCORE_VILLAGE if kind == "village" else Permission.RECORD_CLAIM


def _is_for(scheme: Scheme, item: RuleItem, kind: str) -> bool:
    """Whether the item counts acts of such subjects; a household's are its people's as well."""
    kinds = set(item.subjects or scheme.subjects.kinds)
    return kind in kinds or (kind == "household" and "resident" in kinds)


def _groups(
    village_id: int,
    day: date,
    origins: tuple[str, ...],
    household_id: int | None,
    kind: str = "household",
) -> tuple[ItemGroup, ...]:
    found = in_force(village_id, day)
    if found is None:
        return ()
    scheme = found.scheme
    cards = [
        _card(one)
        for one in scheme.items
        if _offered(one, day, origins) and _is_for(scheme, one, kind)
    ]
    groups = [
        ItemGroup(
            category.code,
            category.name,
            tuple(card for card in cards if card.category == category.code),
        )
        for category in scheme.categories
    ]
    often = _frequent(village_id, household_id, day) if household_id else ()
    by_code = {card.code: card for card in cards}
    first = tuple(by_code[code] for code in often if code in by_code)
    frequent = [ItemGroup("", "常用", first)] if first else []
    return tuple(frequent + [group for group in groups if group.items])


def _offered(item: RuleItem, day: date, origins: tuple[str, ...]) -> bool:
    if item.worth.shape in ("base", "inspection", "import"):
        return False
    if (item.active_from and day < item.active_from) or (
        item.active_until and day > item.active_until
    ):
        return False
    return any(origin in item.origins for origin in origins)


def _frequent(village_id: int, household_id: int, day: date) -> tuple[str, ...]:
    rows = Claim.objects.filter(
        village_id=village_id,
        household_id=household_id,
        day__gte=day - _LOOKS_BACK,
        kind="item",
        state__in=[State.OPEN, State.POSTED],
    )
    counts = Counter(rows.values_list("item", flat=True))
    return tuple(code for code, _ in counts.most_common(FREQUENT))


def _card(item: RuleItem) -> ItemCard:
    worth = item.worth
    return ItemCard(
        item.code,
        item.title,
        item.category,
        worth.shape,
        getattr(worth, "unit", "次"),
        item.negative,
        worth.shape in ("per_unit", "steps", "brackets", "import"),
        tuple((one.level, one.name) for one in getattr(worth, "levels", ())),
        tuple((one.outcome, one.name) for one in getattr(worth, "outcomes", ())),
        tuple((one.figure, one.name, one.unit) for one in item.conditions),
        tuple(item.evidence.required) + tuple(item.evidence.any_of),
        tuple(item.origins),
        item,
    )


def item_card(item: RuleItem) -> ItemCard:
    """An item of a draft as it will be chosen: the editor's preview."""
    return _card(item)


def preview(actor: Actor, new: NewClaim, *, origin: str, now: datetime) -> Preview:
    """The figure that a claimant sees before submitting: the same computation as the binding one.

    Refuses what submitting would refuse about the act itself.
    """
    villager = actor.kind is ActorKind.VILLAGER
    permission = Permission.SUBMIT_CLAIM if villager else Permission.RECORD_CLAIM
    owner = reached_owner(actor, permission, new)
    found = version_in_force(actor.village_id, new.day)
    if not found.scheme.has_item(new.item):
        raise ItemUnknown(item=new.item)
    claim = _unsaved(actor, owner, new, found, origin)
    weighed = weigh(claim, found.scheme, people_behind(actor.village_id, [claim]))
    same = Claim.objects.filter(
        village_id=actor.village_id,
        **owner._asdict(),
        item=new.item,
        day=new.day,
        state__in=[State.OPEN, State.POSTED],
    )
    return Preview(
        weighed.points,
        weighed.raw,
        weighed.reasons,
        found.scheme.item(new.item).title,
        quantity_of(found.scheme, claim),
        same.count(),
    )


def _unsaved(actor: Actor, owner: Owner, new: NewClaim, found: InForce, origin: str) -> Claim:
    return Claim(
        village_id=actor.village_id,
        version_id=found.version_id,
        **owner._asdict(),
        resident_id=new.resident_id,
        item=new.item,
        category=found.scheme.item(new.item).category,
        day=new.day,
        act=stored(new),
        origin=origin,
        place=new.place,
        cause=new.cause,
    )
