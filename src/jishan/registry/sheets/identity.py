"""Identity numbers (公民身份号码, GB 11643): what they say, and what is wrong with one.

No function here changes a digit. `normalise_identity` only undoes what keyboards do (full-width
digits, blanks, a small x); a number that is too short, masked or rounded stays wrong and is named.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import NamedTuple

CHARACTERS = "roster.identity_characters"
CHECKSUM = "roster.identity_checksum"
DATE = "roster.identity_date"
FIFTEEN = "roster.identity_fifteen"
LENGTH = "roster.identity_length"
LOST_DIGITS = "roster.identity_lost_digits"
MASKED = "roster.identity_masked"

BIRTH_YEAR_MIN = 1880

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_WELL_FORMED = re.compile(r"[0-9]{17}[0-9X]\Z")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+\Z")
_NOISE = re.compile(r"[\s'`‘’\u200b-\u200f\u202a-\u202e\ufeff]+")


class Sex(StrEnum):
    """As the identity number and the roster know it."""

    MALE = "male"
    FEMALE = "female"


def normalise_identity(text: str) -> str:
    """The number as it should have been typed: half-width, no blanks, a capital X."""
    if len(text) == 18 and text.isascii() and text.isalnum():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text)
    return _NOISE.sub("", plain).upper().replace("×", "X")


class Examined(NamedTuple):
    """What a number says and what is wrong with it; where it is malformed, nothing but that."""

    problems: tuple[str, ...]
    birth_date: date | None = None
    sex: Sex | None = None


def examined(identity: str, *, today: date | None = None) -> Examined:
    """A normalised number, looked at once. Of its problems the worst alone.

    `CHECKSUM` alone is a doubt, every other code means that the number cannot be used.
    A number ending in 000 whose check digit fails is what a spreadsheet leaves of a number that
    it took for a quantity (it keeps fifteen digits): `LOST_DIGITS`.
    """
    if not _WELL_FORMED.match(identity):
        return Examined((_malformed(identity),))
    born, weight = _born(identity[6:14])
    weight += _weighed(identity[:6], 0) + _weighed(identity[14:17], 14)
    sound = identity[17] == _CHECK_DIGITS[weight % 11]
    problems: tuple[str, ...] = () if sound else (CHECKSUM,)
    if not sound and identity.endswith("000"):
        problems = (LOST_DIGITS,)
    elif born is None or (today is not None and born > today):
        problems = (DATE,)
    return Examined(problems, born, Sex.MALE if identity[16] in "13579" else Sex.FEMALE)


def identity_problems(identity: str, *, today: date | None = None) -> tuple[str, ...]:
    """What is wrong with a normalised number, the worst alone; empty when nothing is."""
    return examined(identity, today=today).problems


def check_digit(identity: str) -> str:
    """The eighteenth character that the first seventeen digits call for (GB 11643)."""
    return _CHECK_DIGITS[_sum(identity[:17], 0) % 11]


def birth_date_of(identity: str) -> date | None:
    """The birth date in a well-formed number, or None where the calendar has no such day."""
    return examined(identity).birth_date


def sex_of(identity: str) -> Sex | None:
    """The seventeenth digit: odd is male. None when the number is not well-formed."""
    return examined(identity).sex


def _sum(digits: str, first: int) -> int:
    """What digits from the place `first` on add to the sum that the check digit is made of."""
    return sum(map(mul, _WEIGHTS[first:], map(int, digits)))


_weighed = lru_cache(maxsize=4096)(_sum)  # places and serial numbers come again and again


@lru_cache(maxsize=65536)
def _born(digits: str) -> tuple[date | None, int]:
    """The day, and what its digits add to the sum."""
    weight = _sum(digits, 6)
    if int(digits[:4]) < BIRTH_YEAR_MIN:
        return None, weight
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])), weight
    except ValueError:
        return None, weight


def mask_identity(identity: str) -> str:
    """`110101********1234`, for pages behind the login; a notice shows nothing of it."""
    if len(identity) < 14:
        return "*" * len(identity)
    return identity[:6] + "*" * (len(identity) - 10) + identity[-4:]


def _malformed(identity: str) -> str:
    if _ROUNDED.match(identity):
        return LOST_DIGITS
    if "*" in identity:
        return MASKED
    if not re.fullmatch(r"[0-9]*[0-9X]?", identity):
        return CHARACTERS
    if len(identity) == 15 and identity.isdigit():
        return FIFTEEN
    return LENGTH if len(identity) != 18 else CHARACTERS
