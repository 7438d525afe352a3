"""Reading the book: figures, pages by key, who reaches what, and a constant number of queries."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.core.access import Held, Role, staff_actor, villager_actor
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.ledger import Kind, settle
from jishan.core.points import Points
from jishan.ledger.actions import Draft, post, post_many, reverse_posting
from jishan.ledger.queries import (
    MonthSum,
    PassbookLine,
    PurseBalance,
    VillageTotals,
    balance_of,
    balances_by_household,
    balances_of_village,
    earned_by_household,
    ledger_lines,
    month_sums,
    passbook,
    village_totals,
)
from jishan.registry.models import Household
from tests.departments.book import (
    NOW,
    PURSE,
    Book,
    earning,
    found_book,
    household,
    resident,
    unused_id,
)

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 9), date(2026, 2, 27), date(2026, 3, 2)
LAST_YEAR = date(2025, 12, 31)
WHOLE_YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture
def book() -> Book:
    """One household earns, spends, loses and takes back; a member earns; a neighbour earns."""
    found = found_book()
    one, two, _ = found.households

    def write(key: str, kind: Kind, day: date, points: int, who: Any = None) -> int:
        posting = settle(key, kind, day, [(who or household(one), points)])
        done = post(found.clerk, posting, now=NOW, code="x", source_id=9, memo=f"memo {key}")
        return done.id

    write("opening", Kind.OPENING, LAST_YEAR, 1000)
    write("sweep", Kind.EARNING, JANUARY, 300)
    mistake = write("mistake", Kind.EARNING, FEBRUARY, 700)
    write("litter", Kind.DEDUCTION, FEBRUARY, -100)
    write("soap", Kind.REDEMPTION, MARCH, -500)
    write("member", Kind.EARNING, MARCH, 250, resident(found.residents[0]))
    write("honour", Kind.EARNING, MARCH, 400, household(one, "honor"))
    write("neighbour", Kind.EARNING, MARCH, 200, household(two))
    write("old", Kind.EXPIRY, MARCH, -50)
    reverse_posting(found.clerk, mistake, key="undo", day=MARCH, now=NOW, code="x")
    return found


def test_the_passbook_runs_back_from_the_balance(book: Book) -> None:
    read = passbook(book.clerk, book.households[0], day=MARCH)
    told = [(line.memo, line.kind, line.purse, line.points, line.balance) for line in read.lines]
    assert told == [
        ("", Kind.EARNING, "spend", -700, 900),
        ("memo old", Kind.EXPIRY, "spend", -50, 1600),
        ("memo honour", Kind.EARNING, "honor", 400, 400),
        ("memo member", Kind.EARNING, "spend", 250, 1650),
        ("memo soap", Kind.REDEMPTION, "spend", -500, 1400),
        ("memo litter", Kind.DEDUCTION, "spend", -100, 1900),
        ("memo mistake", Kind.EARNING, "spend", 700, 2000),
        ("memo sweep", Kind.EARNING, "spend", 300, 1300),
        ("memo opening", Kind.OPENING, "spend", 1000, 1000),
    ]
    undo, mistake = read.lines[0], read.lines[6]
    assert (undo.reverses_id, undo.reversed_by) == (mistake.posting_id, None)
    assert (mistake.reverses_id, mistake.reversed_by) == (None, undo.posting_id)
    assert (undo.source_id, mistake.source_id) == (9, 9)
    assert [line.resident_id for line in read.lines if line.resident_id] == [book.residents[0]]
    assert read.next_before_id is None
    assert read.purses == (
        PurseBalance("honor", Points(400), Points(400), Points(400)),
        PurseBalance("spend", Points(900), Points(-450), Points(450)),
    )


def test_the_passbook_pages_by_key_with_the_same_balances(book: Book) -> None:
    whole = passbook(book.clerk, book.households[0]).lines
    for limit in (1, 2, 4, 8, 9, 20):
        lines: list[PassbookLine] = []
        before_id = None
        while True:
            page = passbook(book.clerk, book.households[0], limit=limit, before_id=before_id)
            assert len(page.lines) <= limit
            lines += page.lines
            before_id = page.next_before_id
            if before_id is None:
                break
        assert tuple(lines) == whole


def test_a_new_household_has_an_empty_passbook(book: Book) -> None:
    read = passbook(book.clerk, book.households[2], day=MARCH)
    assert (read.lines, read.purses, read.next_before_id) == ((), (), None)


def test_the_passbook_is_reached_through_the_door(book: Book) -> None:
    village = book.village.pk
    own = villager_actor(book.households[0], village)
    assert len(passbook(own, book.households[0]).lines) == 9
    other = found_book("liushu")
    for actor, home in (
        (own, book.households[1]),
        (other.clerk, book.households[0]),
        (book.clerk, unused_id()),
    ):
        with pytest.raises(NotFound):
            passbook(actor, home)
    shopkeeper = staff_actor(8, village, (Held(Role.SHOPKEEPER, above=True),))
    for refused in (
        lambda: passbook(shopkeeper, book.households[0]),
        lambda: ledger_lines(shopkeeper),
        lambda: ledger_lines(own),
        lambda: balances_of_village(own),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_balances_count_the_members_in(book: Book) -> None:
    one, two, three = book.households
    village = book.village.pk
    assert [balance_of(village, home, PURSE) for home in book.households] == [900, 200, 0]
    assert balances_of_village(book.clerk, PURSE) == {one: 900, two: 200}
    assert balances_by_household(village) == {one: 1300, two: 200}
    assert three not in balances_of_village(book.clerk)
    assert balances_of_village(found_book("liushu").clerk) == {}


def test_earned_is_never_lowered_by_spending_or_expiry(book: Book) -> None:
    one, two, _ = book.households
    village = book.village.pk
    assert earned_by_household(village, purse=PURSE, **WHOLE_YEAR) == {one: 450, two: 200}
    assert earned_by_household(village, purse=None, **WHOLE_YEAR) == {one: 850, two: 200}
    assert earned_by_household(village, purse=PURSE, since=FEBRUARY, until=FEBRUARY) == {one: 600}
    assert earned_by_household(village, purse=PURSE, since=LAST_YEAR, until=LAST_YEAR) == {
        one: 1000
    }
    with CaptureQueriesContext(connection) as caught:
        earned_by_household(village, purse=PURSE, **WHOLE_YEAR)
    assert len(caught) == 1


def test_the_table_filters_totals_and_pages(book: Book) -> None:
    whole = ledger_lines(book.clerk)
    assert (whole.count, whole.credited, whole.debited) == (10, 2850, 1350)
    assert [line.memo for line in whole.lines][:3] == ["", "memo old", "memo neighbour"]
    first = whole.lines[2]
    assert (first.household_number, first.head_name, first.key) == ("002", "张丙", "neighbour")
    assert whole.lines[0].reverses_id == whole.lines[7].posting_id
    assert whole.lines[7].reversed_by == whole.lines[0].posting_id

    page = ledger_lines(book.clerk, limit=4)
    rest = ledger_lines(book.clerk, limit=20, before_id=page.next_before_id)
    assert page.lines + rest.lines == whole.lines
    assert (page.count, rest.count, rest.next_before_id) == (10, 10, None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"since": FEBRUARY, "until": FEBRUARY}, ["litter", "mistake"]),
        ({"until": LAST_YEAR}, ["opening"]),
        ({"kind": Kind.REDEMPTION}, ["soap"]),
        ({"purse": "honor"}, ["honour"]),
        ({"text": "litter"}, ["litter"]),
        ({"text": "张丙"}, ["neighbour"]),
        ({"text": " z2 "}, ["neighbour"]),
        ({"text": "002", "kind": Kind.EARNING}, ["neighbour"]),
        ({"text": "nothing like it"}, []),
    ],
)
def test_the_table_finds(book: Book, wanted: dict[str, Any], found: list[str]) -> None:
    page = ledger_lines(book.clerk, **wanted)
    assert [line.key for line in page.lines] == found
    assert page.count == len(found)


def test_the_table_of_one_household(book: Book) -> None:
    page = ledger_lines(book.clerk, household_id=book.households[1])
    assert [line.key for line in page.lines] == ["neighbour"]
    assert ledger_lines(found_book("liushu").clerk).lines == ()


def test_month_sums_for_the_board(book: Book) -> None:
    def month(number: int, purse: str, *figures: int, households: int = 1) -> MonthSum:
        earned, deducted, redeemed, expired = map(Points, figures)
        first = date(2026, number, 1)
        return MonthSum(first, purse, earned, deducted, redeemed, expired, households)

    assert month_sums(book.village.pk, **WHOLE_YEAR) == (
        month(1, PURSE, 300, 0, 0, 0),
        month(2, PURSE, 700, 100, 0, 0),
        month(3, "honor", 400, 0, 0, 0),
        month(3, PURSE, -250, 0, 500, 50, households=2),
    )
    with CaptureQueriesContext(connection) as caught:
        month_sums(book.village.pk, **WHOLE_YEAR)
    assert len(caught) == 1


def test_issued_is_held_and_redeemed_and_expired(book: Book) -> None:
    assert village_totals(book.village.pk) == (
        VillageTotals("honor", Points(400), Points(400), Points(0), Points(0)),
        VillageTotals(PURSE, Points(1650), Points(1100), Points(500), Points(50)),
    )


QUESTIONS: tuple[tuple[int, Callable[[Book], object]], ...] = (
    (5, lambda book: passbook(book.clerk, book.households[0], limit=5, day=MARCH)),
    (4, lambda book: ledger_lines(book.clerk, limit=5)),
    (1, lambda book: balance_of(book.village.pk, book.households[0], PURSE)),
    (1, lambda book: balances_of_village(book.clerk)),
    (1, lambda book: village_totals(book.village.pk)),
)


@pytest.mark.parametrize(("count", "ask"), QUESTIONS)
def test_the_number_of_queries_does_not_grow(
    book: Book, count: int, ask: Callable[[Book], object]
) -> None:
    with CaptureQueriesContext(connection) as few:
        ask(book)
    homes = book.households[:2]
    drafts = [Draft(earning(f"more {n}", homes[n % 2], 100, MARCH)) for n in range(400)]
    post_many(book.clerk, drafts, now=NOW, code="x")
    with CaptureQueriesContext(connection) as many:
        ask(book)
    assert (len(few), len(many)) == (count, count)


def test_the_rows_are_the_households_of_the_village(book: Book) -> None:
    found_book("liushu")
    assert set(balances_by_household(book.village.pk)) <= set(
        Household.objects.filter(village_id=book.village.pk).values_list("id", flat=True)
    )
