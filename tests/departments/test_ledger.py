"""Writing the book: what is written, what is refused, and that a refusal leaves nothing behind."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jishan.core.errors import NotFound
from jishan.core.ledger import Kind, settle
from jishan.entrance.words import worded
from jishan.ledger.actions import (
    AlreadyReversed,
    Draft,
    KeyTaken,
    NotEnoughPoints,
    Posted,
    ReversalNotReversed,
    post,
    post_many,
    reverse_posting,
)
from jishan.ledger.models import Account, Entry
from jishan.ledger.models import Posting as PostingRow
from jishan.orgs.models import AuditEvent
from tests.departments.book import (
    CODE,
    DAY,
    NOW,
    PURSE,
    Book,
    balances_kept,
    booked,
    earning,
    found_book,
    household,
    refused,
    resident,
    rows,
    unused_id,
)

pytestmark = pytest.mark.django_db


def test_post_writes_posting_entries_balance_and_one_audit_line(book: Book) -> None:
    posted = booked(book, "claim 7", 300, source_id=77)

    row = PostingRow.objects.get(village_id=book.village.pk)
    assert (posted.id, posted.key, posted.repeated) == (row.id, "claim 7", False)
    assert (row.kind, row.day, row.at) == ("earning", DAY, NOW)
    assert (row.reverses_id, row.source_id, row.memo) == (None, 77, "清扫巷道 ×1")
    entries = Entry.objects.filter(village_id=book.village.pk).order_by("-points")
    assert list(entries.values_list("account__holder_kind", "points", "kind", "day")) == [
        ("household", 300, "earning", DAY),
        ("issuer", -300, "earning", DAY),
    ]
    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}
    line = AuditEvent.objects.get(village_id=book.village.pk)
    assert (line.code, line.object_id, line.actor_id, line.at) == (CODE, 77, 7, NOW)
    assert (line.actor_kind, line.facts) == (
        "staff",
        {"posting": posted.id, "points": {PURSE: 300}},
    )


def test_the_issuer_row_is_never_moved(book: Book) -> None:
    booked(book, "one", 300)
    booked(book, "two", -100)
    assert Account.objects.get(holder_kind="issuer").balance == 0


def test_an_account_is_opened_with_the_floor_of_its_purse(book: Book) -> None:
    post(
        book.clerk,
        settle("debt", Kind.DEDUCTION, DAY, [(resident(book.residents[1], "honor"), -500)]),
        now=NOW,
        code=CODE,
        floors={"honor": None},
    )
    post(
        book.clerk,
        settle("deep", Kind.DEDUCTION, DAY, [(household(book.households[1], "green"), -500)]),
        now=NOW,
        code=CODE,
        floors={"green": -500},
    )
    kept = Account.objects.exclude(holder_kind="issuer").order_by("purse")
    assert list(kept.values_list("holder_id", "household_id", "purse", "floor", "balance")) == [
        (book.households[1], book.households[1], "green", -500, -500),
        (book.residents[1], book.households[1], "honor", None, -500),
    ]
    assert set(Account.objects.filter(holder_kind="issuer").values_list("floor")) == {(None,)}


def test_the_same_key_returns_the_first_posting(book: Book) -> None:
    first = booked(book, "claim 7", 300, source_id=1)
    before = rows(book.village.pk)

    again = booked(book, "claim 7", 300, source_id=2)

    assert (again.id, again.key, again.repeated) == (first.id, "claim 7", True)
    assert rows(book.village.pk) == before
    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}


def test_a_repeated_spending_of_everything_is_no_overspend(book: Book) -> None:
    booked(book, "in", 300)
    first = booked(book, "out", -300)
    assert booked(book, "out", -300) == Posted(first.id, "out", repeated=True)


def test_the_same_key_for_something_else_is_refused(book: Book) -> None:
    booked(book, "claim 7", 300)
    other_day = earning("claim 7", book.households[0], 300, DAY + timedelta(days=1))
    for act in (
        lambda: booked(book, "claim 7", 200),
        lambda: booked(book, "claim 7", 300, who=1),
        lambda: post(book.clerk, other_day, now=NOW, code=CODE),
    ):
        assert refused(book, KeyTaken, act).code == "ledger.key_taken"


def test_a_key_belongs_to_its_village(book: Book) -> None:
    other = found_book("liushu")
    first, second = booked(book, "claim 7", 300), booked(other, "claim 7", 300)
    assert first.id != second.id
    assert (first.repeated, second.repeated) == (False, False)


def test_an_overspend_is_refused_with_its_figures(book: Book) -> None:
    booked(book, "in", 300)
    refusal = refused(book, NotEnoughPoints, lambda: booked(book, "out", -301))
    assert refusal.facts == {"balance_points": 300, "wanted_points": 301, "kept_points": 0}
    assert worded(refusal).sentence == (
        "积分不够：现在有 3 分，这一笔要扣 3.01 分，账上至少要留 0 分。什么都没有记。"
    )


def test_an_overspend_of_an_account_not_yet_opened_opens_none(book: Book) -> None:
    refusal = refused(book, NotEnoughPoints, lambda: booked(book, "out", -1))
    assert refusal.facts == {"balance_points": 0, "wanted_points": 1, "kept_points": 0}


def test_a_refusal_leaves_the_step_that_called_it_usable(book: Book) -> None:
    with transaction.atomic():
        with pytest.raises(NotEnoughPoints):
            booked(book, "out", -1)
        booked(book, "in", 300)
    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}


def test_a_holder_of_another_village_is_not_found(book: Book) -> None:
    other = found_book("liushu")
    for account in (household(other.households[0]), resident(other.residents[0])):
        posting = settle("key", Kind.EARNING, DAY, [(account, 100)])
        refused(book, NotFound, partial(post, book.clerk, posting, now=NOW, code=CODE))


def test_a_transfer_moves_points_between_holders(book: Book) -> None:
    booked(book, "in", 300)
    one, two = household(book.households[0]), household(book.households[1])
    split = settle("split", Kind.TRANSFER, DAY, [(one, -120), (two, 120)])
    post(book.clerk, split, now=NOW, code="household.split")
    assert balances_kept(book.village.pk) == {one: 180, two: 120}


def test_a_memo_is_cut_where_the_column_ends(book: Book) -> None:
    posting = earning("key", book.households[0], 100)
    post(book.clerk, posting, now=NOW, code=CODE, memo="扫" * 200)
    post_many(
        book.clerk,
        [Draft(earning("key 2", book.households[0], 100), None, "扫" * 200)],
        now=NOW,
        code=CODE,
    )
    assert set(PostingRow.objects.values_list("memo", flat=True)) == {"扫" * 120}


def test_a_key_too_long_is_a_defect_of_the_caller(book: Book) -> None:
    with pytest.raises(AssertionError, match="64 characters"):
        booked(book, "k" * 65, 100)


def test_reverse_posting_restores_the_balance_under_the_same_kind(book: Book) -> None:
    earned = booked(book, "in", 300, source_id=77)
    spent = booked(book, "out", -100)
    before = rows(book.village.pk)

    undone = reverse_posting(
        book.clerk, spent.id, key="undo out", day=DAY, now=NOW, code="redemption.cancelled"
    )

    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}
    row = PostingRow.objects.get(village_id=book.village.pk, id=undone.id)
    assert (row.reverses_id, row.kind, row.key) == (spent.id, "redemption", "undo out")
    assert rows(book.village.pk) == (before[0] + 1, before[1] + 2, before[2], before[3] + 1)
    reverse_posting(book.clerk, earned.id, key="undo in", day=DAY, now=NOW, code="claim.reversed")
    assert PostingRow.objects.get(key="undo in").source_id == 77
    assert balances_kept(book.village.pk) == {household(book.households[0]): 0}


def test_a_posting_is_reversed_once(book: Book) -> None:
    earned = booked(book, "in", 300)
    first = reverse_posting(book.clerk, earned.id, key="undo", day=DAY, now=NOW, code=CODE)

    later = DAY + timedelta(days=1)
    again = reverse_posting(book.clerk, earned.id, key="undo", day=later, now=NOW, code=CODE)

    assert again == Posted(first.id, "undo", repeated=True)
    refusal = refused(
        book,
        AlreadyReversed,
        lambda: reverse_posting(book.clerk, earned.id, key="more", day=DAY, now=NOW, code=CODE),
    )
    assert refusal.code == "ledger.already_reversed"


def test_a_reversal_is_not_reversed(book: Book) -> None:
    earned = booked(book, "in", 300)
    undone = reverse_posting(book.clerk, earned.id, key="undo", day=DAY, now=NOW, code=CODE)
    refusal = refused(
        book,
        ReversalNotReversed,
        lambda: reverse_posting(book.clerk, undone.id, key="redo", day=DAY, now=NOW, code=CODE),
    )
    assert refusal.code == "ledger.reversal_not_reversed"


def test_a_reversal_may_not_take_a_key_that_is_taken(book: Book) -> None:
    earned = booked(book, "in", 300)
    booked(book, "other", 100)
    for key in ("in", "other"):
        refused(
            book,
            KeyTaken,
            partial(reverse_posting, book.clerk, earned.id, key=key, day=DAY, now=NOW, code=CODE),
        )


def test_points_that_were_spent_cannot_be_taken_back(book: Book) -> None:
    earned = booked(book, "in", 300)
    booked(book, "out", -100)
    refusal = refused(
        book,
        NotEnoughPoints,
        lambda: reverse_posting(book.clerk, earned.id, key="undo", day=DAY, now=NOW, code=CODE),
    )
    assert refusal.facts == {"balance_points": 200, "wanted_points": 300, "kept_points": 0}


def test_a_posting_of_another_village_is_not_found(book: Book) -> None:
    other = found_book("liushu")
    theirs = booked(other, "in", 300)
    for posting_id in (theirs.id, unused_id()):
        refused(
            book,
            NotFound,
            partial(
                reverse_posting, book.clerk, posting_id, key="undo", day=DAY, now=NOW, code=CODE
            ),
        )


def test_one_posting_is_one_statement_on_postgresql_and_five_on_sqlite(book: Book) -> None:
    booked(book, "in", 300)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        booked(book, "more", 300)
    assert len(caught) == (1 if connection.vendor == "postgresql" else 5)
