"""A replayed year as tables that a cadre fills in by hand, and what the program makes of the same.

`schemes/<pack>/`: `roster.csv` and `acts.csv` as the sandbox reads them, `items.yaml` with the
village's own items where the source leaves the list open, and `expected.csv`: one line for each
figure, with the way it is worked out. Each table is complete: what is not zero stands there.
"""

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.document import Scheme, to_document
from tests.core.replaying import SCHEMES, pack, run, told

Row = dict[str, str]
Line = tuple[str, str, str]
"""Of which clause or row, in which period, whose: `编号`, `期`, `对象`."""
Table = dict[Line, tuple[str, str]]

REASONS = {
    "次数满了": "times_capped",
    "分数满了": "capped",
    "不参加": "scoring.not_taking_part",
    "条件没达到": "scoring.condition_unmet",
    "数没有写": "scoring.figure_missing",
    "缺佐证": "scoring.evidence_missing",
    "来源不对": "scoring.origin_not_allowed",
    "事项没开始": "scoring.item_not_in_force",
    "超出范围": "scoring.points_out_of_range",
    "没有这户": "replay.subject_unknown",
    "积分不够": "shop.not_enough_points",
    "没到起兑线": "shop.below_beginning",
    "不在兑换日": "shop.window_closed",
    "没有依据": "replay.veto_without_document",
    "没到档": "outside_bands",
    "分数超出": "scoring.score_out_of_range",
    "没有打分": "scoring.scores_missing",
    "没有这一级": "scoring.level_unknown",
    "没写哪一级": "scoring.level_missing",
    "不是这类人": "scoring.subject_not_meant",
    "不是这类对象": "scoring.subject_kind",
    "不是这几天": "scoring.day_not_allowed",
    "数量超出": "scoring.quantity_out_of_range",
    "数量不够": "below_minimum",
    "数量封顶": "quantity_cut",
    "名次不够": "not_placed",
    "门槛没过": "gate",
    "被否决": "barred",
}
"""The words of the tables for the codes of the program."""
CODES = {code: word for word, code in REASONS.items()}
EXPLAINING = frozenset({"counted", "decided", "level", "outcome", "multiplied", "score", "band"})
"""Reasons that say how a figure came about and cut nothing."""
NOTHING = ("0", "")
KEPT = {
    "已兑": "spent",
    "免扣": "forgiven",
    "免欠": "written_off",
    "清零": "cleared",
    "带走": "moved_out",
    "带来": "moved_in",
}


def scheme_of(name: str) -> Scheme:
    """The shipped document, with the village's own items in the empty place."""
    document = to_document(pack(name))
    items = SCHEMES / name / "items.yaml"
    if items.exists():
        own = yaml.safe_load(items.read_text(encoding="utf-8"))["items"]
        document["items"] = [*document.get("items", []), *own]
    return Scheme.model_validate(document)


def outcome_of(name: str, *, backwards: bool = False) -> Outcome:
    folder = SCHEMES / name
    head, *acts = (folder / "acts.csv").read_text(encoding="utf-8").splitlines()
    rows = reversed(acts) if backwards else acts
    return run(
        scheme_of(name), "\n".join([head, *rows]), (folder / "roster.csv").read_text("utf-8")
    )


def expected(name: str) -> list[Row]:
    with (SCHEMES / name / "expected.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def written(name: str, table: str) -> Table:
    """What the cadre wrote of one table: figure and reason of each line."""
    lines: Table = {}
    for row in expected(name):
        if row["表"] == table:
            for subject in _subjects(row["对象"]):
                line = (row["编号"], row["期"], subject)
                assert line not in lines, f"{table} {line} stands twice"
                lines[line] = (row["得数"], row["原因"])
    return lines


def _subjects(text: str) -> list[str]:
    """`H001~H020` are all of them."""
    first, _, last = text.partition("~")
    if not last:
        return [first]
    head = first.rstrip("0123456789")
    width = len(first) - len(head)
    return [
        f"{head}{number:0{width}d}"
        for number in range(int(first[len(head) :]), int(last[len(head) :]) + 1)
    ]


def found(out: Outcome) -> dict[str, Table]:
    """Every table of the year as the program has it."""
    data = told(out)
    tables = {
        "记分": dict(_acts(data)),
        "自动": {
            (one["code"], one["period"], one["subject"]): (one["points"], "")
            for one in data["automatic"]
        },
        "余额": dict(_purses(data, "balance")),
        "指标": {
            (one["measure"], one["period"], one["subject"]): (one["exact"], "")
            for one in data["measures"]
        },
        "称号": {
            (one["honour"], one["period"], one["subject"]): (str(one["place"]), "")
            if one["taken"]
            else ("不评", CODES.get(one["reason"], one["reason"]))
            for one in data["honours"]
        },
        "标记": {
            (one["streak"], one["period"], one["subject"]): (one["mark"], "")
            for one in data["marks"]
        },
        "办事": dict(_events(data)),
        "花钱": {
            (one["key"], one["day"][:7], ""): (one["yuan"], "")
            for one in data["costs"]
            if one["yuan"] is not None
        },
        "付款": {(one["source"], one["month"], ""): (one["yuan"], "") for one in data["payments"]},
        "否决": {
            (one["key"], one["first"], subject): (one["last"] or "", "")
            for one in data["bars"]
            for subject in one["subjects"]
        },
    }
    return tables | {table: dict(_purses(data, field)) for table, field in KEPT.items()}


@cache
def year_of(name: str) -> dict[str, Table]:
    """The year of a pack, replayed once."""
    return found(outcome_of(name))


def _acts(data: Any) -> Iterator[tuple[Line, tuple[str, str]]]:
    for one in data["acts"]:
        codes = [why["code"] for why in one["reasons"] if why["code"] not in EXPLAINING]
        reason = ";".join(CODES.get(code, code) for code in codes)
        points = one["points"] if one["state"] == "counted" else "不记"
        if one["state"] in ("reversed", "withheld"):
            points, reason = "撤销", ""
        yield (one["key"], "", one["subject"]), (points, reason)


def _purses(data: Any, field: str) -> Iterator[tuple[Line, tuple[str, str]]]:
    for one in data["subjects"]:
        for held in one["purses"]:
            yield (held["purse"], "", one["key"]), (held[field], "")


def _events(data: Any) -> Iterator[tuple[Line, tuple[str, str]]]:
    for one in data["events"]:
        if one["key"].startswith("roster/"):
            continue
        code = one["reason"]["code"] if one["reason"] else ""
        done = "办成" if one["state"] == "done" else "没办"
        yield (one["key"], "", one["subject"] or ""), (done, CODES.get(code, code))


def compared(name: str, table: str) -> tuple[Table, Table]:
    """Both sides of one table, cut to what has to agree."""
    wanted = written(name, table)
    return wanted, cut(table, wanted, year_of(name)[table])


def cut(table: str, wanted: Table, have: Table) -> Table:
    """What has to agree with the table that was written.

    Acts and events stand complete, with their reasons where the table names one; of titles those
    that are held, and the others that the table names; of figures whatever is not zero. Measures
    are complete within each measure and period that the table speaks of.
    """
    if table in ("记分", "办事"):
        return have
    if table == "称号":
        return {line: cell for line, cell in have.items() if cell[0] != "不评" or line in wanted}
    spoken = {line[:2] for line in wanted}
    have = dict.fromkeys(wanted, NOTHING) | have if table in ("余额", *KEPT) else have
    return {
        line: cell
        for line, cell in have.items()
        if line in wanted or (cell[0] != "0" and (table != "指标" or line[:2] in spoken))
    }
