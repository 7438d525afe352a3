"""Plausible acts under any scheme: what the people of the demo county do in a year."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishan.claims.acts import NewClaim
from jishan.core.points import Points
from jishan.core.scheme.document import (
    Brackets,
    Case,
    Inspection,
    Levels,
    Outcome,
    PerUnit,
    Range,
    RuleItem,
    Scheme,
    Steps,
)
from jishan.core.scoring import JudgeScores

PLACES = ("村口", "一组巷道", "二组水塘边", "村委会门前", "晒谷场", "进村公路", "祠堂", "桃林")
CAUSES = ("自愿参加", "邻居一起动手", "组里通知后主动来", "看见了就做了", "帮忙到傍晚")
DOCUMENT = "青石镇通报〔2025〕12号"


@dataclass(frozen=True, slots=True)
class Doer:
    """A household that does things, and how often its members are seen doing them."""

    household_id: int
    resident_ids: tuple[int, ...]
    group_id: int


def claimable(scheme: Scheme) -> tuple[RuleItem, ...]:
    """The items that people claim or are recorded for one by one."""
    return tuple(
        item
        for item in scheme.items
        if item.worth.shape not in ("base", "import", "inspection") and item.origins != ("import",)
    )


def an_act(
    chance: random.Random, scheme: Scheme, item: RuleItem, doer: Doer, day: date
) -> NewClaim:
    """One act under this item, with everything that the item asks to be said."""
    worth = item.worth
    quantity: str | int = 1
    if isinstance(worth, PerUnit | Brackets | Steps):
        quantity = chance.randint(1, 6)
        if isinstance(worth, PerUnit) and worth.min is not None:
            quantity = max(quantity, int(worth.min) + 1)
    points = None
    if isinstance(worth, Range | Case):
        points = Points((worth.low + worth.high) // 200 * 100)
    needs_person = item.subjects == ("resident",)
    person = chance.choice(doer.resident_ids) if doer.resident_ids else None
    return NewClaim(
        doer.household_id,
        item.code,
        day,
        resident_id=person if needs_person or chance.random() < 0.4 else None,
        quantity=quantity,
        level=chance.choice(worth.levels).level if isinstance(worth, Levels) else None,
        outcome=(
            chance.choice([None, *[one.outcome for one in worth.outcomes]])
            if isinstance(worth, Outcome)
            else None
        ),
        figures={one.figure: _within(chance, one.at_most) for one in item.conditions},
        points=points,
        document=DOCUMENT if "document" in item.evidence.required or item.negative else None,
        evidence=("witness", "reported", "notified", "record"),
        happened=chance.choice(("上午九点", "下午三点", "傍晚", "清早六点")),
        place=chance.choice(PLACES),
        cause=chance.choice(CAUSES),
    )


def _within(chance: random.Random, at_most: object) -> int:
    limit = 10 if at_most is None else int(str(at_most))
    return chance.randint(limit // 2, limit)


def origin_of(item: RuleItem, *, by_card: bool) -> str:
    """How the act comes in: by card where the item allows it, else the first origin it allows."""
    if by_card and "self" in item.origins:
        return "self"
    allowed = [one for one in item.origins if one in ("proxy", "recorded", "document")]
    return "document" if item.negative and "document" in allowed else allowed[0]


def a_form(chance: random.Random, item: RuleItem, keenness: int) -> tuple[JudgeScores, ...]:
    """An inspection's scored lines for a household that is `keenness` percent tidy."""
    assert isinstance(item.worth, Inspection), "only an inspection has a form"
    lines: dict[str, Points | None] = {}
    for line in item.worth.lines:
        share = min(100, max(40, keenness + chance.randint(-8, 8)))
        lines[line.code] = Points(line.points * share // 10000 * 100)
    return (JudgeScores("评比组", lines),)


def weights_of(items: Sequence[RuleItem]) -> list[int]:
    """Small good deeds are frequent, deductions rare."""
    return [1 if item.negative else max(2, 20 - abs(item.largest) // 100) for item in items]
