"""The database's own refusal: UPDATE and DELETE on append-only tables, SQLite and PostgreSQL.

SQLite drops a table's triggers when a migration rebuilds the table, so a migration that alters a
guarded
table ends with a new `GuardAppendOnly`; a test looks for the triggers after all migrations.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION jishan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '23514';
END $$
"""


def guard_statements(vendor: str, table: str) -> list[str]:
    """The statements that raise the guard over one table."""
    if vendor == "postgresql":
        return [
            _PG_FUNCTION,
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jishan_append_only()",
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jishan_append_only()",
        ]
    return [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def lower_statements(vendor: str, table: str) -> list[str]:
    """The statements that take the guard away: for migrations and for tests that really commit."""
    if vendor == "postgresql":
        names = "written_once", "never_emptied"
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in names]
    return [f"DROP TRIGGER IF EXISTS {table}_{verb}" for verb in ("update", "delete")]


class GuardAppendOnly(Operation):
    """Raise the guard over a model's table, whatever guard it had before.

    `again`: the first operation of a migration that alters a guarded table. Taken back it comes
    last and raises the guard once more, which the way back has lowered.
    """

    reversible = True

    def __init__(self, model_name: str, *, again: bool = False) -> None:
        self.model_name = model_name
        self.again = again

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The guard is no part of the model's state."""

    def _run(self, app_label: str, editor: Any, state: Any, *, raised: bool) -> None:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        vendor = editor.connection.vendor
        statements = lower_statements(vendor, table)
        if raised:
            statements += guard_statements(vendor, table)
        for statement in statements:
            editor.execute(statement, params=None)

    def database_forwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        self._run(app_label, editor, new, raised=True)

    def database_backwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        self._run(app_label, editor, old, raised=self.again)

    def describe(self) -> str:
        return f"Guard {self.model_name} against change"
