"""A vote is carried by law's floors, or by more where the village says so."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.core.voting import MAJORITIES, QUORUMS, Majority, Meeting, Vote

DAY = date(2026, 3, 1)
COUNTS = st.integers(0, 400)


def vote(entitled: int, present: int, for_: int, against: int = 0, **more: object) -> Vote:
    return Vote("会", DAY, entitled, present, for_, against, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "entitled", "present", "enough"),
    [
        (Meeting.REPRESENTATIVES, 42, 28, True),
        (Meeting.REPRESENTATIVES, 42, 27, False),
        (Meeting.VILLAGERS, 800, 401, True),
        (Meeting.VILLAGERS, 800, 400, False),
        (Meeting.HOUSEHOLDS, 300, 200, True),
        (Meeting.HOUSEHOLDS, 300, 199, False),
    ],
)
def test_who_must_have_come(kind: Meeting, entitled: int, present: int, enough: bool) -> None:
    assert vote(entitled, present, present, kind=kind).quorate is enough


@pytest.mark.parametrize(
    ("majority", "for_", "carried"),
    [
        (Majority.HALF, 16, True),
        (Majority.HALF, 15, False),
        (Majority.TWO_THIRDS, 20, True),
        (Majority.TWO_THIRDS, 19, False),
    ],
)
def test_how_many_must_have_said_yes(majority: Majority, for_: int, carried: bool) -> None:
    assert vote(42, 30, for_, majority=majority).carried is carried


def test_who_abstains_was_there_and_did_not_say_yes() -> None:
    assert not vote(42, 30, 15, 0, abstained=15).carried


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_only_what_adds_up_is_a_vote(
    entitled: int, present: int, for_: int, against: int, abstained: int
) -> None:
    found = vote(entitled, present, for_, against, abstained=abstained)
    whole = for_ + against + abstained <= present <= entitled and entitled > 0
    assert found.adds_up is whole


@given(COUNTS, COUNTS, st.sampled_from(Meeting), st.sampled_from(Majority))
def test_nothing_is_carried_below_laws_floor(
    present: int, for_: int, kind: Meeting, majority: Majority
) -> None:
    found = vote(400, present, for_, kind=kind, majority=majority)
    if found.carried:
        assert Fraction(for_) > Fraction(present, 2)
        assert Fraction(present) >= Fraction(QUORUMS[kind].top * 400, QUORUMS[kind].bottom)
    if majority is Majority.TWO_THIRDS and found.carried:
        assert vote(400, present, for_, kind=kind).carried
    assert set(MAJORITIES) == set(Majority)
