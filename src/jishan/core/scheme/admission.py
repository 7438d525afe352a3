"""Whether an act may be scored at all: day, subject, origin, evidence, figures."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from jishan.core.errors import Refusal
from jishan.core.periods import months_between, years_between
from jishan.core.scheme.document import Eligible, RuleItem, Who
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.refusals import (
    BarredFromEarning,
    ClaimedTooLate,
    ConditionUnmet,
    DayNotAllowed,
    EvidenceMissing,
    FigureMissing,
    ItemNotInForce,
    NotInForce,
    OriginNotAllowed,
)
from jishan.core.scheme.rules import Rule
from jishan.core.scheme.values import exact

if TYPE_CHECKING:
    from jishan.core.scheme.compiled import Compiled


def admit_act(plan: "Compiled", act: Act, rule: Rule, standing: Standing) -> None:
    """Refuses an act whose day, origin or evidence the document does not let in."""
    item = rule.item
    if not plan.first <= act.day <= plan.last:
        raise NotInForce(day=act.day, first=plan.first)
    if rule.dated and (refusal := off_its_day(act.day, item)) is not None:
        raise refusal
    if standing.barred and not item.negative:
        raise BarredFromEarning(subject=act.subject)
    if act.claimed is not None and (days := claimed_late(plan, act, item)) is not None:
        raise ClaimedTooLate(item=item.code, day=act.day, claimed=act.claimed, days=days)
    if act.origin is not None and act.origin not in rule.origins:
        raise OriginNotAllowed(item=item.code, origin=act.origin)
    if rule.documented and act.evidence is not None:
        _documented(act.evidence, item)


def claimed_late(plan: "Compiled", act: Act, item: RuleItem) -> int | None:
    """Within how many days it had to be claimed, where it was claimed later; else None."""
    days = item.claim_days if item.claim_days is not None else plan.scheme.process.claim_days
    if days is None or act.claimed is None or (act.claimed - act.day).days <= days:
        return None
    return days


def off_its_day(day: date, item: RuleItem) -> Refusal | None:
    """Why the item does not count on the day; None where it does."""
    if (item.active_from and day < item.active_from) or (
        item.active_until and day > item.active_until
    ):
        return ItemNotInForce(item=item.code, day=day)
    if item.months and day.month not in item.months:
        return ItemNotInForce(item=item.code, day=day)
    days = item.days_of_month
    if days is not None and not days[0] <= day.day <= days[1]:
        return DayNotAllowed(item=item.code, first=days[0], last=days[1])
    return None


def _documented(given: Sequence[str], item: RuleItem) -> None:
    missing = [kind for kind in item.evidence.required if kind not in given]
    if missing:
        raise EvidenceMissing(item=item.code, missing=tuple(missing))
    if item.evidence.any_of and not set(item.evidence.any_of) & set(given):
        raise EvidenceMissing(item=item.code, missing=item.evidence.any_of)


def takes_part(plan: "Compiled", standing: Standing, day: date) -> bool:
    """Whether the subject takes part on the day: itself, and by one of the document's clauses."""
    if not standing.taking_part:
        return False
    clauses = plan.eligible.get(standing.kind)
    return clauses is None or any(_eligible(clause, standing, day) for clause in clauses)


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
        results.append((condition.name, condition.holds(exact(given))))
    good = all if item.conditions_need == "all" else any
    if good(held for _, held in results):
        return True
    if item.unmet_points is None:
        failed = "、".join(name for name, held in results if not held)
        raise ConditionUnmet(item=item.code, figure=failed)
    return False
