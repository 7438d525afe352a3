"""Base points (基础分) in a replay: of each period once, to those whom the document means."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from jishan.core.bases import base_part
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.replay.outcome import AutoResult
from jishan.core.scheme.assessing import assess
from jishan.core.scheme.document import Base
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act
from jishan.core.scheme.refusals import ScoringRefused
from jishan.core.scheme.values import PeriodKind

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


def grant_base(run: "Run", key: str, day: date, kinds: Mapping[PeriodKind, Period]) -> None:
    """Base points of one subject for periods that begin, or that it joins late: of each period
    only once, and none while it is barred from earning."""
    if not run.people.here(key):
        return
    for rule in run.plan.rules.values():
        worth = rule.item.worth
        if not isinstance(worth, Base) or worth.per not in kinds:
            continue
        period = kinds[worth.per]
        begun = max(period.first, run.first, run.scheme.in_force_from)
        part = base_part(run.scheme.periods, worth, period, begun=begun, day=day)
        standing = run.people[key]
        granted = (rule.item.code, key, period.first)
        if not part or granted in run.granted or standing.kind not in rule.kinds:
            continue
        given = (rule.item.code, key, day)
        if given in run.known.withheld:
            continue
        act = Act(f"base/{rule.item.code}/{key}/{day}", day, key, rule.item.code, part)
        doer = Doer(key, standing._replace(barred=run.barred(key, day, "earning")))
        try:
            found = assess(run.plan, act, doer, run.used)
        except ScoringRefused:
            continue  # a base is for those whom the document means: the others get none
        run.granted.add(granted)
        run.enter(act, found, waiting=given in run.known.waiting)
        run.out.automatic.append(
            AutoResult(
                rule.item.code, "base", key, day, period.label, Points(found.points), found.credits
            )
        )  # fmt: skip
