"""P6: a roster of 100,000 rows from Excel to stored households, against the bare read."""

import io
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import python_calamine
import xlsxwriter

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs, peak_mb
from jishan.core.access import Actor, Held, Level, Role, staff_actor
from jishan.orgs.actions import found_organization
from jishan.registry.rosters import import_roster
from jishan.registry.sheets.identity import check_digit
from jishan.registry.sheets.roster import read_roster

TITLE = "a roster is imported"
ENGINES = (SQLITE, POSTGRESQL)
_ROWS = 100_000
_PREVIEW_ROWS = 5_000
_PAIRS = 5
_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

_TITLES = (
    "序号", "村民小组", "户编号", "户主姓名", "姓名", "与户主关系", "性别", "身份证号", "出生日期",
    "民族", "户口性质", "联系电话", "门牌号", "是否常住", "备注",
)  # fmt: skip
_SURNAMES = "张王李赵陈杨周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
_GIVEN = "桂兰建国秀英志强春梅德明玉珍文华小红大山永福翠花庆丽娟长青淑芬海燕立新金凤荣生雪"
_RELATIONS = ("户主", "妻", "长子")


def _people(count: int) -> Iterator[list[object]]:
    """Three to a household, ten groups, everybody with a number whose check digit is right."""
    for n in range(count):
        household, place = divmod(n, 3)
        born = date(1930, 1, 1) + timedelta(days=n % 29_000)
        serial = n // 29_000 * 2 + (0 if place == 1 else 1)
        seventeen = f"510199{born:%Y%m%d}{serial + 100:03d}"
        yield [
            n + 1, f"{household % 10 + 1}组", f"{household + 1:06d}", _name(household * 3),
            _name(n), _RELATIONS[place], "女" if place == 1 else "男",
            seventeen + check_digit(seventeen), born.isoformat(), "汉族", "农业",
            "" if place else f"138{n:08d}", f"{household + 1}号", "是", "",
        ]  # fmt: skip


def _name(n: int) -> str:
    given = _GIVEN[n // 30 % len(_GIVEN)] + _GIVEN[n // 7 % len(_GIVEN)]
    return _SURNAMES[n % len(_SURNAMES)] + given


def _workbook(count: int) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet("户籍表")
    sheet.write_row(0, 0, _TITLES)
    for number, row in enumerate(_people(count)):
        sheet.write_row(number + 1, 0, row)
    book.close()
    return stream.getvalue()


def _clerk() -> Actor:
    """In a village of its own, with nobody in it yet."""
    code = uuid4().hex[:12]
    county = found_organization("县", f"c{code}", level=Level.COUNTY, parent=None)
    village = found_organization("村", f"v{code}", level=Level.VILLAGE, parent=county)
    return staff_actor(1, village.pk, (Held(Role.CLERK, above=True),))


def _import(content: bytes, clerk: Actor) -> float:
    start = time.perf_counter()
    preview = read_roster(content, filename="roster.xlsx", today=_NOW.date())
    entered = import_roster(
        clerk, preview, key=uuid4().hex, filename="roster.xlsx", digest="", now=_NOW
    )
    spent = (time.perf_counter() - start) * 1_000
    assert entered.residents_new + entered.residents_same == _ROWS, "every row is in"
    return spent


def _read(content: bytes) -> float:
    start = time.perf_counter()
    preview = read_roster(content, filename="roster.xlsx", today=_NOW.date())
    spent = (time.perf_counter() - start) * 1_000
    assert preview.resident_count == _PREVIEW_ROWS, "every row is read"
    return spent


def _bare(content: bytes) -> float:
    start = time.perf_counter()
    book = python_calamine.load_workbook(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python()
    spent = (time.perf_counter() - start) * 1_000
    assert len(rows) > _PREVIEW_ROWS, "every row is read"
    return spent


def run(engine: str) -> Iterable[Figure]:
    content = _workbook(_ROWS)
    _import(content, _clerk())
    memory = f"memory {peak_mb():.0f} MB"
    first = [(_import(content, _clerk()), _bare(content)) for _ in range(_PAIRS)]
    yield of_pairs(
        "P6", engine, "100,000 rows to stored households", first,
        target=6, at_least=False, unit="ms", note=memory,
    )  # fmt: skip
    clerk = _clerk()
    _import(content, clerk)
    again = [(_import(content, clerk), _bare(content)) for _ in range(_PAIRS)]
    yield of_pairs(
        "P6", engine, "the same rows once more", again, target=6, at_least=False, unit="ms"
    )
    if engine == SQLITE:
        small = _workbook(_PREVIEW_ROWS)
        pairs = [(_read(small), _bare(small)) for _ in range(_PAIRS)]
        yield of_pairs("P6", engine, "preview of 5,000 rows", pairs, at_least=False, unit="ms")
