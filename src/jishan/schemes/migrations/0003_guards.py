"""Written once: meetings, feedback, reviews. Frozen once discussed: the document of a version.

SQLite drops a table's triggers when a migration rebuilds it, so a migration that alters
`SchemeVersion` raises this trigger anew; a test tries it after all migrations.
"""

from typing import Any

from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly

TABLE = "schemes_schemeversion"
_FUNCTION = """
CREATE OR REPLACE FUNCTION jishan_frozen_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (
    NEW.document IS DISTINCT FROM OLD.document OR NEW.digest <> OLD.digest
  ) THEN
    RAISE EXCEPTION 'frozen: the document of version %', OLD.id USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
"""
RAISE = {
    "postgresql": (
        _FUNCTION,
        f"CREATE TRIGGER document_frozen BEFORE UPDATE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION jishan_frozen_document()",
    ),
    "sqlite": (
        f"CREATE TRIGGER {TABLE}_document BEFORE UPDATE OF document, digest ON {TABLE} "
        "WHEN OLD.state <> 'draft' "
        "AND (NEW.document IS NOT OLD.document OR NEW.digest <> OLD.digest) "
        "BEGIN SELECT RAISE(ABORT, 'frozen: the document of a scheme version'); END",
    ),
}
LOWER = {
    "postgresql": (f"DROP TRIGGER IF EXISTS document_frozen ON {TABLE}",),
    "sqlite": (f"DROP TRIGGER IF EXISTS {TABLE}_document",),
}


def freeze(apps: Any, editor: Any) -> None:
    for statement in RAISE[editor.connection.vendor]:
        editor.execute(statement, params=None)


def thaw(apps: Any, editor: Any) -> None:
    for statement in LOWER[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("schemes", "0002_discussion_review")]

    operations = [
        migrations.RunPython(freeze, thaw),
        GuardAppendOnly("Discussion"),
        GuardAppendOnly("Feedback"),
        GuardAppendOnly("Review"),
    ]
