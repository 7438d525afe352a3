"""The hand-worked years of the shipped documents, told through the real actions in order: every
balance, figure, reward, title, mark and refusal of the book is that of the tables."""

import pytest

from jishan.demo.cast import Cast
from tests.stories.worked import worked


@pytest.mark.parametrize("name", ["z3", "zp", "s0", "ks", "p4", "hs"])
def test_the_book_says_what_the_hand_worked_tables_say(village: Cast, name: str) -> None:
    assert worked(village, name).differences() == []
