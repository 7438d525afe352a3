"""What the refusals of target plans say, and how a target and its progress are told."""

from decimal import Decimal
from fractions import Fraction

from jishan.claims.naming import day_words
from jishan.core.scheme.rounding import decimal_text, rounded
from jishan.core.targets.document import (
    Amount,
    Coverage,
    Done,
    Goal,
    Grade,
    Milestone,
    Plan,
    Target,
)
from jishan.core.targets.progress import Progress, State
from jishan.core.targets.reports import Report
from jishan.entrance.words.scheme import EVIDENCE

WORDS: dict[str, tuple[int, str]] = {
    "plan.unreadable": (400, "这份目标计划读不了，有 {count} 处问题，第一处在第 {line} 行。"),
    "targets.has_errors": (409, "计划还有 {count} 处错误，改好才能定下来：{first}"),
    "targets.warnings_unanswered": (
        409,
        "检查提醒了 {count} 处，每处要写一句答复（为什么这样定）才能定下来。",
    ),
    "targets.same_document": (409, "这份文件和第 {number} 版一字不差，没有另立新版。"),
    "targets.decided_in_the_future": (400, "会议的日子 {day} 还没有到，请核对。"),
    "targets.report_refused": (409, "这一次报数记不下来。"),
    "targets.target_unknown": (404, "计划里没有“{target}”这个目标。"),
    "targets.day_outside": (400, "{day} 不在可以报的日子里：从 {first} 到 {last}。"),
    "targets.figure_missing": (400, "“{target}”要填到这天为止一共多少。"),
    "targets.figure_negative": (400, "“{target}”的数不能是负数。"),
    "targets.figure_not_whole": (400, "“{target}”只能报整数。"),
    "targets.figure_unreadable": (400, "“{target}”的数太大，或小数位太多（最多六位）。"),
    "targets.more_than_all": (400, "“{target}”报的数比总数 {of} 还多，请核对。"),
    "targets.base_missing": (400, "“{target}”要同时填本村一共有多少。"),
    "targets.neither_yes_nor_no": (400, "“{target}”没有数字，请选“做成了”或“还没有”。"),
    "targets.grade_unknown": (400, "“{target}”的等级只能是：{known}。"),
    "targets.evidence_missing": (409, "“{target}”报达到了，还缺证明：{missing}。"),
    "targets.counted_by_itself": (
        409,
        "“{target}”的数由系统从各村报的和台账里数出来，请用“照数上报”，不用自己填。",
    ),
    "targets.not_for_villages": (409, "“{target}”由上级自己报，村里不用报。"),
    "targets.not_counted": (409, "“{target}”的数要由人来报，系统数不出来。"),
    "targets.correction_unknown": (404, "没有找到要更正的那一次报数，或已经更正过了。"),
    "targets.nothing_to_accept": (
        409,
        "这一次报数现在不能验收：还没有达到，或已经验收过，或后面又报了新的数。",
    ),
    "targets.own_report": (409, "自己报的数不能自己验收，请另一位来办。"),
    "targets.not_yours_to_accept": (
        403,
        "计划写明“{target}”由{who}验收，您的任职不对。",
    ),
    "targets.no_award": (409, "计划没有给“{target}”写奖补资金。"),
    "targets.nothing_due": (409, "“{target}”验收了的都已经记过奖补，没有要补记的。"),
    "targets.not_accepted": (409, "这一次报数还没有验收通过，不能记奖补。"),
    "targets.award_overtaken": (409, "“{target}”后面又验收了新的报数，请照新的那一次记奖补。"),
}

STATES: dict[State, str] = {
    State.NOT_BEGUN: "还没有开始",
    State.UNDER_WAY: "正在做",
    State.REACHED: "达到了，等验收",
    State.ACCEPTED: "已验收",
    State.OVERDUE: "过了期限没达到",
}
MILESTONES = {"met": "按时达到", "ahead": "还没到日子", "late": "晚了，已达到", "missed": "没达到"}
PLAN_STATES = {"draft": "草案", "adopted": "执行中", "replaced": "已换新的"}


def plain(value: Fraction | Decimal | int) -> str:
    """A figure as people write it: exact to two decimals, else rounded half up to two."""
    hundredths = rounded(Fraction(value) * 100, "half_up")
    return decimal_text(Fraction(hundredths, 100))


def yuan_words(value: Fraction | Decimal | int) -> str:
    """Money as people say it: `40 万元`, `1250.5 元`."""
    yuan = Fraction(value)
    if abs(yuan) >= 10_000 and yuan % 100 == 0:
        return f"{plain(yuan / 10_000)} 万元"
    return f"{plain(yuan)} 元"


def fen_words(fen: int) -> str:
    """Money that is kept in fen."""
    return yuan_words(Fraction(fen, 100))


def goal_words(plan: Plan, goal: Goal) -> str:
    """The goal: `不少于 2800 平方米`."""
    match goal:
        case Amount(at_least=None, at_most=high) if not high:
            return f"一{goal.unit}也不能有"
        case Amount(at_least=low, at_most=high):
            return f"{_bounds(low, high)}{_with_unit(goal.unit)}"
        case Coverage(at_least=low):
            base = plan.base(goal.of)
            if low == 100:
                return f"{base.name}全部做到"
            return f"不少于{base.name}的 {plain(low)}%"
        case Done():
            return "做成"
        case Grade(at_least=grade):
            return f"{grade}或更好" if grade != goal.grades[0] else grade


def _bounds(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return f"{plain(low)} 到 {plain(high)}"
    if low is not None:
        return f"不少于 {plain(low)}"
    assert high is not None, "the checker asks for a bound"
    return f"不超过 {plain(high)}"


def _with_unit(unit: str) -> str:
    return unit if unit == "%" else f" {unit}"


def target_sentence(plan: Plan, target: Target) -> str:
    """What a villager reads of a target: what, how much, until when, who answers for it."""
    until = day_words(target.deadline)
    kept = "前一直守住：" if target.direction == "keep" else "前："
    text = f"{target.title}，{until}{kept}{goal_words(plan, target.goal)}。"
    if target.milestones:
        text += f"其中{'，'.join(_milestone(target, one) for one in target.milestones)}。"
    text += f"{target.responsible}负责，{target.accepts.who}验收。"
    if target.award is not None:
        text += f"每验收一{target.award.each}，奖补 {yuan_words(target.award.yuan_each)}。"
    return text


def _milestone(target: Target, one: Milestone) -> str:
    goal = target.goal
    unit = _with_unit(goal.unit) if isinstance(goal, Amount) else "%"
    return f"{day_words(one.by)}前{_bounds(one.at_least, one.at_most)}{unit}"


def report_words(plan: Plan, target: Target, report: Report) -> str:
    """What a report says: `551 户，占 91.8%`."""
    match target.goal:
        case Amount(unit=unit):
            return f"{plain(report.figure)}{_with_unit(unit)}"
        case Coverage() as goal:
            base = plan.base(goal.of)
            of = report.of if report.of is not None else Fraction(base.figure)
            percent = rounded(report.figure * 1000 / of, plan.rounding) if of else 0
            share = decimal_text(Fraction(percent, 10))
            return f"{plain(report.figure)} / {plain(of)} {base.unit}，{share}%"
        case Done():
            return "做成了" if report.figure == 1 else "还没有"
        case Grade():
            return report.grade


def start_words(plan: Plan, goal: Goal) -> str:
    """Where it began, "" where the plan does not say."""
    start = getattr(goal, "start", None)
    if start is None:
        return ""
    if isinstance(goal, Grade):
        return str(start)
    unit = _with_unit(goal.unit) if isinstance(goal, Amount) else "%"
    return f"{plain(start)}{unit}"


def progress_words(plan: Plan, target: Target, found: Progress) -> str:
    """Where a target stands, in one sentence."""
    if found.latest is None:
        return "还没有报过数。"
    said = f"到{day_words(found.latest.day)}：{report_words(plan, target, found.latest)}。"
    if found.breaches:
        days = "、".join(day_words(one.day) for one in found.breaches)
        said += f"{days}超出了范围。"
    elif target.direction == "keep" and not found.met:
        said += "到现在都守住了。"
    if found.sent_back:
        said += "验收时退回，要补做后再报。"
    if found.late:
        said += "比期限晚。"
    return said


def evidence_words(kinds: tuple[str, ...]) -> str:
    return "、".join(EVIDENCE.get(kind, kind) for kind in kinds)


def milestone_words(target: Target, found: Progress) -> list[tuple[str, str]]:
    """(what was to be reached by when, how that went) of every milestone."""
    return [(_milestone(target, one.milestone), MILESTONES[one.state]) for one in found.milestones]
