"""One row of any tenant table, with the rows that it must point at: for tests of the tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from jishan.foundation.tenancy import VillageKey, VillageRow, new_id

_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_SAMPLES: list[tuple[type[models.Field[Any, Any]], Callable[[], Any]]] = [
    (models.BooleanField, lambda: True),
    (models.DateTimeField, lambda: _AT),
    (models.DateField, lambda: date(2026, 3, 2)),
    (models.PositiveSmallIntegerField, lambda: 1),
    (models.IntegerField, lambda: 1),
    (models.JSONField, dict),
]


def any_row(model: type[VillageRow], village_id: int) -> VillageRow:
    """Insert a row with the least that the table accepts."""
    values: dict[str, Any] = {"village_id": village_id}
    owned = any(one.name.endswith("_one_owner") for one in model._meta.constraints)
    for constraint in model._meta.constraints:
        if not isinstance(constraint, VillageKey):
            continue
        owner = owned and constraint.column == "household_id"
        if owner or not _field(model, constraint.column).null:
            target = apps.get_model(constraint.to)
            assert issubclass(target, VillageRow), "a village key points at a tenant row"
            values[constraint.column] = any_row(target, village_id).id
    for field in model._meta.local_concrete_fields:
        if field.name not in {"village", "id", "pk", *values} and not field.has_default():
            values.setdefault(field.attname, _sample(field))
    return model._default_manager.create(**values)


def _field(model: type[models.Model], column: str) -> models.Field[Any, Any]:
    return next(field for field in model._meta.local_concrete_fields if field.column == column)


def _reference(model: type[models.Model]) -> int:
    """A row of a reference table, with the least that it accepts."""
    fields = model._meta.local_concrete_fields
    wanted = [field for field in fields if not field.primary_key and not field.has_default()]
    made: int = model._default_manager.create(**{one.attname: _sample(one) for one in wanted}).pk
    return made


def _sample(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    if isinstance(field, models.ForeignKey):
        return _reference(field.remote_field.model)
    for kind, value in _SAMPLES:
        if isinstance(field, kind):
            return value()
    assert isinstance(field, models.CharField | models.TextField), field
    return f"{new_id():x}"[-(field.max_length or 40) :]
