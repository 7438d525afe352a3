"""The board: words that cannot be honoured as they stand, and what they come to."""

from jishan.core.scheme.board import averaged, shows_figures
from jishan.core.scheme.checks.desk import Desk

_FIGURES = {"totals", "averages"}


def look(desk: Desk) -> None:
    board = desk.scheme.publicity
    shows = set(board.shows)
    if "acts" in shows:
        desk.warn("publicity_deductions_left_out", "publicity", "shows", board.shows.index("acts"))
    if "honours" in shows and board.ranking == "off":
        desk.warn("publicity_titles_off", "publicity", "ranking")
    if board.ranking == "voted" and not shows & _FIGURES:
        desk.warn("publicity_places_without_figures", "publicity", "ranking")
    elif board.ranking != "voted" and shows & _FIGURES and not board.measures:
        desk.note("publicity_of_the_village", "publicity", "shows")
    _measures(desk)


def _measures(desk: Desk) -> None:
    """Each named figure needs the word that puts its kind on the board."""
    scheme = desk.scheme
    for place, code in enumerate(scheme.publicity.measures):
        if not shows_figures(scheme, code):
            measure = scheme.measure(code)
            word = "averages" if averaged(scheme, measure) else "totals"
            desk.warn("publicity_measure_unshown", "publicity", "measures", place,
                      measure=measure.name, shows=word)  # fmt: skip
