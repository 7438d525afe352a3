"""Target plans made ready to read: every target in words, with a bar that needs no script."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jishan.claims.naming import day_words
from jishan.core.targets.document import Plan
from jishan.core.targets.progress import State
from jishan.entrance.words.targets import (
    STATES,
    evidence_words,
    fen_words,
    goal_words,
    milestone_words,
    plain,
    progress_words,
    report_words,
    start_words,
    yuan_words,
)
from jishan.targets.queries import (
    PlanStanding,
    ReportRow,
    Standing,
    TargetPage,
    VersionRow,
    VillagePart,
)

_MARKS = {
    State.ACCEPTED: "mark-ok",
    State.REACHED: "mark-wait",
    State.OVERDUE: "mark-no",
}
_COUNTED = "数到了，等上报"
_ORDER = (*list(STATES.values())[:3], _COUNTED, *list(STATES.values())[3:])
_WIDE, _HIGH = 1000, 200
"""The picture of a target's year: so wide from the plan's first day to the deadline, so high."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `percent` of its length; `label` says the same to the ear."""

    percent: int
    label: str


def decided(version: VersionRow) -> str:
    """Which meeting adopted a version and when; empty before."""
    said = version.decision
    return f"{day_words(date.fromisoformat(said['day']))}{said['meeting']}" if said else ""


def plan_shown(plan: PlanStanding, day: date) -> dict[str, Any]:
    """One plan for a list: its head, its money, its projects with their targets."""
    document = plan.document
    return {
        "plan": plan,
        "name": document.name,
        "days": f"{day_words(document.from_)}至{day_words(document.until)}",
        "summary": document.summary or "",
        "funds": [(one.name, _money(one.yuan, one.yuan_min)) for one in document.funds],
        "counts": _counts(plan),
        "projects": [
            {
                "name": name,
                "responsible": responsible,
                "targets": [standing_shown(plan, one, day) for one in targets],
            }
            for name, responsible, targets in plan.projects
        ],
    }


def _money(yuan: Decimal | None, least: Decimal | None) -> str:
    if yuan is not None:
        return yuan_words(yuan)
    return f"不少于 {yuan_words(least)}" if least is not None else "未定"


def _counts(plan: PlanStanding) -> str:
    """How many targets stand where, in words: `5 个目标：已验收 2，正在做 3`."""
    if not plan.own:
        return f"本村要报的有 {len(plan.standings)} 个目标"
    states = [_state(one) for one in plan.standings]
    parts = [f"{said} {states.count(said)}" for said in _ORDER if said in states]
    return f"{len(states)} 个目标：" + "；".join(parts)


def _state(one: Standing) -> str:
    """The state in words. What the program only counts so far is not yet before whoever accepts."""
    if one.counts and one.progress.state is State.REACHED and one.waiting_id is None:
        return _COUNTED
    return STATES[one.progress.state]


def standing_shown(plan: PlanStanding, one: Standing, day: date) -> dict[str, Any]:
    """One target in words, with its bar; a village's part of an area's plan has no bar."""
    document, target, now = plan.document, one.target, one.progress
    percent = None if one.part else now.percent
    return {
        "target": target,
        "standing": one,
        "goal": goal_words(document, target.goal),
        "start": start_words(document, target.goal),
        "kept": target.direction == "keep",
        "deadline": day_words(target.deadline),
        "left": _left(one, day),
        "state": _part_state(one) if one.part else _state(one),
        "mark": _part_mark(one) if one.part else _MARKS.get(now.state, ""),
        "words": progress_words(document, target, now),
        "bar": None if percent is None else Bar(percent, f"{target.title}：完成 {percent}%"),
        "milestones": [] if one.part else milestone_words(target, now),
        "waiting": sum(village.waiting for village in one.villages),
        "due": now.report_due and now.latest is not None and not one.part,
        "evidence": evidence_words(target.evidence),
        "award": _award(one),
        "accepted": plain(one.accepted) if one.accepted else "",
        "text": target.source.text or "",
    }


def _part_state(one: Standing) -> str:
    latest = one.progress.latest
    if latest is None:
        return "还没有报"
    if one.target.counted == "sum_of_villages":
        return "已报"
    return {"accepted": "已验收", "sent_back": "退回补做"}.get(latest.verdict, "等验收")


def _part_mark(one: Standing) -> str:
    return {"已验收": "mark-ok", "等验收": "mark-wait", "退回补做": "mark-no"}.get(
        _part_state(one), ""
    )


def _left(one: Standing, day: date) -> str:
    if one.progress.state is State.ACCEPTED:
        return ""
    left = (one.target.deadline - day).days
    return f"还有 {left} 天" if left >= 0 else f"过了 {-left} 天"


def _award(one: Standing) -> str:
    if one.target.award is None:
        return ""
    said = f"每验收一{one.target.award.each}奖补 {yuan_words(one.target.award.yuan_each)}"
    if one.awarded:
        said += f"；已记 {fen_words(one.awarded)}"
    return said


def report_shown(document: Plan, page: TargetPage, row: ReportRow) -> dict[str, Any]:
    """One report in words, with what was decided about it."""
    verdict = {"accepted": "验收通过", "sent_back": "退回补做"}.get(row.report.verdict, "")
    award = "" if row.award_fen is None else fen_words(row.award_fen)
    return {
        "row": row,
        "day": day_words(row.report.day),
        "words": report_words(document, page.standing.target, row.report),
        "verdict": verdict,
        "mark": "mark-ok" if row.report.verdict == "accepted" else "mark-no",
        "award": award,
        "evidence": evidence_words(row.report.evidence),
    }


def village_shown(document: Plan, page: TargetPage, part: VillagePart) -> dict[str, Any]:
    """What one village reported: facts beside its name, in the tree's order."""
    target = page.standing.target
    latest = part.latest
    return {
        "name": part.village.name,
        "code": part.village.code,
        "said": report_words(document, target, latest) if latest else "还没有报",
        "day": day_words(latest.day) if latest else "",
        "accepted": plain(part.accepted) if part.accepted else "0",
        "waiting": part.waiting,
        "awarded": fen_words(part.awarded) if part.awarded else "",
    }


def picture(page: TargetPage) -> dict[str, Any] | None:
    """The target's course as points of a picture: from the plan's first day to its deadline.

    Whole numbers only; what it shows stands in words beside it. None with fewer than two points.
    """
    if len(page.curve) < 2:
        return None
    first, last = page.plan.document.from_, page.standing.target.deadline
    days = max((max(last, page.curve[-1][0]) - first).days, 1)
    points = [
        ((day - first).days * _WIDE // days, _HIGH - percent * _HIGH // 100)
        for day, percent in page.curve
    ]
    return {
        "points": " ".join(f"{x},{y}" for x, y in points),
        "dots": points,
        "deadline": min((last - first).days * _WIDE // days, _WIDE),
        "first": day_words(first),
        "last": day_words(last),
        "label": "；".join(f"{day_words(day)} {percent}%" for day, percent in page.curve),
    }
