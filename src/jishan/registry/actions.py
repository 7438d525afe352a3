"""Households, people and cards, written one at a time; whole rosters are in `rosters.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jishan.core.access import Actor, Permission, villager_actor
from jishan.core.errors import NotFound, Refusal
from jishan.foundation.reach import reach, within
from jishan.orgs.actions import next_number, record
from jishan.registry.codes import spellings
from jishan.registry.models import Card, Household, PublicCode, Resident
from jishan.registry.pins import draw_pin, hash_pins, pin_about, pin_fits
from jishan.registry.seal import identity_index, phone_about, seal
from jishan.registry.sheets.identity import CHECKSUM, identity_problems, normalise_identity
from jishan.registry.sheets.names import normalise_name
from jishan.registry.stays import Begun, begin_stays
from jishan.registry.writing import (
    check_group,
    free_codes,
    id_made_by,
    number_order,
    own_numbers,
    searchable,
)

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
CARDS_AT_ONCE = 1_000


class NumberTaken(Refusal):
    """Another household of the village has this number."""

    code = "registry.number_taken"


class IdentityTaken(Refusal):
    """Somebody of the village already has this identity number."""

    code = "registry.identity_taken"


class IdentityWrong(Refusal):
    """The identity number cannot be one: too short, masked, no such day."""

    code = "registry.identity_wrong"


class CardExists(Refusal):
    """The household has a card that is in force; a lost one is reissued."""

    code = "registry.card_exists"


class NoCardYet(Refusal):
    """There is no card to replace."""

    code = "registry.no_card_yet"


class CardOrPinWrong(Refusal):
    """No such card, or not its PIN, or tried too often: one answer for all three."""

    code = "registry.pin_wrong"


class TooManyCards(Refusal):
    """More cards than one print run holds."""

    code = "registry.too_many_cards"


# Households and people ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewResident:
    """A person as a clerk enters them. `sex` is 男, 女 or ""; of `identity` only the last four
    characters and a keyed hash are kept; `phone` is sealed.
    """

    name: str
    relation: str = ""
    sex: str = ""
    birth_year: int | None = None
    identity: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    resident: bool = True
    tags: tuple[str, ...] = ()
    since: date | None = None


@transaction.atomic
def found_household(
    actor: Actor,
    head: NewResident,
    *,
    number: str = "",
    group_id: int | None = None,
    address: str = "",
    key: str,
    now: datetime,
) -> Household:
    """Open a household (立户) with its head. Without a number it gets one of ours."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    village_id, own_id = actor.village_id, id_made_by(actor, "household", key)
    check_group(village_id, group_id)
    rows = Household.objects.filter(village_id=village_id)
    first = rows.filter(id=own_id).first()
    if first is not None:
        return first
    household = open_household(
        village_id,
        own_id,
        head_name=head.name,
        number=number,
        group_id=group_id,
        address=address,
        since=head.since or timezone.localdate(now),
    )
    enter_resident(actor, own_id, head, is_head=True, key=key, now=now)
    record(actor, "household.founded", own_id, now=now)
    return household


def open_household(
    village_id: int,
    own_id: int,
    *,
    head_name: str,
    number: str,
    since: date,
    group_id: int | None = None,
    address: str = "",
    **like: Any,
) -> Household:
    """Write a household down, with its number and its door code; refuses a number that is taken.

    `like` are further columns, for one that comes of another."""
    if number and Household.objects.filter(village_id=village_id, number=number).exists():
        raise NumberTaken(number=number)
    chosen = number or own_numbers(village_id, 1)[0]
    name, door_code = normalise_name(head_name), free_codes(1)[0]
    household = Household.objects.create(
        village_id=village_id,
        id=own_id,
        group_id=group_id,
        number=chosen,
        number_order=number_order(chosen),
        head_name=name,
        initials=searchable(name),
        address=address,
        door_code=door_code,
        since=since,
        **like,
    )
    _point(door_code, "door", village_id, own_id)
    return household


@transaction.atomic
def add_resident(
    actor: Actor, household_id: int, *, resident: NewResident, key: str, now: datetime
) -> Resident:
    """Enter a person into a household (入户)."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    household = reach(actor, Permission.IMPORT_ROSTER, Household.objects.all(), household_id)
    return enter_resident(actor, household.id, resident, is_head=False, key=key, now=now)


def enter_resident(
    actor: Actor,
    household_id: int,
    new: NewResident,
    *,
    is_head: bool,
    key: str,
    now: datetime,
    how: str = "roster",
    change_id: int | None = None,
) -> Resident:
    """Write a person down; whoever calls has reached the household."""
    village_id, own_id = actor.village_id, id_made_by(actor, "resident", key)
    people = Resident.objects.filter(village_id=village_id)
    first = people.filter(id=own_id).first()
    if first is not None:
        return first
    identity = _identity(new.identity)
    hashed = identity_index(village_id, identity) if identity else None
    if hashed and people.filter(identity_hash=hashed).exists():
        raise IdentityTaken
    name = normalise_name(new.name)
    resident = Resident.objects.create(
        village_id=village_id,
        id=own_id,
        household_id=household_id,
        name=name,
        initials=searchable(name),
        head=is_head,
        relation="户主" if is_head else new.relation,
        sex=new.sex,
        birth_year=new.birth_year or (int(identity[6:10]) if identity else None),
        identity_tail=identity[-4:],
        identity_hash=hashed,
        phone_sealed=seal(new.phone, about=phone_about(village_id, own_id)) if new.phone else "",
        resident=new.resident,
        tags=list(new.tags),
        since=new.since or timezone.localdate(now),
    )
    stay = Begun(own_id, household_id, resident.since)
    begin_stays(village_id, [stay], how=how, change_id=change_id)
    record(actor, "resident.added", own_id, now=now, household=household_id)
    return resident


def _identity(text: str) -> str:
    """The number, normalised. A check digit that does not fit is a doubt and let pass."""
    identity = normalise_identity(text)
    if identity and set(identity_problems(identity)) - {CHECKSUM}:
        raise IdentityWrong
    return identity


def _point(code: str, kind: str, village_id: int, row_id: int) -> None:
    PublicCode.objects.create(code=code, kind=kind, village_id=village_id, row_id=row_id)


# Cards -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A new card and, this once, its PIN: for the printed slip and for nothing else."""

    id: int
    household_id: int
    number: str
    head_name: str
    group: str
    door_code: str
    code: str
    version: int
    pin: str = field(repr=False)


def issue_card(actor: Actor, household_id: int, *, key: str, now: datetime) -> IssuedCard:
    """Give a household its first card. Repeated with its key, the same card and PIN."""
    return issue_cards(actor, [household_id], key=key, now=now)[0]


def reissue_card(actor: Actor, household_id: int, *, key: str, now: datetime) -> IssuedCard:
    """Replace a lost card (挂失补卡): the old code is dead with this step."""
    return _issue(actor, [household_id], key=key, now=now, replacing=True)[0]


def issue_cards(
    actor: Actor, household_ids: Sequence[int], *, key: str, now: datetime
) -> list[IssuedCard]:
    """First cards for many households, in the order of their numbers; one print run."""
    return _issue(actor, household_ids, key=key, now=now, replacing=False)


@transaction.atomic
def _issue(
    actor: Actor, household_ids: Sequence[int], *, key: str, now: datetime, replacing: bool
) -> list[IssuedCard]:
    households = _households_for_cards(actor, household_ids)
    next_number(actor.village_id, "card")  # one print run after the other
    keys = {h.id: f"{key}/{h.id}" for h in households}
    ids = {h.id: id_made_by(actor, "card", keys[h.id]) for h in households}
    rows = Card.objects.filter(village_id=actor.village_id)
    cards = {c.household_id: c for c in rows.filter(id__in=ids.values())}
    missing = [h for h in households if h.id not in cards]
    ended = _end_cards(actor, missing, now=now, replacing=replacing)
    pins = {h.id: draw_pin(pin_about(actor.village_id, ids[h.id]), keys[h.id]) for h in households}
    hashes = hash_pins([(pin_about(actor.village_id, ids[h.id]), pins[h.id]) for h in missing])
    for household, code, pin_hash in zip(missing, free_codes(len(missing)), hashes, strict=True):
        cards[household.id] = Card(
            village_id=actor.village_id,
            id=ids[household.id],
            household_id=household.id,
            code=code,
            version=ended.get(household.id, 0) + 1,
            pin_hash=pin_hash,
            issued_at=now,
        )
    Card.objects.bulk_create([cards[h.id] for h in missing])
    PublicCode.objects.bulk_create(
        PublicCode(code=c.code, kind="card", village_id=actor.village_id, row_id=c.id)
        for c in (cards[h.id] for h in missing)
    )
    code = "card.reissued" if replacing else "card.issued"
    for household in missing:
        record(actor, code, ids[household.id], now=now, household=household.id)
    return [_issued(h, cards[h.id], pins[h.id]) for h in households]


def _households_for_cards(actor: Actor, household_ids: Sequence[int]) -> list[Household]:
    """All of them, or `not_found`."""
    wanted = set(household_ids)
    if len(wanted) > CARDS_AT_ONCE:
        raise TooManyCards(count=len(wanted), most=CARDS_AT_ONCE)
    rows = within(actor, Permission.ISSUE_CARD, Household.objects.select_related("group"))
    found = list(rows.filter(id__in=wanted, until__isnull=True).order_by("number_order", "id"))
    if len(found) < len(wanted) or not wanted:
        raise NotFound
    return found


def _end_cards(
    actor: Actor, households: list[Household], *, now: datetime, replacing: bool
) -> dict[int, int]:
    """The highest card version so far of each household; what was in force ends."""
    rows = Card.objects.filter(village_id=actor.village_id)
    rows = rows.filter(household_id__in=[h.id for h in households])
    live = rows.filter(ended_at__isnull=True)
    in_force = set(live.values_list("household_id", flat=True))
    if not replacing and in_force:
        raise CardExists(number=next(h.number for h in households if h.id in in_force))
    if replacing and len(in_force) < len(households):
        raise NoCardYet
    live.update(ended_at=now)
    return dict(rows.order_by("version").values_list("household_id", "version"))


def _issued(household: Household, card: Card, pin: str) -> IssuedCard:
    return IssuedCard(
        card.id,
        household.id,
        household.number,
        household.head_name,
        household.group.name if household.group else "",
        household.door_code,
        card.code,
        card.version,
        pin,
    )


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """A card whose PIN was right."""

    id: int
    village_id: int
    household_id: int


def open_card(code: str, pin: str, *, now: datetime) -> OpenedCard:
    """Log a household in. After five wrong PINs the card rests for fifteen minutes.

    An unknown code, a wrong PIN and a resting card get the same answer after the same work. The
    try is counted before the PIN is looked at, so that many at once are counted as well.
    """
    points_at = PublicCode.objects.filter(code__in=spellings(code), kind="card")
    village_id, card_id = points_at.values_list("village_id", "row_id").first() or (0, 0)
    card = _count_try(village_id, card_id, now=now)
    about = pin_about(village_id, card_id)
    if not pin_fits(about, pin, pin_hash=card.pin_hash if card else None) or card is None:
        raise CardOrPinWrong
    with transaction.atomic():
        _cards(village_id, card_id).update(failures=0, locked_until=None)
        household = villager_actor(card.household_id, village_id)
        record(household, "card.opened", card.id, now=now)
    return OpenedCard(card.id, village_id, card.household_id)


@transaction.atomic(durable=True)
def _count_try(village_id: int, card_id: int, *, now: datetime) -> Card | None:
    """The card, with one more try counted; None if there is none or it rests."""
    rows = _cards(village_id, card_id).filter(ended_at__isnull=True)
    card = rows.select_for_update().first()
    if card is None or (card.locked_until is not None and card.locked_until > now):
        return None
    failures = card.failures % TRIES + 1
    rows.update(failures=failures, locked_until=now + LOCKED_FOR if failures == TRIES else None)
    return card


def _cards(village_id: int, card_id: int) -> QuerySet[Card]:
    return Card.objects.filter(village_id=village_id, id=card_id)
