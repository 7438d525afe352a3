"""Names of villager groups (村民小组), found in columns, sheet names, titles and dividing rows."""

import re
from functools import lru_cache
from unicodedata import normalize

_ORDINAL = r"第?[一二三四五六七八九十百\d]{1,4}(?:村民小组|居民小组|村民组|小组|组|队|社|网格)"
_GROUP = re.compile(_ORDINAL)
_NAMED = re.compile(r"[\u3400-\u9fff]{1,8}?(?:村民小组|小组|组|队|屯|寨|湾|庄|院子|自然村)\Z")
_TITLED = re.compile(r"(?:村民小组|组别|小组|组名)[:：]\s*([\u3400-\u9fff\d]{1,8})")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}


def group_of_sheet(name: str) -> str | None:
    """`三组`, `第3村民小组`, `张家湾`; None for names such as Sheet1."""
    plain = name.strip()
    found = _GROUP.search(plain)
    if found:
        return found[0]
    return plain if _NAMED.fullmatch(plain) else None


def group_of_title(text: str) -> str | None:
    """The group in a title above the table: `桃源村第三村民小组户籍表`, `村民小组:三组`."""
    found = _TITLED.search(text)
    if found and found[1] not in {"户主", "姓名"}:
        return found[1]
    ordinal = _GROUP.search(text)
    if ordinal is None or text[: ordinal.start()].endswith(("共", "辖", "有", "计")):
        return None  # 共 8 组 counts the groups and names none
    return ordinal[0]


def group_of_divider(text: str) -> str | None:
    """A row that holds nothing but a group's name opens that group."""
    plain = "".join(text.split())
    found = _GROUP.match(plain)
    if found and len(plain) <= len(found[0]) + 8:
        return found[0]
    return plain if _NAMED.fullmatch(plain) else None


@lru_cache(maxsize=1024)
def group_key(name: str) -> str:
    """The same for 第三村民小组, 三组, 3组 and 03组; other names stay as they are."""
    plain = "".join(normalize("NFKC", name).split())
    found = re.fullmatch(r"第?([一二三四五六七八九十百\d]{1,4})(?:\D*)", plain)
    if not found or not (_GROUP.fullmatch(plain) or found[1] == plain):
        return plain
    return f"{_number(found[1])}组"


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS.get(c, 0)) for c in text))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
