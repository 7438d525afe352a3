"""Tests that commit and empty tables do so in a test database, also when they run alone."""

import pytest
from django.db import connection

from tests.races.conftest import NAMED, only_in_a_test_database


def test_a_race_asks_for_a_test_database(racing_db: None, request: pytest.FixtureRequest) -> None:
    assert "transactional_db" in request.fixturenames
    assert str(connection.settings_dict["NAME"]) != str(NAMED)


def test_the_database_of_the_settings_is_refused() -> None:
    with pytest.raises(AssertionError, match="no test database"):
        only_in_a_test_database(NAMED)
