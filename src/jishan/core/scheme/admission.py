"""Whether an act may be scored at all: day, subject, origin, evidence, figures."""

from datetime import date
from fractions import Fraction

from jishan.core.periods import months_between, years_between
from jishan.core.scheme.compiled import Compiled, Rule
from jishan.core.scheme.document import Eligible, RuleItem, Who
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.refusals import (
    BarredFromEarning,
    ConditionUnmet,
    DayNotAllowed,
    EvidenceMissing,
    FigureMissing,
    ItemNotInForce,
    ItemUnknown,
    NotInForce,
    NotTakingPart,
    OriginNotAllowed,
    SubjectKindWrong,
    SubjectNotMeant,
)


def admit_subject(plan: Compiled, act: Act, standing: Standing) -> Rule:
    """The rule under which the act is scored, if the subject is one that it is meant for."""
    rule = plan.rules.get(act.item)
    if rule is None:
        raise ItemUnknown(item=act.item)
    item = rule.item
    if standing.kind not in rule.kinds:
        raise SubjectKindWrong(item=item.code, kind=standing.kind)
    if not takes_part(plan, standing, act.day):
        raise NotTakingPart(subject=act.subject)
    if item.who is not None and not meant(item.who, standing, act.day):
        raise SubjectNotMeant(item=item.code, subject=act.subject)
    return rule


def admit_act(plan: Compiled, act: Act, rule: Rule, standing: Standing) -> None:
    """Refuses an act whose day, origin or evidence the document does not let in."""
    item = rule.item
    if not plan.first <= act.day <= plan.last:
        raise NotInForce(day=act.day, first=plan.first)
    if rule.dated:
        _on_its_day(act, item)
    if standing.barred and not item.negative:
        raise BarredFromEarning(subject=act.subject)
    if act.evidence is not None or (act.origin is not None and act.origin not in item.origins):
        _documented(act, item)


def _on_its_day(act: Act, item: RuleItem) -> None:
    day = act.day
    if (item.active_from and day < item.active_from) or (
        item.active_until and day > item.active_until
    ):
        raise ItemNotInForce(item=item.code, day=day)
    days = item.days_of_month
    if days is not None and not days[0] <= day.day <= days[1]:
        raise DayNotAllowed(item=item.code, first=days[0], last=days[1])


def _documented(act: Act, item: RuleItem) -> None:
    if act.origin is not None and act.origin not in item.origins:
        raise OriginNotAllowed(item=item.code, origin=act.origin)
    if act.evidence is None:
        return
    missing = [kind for kind in item.evidence.required if kind not in act.evidence]
    if missing:
        raise EvidenceMissing(item=item.code, missing=tuple(missing))
    if item.evidence.any_of and not set(item.evidence.any_of) & set(act.evidence):
        raise EvidenceMissing(item=item.code, missing=item.evidence.any_of)


def timeless(plan: Compiled, rule: Rule) -> bool:
    """Whether the subject's admission does not change with the day alone."""
    asked = [*plan.scheme.subjects.eligible, *([rule.item.who] if rule.item.who else [])]
    return not any(
        one.age_min is not None or one.age_max is not None or one.months_min is not None
        for one in asked
    )


def takes_part(plan: Compiled, standing: Standing, day: date) -> bool:
    """Whether the subject takes part on the day: itself, and by one of the document's clauses."""
    if not standing.taking_part:
        return False
    clauses = [one for one in plan.scheme.subjects.eligible if one.kind == standing.kind]
    return not clauses or any(_eligible(clause, standing, day) for clause in clauses)


def _eligible(clause: Eligible, standing: Standing, day: date) -> bool:
    if clause.consent and not standing.consent:
        return False
    if clause.approved and not standing.approved:
        return False
    return meant(clause, standing, day)


def meant(who: Who, standing: Standing, day: date) -> bool:
    """Whether the subject is one of those described.

    What is not known does not fulfil a condition.
    """
    return _of_kind(who, standing) and _of_age(who, standing, day)


def _of_kind(who: Who, standing: Standing) -> bool:
    tags = standing.tags
    return (
        (not who.kinds or standing.kind in who.kinds)
        and (not who.tags_any or any(tag in tags for tag in who.tags_any))
        and all(tag in tags for tag in who.tags_all)
        and not any(tag in tags for tag in who.tags_none)
        and (not who.groups or standing.group in who.groups)
    )


def _of_age(who: Who, standing: Standing, day: date) -> bool:
    if who.age_min is not None or who.age_max is not None:
        if standing.born is None:
            return False
        age = years_between(standing.born, day)
        if age < (who.age_min or 0) or (who.age_max is not None and age > who.age_max):
            return False
    if who.months_min is None:
        return True
    return standing.since is not None and months_between(standing.since, day) >= who.months_min


def conditions_hold(act: Act, item: RuleItem) -> bool:
    """Whether the figures of the act lie within the item's bounds; refuses where one is missing
    or, if the document names no other points, where they do not."""
    results: list[tuple[str, bool]] = []
    for condition in item.conditions:
        given = act.figures.get(condition.figure)
        if given is None:
            given = act.figures.get(condition.name)
        if given is None:
            raise FigureMissing(item=item.code, figure=condition.name)
        results.append((condition.name, condition.holds(Fraction(given))))
    good = all if item.conditions_need == "all" else any
    if good(held for _, held in results):
        return True
    if item.unmet_points is None:
        failed = "、".join(name for name, held in results if not held)
        raise ConditionUnmet(item=item.code, figure=failed)
    return False
