"""A village's year as the sandbox reads it: a roster and a table of acts, made up from a seed.

The acts go over all items of the document alike; each row fills the columns that its item needs.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import StringIO
from random import Random

from jishan.core.points import format_points
from jishan.core.scheme.document import Condition, RuleItem, Scheme
from jishan.core.scheme.values import Bounds
from jishan.core.scheme.worth import (
    Brackets,
    Case,
    Import,
    Inspection,
    Levels,
    Outcome,
    PerUnit,
    Range,
    Steps,
)

ROSTER = ("编号", "类型", "所属户", "组", "标签", "出生日期", "居住起")
COLUMNS = (
    "编号", "日期", "对象", "事项", "数量", "级别", "得分", "数字", "结果", "分值", "来源", "记给",
    "佐证", "同一事", "依据",
)  # fmt: skip
GROUPS = 10
RESIDENTS = 2


class MadeYear:
    """The tables as CSV text. `points` holds one fixed figure for each item: the yardstick's."""

    def __init__(self, scheme: Scheme, *, households: int, acts: int, seed: int = 5) -> None:
        self._random = Random(seed)
        self._scheme = scheme
        self._households = households
        self.points = {item.title: item.largest for item in scheme.items}
        self.roster = _text(ROSTER, self._roster())
        self.acts = _text(COLUMNS, self._acts(acts))

    def _roster(self) -> Iterable[Sequence[object]]:
        clauses = [*self._scheme.subjects.eligible, *(i.who for i in self._scheme.items if i.who)]
        tags = ";".join(sorted({tag for who in clauses for tag in (*who.tags_any, *who.tags_all)}))
        for number in range(1, self._households + 1):
            group = f"{number % GROUPS + 1}组"
            yield f"H{number}", "户", "", group, tags, "", "2010-01-01"
            for one in range(RESIDENTS):
                born = f"{1950 + (number * 7 + one * 25) % 55}-05-01"
                yield f"R{number}-{one}", "村民", f"H{number}", group, tags, born, "2010-01-01"
        yield "合作社", "单位", "", "", tags, "", "2010-01-01"
        yield "1组", "村民小组", "", "", tags, "", "2010-01-01"
        yield self._scheme.organisation, "村", "", "", tags, "", "2010-01-01"
        yield "网格员", "岗位", "", "", tags, "", "2010-01-01"

    def _acts(self, count: int) -> Iterable[Sequence[object]]:
        """In order of days, as a register is kept."""
        items = [item for item in self._scheme.items if item.worth.shape != "base"]
        days = sorted(self._random.randrange(365) for _ in range(count))
        for number, day in enumerate(days, 1):
            item = items[self._random.randrange(len(items))]
            yield self._act(number, self._scheme.in_force_from + timedelta(days=day), item)

    def _act(self, number: int, day: date, item: RuleItem) -> Sequence[object]:
        evidence = ";".join((*item.evidence.required, *item.evidence.any_of[:1]))
        credited = ""
        if item.credited_to in ("named", "team"):
            credited = self._household("R{}-0")
        return (
            number, self._day(day, item), self._subject(item), item.title, self._quantity(item),
            self._level(item), self._scores(item), self._figures(item), self._outcome(item),
            self._points(item), item.origins[0], credited, evidence, "", self._document(item),
        )  # fmt: skip

    def _day(self, day: date, item: RuleItem) -> date:
        if item.days_of_month is not None:
            first, last = item.days_of_month
            day = day.replace(day=self._random.randint(first, min(last, 28)))
        return max(day, item.active_from or day)

    def _household(self, shape: str = "H{}") -> str:
        return shape.format(self._random.randint(1, self._households))

    def _subject(self, item: RuleItem) -> str:
        """Of a household item every second act is entered for a resident, if that may be."""
        kinds = item.subjects or self._scheme.subjects.kinds
        if "resident" in kinds and (item.credited_to != "members" or "household" not in kinds):
            return self._household("R{}-1" if self._random.random() < 0.5 else "R{}-0")
        others = {"unit": "合作社", "group": "1组", "village": self._scheme.organisation}
        return self._household() if "household" in kinds else others.get(kinds[0], "网格员")

    def _quantity(self, item: RuleItem) -> object:
        worth = item.worth
        if not isinstance(worth, PerUnit | Steps | Brackets | Import):
            return ""
        low, high = getattr(worth, "min", None) or 1, getattr(worth, "max", None) or 20
        return self._random.randint(int(low), max(int(low), int(high)))

    def _level(self, item: RuleItem) -> str:
        worth = item.worth
        return self._random.choice(worth.levels).name if isinstance(worth, Levels) else ""

    def _outcome(self, item: RuleItem) -> str:
        worth = item.worth
        if not isinstance(worth, Outcome) or self._random.random() < 0.5:
            return ""
        return self._random.choice(worth.outcomes).name

    def _scores(self, item: RuleItem) -> str:
        worth = item.worth
        if not isinstance(worth, Inspection):
            return ""
        return ";".join(
            f"{line.code}={self._random.randint(0, line.points // 100)}" for line in worth.lines
        )

    def _points(self, item: RuleItem) -> str:
        worth = item.worth
        if not isinstance(worth, Range | Case):
            return ""
        step = worth.step if isinstance(worth, Range) else 100
        steps = (worth.high - worth.low) // step
        return format_points(worth.low + step * self._random.randint(0, steps))

    def _document(self, item: RuleItem) -> str:
        return "村民代表会议决议3号" if isinstance(item.worth, Case) else ""

    def _figures(self, item: RuleItem) -> str:
        return ";".join(f"{one.name}={self._figure(one)}" for one in item.conditions)

    def _figure(self, condition: Condition) -> object:
        """Nineteen of twenty lie within the bounds."""
        near = _bound(condition)
        return near if self._random.random() < 0.95 else -1 if near else 10**6


def _bound(bounds: Bounds) -> object:
    for figure in (bounds.equals, bounds.at_least, bounds.at_most):
        if figure is not None:
            return figure
    return (bounds.above or 0) + 1 if bounds.above is not None else 0


def _text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()
