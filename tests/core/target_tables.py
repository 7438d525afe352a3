"""The tables of a target plan's year as a cadre writes them, and what the plan makes of them."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from jishan.core.targets.document import Plan, Target
from jishan.core.targets.progress import Progress, added_up, progress
from jishan.core.targets.reading import read_plan
from jishan.core.targets.reports import Report, Verdict
from jishan.entrance.words.targets import STATES, plain
from jishan.management.scheme_files import PACKS
from tests.core.replaying import SCHEMES

VERDICTS: dict[str, Verdict] = {"": "", "通过": "accepted", "退回": "sent_back"}
OF_VILLAGES = ("sum_of_villages", "accepted_of_villages")
Row = dict[str, str]


def plan(name: str) -> Plan:
    return read_plan((PACKS / f"{name}.yaml").read_bytes())


def rows(name: str, table: str) -> list[Row]:
    with (SCHEMES / name / f"{table}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def report_of(row: Row) -> Report:
    return Report(
        key=row["序号"],
        day=date.fromisoformat(row["日期"]),
        figure=Fraction(row["报的数"] or 0),
        of=Fraction(row["一共"]) if row["一共"] else None,
        grade=row["等级"],
        corrects=row["更正"] or None,
        verdict=VERDICTS[row["验收"]],
    )


class Year:
    """A plan with the reports of its table: by target and place."""

    def __init__(self, name: str) -> None:
        self.plan = plan(name)
        self.reports: dict[str, dict[str, list[Report]]] = defaultdict(lambda: defaultdict(list))
        for row in rows(name, "reports"):
            self.reports[row["目标"]][row["村"]].append(report_of(row))

    def at(self, target: Target, day: date) -> Progress:
        """Where a target stands; what villages report is added up on that day."""
        by_place = self.reports[target.code]
        if target.counted not in OF_VILLAGES:
            return progress(self.plan, target, by_place[""], day)
        figure, of = added_up(target, list(by_place.values()), day)
        there = [Report("live", day=day, figure=figure, of=of)] if by_place else []
        return progress(self.plan, target, there, day)

    def found(self, code: str, day: date) -> tuple[str, str, str]:
        """State, figure and percent as the expected table writes them."""
        now = self.at(self.plan.target(code), day)
        value = "" if now.value is None else plain(now.value)
        percent = "" if now.percent is None else str(now.percent)
        return STATES[now.state], value, percent


def expected(name: str) -> Sequence[tuple[date, str, tuple[str, str, str]]]:
    return [
        (
            date.fromisoformat(row["日期"]),
            row["目标"],
            (row["状态"], row["现在的数"], row["完成百分比"]),
        )
        for row in rows(name, "expected")
    ]
