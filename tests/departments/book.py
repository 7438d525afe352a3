"""A village with households and nothing else: what the book's own tests need of the world."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jishan.core.access import Actor, ActorKind, Held, Level, Role, staff_actor
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, Posting, settle
from jishan.entrance.words import worded
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import Posted, post
from jishan.ledger.models import Account, Entry
from jishan.ledger.models import Posting as PostingRow
from jishan.orgs.actions import found_organization
from jishan.orgs.models import AuditEvent, Organization
from jishan.registry.models import Household, Resident
from jishan.registry.stays import Begun, begin_stays

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 3, 2)
PURSE = "spend"


@dataclass(frozen=True, slots=True)
class Book:
    """One village's book: the clerk who writes, its households' and residents' ids."""

    clerk: Actor
    village: Organization
    households: tuple[int, ...]
    residents: tuple[int, ...]


def found_book(code: str = "taoyuan", households: int = 3) -> Book:
    """A village of so many households, each with one resident."""
    village = found_organization(f"{code}村", code, level=Level.VILLAGE, parent=None)
    homes, people = [], []
    for number in range(1, households + 1):
        home = Household.objects.create(
            village=village,
            number=f"{number:03d}",
            head_name=f"张{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
            initials=f"z{number}",
            door_code=f"{code[:4]}{number:05d}",
            since=DAY,
        )
        person = Resident.objects.create(
            village=village, household_id=home.id, name=home.head_name, head=True, since=DAY
        )
        begin_stays(village.pk, [Begun(person.id, home.id, DAY)], how="roster")
        homes.append(home.id)
        people.append(person.id)
    clerk = staff_actor(7, village.pk, (Held(Role.CLERK, above=True),))
    assert clerk.kind is ActorKind.STAFF
    return Book(clerk, village, tuple(homes), tuple(people))


def household(holder_id: int, purse: str = PURSE) -> AccountRef:
    return AccountRef("household", holder_id, purse)


def resident(holder_id: int, purse: str = PURSE) -> AccountRef:
    return AccountRef("resident", holder_id, purse)


def earning(key: str, holder_id: int, points: int, day: date = DAY) -> Posting:
    return settle(key, Kind.EARNING, day, [(household(holder_id), points)])


def spending(key: str, holder_id: int, points: int, day: date = DAY) -> Posting:
    return settle(key, Kind.REDEMPTION, day, [(household(holder_id), -points)])


def rows(village_id: int) -> tuple[int, int, int, int]:
    """How many postings, entries, accounts and audit lines a village has: equal before and after
    means that nothing happened."""
    return (
        PostingRow.objects.filter(village_id=village_id).count(),
        Entry.objects.filter(village_id=village_id).count(),
        Account.objects.filter(village_id=village_id).count(),
        AuditEvent.objects.filter(village_id=village_id).count(),
    )


def balances_kept(village_id: int) -> dict[AccountRef, int]:
    """The stored balances of holders, by account."""
    kept = Account.objects.filter(village_id=village_id).exclude(holder_kind="issuer")
    return {
        AccountRef(kind, holder, purse): balance
        for kind, holder, purse, balance in kept.values_list(
            "holder_kind", "holder_id", "purse", "balance"
        )
    }


def unused_id() -> int:
    return new_id()


CODE = "claim.posted"


def booked(
    book: Book, key: str, points: int, *, who: int = 0, source_id: int | None = None
) -> Posted:
    posting = earning(key, book.households[who], points)
    if points < 0:
        posting = spending(key, book.households[who], -points)
    return post(book.clerk, posting, now=NOW, code=CODE, source_id=source_id, memo="清扫巷道 ×1")


def refused(book: Book, refusal: type[Refusal], act: Callable[[], object]) -> Refusal:
    """The act is refused, has words, and nothing has changed."""
    before = rows(book.clerk.village_id), balances_kept(book.clerk.village_id)
    with pytest.raises(refusal) as caught:
        act()
    assert (rows(book.clerk.village_id), balances_kept(book.clerk.village_id)) == before
    assert worded(caught.value).sentence
    return caught.value
