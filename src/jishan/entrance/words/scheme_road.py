"""The road of a scheme in words: states, meetings, opinions, feedback, what the desk should do."""

from collections.abc import Mapping
from datetime import date

from jishan.core.voting import Majority, Meeting
from jishan.core.workflow import SchemeState
from jishan.entrance.words.figures import day_text

STATES: Mapping[SchemeState, str] = {
    SchemeState.DRAFT: "草案",
    SchemeState.DISCUSSED: "正在讨论",
    SchemeState.VOTED: "已表决，待备案",
    SchemeState.FILED: "已备案，待公示",
    SchemeState.PUBLISHED: "公示中",
    SchemeState.ADOPTED: "已公布",
    SchemeState.REPLACED: "已被新版代替",
    SchemeState.RETURNED: "已退回修改",
}
IN_FORCE = "正在执行"
TO_COME = "已公布，等生效"
STEPS = ("写草案", "大家讨论", "开会表决", "乡镇备案", "公示", "生效")
DISCUSSIONS: Mapping[str, str] = {
    "courtyard": "院坝会",
    "forum": "座谈会",
    "party": "党员大会",
    "representatives": "村民代表会议",
    "villagers": "村民会议",
    "other": "别的会",
}
VOTERS: Mapping[str, str] = {
    Meeting.REPRESENTATIVES.value: "村民代表会议（三分之二以上代表到会）",
    Meeting.VILLAGERS.value: "村民会议（18 周岁以上村民过半数到会）",
    Meeting.HOUSEHOLDS.value: "村民会议（三分之二以上户派代表到会）",
}
MAJORITIES: Mapping[str, str] = {
    Majority.HALF.value: "到会的过半数",
    Majority.TWO_THIRDS.value: "到会的三分之二以上（村里另有规定的）",
}
WAYS: Mapping[str, str] = {"mouth": "口头", "paper": "书面", "page": "手机"}
OPINION_STATES: Mapping[str, str] = {"open": "等答复", "taken": "已采纳", "declined": "没有采纳"}
SAYS: Mapping[str, str] = {
    "good": "合适",
    "high": "分太高",
    "low": "分太低",
    "unclear": "看不明白",
    "drop": "不该有这项",
}
DECISIONS: Mapping[str, str] = {"kept": "照旧执行", "changed": "要修改，另起草案"}
RETURNED_BY: Mapping[str, str] = {
    "township": "乡镇责令改正",
    "village": "村里收回修改",
    "revised": "改成了新的草案再讨论",
}
TASKS: Mapping[str, tuple[str, str]] = {
    "opinions": ("方案意见等答复", "条"),
    "returned": ("乡镇退回的方案，等改正", "份"),
    "to_file": ("方案等乡镇备案", "份"),
    "to_publish": ("方案备案了，等公示", "份"),
    "to_adopt": ("方案公示满期，等公布", "份"),
    "feedback": ("本季度还没收村民反馈", "季"),
    "review": ("去年的方案还没评估", "年"),
}
"""What waits, and in what it is counted."""


def since_text(written: date, day_from: date | None, today: date) -> str:
    """From when a version holds: the day that was set; before that the day that the document
    names, unless it has passed, for nothing is retroactive."""
    if day_from is not None:
        return f"自 {day_text(day_from)}起执行"
    if written <= today:
        return "公示期满以后定日子执行，以前的事不重算"
    return f"自 {day_text(written)}起执行"


def state_text(
    state: SchemeState, day_from: date | None, day_until: date | None, today: date
) -> str:
    """Where a version stands today. One that is replaced is in force until its last day; one that
    is adopted is not before its first."""
    if state not in (SchemeState.ADOPTED, SchemeState.REPLACED) or day_from is None:
        return STATES[state]
    if day_from <= today and (day_until is None or today <= day_until):
        return IN_FORCE
    return TO_COME if today < day_from else STATES[state]
