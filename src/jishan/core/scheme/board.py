"""What the board may show of a measure (公示): what the document says, and never more than the
village voted."""

from fractions import Fraction
from typing import Literal

from jishan.core.points import Points
from jishan.core.scheme.document import Measure, PerMemberMeasure, Scheme
from jishan.core.scheme.made_of import parts_of
from jishan.core.scheme.rounding import rounded

Openness = Literal["off", "honours_only", "figures", "voted"]

FEWEST = 3
"""Of fewer than so many a sum would say what one has, and a sentence be talk about a neighbour."""


def openness(scheme: Scheme, code: str) -> Openness:
    """How a ranking by this measure stands on the board: with places and figures (`voted`); with
    the figures of everybody and no places, where the document names the measure (`figures`); with
    who has a title and nothing else; or not at all.

    A measure that the document does not know (an older version's) is shown as its words allow.
    """
    board = scheme.publicity
    if board.ranking != "off" and shows_figures(scheme, code):
        if board.ranking == "voted":
            return "voted"
        if code in board.measures:
            return "figures"
    titles = board.ranking != "off" and "honours" in board.shows
    return "honours_only" if titles else "off"


def shows_figures(scheme: Scheme, code: str) -> bool:
    """Whether the document puts figures of this measure on the board, the village's or everybody's:
    a mean per member where it says `averages`, any other where it says `totals`."""
    board = scheme.publicity
    measure = next((one for one in scheme.measures if one.code == code), None)
    if measure is None:
        return bool({"totals", "averages"} & set(board.shows)) and not board.measures
    word = "averages" if averaged(scheme, measure) else "totals"
    return word in board.shows and (not board.measures or code in board.measures)


def average(total: int, count: int) -> Points:
    """What the board calls the average of so many, half a hundredth rounded up; of nobody 0."""
    return Points(rounded(Fraction(total, count), "half_up") if count else 0)


def averaged(scheme: Scheme, measure: Measure) -> bool:
    """Whether the measure is per member of a household, or made of one that is."""
    known = {one.code: one for one in scheme.measures}
    ahead, seen = [measure], set[str]()
    while ahead:
        one = ahead.pop()
        if isinstance(one, PerMemberMeasure):
            return True
        if one.code not in seen:
            seen.add(one.code)
            ahead += [known[code] for code in parts_of(one) if code in known]
    return False
