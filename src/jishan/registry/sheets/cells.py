"""One cell at a time: what a person typed, whichever way the spreadsheet kept it.

Each reader returns the value and, where something is wrong, the code of the problem. None of them
guesses: a date without a day is no date.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from unicodedata import normalize

from jishan.registry.sheets.identity import BIRTH_YEAR_MIN, LENGTH, LOST_DIGITS, Sex
from jishan.registry.sheets.identity import normalise_identity as normalise
from jishan.registry.sheets.old_workbook import Cell

BIRTH_INCOMPLETE = "roster.birth_date_incomplete"
BIRTH_UNREADABLE = "roster.birth_date_unreadable"
PHONE_SEVERAL = "roster.phone_several"
PHONE_WRONG = "roster.phone_wrong"

# A spreadsheet keeps fifteen digits of a number; whatever is longer is no longer what was typed.
EXACT_DIGITS_MAX = 15

SAME_AS_ABOVE: frozenset[Cell] = frozenset(
    ["同上", "〃", "″", '"', "''", "“", "”", "〞", "々", "同", "上同"]
)
NOTHING = frozenset(
    ["", "无", "-", "—", "--", "——", "/", "\\", "空", "0", "无号码", "不详", "暂无"]
)

_EPOCH = date(1899, 12, 30)
_SERIAL_MAX = 60_000
_DAY = re.compile(
    r"(\d{4})[-./年,，、](\d{1,2})[-./月,，、](\d{1,2})[日号]?(?:[T ]?0?0:00(?::00)?)?\Z"
)
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?\Z")
_YEAR = re.compile(r"(\d{4})年?\Z")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-9]\d{6,7}\Z")
_PHONE_PARTS = re.compile(r"[/,，、;；|或\n]+")


def text_of(value: Cell) -> str:
    """The cell as text: whole numbers without a point, days as 1980-01-01, trimmed."""
    if type(value) is str:
        return value.strip()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return str(value)


def read_identity(value: Cell) -> tuple[str | None, str | None]:
    """The number as text, or the reason why this cell cannot hold one any more."""
    if type(value) is str:
        identity = normalise(value)
        return (None, None) if identity in NOTHING else (identity, None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        digits = text_of(value)
        return (digits, LOST_DIGITS) if len(digits) > EXACT_DIGITS_MAX else (digits, None)
    return text_of(value), LENGTH


def read_code(value: Cell) -> tuple[str, str | None]:
    """A household's number. An 18-digit code kept as a number has lost digits as well."""
    text = text_of(value)
    if text.isascii() and text.isdigit() and isinstance(value, str):
        return text, None
    text = normalize("NFKC", text)
    if not isinstance(value, str) and len(text) > EXACT_DIGITS_MAX:
        return text, "roster.household_no_lost_digits"
    if re.fullmatch(r"\d\.\d+E\+\d+", text):
        return text, "roster.household_no_lost_digits"
    return text, None


def read_date(value: Cell) -> tuple[date | None, str | None]:
    """19800101 · 1980.1.1 · 1980-01-01 · 1980年1月1日 · a spreadsheet's serial number."""
    if type(value) is str:
        return _date_in(value.strip())
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    if isinstance(value, bool | timedelta) or not isinstance(value, str | int | float):
        return None, BIRTH_UNREADABLE
    return _date_in(text_of(value))


@lru_cache(maxsize=65536)
def _date_in(text: str) -> tuple[date | None, str | None]:
    if found := _DAY.match(text):
        return _day(found[1], found[2], found[3])
    plain = re.sub(r"\s*([-./年月日])\s*", r"\1", normalize("NFKC", text)).strip("'` ")
    if plain in NOTHING:
        return None, None
    if plain.isdigit():
        return _date_of_digits(plain)
    if found := _DAY.match(plain):
        return _day(found[1], found[2], found[3])
    if _MONTH.match(plain) or _YEAR.match(plain):
        return None, BIRTH_INCOMPLETE
    return None, BIRTH_UNREADABLE


def _date_of_digits(digits: str) -> tuple[date | None, str | None]:
    if len(digits) == 8:
        return _day(digits[:4], digits[4:6], digits[6:])
    if len(digits) == 6 and int(digits) > _SERIAL_MAX:
        return None, BIRTH_INCOMPLETE if 0 < int(digits[4:]) < 13 else BIRTH_UNREADABLE
    if len(digits) == 4 and BIRTH_YEAR_MIN <= int(digits) < 2200:
        return None, BIRTH_INCOMPLETE
    if len(digits) <= 5 and 0 < int(digits) < _SERIAL_MAX:
        return _EPOCH + timedelta(days=int(digits)), None
    return None, BIRTH_UNREADABLE


def _day(year: str, month: str, day: str) -> tuple[date | None, str | None]:
    if int(year) < BIRTH_YEAR_MIN:
        return None, BIRTH_UNREADABLE
    try:
        return date(int(year), int(month), int(day)), None
    except ValueError:
        return None, BIRTH_UNREADABLE


def read_phone(value: Cell) -> tuple[str | None, str | None]:
    """The first number of the cell; more than one, or none that can be dialled, is said."""
    text = text_of(value)
    if len(text) == 11 and text.isascii() and _MOBILE.match(text):
        return text, None
    parts = [_dialled(p) for p in _PHONE_PARTS.split(normalize("NFKC", text)) if p.strip()]
    parts = [p for p in parts if p not in NOTHING]
    if not parts:
        return None, None
    sound = [p for p in parts if _MOBILE.match(p) or _LANDLINE.match(p)]
    if not sound:
        return None, PHONE_WRONG
    return sound[0], PHONE_SEVERAL if len(parts) > 1 else None


def _dialled(text: str) -> str:
    digits = re.sub(r"[\s'`()]", "", text).removeprefix("+86").removesuffix(".0")
    mobile = digits.replace("-", "")
    if mobile.startswith("86") and len(mobile) == 13:
        mobile = mobile[2:]
    return mobile if _MOBILE.match(mobile) else digits


_SEXES = {
    Sex.MALE: "男 男性 1 m male ♂",
    Sex.FEMALE: "女 女性 2 f female ♀",
}
_SEX_BY_WORD = {word: sex for sex, words in _SEXES.items() for word in words.split()}
_YES = "是 常住 在家 常住户 常住人口 在村 y yes √ ✓ ✔ 1 true 居住 本村常住 对"
_NO = (
    "否 不常住 非常住 外出 在外 外出务工 务工 打工 外地 不在家 空挂 空挂户 n no × x ✗ 0 false"
    " 不在村 外出打工 流出"
)
_RESIDENT_YES = frozenset(_YES.split())
_RESIDENT_NO = frozenset(_NO.split())


@lru_cache(maxsize=1024)
def read_sex(text: str) -> tuple[Sex | None, str | None]:
    """男/女, 1/2, M/F."""
    word = "".join(normalize("NFKC", text).split()).lower()
    if word in NOTHING:
        return None, None
    sex = _SEX_BY_WORD.get(word)
    return sex, None if sex else "roster.sex_unreadable"


@lru_cache(maxsize=1024)
def read_resident(text: str) -> tuple[bool | None, str | None]:
    """是否常住. What is neither yes nor no stays open."""
    word = "".join(normalize("NFKC", text).split()).lower()
    if word in _RESIDENT_YES or word in _RESIDENT_NO:
        return word in _RESIDENT_YES, None
    return None, None if word in NOTHING else "roster.resident_unclear"


@lru_cache(maxsize=1024)
def read_ethnicity(text: str) -> str | None:
    """汉 and 汉族 are one."""
    word = "".join(text.split())
    if word in NOTHING:
        return None
    bare = len(word) < 4 and not word.isascii() and not word.endswith(("族", "人"))
    return word + "族" if bare else word
