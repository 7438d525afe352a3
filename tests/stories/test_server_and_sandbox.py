"""One core: a year told through the real actions is the year that a replay of its tables says.

Villages' documents of many kinds, years drawn by seed; every balance, what the rules gave, every
measure, title, mark and pool, every act's figure and refusal, every refusal of the counter. The
same after acts that came late, and after acts were reversed. A selection: all documents and more
seeds take an hour.
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from jishan.claims.actions import reverse_claim
from jishan.claims.models import Claim
from jishan.core.scheme.document import to_document
from jishan.core.scheme.reading import read_scheme
from jishan.demo.cast import Cast
from jishan.management.scheme_cli import PACKS
from tests.stories.beside import act_figures, bought, differences, from_tables, replayed
from tests.stories.telling import Document, Telling, at, half_year, month_end, simplified

VILLAGES = Path(__file__).parents[1] / "core" / "villages"
WORKED_OUT_ANEW = ("marks", "pool")
"""What a correction leaves as it was published beside what holds."""


def document(name: str) -> Document:
    """The rules of a source, or of a village of the core's tests (its first version)."""
    packed = PACKS / f"{name}.yaml"
    if packed.exists():
        return to_document(read_scheme(packed.read_bytes()))
    text = yaml.safe_load((VILLAGES / f"{name}.yaml").read_text())["scheme"]
    return to_document(read_scheme(text if isinstance(text, str) else text[0]))


@pytest.mark.parametrize(
    ("name", "seed"),
    [("charity_shop", 1), ("waste_sorting", 2), ("moral_bank", 3), ("seats_by_group", 4)],
)
def test_told_in_order_all_is_as_the_tables_say(village: Cast, name: str, seed: int) -> None:
    telling = Telling(village, simplified(document(name)))
    half_year(telling, f"{name}/{seed}", most=14, months=3)
    until = month_end(3)

    tables = from_tables(telling, until)
    assert act_figures(telling, tables) == []
    assert bought(telling, tables) == []
    assert differences(telling, tables) == []
    assert differences(telling, replayed(telling, until)) == []


@pytest.mark.parametrize(("name", "seed"), [("z3", 0), ("s0", 1), ("time_bank", 2)])
def test_told_late_and_reversed_it_is_as_its_own_year(village: Cast, name: str, seed: int) -> None:
    telling = Telling(village, simplified(document(name)))
    half_year(telling, f"{name}/{seed}", most=14, months=3, late=True)
    until = month_end(3)
    assert differences(telling, replayed(telling, until)) == []

    posted = Claim.objects.filter(village_id=telling.id, state="posted", kind="item")
    acts = list(posted.order_by("number").values_list("id", flat=True))
    for number, act in enumerate(random.Random(seed).sample(acts, 2)):
        now = at(until + timedelta(days=90 + number))
        reverse_claim(village.clerk, act, reason="查无此事", now=now)
        left = differences(telling, replayed(telling, until))
        assert [one for one in left if not one[0].startswith(WORKED_OUT_ANEW)] == []
