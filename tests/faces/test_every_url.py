"""Every address × every role × whose row it names. A new address without a line fails here."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from jishan.demo.cast import found_cast
from tests.faces import routes
from tests.faces.routes import CARDS, EVERYBODY, IN_TAOYUAN, Line
from tests.faces.world import World

LINES: dict[str, Line] = {}
for _module in iter_modules(routes.__path__):
    _lines = import_module(f"{routes.__name__}.{_module.name}").LINES
    assert not _lines.keys() & LINES.keys(), "one address, one line"
    LINES |= _lines

REACHES = {
    "own": IN_TAOYUAN,
    "household": IN_TAOYUAN,
    "village": frozenset({"outsider", "township", "county"}),
    "township": frozenset({"other_township", "county"}),
}
"""Who has a post that reaches the village an address names, by scope (rows of another village are
asked for under 桃源村's own address, so there `own` counts)."""


def _names(patterns: list[Any]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= _names(pattern.url_patterns)
        else:
            assert isinstance(pattern, URLPattern)
            assert pattern.name, f"an address has a name: {pattern.pattern}"
            found.add(pattern.name)
    return found


def test_the_table_is_complete() -> None:
    assert _names(get_resolver().url_patterns) == set(LINES)


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


def _expected(line: Line, scope: str, role: str, village: str) -> int:
    allowed = line.by_scope.get(scope, line.allowed)
    if line.door == "public" or role in allowed:
        return line.ok
    if line.door == "card":
        return 404 if role in CARDS else 302
    if role == "nobody" or role in CARDS:
        return 302
    if role in line.hidden.get(scope, frozenset()):
        return 404
    reaches = REACHES[{"liushu": "village", "songping": "township"}.get(village, "own")]
    return 403 if role in reaches else 404


def _ask(client: Client, line: Line, address: str, world: World, scope: str) -> int:
    if line.method == "get":
        return client.get(address).status_code
    data = line.data(world, scope) if line.data else {}
    return client.post(address, data).status_code


@pytest.mark.parametrize(
    ("name", "scope"), [(name, scope) for name, line in LINES.items() for scope in line.scopes]
)
def test_who_gets_in(world: World, name: str, scope: str) -> None:
    """The status for each role; and where it is a refusal, nothing moved."""
    line = LINES[name]
    kwargs = dict(line.kwargs(world, scope))
    if line.data:
        line.data(world, scope)
    address = reverse(name, kwargs=kwargs)
    clients = {role: world.client(role) for role in EVERYBODY}
    before = world.fingerprint() if line.method == "post" else None
    found, wanted = {}, {}
    for role, client in clients.items():
        wanted[role] = _expected(line, scope, role, str(kwargs.get("village", "taoyuan")))
        with transaction.atomic():
            found[role] = _ask(client, line, address, world, scope)
            if before is not None and found[role] >= 400:
                assert world.fingerprint() == before, f"{role} was refused and yet something moved"
            transaction.set_rollback(True)
    assert found == wanted
