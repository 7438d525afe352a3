"""Files that somebody could hand in where a document is asked for, and that are none."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

import io
import zipfile
from collections.abc import Mapping

from jishan.management.scheme_files import PACKS
from tests.core.replaying import HEAD, PURSE

GOOD = (
    HEAD
    + PURSE
    + "items:\n- {code: a, title: 甲, category: env, worth: {shape: fixed, points: 2}}\n"
)
PLAN = (PACKS / "p6.yaml").read_text("utf-8")


def spreadsheet() -> bytes:
    """What Excel saves: a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>" * 500)
    return out.getvalue()


def _bomb() -> str:
    """Ten to the ninth words for whoever follows aliases."""
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    return "\n".join(lines)


def _many(count: int) -> str:
    item = "- {code: c%d, title: 项%d, category: env, worth: {shape: fixed, points: 1}}\n"
    return HEAD + PURSE + "items:\n" + "".join(item % (n, n) for n in range(count))


def _chain(count: int, last: str, times: int = 1) -> str:
    """Measures made of each other, one behind the other, each used so many times by the one before
    it, and a title at the end of them."""
    line = "- {code: m%d, name: 数%d, shape: total, period: year, terms: [%s]}\n"
    codes = [*(f"m{n}" for n in range(1, count)), last]
    terms = [", ".join([f"{{measure: {code}, weight: 1}}"] * times) for code in codes]
    made = "".join(line % (n, n, term) for n, term in enumerate(terms))
    title = "{code: h, name: 荣誉, measure: m0, pick: {shape: ranks, last: 3}, scope: village, ties: all_in}"
    year = "- {code: year, name: 年度, shape: points, purse: main, period: year}\n"
    return f"{GOOD}measures:\n{made}{year}honours: [{title}]\n"


def _long(count: int) -> str:
    """Titles as long as they may be, of words that red lines begin with."""
    text = ("罚公布积分最后停给领导写打取消" * 270)[:3_990]
    item = "- {code: c%d, title: %s, category: env, worth: {shape: fixed, points: 1}}\n"
    return HEAD + PURSE + "items:\n" + "".join(item % (n, f"{n}、{text}") for n in range(count))


BROKEN: Mapping[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n\t\n",
    "comment only": "# 还没写\n".encode(),
    "ten megabytes": b"a: " + b"x" * 10_000_000,
    "ten megabytes of lines": b"- a\n" * 2_500_000,
    "just under the size": ("a: " + "哈" * 300_000).encode(),
    "too many nodes": ("a: [" + "1," * 200_000 + "]").encode(),
    "bomb": _bomb().encode(),
    "cycle": b"a: &a\n  b: *a\n",
    "merge": b"base: &b {x: 1}\nc:\n  <<: *b\n",
    "deep": b"a: " + b"[" * 50_000,
    "deep maps": ("\n".join("  " * n + f"k{n}:" for n in range(400))).encode(),
    "python tag": b"!!python/object/apply:os.system ['true']",
    "python tag inside": GOOD.replace("桃源村\n", "!!python/name:os.system ''\n", 1).encode(),
    "own tag": GOOD.replace("version: 1", "version: !secret 1").encode(),
    "two documents": (GOOD + "---\n" + GOOD).encode(),
    "key twice": GOOD.replace("version: 1", "version: 1\nversion: 2").encode(),
    "item twice": GOOD.replace(
        "items:\n",
        "items:\n- {code: a, title: 乙, category: env, worth: {shape: fixed, points: 1}}\n",
    ).encode(),
    "gb18030 cut": GOOD.encode("gb18030")[:-1] + b"\x81",
    "utf-16 without mark": GOOD.encode("utf-16-le"),
    "utf-32": GOOD.encode("utf-32"),
    "nul": GOOD.replace("甲", "甲\x00").encode(),
    "bell": GOOD.replace("甲", "甲\x07").encode(),
    "half a sign": GOOD.encode() + "界".encode()[:2],
    "surrogate": b'name: "\\ud800"\nformat: 1\n',
    "newer format": GOOD.replace("format: 1", "format: 2").encode(),
    "format in words": GOOD.replace("format: 1", "format: 一").encode(),
    "format huge": GOOD.replace("format: 1", "format: " + "9" * 5_000).encode(),
    "30 february": GOOD.replace("2024-01-01", "2026-02-30").encode(),
    "day zero": GOOD.replace("2024-01-01", "0000-00-00").encode(),
    "day in words": GOOD.replace("2024-01-01", "明年春节").encode(),
    "day as moment": GOOD.replace("2024-01-01", "2024-01-01 08:00:00").encode(),
    "huge points": GOOD.replace("points: 2", "points: " + "9" * 5_000).encode(),
    "huge whole": GOOD.replace("days: 30", "days: " + "9" * 5_000).encode(),
    "exponent": GOOD.replace("points: 2", "points: 1e999999999").encode(),
    "not a number": GOOD.replace("points: 2", "points: .nan").encode(),
    "infinite": GOOD.replace("points: 2", "points: .inf").encode(),
    "spreadsheet": spreadsheet(),
    "old spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\n" * 50,
    "web page": "<!doctype html><html><body>积分办法</body></html>".encode(),
    "csv": "户号,姓名,积分\n001,张三,5\n".encode(),
    "json list": b"[1, 2, 3]",
    "json cut": b'{"format": 1, "code": "x"',
    "a sentence": "本村积分办法见附件。".encode(),
    "tabs": b"format: 1\n\tcode: x\n",
    "quote open": b'format: 1\nname: "no end\ncode: x\n',
    "question marks": b"? {a: 1}\n: 2\n",
    "key of a list": b"? [a, b]\n: 2\n",
    "key of nothing": b": 2\n",
    "colon in text": "format: 1\nname: 办法: 试行\n".encode(),
    "wide colon": "format：1\nname：办法\n".encode(),
    "percent": b"%YAML 9.9\n---\nformat: 1\n",
    "2,000 measures in a row": _chain(2_000, "year").encode(),
    "40 measures in a row and one more": _chain(40, "year").encode(),
    "190 measures in a row": _chain(190, "year").encode(),
    "190 measures, each used twice": _chain(190, "year", 2).encode(),
    "measures in a circle": _chain(20, "m0", 2).encode(),
    "names that nobody knows": (
        GOOD + "".join(f"n{'名' * 300}{n}: 1\n" for n in range(150))
    ).encode(),
    "kind of nothing": GOOD.replace("format: 1", "format: 1\nkind: 别的").encode(),
    "kind list": GOOD.replace("format: 1", "format: 1\nkind: [scheme]").encode(),
    "plan cut": PLAN[: len(PLAN) // 2].rsplit(":", 1)[0].encode(),
    "plan without targets": PLAN.split("targets:")[0].encode(),
    "plan of 30 february": PLAN.replace("format: 1", "format: 1\nfrom: 2026-02-30").encode(),
}
"""Nothing of this can be adopted, through whatever door it comes."""

LARGE: Mapping[str, bytes] = {
    "3,000 items": _many(3_000).encode(),
    "39 measures in a row": _chain(39, "year").encode(),
    "39 measures, each used twice": _chain(39, "year", 2).encode(),
    "texts as long as they may be": _long(80).encode(),
}
"""Documents that can be read and are larger than any village's."""
