"""Many at once: one key is one posting, a balance is spent exactly once, nobody waits for ever."""

from functools import partial

import pytest
from django.db import connection, transaction

from jishan.core.ledger import Kind, Posting, settle
from jishan.ledger.actions import (
    AlreadyReversed,
    Draft,
    KeyTaken,
    NotEnoughPoints,
    Posted,
    post,
    post_many,
    reverse_posting,
)
from jishan.ledger.check import prove
from jishan.ledger.models import Account
from tests.departments.book import (
    DAY,
    NOW,
    Book,
    balances_kept,
    earning,
    found_book,
    household,
    rows,
    spending,
)
from tests.races.racing import together

pytestmark = pytest.mark.usefixtures("racing_db")
CODE = "claim.posted"


def _post(book: Book, posting: Posting) -> Posted:
    return post(book.clerk, posting, now=NOW, code=CODE)


def _sound(book: Book) -> None:
    assert prove(book.village.pk).differences == ()


def test_one_key_by_eight_threads_is_one_posting() -> None:
    book = found_book()
    posting = earning("claim 7", book.households[0], 300)

    answers = together([partial(_post, book, posting)] * 8)

    posted = [answer for answer in answers if isinstance(answer, Posted)]
    assert len(posted) == 8
    assert len({answer.id for answer in posted}) == 1
    assert sorted(answer.repeated for answer in posted) == [False] + [True] * 7
    assert rows(book.village.pk) == (1, 2, 2, 1)
    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}
    _sound(book)


def test_one_key_for_eight_things_is_one_posting_and_seven_refusals() -> None:
    book = found_book(households=8)
    answers = together(
        [partial(_post, book, earning("claim 7", home, 300)) for home in book.households]
    )
    assert sum(isinstance(answer, KeyTaken) for answer in answers) == 7
    assert rows(book.village.pk)[0] == 1
    _sound(book)


def test_eight_overspends_take_exactly_what_fits() -> None:
    book = found_book()
    home = book.households[0]
    _post(book, earning("in", home, 1000))

    answers = together([partial(_post, book, spending(f"out {n}", home, 300)) for n in range(8)])

    assert sum(isinstance(answer, Posted) for answer in answers) == 3
    refusals = [answer for answer in answers if isinstance(answer, NotEnoughPoints)]
    assert len(refusals) == 5
    assert all(
        refusal.facts == {"balance_points": 100, "wanted_points": 300, "kept_points": 0}
        for refusal in refusals
    )
    assert balances_kept(book.village.pk) == {household(home): 100}
    assert rows(book.village.pk) == (4, 8, 2, 4)
    _sound(book)


def test_crossing_accounts_do_not_lock_each_other_out() -> None:
    book = found_book()
    one, two, _ = (household(home) for home in book.households)
    for number, home in enumerate(book.households):
        _post(book, earning(f"in {number}", home, 10_000))

    def to_and_fro(thread: int) -> int:
        giver, taker = (one, two) if thread % 2 else (two, one)
        for number in range(10):
            key = f"move {thread} {number}"
            _post(book, settle(key, Kind.TRANSFER, DAY, [(giver, -10), (taker, 10)]))
        return thread

    assert together([partial(to_and_fro, thread) for thread in range(8)]) == list(range(8))
    assert balances_kept(book.village.pk) == {household(h): 10_000 for h in book.households}
    _sound(book)


def test_crossing_bulk_steps_do_not_lock_each_other_out() -> None:
    book = found_book(households=20)

    def month(thread: int) -> list[Posted]:
        homes = book.households if thread % 2 else book.households[::-1]
        drafts = [Draft(earning(f"{thread} {home}", home, 100)) for home in homes]
        return post_many(book.clerk, drafts, now=NOW, code=CODE)

    answers = together([partial(month, thread) for thread in range(4)])

    assert all(isinstance(answer, list) for answer in answers)
    assert set(balances_kept(book.village.pk).values()) == {400}
    assert rows(book.village.pk) == (80, 160, 21, 80)
    _sound(book)


def test_the_same_month_posted_at_once_is_posted_once() -> None:
    book = found_book(households=10)
    drafts = [Draft(earning(f"month {home}", home, 100)) for home in book.households]

    def month() -> int:
        posted = post_many(book.clerk, drafts, now=NOW, code=CODE)
        return sum(not answer.repeated for answer in posted)

    answers = together([month] * 4)

    assert sorted(str(answer) for answer in answers) == ["0", "0", "0", "10"]
    assert rows(book.village.pk) == (10, 20, 11, 10)
    _sound(book)


def test_a_posting_is_reversed_once_whoever_presses() -> None:
    book = found_book()
    posted = _post(book, earning("in", book.households[0], 300))
    reversals = [
        partial(
            reverse_posting, book.clerk, posted.id, key=key, day=DAY, now=NOW, code="claim.reversed"
        )
        for key in ["undo", "undo", "undo", "other"] * 2
    ]
    answers = together(reversals)
    done = [answer for answer in answers if isinstance(answer, Posted)]
    assert len({answer.id for answer in done}) == 1
    assert sum(not answer.repeated for answer in done) == 1
    assert all(isinstance(a, AlreadyReversed) for a in answers if not isinstance(a, Posted))
    assert balances_kept(book.village.pk) == {household(book.households[0]): 0}
    _sound(book)


def test_an_account_is_opened_once() -> None:
    book = found_book(households=2)
    homes = book.households
    answers = together([partial(_post, book, earning(f"{n}", homes[n % 2], 100)) for n in range(8)])
    assert all(isinstance(answer, Posted) for answer in answers)
    assert Account.objects.filter(village_id=book.village.pk).count() == 3
    assert set(balances_kept(book.village.pk).values()) == {400}
    _sound(book)


def test_a_step_that_fails_later_takes_its_posting_back() -> None:
    book = found_book()
    home = book.households[0]
    _post(book, earning("in", home, 1000))

    def half_a_step() -> Posted:
        with transaction.atomic():
            _post(book, spending("half", home, 600))
            raise KeyTaken(key="half")

    def whole_step() -> Posted:
        return _post(book, spending("whole", home, 1000))

    half, whole = together([half_a_step, whole_step])

    assert isinstance(half, KeyTaken | NotEnoughPoints)
    assert isinstance(whole, Posted)
    assert balances_kept(book.village.pk) == {household(home): 0}
    _sound(book)


def test_the_guards_stand_while_threads_race() -> None:
    found_book()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgrelid::regclass || '_' || tgname FROM pg_trigger")
        names = {row[0] for row in cursor.fetchall()}
    wanted = ("update", "delete") if connection.vendor == "sqlite" else ("written_once",)
    for table in ("ledger_posting", "ledger_entry", "orgs_auditevent"):
        assert {f"{table}_{verb}" for verb in wanted} <= names
