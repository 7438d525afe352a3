"""The guards of the book, each by itself (house.md 6.3): model, CHECK, unique key, triggers."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from jishan.foundation.append_only import WrittenOnce
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import post, reverse_posting
from jishan.ledger.models import Account, Entry
from jishan.ledger.models import Posting as PostingRow
from tests.departments.book import DAY, NOW, Book, earning, found_book, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Book:
    found = found_book()
    post(found.clerk, earning("in", found.households[0], 300), now=NOW, code="claim.posted")
    return found


@pytest.mark.parametrize("model", [PostingRow, Entry])
def test_the_model_refuses_to_save_again_update_or_delete(
    book: Book, model: type[PostingRow] | type[Entry]
) -> None:
    row = model.objects.filter(village_id=book.village.pk).first()
    assert row is not None
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(WrittenOnce):
        row.delete()
    with pytest.raises(WrittenOnce):
        model.objects.all().update(day=DAY)
    with pytest.raises(WrittenOnce):
        model.objects.all().delete()


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_entry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET day = '2020-01-01'", "DELETE FROM {}"])
def test_the_database_refuses_update_and_delete(book: Book, table: str, statement: str) -> None:
    before = rows(book.village.pk)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert rows(book.village.pk) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
def test_the_database_refuses_truncate(book: Book) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE ledger_entry CASCADE")
    assert rows(book.village.pk) == (1, 2, 2, 1)


def test_the_database_refuses_a_balance_below_its_floor(book: Book) -> None:
    accounts = Account.objects.filter(village_id=book.village.pk, holder_kind="household")
    with pytest.raises(IntegrityError, match="account_floor"), transaction.atomic():
        accounts.update(balance=-1)
    assert accounts.get().balance == 300


def test_the_database_refuses_a_second_posting_of_a_key(book: Book) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingRow.objects.create(
            village_id=book.village.pk, key="in", kind="earning", day=DAY, at=NOW
        )
    assert rows(book.village.pk) == (1, 2, 2, 1)


def test_the_database_refuses_a_second_reversal(book: Book) -> None:
    first = PostingRow.objects.get(village_id=book.village.pk)
    reverse_posting(book.clerk, first.id, key="undo", day=DAY, now=NOW, code="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingRow.objects.create(
            village_id=book.village.pk,
            key="undo again",
            kind="earning",
            day=DAY,
            at=NOW,
            reverses_id=first.id,
        )
    assert PostingRow.objects.filter(reverses_id=first.id).count() == 1


def _entry(book: Book, **changed: int) -> Entry:
    entry = Entry.objects.filter(village_id=book.village.pk).order_by("points").first()
    assert entry is not None
    copied = {
        "village_id": entry.village_id,
        "posting_id": entry.posting_id,
        "account_id": entry.account_id,
        "points": entry.points,
        "kind": entry.kind,
        "day": entry.day,
    }
    return Entry(**(copied | changed))


def test_the_database_refuses_an_entry_of_zero(book: Book) -> None:
    with pytest.raises(IntegrityError, match="entry_not_zero"), transaction.atomic():
        _entry(book, points=0).save()


@pytest.mark.parametrize("column", ["posting_id", "account_id"])
def test_the_database_refuses_an_entry_of_another_village(book: Book, column: str) -> None:
    other = found_book("liushu")
    post(other.clerk, earning("in", other.households[0], 300), now=NOW, code="claim.posted")
    theirs = Entry.objects.filter(village_id=other.village.pk).values_list(column, flat=True)[0]
    for row_id in (theirs, new_id()):
        with pytest.raises(IntegrityError), transaction.atomic():
            _entry(book, **{column: row_id}).save()
    assert Entry.objects.filter(village_id=book.village.pk).count() == 2
