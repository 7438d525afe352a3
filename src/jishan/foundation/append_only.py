"""Rows written once. The database refuses as well (`triggers.py`)."""

from functools import cache
from typing import Any, NoReturn, TypeVar

from django.db import connection, models, transaction

from jishan.foundation.cursors import statement_cursor

Row = TypeVar("Row", bound=models.Model)


class WrittenOnce(TypeError):
    """A programmer tried to change or delete an append-only row: a defect, never a user's doing."""


class AppendOnlyQuerySet(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(self.model.__name__)

    def delete(self) -> NoReturn:
        raise WrittenOnce(self.model.__name__)


class AppendOnly(models.Model):
    """A row that is inserted and never touched again; a mistake is mended by another row."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One statement, the same for every row of the table; the row made its own key."""
        if not self._state.adding:
            raise WrittenOnce(type(self).__name__)
        fields = self._meta.local_concrete_fields
        values = [one.get_db_prep_save(one.pre_save(self, add=True), connection) for one in fields]
        with transaction.mark_for_rollback_on_error(connection.alias), statement_cursor() as cursor:
            cursor.execute(_insert(type(self)), values)
        self._state.adding, self._state.db = False, connection.alias

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(type(self).__name__)


@cache
def _insert(model: type[models.Model]) -> str:
    columns = [f'"{one.column}"' for one in model._meta.local_concrete_fields]
    into = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'
    return f"{into} VALUES ({', '.join(['%s'] * len(columns))})"
