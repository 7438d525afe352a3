"""The watch over statements (`statements.py`) sees what it must, and nothing else."""

import pytest

from jishan.claims.models import Claim
from tests.house import statements
from tests.house.source import PACKAGE, tree
from tests.house.statements import COUNTY_WIDE, tenant_tables, without_village

TABLES = frozenset({"claims_claim", "registry_household", "ledger_entry"})

NAMED = {
    "one village": 'SELECT "claims_claim"."id" FROM "claims_claim" WHERE '
    '("claims_claim"."village_id" = %s AND "claims_claim"."id" = %s)',
    "joined by village": 'SELECT 1 FROM "claims_claim" INNER JOIN "registry_household" ON '
    '("claims_claim"."village_id" = "registry_household"."village_id" AND '
    '"claims_claim"."household_id" = "registry_household"."id") '
    'WHERE "claims_claim"."village_id" = %s',
    "subquery of the same village": 'SELECT 1 FROM "claims_claim" WHERE EXISTS(SELECT 1 AS "a" '
    'FROM "ledger_entry" U0 WHERE U0."village_id" = ("claims_claim"."village_id")) '
    'AND "claims_claim"."village_id" = %s',
    "update": 'UPDATE "claims_claim" SET "state" = %s WHERE "claims_claim"."village_id" = %s',
    "raw": "SELECT sum(points) FROM ledger_entry WHERE village_id = ? AND kind = 'earning'",
    "raw with alias": "SELECT e.points FROM ledger_entry e WHERE e.village_id = %s",
    "insert": 'INSERT INTO "ledger_entry" ("village_id", "id", "points") VALUES (%s, %s, %s)',
    "delete": 'DELETE FROM "claims_claim" WHERE ("claims_claim"."village_id" = %s)',
    "no tenant": 'SELECT * FROM "orgs_organization"',
}
SILENT = {
    'SELECT * FROM "claims_claim" WHERE "claims_claim"."id" = %s': ("claims_claim",),
    'UPDATE "claims_claim" SET "state" = %s WHERE "claims_claim"."id" IN (1, 2)': ("claims_claim",),
    'SELECT 1 FROM "claims_claim" WHERE "claims_claim"."village_id" IN (%s, %s)': ("claims_claim",),
    'SELECT 1 FROM "claims_claim" INNER JOIN "registry_household" ON '
    '("claims_claim"."household_id" = "registry_household"."id") '
    'WHERE "claims_claim"."village_id" = %s': ("registry_household",),
    "SELECT e.points FROM ledger_entry e, orgs_counter c WHERE c.village_id = %s": ("e",),
    'INSERT INTO "ledger_entry" ("id", "points") VALUES (%s, %s)': ("ledger_entry",),
}


@pytest.mark.parametrize("statement", NAMED.values(), ids=NAMED)
def test_a_statement_that_says_its_village_passes(statement: str) -> None:
    assert without_village(statement, TABLES) == ()


@pytest.mark.parametrize(("statement", "silent"), SILENT.items())
def test_a_statement_that_says_no_village_is_found(statement: str, silent: tuple[str, ...]) -> None:
    assert without_village(statement, TABLES) == silent


def test_the_tenant_tables_are_those_keyed_by_village() -> None:
    assert {"claims_claim", "ledger_entry", "orgs_auditevent", "orgs_counter"} <= tenant_tables()
    assert not {"orgs_organization", "orgs_user", "registry_publiccode"} & tenant_tables()


def test_county_wide_questions_exist_and_say_why() -> None:
    for name, reason in COUNTY_WIDE.items():
        file, function = name.split(":")
        functions = {getattr(node, "name", "") for node in tree(PACKAGE / file).body}
        assert function in functions, name
        assert len(reason) > 20, name


def test_the_watch_hears_the_package_and_not_the_test(db: None) -> None:
    asked_here = list(Claim.objects.all())
    assert asked_here == []
    assert statements.heard() == []

    code = "def every_claim(rows):\n    return list(rows)\n"
    scope: dict[str, object] = {}
    exec(compile(code, str(PACKAGE / "claims" / "queries.py"), "exec"), scope)
    every_claim = scope["every_claim"]
    assert callable(every_claim)
    assert every_claim(Claim.objects.all()) == []
    (heard,) = statements.heard()
    assert heard.startswith("claims/queries.py:every_claim names no village for claims_claim")
    statements.forget()
