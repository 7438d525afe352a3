"""Every text of a document that somebody reads, and where it stands: what red lines are sought in.

What quotes the adopted text (`source`, `replaced.clause`) is left out: it says what was, not what
holds. Benefits are looked at with their safeguards, elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from jishan.core.scheme.document import Benefit, Line, Scheme
from jishan.core.scheme.values import Model, Who

Where = Literal[
    "benefits",
    "items",
    "lines",
    "vetoes",
    "streaks",
    "honours",
    "goods",
    "pools",
    "measures",
    "tags",
    "texts",
    "targets",
    "all",
]
_PARTS: Mapping[str, Where] = {
    "items": "items",
    "vetoes": "vetoes",
    "streaks": "streaks",
    "settlements": "streaks",
    "honours": "honours",
    "redemption": "goods",
    "pools": "pools",
    "measures": "measures",
    "categories": "items",
    "purses": "items",
}
"""Where the names of a part stand; everything else is running text. A category or a purse says what
its points are given for, as an item does."""
_INSIDE: Mapping[str, Where] = {"prices": "texts"}
"""What somebody in need pays less is named after the need (低保户七折)."""
_RUNNING = frozenset({"note", "summary", "review", "by", "route_back", "members"})
"""Fields that hold sentences rather than names, wherever they stand."""
_SAID = _RUNNING | {"name", "title", "text", "unit", "mark", "custody", "office", "organisation"}
_LISTS = frozenset({"documents", "places", "pays_for"})
_TAGS = frozenset({"tags_any", "tags_all", "tags_none", "classes"})
_QUOTED = frozenset({"source", "adopted", "clause", "about", "brings", "benefits"})
_PIECE = re.compile(r"[，。；：！？,;:!?\n]")
Place = tuple[str | int, ...]


class Said(NamedTuple):
    text: str
    where: Where
    path: Place
    running: bool


def texts_of(scheme: Scheme) -> list[Said]:
    """Every text with its place, benefits left out."""
    return list(_of_model(scheme, "texts", ()))


def _of_model(model: Model, where: Where, path: Place) -> Iterator[Said]:
    if isinstance(model, Line):
        where = "lines"
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in _QUOTED or value is None or isinstance(value, Benefit):
            continue
        here = _PARTS.get(name, where) if not path else _INSIDE.get(name, where)
        yield from _of_value(value, name, here, (*path, field.alias or name))


def _of_value(value: object, name: str, where: Where, path: Place) -> Iterator[Said]:
    if isinstance(value, str):
        if name in _SAID:
            running = name in _RUNNING or where == "texts"
            yield Said(value, "texts" if name in _RUNNING else where, path, running)
    elif isinstance(value, Model):
        yield from _of_model(value, where, path)
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _of_list(one, name, where, (*path, place))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _of_value(one, "text" if name == "words" else name, where, (*path, key))


def _of_list(value: object, name: str, where: Where, path: Place) -> Iterator[Said]:
    if not isinstance(value, str):
        yield from _of_value(value, name, where, path)
    elif name in _TAGS:
        yield Said(value, "tags", path, running=False)
    elif name in _LISTS:
        yield Said(value, "texts" if where != "vetoes" else where, path, running=True)


def whos_of(model: Model, path: Place = ()) -> Iterator[tuple[Who, Place]]:
    """Every description of subjects, with its place."""
    if isinstance(model, Who):
        yield model, path
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, field.alias or name)
        if isinstance(value, Model):
            yield from whos_of(value, here)
        elif isinstance(value, tuple):
            for place, one in enumerate(value):
                if isinstance(one, Model):
                    yield from whos_of(one, (*here, place))


def pieces(text: str) -> list[str]:
    """A running text cut where a reader pauses."""
    return [one for one in _PIECE.split(text) if one.strip()]


@lru_cache(maxsize=8192)
def bare(text: str, variants: str = "") -> str:
    """The letters and digits alone, without width, case, accents, spaces or marks between them.

    `variants` are pairs of signs: the first of each is read as the second (貸贷).
    """
    known = dict(zip(map(ord, variants[::2]), variants[1::2], strict=True))
    apart = unicodedata.normalize("NFKD", text).casefold().translate(known)
    return "".join(sign for sign in apart if sign.isalnum())


_NUMBER = "[0-9〇零一二两三四五六七八九十百千万几]{1,9}"
_GAP = ".{0,6}"
_NEVER = re.compile("(?!)")


@lru_cache(maxsize=1024)
def sought(words: tuple[str, ...], variants: str = "") -> re.Pattern[str]:
    """Finds any of the words in what `bare` gives.

    In a word `几` stands for a number, `…` for a few signs or none, `$` for the end of the text.
    """
    ways = [
        "".join(_sign(part, variants) for part in re.split(r"([几…]|\$$)", word))
        for word in words
        if bare(word)
    ]
    return re.compile("|".join(ways)) if ways else _NEVER


def _sign(part: str, variants: str) -> str:
    return {"几": _NUMBER, "…": _GAP, "$": "$"}.get(part, re.escape(bare(part, variants)))
