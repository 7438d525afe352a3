"""Two clerks, two copies of a card, a full disk: nothing half-written, nothing doubled."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from jishan.demo.cast import Cast, found_cast
from jishan.registry.actions import CardExists, CardOrPinWrong, IssuedCard, issue_card, open_card
from jishan.registry.incoming import DiskFull, keep_upload, upload
from jishan.registry.models import Card, Household, PublicCode, Resident, RosterImport
from jishan.registry.rosters import confirm_roster, import_roster
from jishan.registry.sheets.preview import RosterPreview
from tests.departments.registry_rosters import preview_of, workbook
from tests.departments.roster.village import village as people_of
from tests.races.racing import together

pytestmark = pytest.mark.usefixtures("racing_db")
PEOPLE = people_of(400)[1:]  # the first is 张桂兰, whom the cast has


@pytest.fixture
def cast(racing_db: None, now: datetime) -> Cast:
    return found_cast(now=now)


def enter(cast: Cast, preview: RosterPreview, key: str, now: datetime) -> RosterImport:
    return import_roster(cast.clerk, preview, key=key, filename="f", digest="d", now=now)


def rows() -> tuple[int, ...]:
    counted = (Household, Resident, PublicCode, RosterImport)
    return tuple(model.objects.count() for model in counted)


def test_two_clerks_import_one_roster_at_once(cast: Cast, now: datetime) -> None:
    preview = preview_of(PEOPLE[:60])
    households = len(preview.households)

    answers = together([partial(enter, cast, preview, key, now) for key in ("one", "two")])

    new = sorted(a.households_new for a in answers if isinstance(a, RosterImport))
    assert new == [0, households]
    assert rows()[:2] == (4 + households, 8 + 60)


def test_one_key_sent_twice_imports_once(cast: Cast, now: datetime) -> None:
    preview = preview_of(PEOPLE[:60])

    answers = together([partial(enter, cast, preview, "same", now)] * 2)

    assert len({a.id for a in answers if isinstance(a, RosterImport)}) == 1
    assert RosterImport.objects.count() == 1


def test_one_household_gets_one_card(cast: Cast, now: datetime) -> None:
    steps = [
        partial(issue_card, cast.clerk, cast.zhang.id, key=key, now=now) for key in ("a", "b", "b")
    ]

    answers = together(steps)

    assert Card.objects.count() == 1
    assert {type(a) for a in answers} == {IssuedCard, CardExists}


def test_many_guesses_at_once_are_all_counted(cast: Cast, now: datetime) -> None:
    card = issue_card(cast.clerk, cast.zhang.id, key="k", now=now)
    guess = "000000"  # never drawn

    answers = together([partial(open_card, card.code, guess, now=now)] * 8)

    assert [type(a) for a in answers] == [CardOrPinWrong] * 8
    with pytest.raises(CardOrPinWrong):
        open_card(card.code, card.pin, now=now)


@contextmanager
def full_database() -> Iterator[None]:
    """SQLite may add four pages more and then says, truly, that the disk is full."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_full_disk_writes_nothing_and_keeps_the_file(cast: Cast, now: datetime) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told how large its file may grow")
    token = keep_upload(cast.clerk, workbook(PEOPLE), filename="名册.xlsx", now=now)
    before = rows()

    with full_database(), pytest.raises(DiskFull):
        confirm_roster(cast.clerk, token, key="k", now=now)

    assert rows() == before
    assert upload(cast.clerk, token, now=now).filename == "名册.xlsx"
    assert confirm_roster(cast.clerk, token, key="k", now=now).residents_new == len(PEOPLE)


def test_an_upload_that_does_not_fit_leaves_no_half_file(cast: Cast, now: datetime) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(DiskFull):
            keep_upload(cast.clerk, b"x" * 100_000, filename="a.xlsx", now=now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(Path(settings.INCOMING).glob("*.part")) == []
