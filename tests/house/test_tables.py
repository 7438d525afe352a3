"""Every table keeps to scale.md: tenant rows, and what points at them, are keyed by village."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import CompositePrimaryKey, UniqueConstraint

from jishan.foundation.tenancy import VillageKey, VillageLink

REFERENCE = {
    "orgs.Organization": "the tree itself",
    "orgs.User": "looked up before the village is known",
    "orgs.Appointment": "of a user, at a place of the tree",
    "orgs.Wording": "of a place of the tree",
    "schemes.Scheme": "rules are copied to every node",
    "schemes.SchemeVersion": "rules are copied to every node",
    "schemes.ReferenceList": "a township's list is copied to every node",
    "targets.Plan": "plans are copied to every node, like rules",
    "targets.PlanVersion": "plans are copied to every node, like rules",
    "registry.PublicCode": "found without a village: distributed by its own code",
}
"""The tables that are no tenant tables, and why. A new table is a tenant table or stands here."""

NAME_MAX = 30


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("jishan.")]


def _is_tenant(model: type[models.Model]) -> bool:
    key = model._meta.pk
    return isinstance(key, CompositePrimaryKey) and key.field_names[0] == "village_id"


TENANTS = [model for model in _models() if _is_tenant(model)]
each_tenant = pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
each_model = pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)


def _links(model: type[models.Model]) -> list[VillageLink]:
    fields: list[Any] = [*model._meta.private_fields, *model._meta.local_fields]
    return [field for field in fields if isinstance(field, VillageLink)]


def _columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields if field.column]


def test_every_table_is_a_tenant_table_or_named_as_none() -> None:
    others = {model._meta.label for model in _models() if not _is_tenant(model)}
    assert others == set(REFERENCE)


@each_tenant
def test_a_tenant_table_is_unique_only_within_its_village(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            assert constraint.fields[0] == "village", constraint.name
    assert [field.name for field in model._meta.local_concrete_fields if field.unique] == []


@each_tenant
def test_the_database_knows_no_key_without_the_village(model: type[models.Model], db: None) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert _primary_key(model._meta.db_table)[0] == "village_id"
    keys = {name: row["columns"] for name, row in found.items() if row["unique"]}
    assert {name: columns for name, columns in keys.items() if "village_id" not in columns} == {}


@each_tenant
def test_a_link_between_tenant_rows_is_a_key_in_the_database(
    model: type[models.Model], db: None
) -> None:
    declared = {
        (constraint.column, constraint.to)
        for constraint in model._meta.constraints
        if isinstance(constraint, VillageKey)
    }
    linked = {(link.id_field, link.remote_field.model._meta.label) for link in _links(model)}
    assert linked <= declared
    assert _village_keys(model._meta.db_table) == {
        (column, apps.get_model(to)._meta.db_table) for column, to in declared
    }


def _primary_key(table: str) -> list[str]:
    """The columns in the order of the key, which on SQLite is not the order of the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA table_info({table})")
            return [name for place, name in sorted((row[5], row[1]) for row in cursor) if place]
        return list(connection.introspection.get_primary_key_columns(cursor, table) or [])


def _village_keys(table: str) -> set[tuple[str, str]]:
    """(column, table it points at) of the database's own foreign keys that carry the village."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA foreign_key_list({table})")
            rows = [(row[0], row[2], row[3], row[4]) for row in cursor.fetchall()]
        else:
            cursor.execute(
                "SELECT c.conname, f.relname, a.attname, b.attname FROM pg_constraint c"
                " JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid"
                " CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(mine, theirs)"
                " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.mine"
                " JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.theirs"
                " WHERE c.contype = 'f' AND t.relname = %s",
                [table],
            )
            rows = cursor.fetchall()
    keys: dict[Any, dict[str, tuple[str, str]]] = {}
    for name, target, mine, theirs in rows:
        keys.setdefault(name, {})[mine] = (target, theirs)
    return {
        (mine, target)
        for columns in keys.values()
        if columns.get("village_id", ("", ""))[1] == "village_id"
        for mine, (target, theirs) in columns.items()
        if theirs == "id"
    }


@each_tenant
def test_a_tenant_row_points_by_one_column_only_at_reference_tables(
    model: type[models.Model],
) -> None:
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey):
            target = field.remote_field.model._meta.label
            assert target in REFERENCE, field.name
            assert target != "orgs.User", f"{field.name}: an actor's id is kept without a key"


@each_model
def test_a_reference_row_points_at_no_tenant_row(model: type[models.Model]) -> None:
    if _is_tenant(model):
        return
    targets = [field.related_model for field in model._meta.get_fields() if field.many_to_one]
    assert [target for target in targets if target in TENANTS] == []


@each_model
def test_identifiers_are_short(model: type[models.Model]) -> None:
    names = [model._meta.db_table, *_columns(model)]
    names += [index.name for index in model._meta.indexes]
    names += [constraint.name for constraint in model._meta.constraints]
    assert [name for name in names if len(name) > NAME_MAX] == []


@each_model
def test_no_field_is_of_one_database_only(model: type[models.Model]) -> None:
    modules = {type(field).__module__ for field in model._meta.local_fields}
    assert {module for module in modules if "postgres" in module} == set()
    assert model._meta.local_many_to_many == []
