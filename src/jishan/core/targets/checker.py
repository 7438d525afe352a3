"""The checker of target plans: what is wrong with a plan that can be read, with line and proposal.

Errors stop adoption, warnings are answered in writing, notes name what was chosen. Petitions and
the ranking of villages or cadres are red lines here as in a scheme (P6-09, P6-11).
"""

from collections.abc import Iterable, Mapping

from jishan.core.scheme import redlines as law
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.plain import Path
from jishan.core.targets import checks
from jishan.core.targets.desk import Desk
from jishan.core.targets.document import Coverage, Plan, Target

_VAGUE = ("一批", "若干", "大部分", "基本", "力争", "明显", "进一步")
_TERMS = ("基本农田", "基本医疗", "基本养老")
"""Names of things that contain such a word and are not vague."""


def check(
    plan: Plan,
    lines: Mapping[Path, int] | None = None,
    redlines: law.Redlines | None = None,
) -> tuple[Finding, ...]:
    """Every finding, errors first. `redlines` replaces the classification that is shipped."""
    desk = Desk(plan, lines)
    if _sound(desk):
        for place, target in enumerate(plan.targets):
            _days(desk, target, "targets", place)
            checks.goal(desk, target, "targets", place)
            checks.counted(desk, target, "targets", place)
            checks.award(desk, target, "targets", place)
            _wording(desk, target, "targets", place)
        checks.money(desk)
        _law(desk, redlines or law.shipped())
        _chosen(desk)
    return desk.found()


def _sound(desk: Desk) -> bool:
    """Codes are unique in their list, and whatever is named exists."""
    plan = desk.plan
    if plan.until < plan.from_:
        desk.error("days_upside_down", "until")
    for name in ("bases", "funds", "projects", "targets"):
        _unique(desk, name, (one.code for one in getattr(plan, name)))
    projects = {one.code for one in plan.projects}
    funds = {one.code for one in plan.funds}
    bases = {one.code for one in plan.bases}
    for place, target in enumerate(plan.targets):
        path = ("targets", place)
        if target.project is not None and target.project not in projects:
            desk.error("reference_unknown", *path, "project", code_=target.project, what="项目")
        if isinstance(target.goal, Coverage) and target.goal.of not in bases:
            desk.error("reference_unknown", *path, "goal", code_=target.goal.of, what="基数")
        if target.award is not None and target.award.fund not in (None, *funds):
            desk.error("reference_unknown", *path, "award", code_=target.award.fund, what="资金")
    return not desk.found()


def _unique(desk: Desk, name: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            desk.error("code_twice", name, place, "code", code_=code)
        seen.add(code)


def _days(desk: Desk, target: Target, *path: str | int) -> None:
    plan = desk.plan
    if not plan.from_ <= target.deadline <= plan.until:
        desk.error("deadline_outside", *path, "deadline", target=target.title,
                   first=plan.from_, last=plan.until)  # fmt: skip
    days = [one.by for one in target.milestones]
    if days != sorted(set(days)):
        desk.error("milestones_out_of_order", *path, "milestones", target=target.title)
    for place, one in enumerate(target.milestones):
        if not plan.from_ <= one.by < target.deadline:
            desk.error("milestone_outside", *path, "milestones", place, target=target.title)
    if target.milestones and target.direction == "keep":
        desk.error("milestones_of_a_limit", *path, "milestones", target=target.title)


def _wording(desk: Desk, target: Target, *path: str | int) -> None:
    title = target.title
    for term in _TERMS:
        title = title.replace(term, "")
    word = next((word for word in _VAGUE if word in title), None)
    if word is not None:
        desk.warn("word_without_number", *path, "title", target=target.title, word=word)
    if not target.evidence and target.counted == "reported":
        desk.warn("no_evidence", *path, target=target.title)
    if target.responsible == target.accepts.who:
        desk.error("accepts_itself", *path, "accepts", target=target.title, who=target.responsible)
    if target.direction == "keep":
        desk.note("kept_throughout", *path, "direction", target=target.title)


def _law(desk: Desk, redlines: law.Redlines) -> None:
    """Every text that a plan puts up: what law does not allow, with the lawful one in its place."""
    plan = desk.plan
    running: list[tuple[str, Path]]
    said: list[tuple[str, Path]] = [
        (f"{one.title} {one.detail or ''}".strip(), ("targets", place))
        for place, one in enumerate(plan.targets)
    ]
    said += [(one.name, ("projects", place)) for place, one in enumerate(plan.projects)]
    said += [(one.name, ("bases", place)) for place, one in enumerate(plan.bases)]
    said += [(one.name, ("funds", place)) for place, one in enumerate(plan.funds)]
    said += [
        (one.award.each, ("targets", place, "award"))
        for place, one in enumerate(plan.targets)
        if one.award is not None
    ]
    running = [(plan.name, ("name",)), (plan.summary or "", ("summary",))]
    running += [(one.text, ("choices", place, "text")) for place, one in enumerate(plan.choices)]
    running += [(one.by, ("replaced", place, "by")) for place, one in enumerate(plan.replaced)]
    said += [(part, path) for text, path in running for part in redlines.asserted(text)]
    for text, path in said:
        for clause in law.speaking(redlines, text, "targets"):
            facts = {
                "text": text,
                "reason": clause.reason,
                "alternative": clause.alternative or "",
                "clause": clause.code,
            }
            if clause.verdict == "block":
                desk.error("redline.blocked", *path, **facts)
            elif clause.verdict == "guard":
                desk.error("redline.unguarded", *path, **facts, missing=clause.needs)


def _chosen(desk: Desk) -> None:
    for place, choice in enumerate(desk.plan.choices):
        desk.note("choice", "choices", place, about=choice.about, text=choice.text)
    for place, one in enumerate(desk.plan.replaced):
        desk.note("replaced", "replaced", place, clause=one.clause, by=one.by,
                  ids="、".join(one.ids))  # fmt: skip
