"""Every statement of the suite that touches a tenant table names its village (scale.md).

A pytest plugin (`pytest_plugins` in tests/conftest.py). It watches what the package sends, not what
a test asks for itself, and fails the test in which a statement of the package reads or writes a
tenant table without a village equality. The few questions that are rightly asked of all villages
stand in `COUNTY_WIDE` by name.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests.house.source import PACKAGE, ROOT

COUNTY_WIDE: dict[str, str] = {
    "targets/area.py:of_villages": "an area's plan: what its villages reported, one question each",
    "targets/area.py:taking_part": "an area's plan: households that take part, one sum",
    "reports/overview.py:by_village": "a township's page: one grouped figure for each village",
    "reports/year.py:_acts": "a township's year: acts by village and category, one question",
    "honors/counted.py:titles_given": "a township's year: how many titles, two questions",
}
"""`file:function` of the package → why the statement is asked of all villages."""

_TESTS = str(ROOT / "tests")
_SOURCE = str(PACKAGE)
_FOUNDATION = str(PACKAGE / "foundation")
_VILLAGE = r'"?village_id"?'
_WORD = r"(?:WHERE|SET|ON|INNER|LEFT|CROSS|JOIN|ORDER|GROUP|HAVING|LIMIT|VALUES|USING|FOR|UNION)\b"
_TABLE = re.compile(
    r'\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:ONLY\s+)?"?(\w+)"?'
    rf'(?:\s+(?:AS\s+)?(?!{_WORD})"?(\w+)"?)?',
    re.IGNORECASE,
)
_found: list[str] = []


@cache
def tenant_tables() -> frozenset[str]:
    """The tables whose primary key begins with the village."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model._meta.pk, "field_names", ("",))[0] == "village_id"
    )


@cache
def without_village(statement: str, tables: frozenset[str]) -> tuple[str, ...]:
    """The tenant tables of a statement, by their alias, for which it says no village.

    A village is said by an equality with a value or with another table's village, or by its place
    among the columns of an INSERT.
    """
    statement = re.sub(r"\s+", " ", statement)
    silent = []
    for table, given in _TABLE.findall(statement):
        if table not in tables:
            continue
        alias = given or table
        if not _says_village(statement, table, alias):
            silent.append(alias)
    return tuple(dict.fromkeys(silent))


def _says_village(statement: str, table: str, alias: str) -> bool:
    insert = re.search(rf'INTO "?{table}"? (?:AS "?\w+"? )?\(([^)]*)\)', statement, re.IGNORECASE)
    if insert:
        return bool(re.search(_VILLAGE, insert.group(1)))
    own = rf'(?:"?{alias}"?\.)?{_VILLAGE}'
    other = rf'"?{alias}"?\.{_VILLAGE}'
    equality = rf"(?<![\w.])(?<!\")\(?{own}\)? ?= ?|= ?\(?{other}\)?"
    return bool(re.search(equality, statement, re.IGNORECASE))


def _sender() -> str | None:
    """`file:function` of the package that sent the statement; None where a test did it itself."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_SOURCE) and not name.startswith(_FOUNDATION):
            file = Path(name).relative_to(PACKAGE).as_posix()
            return None if "migrations" in file else f"{file}:{frame.f_code.co_name}"
        if name.startswith(_TESTS) and not name.endswith("statements.py"):
            return None
        frame = frame.f_back  # type: ignore[assignment]  # None is where the walk ends
    return None


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    silent = without_village(str(sql), tenant_tables())
    if silent:
        sender = _sender()
        if sender is not None and sender not in COUNTY_WIDE:
            _found.append(f"{sender} names no village for {', '.join(silent)}:\n    {sql}")
    return execute(sql, params, many, context)


def _on_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def pytest_configure(config: pytest.Config) -> None:
    connection_created.connect(_on_connection, dispatch_uid="statements")


def heard() -> list[str]:
    """What was found since the test began."""
    return list(dict.fromkeys(_found))


def forget() -> None:
    _found.clear()


@pytest.fixture(autouse=True)
def _every_statement_names_its_village() -> Iterator[None]:
    forget()
    yield
    if heard():
        pytest.fail("\n".join(heard()), pytrace=False)
