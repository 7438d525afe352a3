"""A correction is worked out before anybody is held up for it, and stands only if nothing happened
meanwhile."""

from datetime import date

import pytest

from jishan.claims.foresight import (
    Foresight,
    SomethingHappened,
    confirm,
    foresee,
    foreseeing,
)
from jishan.claims.models import Claim
from jishan.demo.cast import Cast
from tests.stories.mending import Half

DAY = date(2026, 7, 21)


@pytest.fixture
def half(village: Cast) -> Half:
    half = Half(village)
    half.march = half.act(village.zhang.id, "tree", 3, 14, quantity=4)
    half.end(3)
    return half


def reckoned(half: Half) -> Foresight:
    claim = Claim.objects.get(village_id=half.id, id=half.march.id)
    return foresee(half.id, [claim], today=DAY)


def test_what_was_reckoned_stands_while_nobody_does_anything(half: Half) -> None:
    ahead = reckoned(half)

    confirm(ahead)

    claim = Claim.objects.get(village_id=half.id, id=half.march.id)
    assert ahead.is_about([claim], DAY)
    assert not ahead.is_about([claim], date(2026, 7, 22))


def test_another_step_of_the_village_makes_it_void(half: Half) -> None:
    ahead = reckoned(half)
    half.act(half.village.far.id, "visit", 4, 2)

    with pytest.raises(SomethingHappened):
        confirm(ahead)


def test_a_step_begins_anew_and_in_the_end_reckons_by_itself(half: Half) -> None:
    taken: list[bool] = []

    def look() -> Foresight:
        ahead = reckoned(half)
        half.act(half.village.far.id, "visit", 4, 2)
        return ahead

    def step(ahead: Foresight | None) -> str:
        taken.append(ahead is not None)
        confirm(ahead)
        return "done"

    assert foreseeing(look, step) == "done"
    assert taken == [True, True, False]
