"""Village-keyed tables: composite keys and foreign keys that carry the village (scale.md)."""

import secrets
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models.constraints import BaseConstraint

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01
_LOW_BITS = 21
_lock = threading.Lock()
_last_id = 0


def new_id() -> int:
    """A time-ordered 63-bit number made before the insert, so that no table needs an identity.

    42 bits of milliseconds, then 21 bits that start at random and count within a millisecond.
    """
    return new_ids(1).start


def new_ids(count: int) -> range:
    """So many of them, one after the other: for whoever writes many rows."""
    global _last_id
    with _lock:
        now_ms = time.time_ns() // 1_000_000 - _EPOCH_MS
        first = _last_id + 1
        if now_ms > _last_id >> _LOW_BITS:
            first = (now_ms << _LOW_BITS) | secrets.randbelow(1 << (_LOW_BITS - 1))
        _last_id = first + count - 1
        return range(first, first + count)


class VillageRow(models.Model):
    """A tenant row: it belongs to one village for ever, and its key says so.

    `GROUP_PATH` and `HOUSEHOLD_PATH` are the lookups by which `reach` finds the villager group
    and the household that the row belongs to; None means that no part of the village owns it.
    Several group paths: the row belongs to the group that any of them names.
    """

    GROUP_PATH: ClassVar[str | tuple[str, ...] | None] = None
    HOUSEHOLD_PATH: ClassVar[str | None] = None

    pk = models.CompositePrimaryKey("village_id", "id")
    village = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    id = models.BigIntegerField(default=new_id)

    class Meta:
        abstract = True


if TYPE_CHECKING:  # generic in the stubs, not at run time
    _ForeignObject = models.ForeignObject[Any, Any]
else:
    _ForeignObject = models.ForeignObject


class VillageLink(_ForeignObject):
    """The ORM side of a foreign key between tenant rows: (village_id, x_id) → (village_id, id).

    The database side is a `VillageKey` constraint of the same column; `id_field` names the
    column, a `BigIntegerField` of the row.
    """

    db_constraint = False  # asked when a migration on SQLite goes backwards

    def __init__(self, to: str, id_field: str, **kwargs: Any) -> None:
        self.id_field = id_field
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs["from_fields"] = ["village_id", id_field]
        kwargs["to_fields"] = ["village_id", "id"]
        super().__init__(to, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["from_fields"], kwargs["to_fields"]
        kwargs["id_field"] = self.id_field
        return name, path, args, kwargs


class VillageKey(BaseConstraint):
    """FOREIGN KEY (village_id, column) REFERENCES table (village_id, id), checked at once."""

    def __init__(self, *, column: str, to: str, name: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.to = to

    def _clause(self, editor: BaseDatabaseSchemaEditor) -> str:
        quote = editor.quote_name
        target = self.to.lower().replace(".", "_")  # no registry: SQLite rebuilds a table alone
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('village_id')}, "
            f"{quote(self.column)}) REFERENCES {quote(target)} "
            f"({quote('village_id')}, {quote('id')})"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return self._clause(schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        clause = self._clause(schema_editor)
        return Statement(f"ALTER TABLE {table} ADD {clause}")

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        return Statement(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it at the statement."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VillageKey) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to": self.to}
