"""Reading the registry: frozen rows ready to be shown, people masked wherever a page is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.foundation.reach import reach, within
from jishan.registry.codes import spellings
from jishan.registry.models import Card, Household, PublicCode, Resident
from jishan.registry.seal import phone_about, unseal
from jishan.registry.sheets.names import mask_name, mask_phone
from jishan.registry.stays import home_on, stays_of
from jishan.registry.tags import Tag, tags_of

_IDS_AT_ONCE = 5_000

# What somebody looks for a household for, the permission that reaches furthest first.
_LOOKING = (
    Permission.VIEW_ROSTER,
    Permission.RECORD_CLAIM,
    Permission.VERIFY_CLAIM,
    Permission.REDEEM,
    Permission.VIEW_PASSBOOK,
)


class CardUnknown(Refusal):
    """No card in force has this code; the same answer for one that was lost and replaced."""

    code = "registry.card_unknown"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a household. `phone` is masked; it and `identity_tail` are empty for readers
    who have no business with the roster.
    """

    id: int
    name: str
    masked: str
    relation: str
    head: bool
    sex: str
    birth_year: int | None
    resident: bool
    participating: bool
    identity_tail: str
    phone: str
    since: date
    until: date | None
    user_id: int | None


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """One household. `group_id` and `code` (its card in force) may be missing: None and ""."""

    id: int
    village_id: int
    number: str
    head_name: str
    masked: str
    group_id: int | None
    group: str
    address: str
    door_code: str
    code: str
    card_version: int
    participating: bool
    since: date
    until: date | None
    members: tuple[Member, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class FoundHousehold:
    """A household in a list to choose from. `code` is the door code."""

    id: int
    number: str
    name: str
    initials: str
    code: str
    group: str
    address: str


@dataclass(frozen=True, slots=True)
class CodeLeads:
    """Where a scanned code leads. `kind` is "door", "card", or "unit": then there is no household
    (0)."""

    kind: str
    village_id: int
    household_id: int


# One household ------------------------------------------------------------------------------


def household(actor: Actor, household_id: int) -> HouseholdCard:
    """The household with its people, or `not_found`."""
    found = reach(actor, _looking(actor), with_group(), household_id)
    return _card_of(found, private=_private(actor))


def household_by_code(village_id: int, code: str) -> HouseholdCard:
    """By its door code or its card in force; blanks and small letters do not matter.

    For the counter and the lane: no phones, no identity numbers.
    """
    written = spellings(code)
    carded = Card.objects.filter(
        village_id=village_id, code__in=written, ended_at__isnull=True
    ).values("household_id")
    rows = with_group().filter(village_id=village_id, until__isnull=True)
    found = rows.filter(Q(door_code__in=written) | Q(id__in=carded)).first()
    if found is None:
        raise NotFound
    return _card_of(found, private=False)


def household_of_card(code: str) -> CodeLeads:
    """Which household a card code belongs to, in whichever village; `card_unknown` otherwise."""
    leads = code_leads(code)
    if leads is None or leads.kind != "card":
        raise CardUnknown
    return leads


def code_leads(code: str) -> CodeLeads | None:
    """Where a printed code leads; None for codes that are unknown or no longer in force."""
    pointer = PublicCode.objects.filter(code__in=spellings(code)).first()
    if pointer is None:
        return None
    if pointer.kind == "door":
        return CodeLeads("door", pointer.village_id, pointer.row_id)
    if pointer.kind == "unit":
        return CodeLeads("unit", pointer.village_id, 0)
    cards = Card.objects.filter(
        village_id=pointer.village_id, id=pointer.row_id, ended_at__isnull=True
    )
    card = cards.first()
    return CodeLeads("card", card.village_id, card.household_id) if card else None


def card_is_valid(village_id: int, card_id: int) -> bool:
    """Is this card still the household's? A lost card dies everywhere at once."""
    return Card.objects.filter(village_id=village_id, id=card_id, ended_at__isnull=True).exists()


def residents_of(village_id: int, household_id: int, day: date) -> tuple[Member, ...]:
    """Who belonged to the household on a day, the head first. No phones."""
    spans = stays_of(village_id, (), [household_id])
    there = [own for own, each in spans.items() if home_on(each, day) == household_id]
    rows = Resident.objects.filter(village_id=village_id, id__in=there)
    return tuple(_member(row, private=False) for row in rows.order_by("-head", "since", "id"))


def own_households(actor: Actor) -> frozenset[int]:
    """The household of somebody who works in the system and lives in the village; empty else."""
    return frozenset(households_of(actor))


def households_of(actor: Actor) -> QuerySet[Resident, int]:
    """The same, to be asked within another question."""
    if actor.kind is not ActorKind.STAFF:
        return Resident.objects.none().values_list("household_id", flat=True)
    rows = Resident.objects.filter(village_id=actor.village_id, user_id=actor.id)
    return rows.filter(until__isnull=True).values_list("household_id", flat=True)


# Finding ------------------------------------------------------------------------------------


def households_found(actor: Actor, text: str, limit: int = 20) -> tuple[FoundHousehold, ...]:
    """By initials (wcl), name, number, door number or code, of the head or of a member.

    Only within the actor's own groups. Nothing typed finds nothing.
    """
    wanted = "".join(text.split())
    if not wanted:
        return ()
    rows = within(actor, _looking(actor), with_group()).filter(until__isnull=True)
    found = matching(actor.village_id, rows, wanted).order_by("number_order", "id")[:limit]
    return tuple(_found(row) for row in found)


def households_of_group(actor: Actor, group_id: int) -> tuple[FoundHousehold, ...]:
    """Every household of a group that takes part, in the order of their numbers."""
    rows = within(actor, _looking(actor), with_group()).filter(
        group_id=group_id, until__isnull=True, participating=True
    )
    return tuple(_found(row) for row in rows.order_by("number_order", "id"))


def _found(row: Household) -> FoundHousehold:
    return FoundHousehold(
        row.id,
        row.number,
        row.head_name,
        row.initials.partition(" ")[0],
        row.door_code,
        group_name(row),
        row.address,
    )


def matching(village_id: int, rows: QuerySet[Household], text: str) -> QuerySet[Household]:
    typed = text.lower()
    people = Resident.objects.filter(village_id=village_id, until__isnull=True)
    said = Q(number__iexact=text) | Q(door_code__in=spellings(text))
    if typed.isascii() and typed.isalpha():
        spelled = Q(initials__startswith=typed) | Q(initials__contains=f" {typed}")
        said |= spelled | Q(id__in=people.filter(spelled).values("household_id"))
    else:
        named = people.filter(name__contains=text).values("household_id")
        said |= Q(head_name__contains=text) | Q(id__in=named) | Q(address__icontains=text)
    return rows.filter(said)


def masked_heads(village_id: int, household_ids: Iterable[int]) -> dict[int, str]:
    """How the board names these households: 张*兰."""
    wanted = list(dict.fromkeys(household_ids))
    heads: dict[int, str] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        rows = Household.objects.filter(village_id=village_id, id__in=part)
        heads |= dict(rows.values_list("id", "head_name"))
    return {household_id: mask_name(name) for household_id, name in heads.items()}


# Figures ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participants:
    """How many take part on a day."""

    households: int
    residents: int


def participants_count(village_id: int, day: date) -> Participants:
    on_day = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
    joined = on_day & Q(village_id=village_id, participating=True)
    return Participants(
        Household.objects.filter(joined).count(), Resident.objects.filter(joined).count()
    )


def taking_part(village_id: int) -> int:
    """How many households take part now."""
    rows = Household.objects.filter(village_id=village_id, participating=True)
    return rows.filter(until__isnull=True).count()


# Parts --------------------------------------------------------------------------------------


def _looking(actor: Actor) -> Permission:
    held = [p for p in _LOOKING if actor.holds(p)]
    whole = [p for p in held if p in actor.whole]
    return (whole or held or [Permission.VIEW_ROSTER])[0]


def _private(actor: Actor) -> bool:
    """May the actor see the last four of an identity number and a masked phone?"""
    return actor.holds(Permission.VIEW_ROSTER) or actor.household_id is not None


def with_group() -> QuerySet[Household]:
    return Household.objects.select_related("group")


def group_name(row: Household) -> str:
    return row.group.name if row.group else ""


def _of_household(village_id: int, household_id: int) -> QuerySet[Resident]:
    rows = Resident.objects.filter(village_id=village_id, household_id=household_id)
    return rows.order_by("-head", "since", "id")


def _card_of(found: Household, *, private: bool) -> HouseholdCard:
    live = Card.objects.filter(
        village_id=found.village_id, household_id=found.id, ended_at__isnull=True
    ).first()
    members = _of_household(found.village_id, found.id).filter(until__isnull=True)
    return HouseholdCard(
        id=found.id,
        village_id=found.village_id,
        number=found.number,
        head_name=found.head_name,
        masked=mask_name(found.head_name),
        group_id=found.group_id,
        group=group_name(found),
        address=found.address,
        door_code=found.door_code,
        code=live.code if live else "",
        card_version=live.version if live else 0,
        participating=found.participating,
        since=found.since,
        until=found.until,
        members=tuple(_member(row, private=private) for row in members),
        tags=tags_of(found.tags) if private else (),
    )


def _member(row: Resident, *, private: bool) -> Member:
    return Member(
        row.id,
        row.name,
        mask_name(row.name),
        row.relation,
        row.head,
        row.sex,
        row.birth_year,
        row.resident,
        row.participating,
        row.identity_tail if private else "",
        masked_phone(row) if private else "",
        row.since,
        row.until,
        row.user_id if private else None,
    )


def masked_phone(row: Resident) -> str:
    if not row.phone_sealed:
        return ""
    return mask_phone(unseal(row.phone_sealed, about=phone_about(row.village_id, row.id)))
