"""Rows written once: refused by the model, and by the database itself after all migrations."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from jishan.foundation.append_only import AppendOnly, WrittenOnce
from jishan.foundation.tenancy import VillageRow
from jishan.orgs.models import Organization
from tests.house.rows import any_row

GUARDED = [
    model
    for model in apps.get_models()
    if issubclass(model, AppendOnly) and issubclass(model, VillageRow)
]
each_guarded = pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.label)


def test_the_book_the_board_and_the_log_are_written_once() -> None:
    labels = {model._meta.label for model in GUARDED}
    assert labels >= {
        "ledger.Posting",
        "ledger.Entry",
        "notices.Notice",
        "notices.NoticeRow",
        "orgs.AuditEvent",
        "claims.Decision",
        "shop.StockMovement",
        "honors.Ranking",
        "honors.ConferredTitle",
    }
    others = [m for m in apps.get_models() if issubclass(m, AppendOnly) and m not in GUARDED]
    assert others == [], "an append-only table is a tenant table, and tried below"


@pytest.fixture
def village_id(db: None) -> int:
    return Organization.objects.create(name="桃源村", code="t", path="/t/", level="village").pk


@each_guarded
def test_the_model_refuses(model: type[VillageRow], village_id: int) -> None:
    row = any_row(model, village_id)
    for step in (row.save, row.delete, model._default_manager.all().delete):
        with pytest.raises(WrittenOnce):
            step()
    with pytest.raises(WrittenOnce):
        model._default_manager.filter(village_id=row.village_id).update(id=1)


@each_guarded
def test_the_database_refuses(model: type[VillageRow], village_id: int) -> None:
    row = any_row(model, village_id)
    table = model._meta.db_table
    statements = [f"UPDATE {table} SET village_id = village_id", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":  # SQLite has no such statement
        statements.append(f"TRUNCATE {table} CASCADE")
        with connection.cursor() as cursor:  # deferred keys of the new row would refuse first
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert list(model._default_manager.values_list("id", flat=True)) == [row.id]
