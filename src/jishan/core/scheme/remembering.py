"""Acts that say the same are worth the same: what was found for one is remembered for the others.

Only where nothing else has a say: no other acts but through caps with room, not who did it beyond
its kind, one purse that takes the points as they are. `assess` is the rule; this is its memory.
"""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from jishan.core.scheme.admission import claimed_late, off_its_day
from jishan.core.scheme.facts import SAID, Act
from jishan.core.scheme.rules import EVERYONE, CapRule, Rule, Slot
from jishan.core.scheme.worth import Base, Inspection

if TYPE_CHECKING:
    from jishan.core.scheme.adjusting import Assessment
    from jishan.core.scheme.compiled import Compiled
    from jishan.core.scheme.doer import Doer
    from jishan.core.scheme.slots import Taken

CONTENTS_MAX = 100_000
"""So many contents are remembered of one scheme."""

Uses = tuple[tuple[CapRule, Slot, int], ...]
Again = tuple["Assessment", str, str, Uses]
"""What was found for an act, with the purse, the holder and the uses of this one; `claimed` goes
into the purse."""


def direct_ways(rule: Rule) -> dict[str, str]:
    """By kind of doer: the one purse into which the points go as they are; nothing where more than
    what an act says has a say."""
    if not _plain(rule):
        return {}
    found: dict[str, str] = {}
    home = rule.to == "household"
    for kind in rule.kinds & {"household", "resident"} if home else rule.kinds:
        ways = rule.ways.get("household" if home else kind, ())
        if len(ways) == 1 and ways[0].through == "own":
            way = ways[0]
            if not (way.caps or way.picky or way.rated):
                found[kind] = way.code
    return found


def _plain(rule: Rule) -> bool:
    looks_around = rule.adjusted or rule.needs or rule.feeds or rule.running or rule.who
    counted = all(cap.per != "event" for cap in (*rule.times, *rule.quantities))
    one_holder = rule.to in ("doer", "household")
    return (
        one_holder
        and counted
        and not looks_around
        and not isinstance(rule.item.worth, Base | Inspection)
    )


def remember(plan: "Compiled", rule: Rule, act: Act, found: "Assessment") -> None:
    """Keep what was found for others who say the same, unless a cap cut it."""
    if rule.direct and not found.cut and len(plan.known) < CONTENTS_MAX:
        plan.known[_said(act) if act.figures else act[SAID]] = found


def _said(act: Act) -> Hashable:
    return (act[SAID], *act.figures.items())


def remembered(plan: "Compiled", act: Act, doer: "Doer", taken: "Taken") -> Again | None:
    """What `assess` would find, from what it found for an act that said the same; None where the
    act has to be assessed by itself.

    Asked only for days on which the scheme is in force.
    """
    found = plan.known.get(_said(act) if act.figures else act[SAID])
    if found is None:
        return None
    rule = found.rule
    purse = rule.direct.get(doer.freely)
    late = act.claimed is not None and claimed_late(plan, act, rule.item) is not None
    if purse is None or late:
        return None
    if rule.dated and off_its_day(act.day, rule.item) is not None:
        return None
    holder = doer.key if rule.to == "doer" else doer.home
    if not found.uses:
        return found, purse, holder, ()
    uses: Uses = ()
    for cap, (number, _, _), amount in found.uses:
        owner = holder if cap.whose == "account" else doer.home
        if cap.whose == "everyone":
            owner = EVERYONE
        slot = (number, owner, plan.starts[cap.per][act.day])
        if taken.get(slot, 0) + amount > cap.limit:
            return None
        uses += ((cap, slot, amount),)
    return found, purse, holder, uses
