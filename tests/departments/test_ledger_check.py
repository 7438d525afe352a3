"""`jishan ledger check` names whatever differs. The guards are lowered here to do the damage."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from jishan.foundation.triggers import guard_statements, lower_statements
from jishan.ledger.actions import post, reverse_posting
from jishan.ledger.models import Account
from tests.departments.book import DAY, NOW, PURSE, Book, earning, found_book, spending

pytestmark = pytest.mark.django_db
TABLES = ("ledger_posting", "ledger_entry")


@pytest.fixture
def book() -> Book:
    found = found_book()
    home = found.households[0]
    post(found.clerk, earning("in", home, 300), now=NOW, code="x")
    spent = post(found.clerk, spending("out", home, 100), now=NOW, code="x")
    reverse_posting(found.clerk, spent.id, key="undo", day=DAY, now=NOW, code="x")
    return found


def _damage(*statements: str) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in lower_statements(connection.vendor, table):
                cursor.execute(statement)
        for statement in statements:
            cursor.execute(statement)
        for table in TABLES:
            for statement in guard_statements(connection.vendor, table):
                cursor.execute(statement)


def _checked(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("ledger", "check", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_true_book_agrees(book: Book) -> None:
    assert _checked() == (0, "taoyuan村：凭证 3 张，分录 6 条，账户 2 个，全部相符。\n")


def test_one_village_or_all(book: Book) -> None:
    found_book("liushu")
    empty = "liushu村：凭证 0 张，分录 0 条，账户 0 个，全部相符。\n"
    assert _checked("--village", "liushu") == (0, empty)
    assert _checked()[1].count("全部相符") == 2


def test_an_unknown_village_is_said_in_words(book: Book) -> None:
    status, said = _checked("--village", "nowhere")
    assert status == 2
    assert "没有找到" in said
    assert "not_found" in said


OF_POSTING = "(SELECT id FROM ledger_posting WHERE key = '{}')"
HOLDER = "(SELECT id FROM ledger_account WHERE holder_kind = 'household')"
DAMAGE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "a balance that somebody changed",
        ("UPDATE ledger_account SET balance = 999 WHERE holder_kind = 'household'",),
        ("balance_wrong", "issuer_not_held"),
    ),
    (
        "an issuer that was moved",
        ("UPDATE ledger_account SET balance = 5 WHERE holder_kind = 'issuer'",),
        ("issuer_moved",),
    ),
    (
        "an entry that was changed",
        (
            f"UPDATE ledger_entry SET points = 400 WHERE account_id = {HOLDER}"
            f" AND posting_id = {OF_POSTING.format('in')}",
        ),
        ("posting_not_zero", "balance_wrong"),
    ),
    (
        "an entry that is gone",
        (f"DELETE FROM ledger_entry WHERE posting_id = {OF_POSTING.format('in')}",),
        ("posting_without_entries", "balance_wrong", "issuer_not_held"),
    ),
    (
        "an entry of another kind",
        (f"UPDATE ledger_entry SET kind = 'expiry' WHERE posting_id = {OF_POSTING.format('in')}",),
        ("entry_unlike_posting",),
    ),
    (
        "a reversal that mirrors only half",
        (
            "UPDATE ledger_entry SET points = points / 2"
            f" WHERE posting_id = {OF_POSTING.format('undo')}",
            "UPDATE ledger_account SET balance = 250 WHERE holder_kind = 'household'",
        ),
        ("reversal_no_mirror",),
    ),
)


@pytest.mark.parametrize(
    ("statements", "codes"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE]
)
def test_the_check_names(book: Book, statements: tuple[str, ...], codes: tuple[str, ...]) -> None:
    _damage(*statements)
    status, said = _checked("--json")
    (village,) = json.loads(said)
    assert status == 1
    assert (village["village"], village["postings"]) == ("taoyuan", 3)
    assert tuple(found["code"] for found in village["differences"]) == codes
    assert _checked()[0] == 1


def test_a_difference_is_a_sentence(book: Book) -> None:
    account = Account.objects.get(holder_kind="household")
    _damage("UPDATE ledger_account SET balance = 999 WHERE holder_kind = 'household'")
    assert _checked()[1].splitlines() == [
        "taoyuan村：凭证 3 张，分录 6 条，账户 2 个，有 2 处不符：",
        f"  · 账户 household {account.holder_id} 的 {PURSE}：账上写 9.99 分，按分录算是 3 分",
        f"  · {PURSE}：各户合计 9.99 分，村里发出净额 3 分，对不上",
    ]
