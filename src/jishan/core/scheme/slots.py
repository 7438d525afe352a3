"""Where the use of a cap is counted: for whom, and in which period or event."""

from collections.abc import Mapping

from jishan.core.scheme.compiled import EVERYONE, CapRule, Compiled, Slot, since
from jishan.core.scheme.facts import Act, Standing

Holder = tuple[str, Standing]
Taken = Mapping[Slot, int]


def owner_in(cap: CapRule, holder: Holder) -> str:
    if cap.whose == "everyone":
        return EVERYONE
    key, standing = holder
    return standing.household or key if cap.whose == "household" else key


def limit_of(cap: CapRule, holder: Holder) -> int:
    """What the cap lets, in the unit of its measure: of a cap for each member, so many times as
    much as there are members."""
    return cap.limit * holder[1].heads if cap.per_member else cap.limit


def slot_of(plan: Compiled, cap: CapRule, act: Act, holders: list[Holder]) -> Slot:
    """The slot of a cap that looks at the act as a whole: its one holder, else its subject."""
    if cap.whose == "everyone":
        owner = EVERYONE
    else:
        owner = owner_in(cap, holders[0]) if len(holders) == 1 else act.subject
    if cap.rolling is not None:
        return (cap.number, owner, since(act.day, cap.rolling).toordinal())
    if cap.per == "event":
        return (cap.number, owner, f"event {act.event or act.key}")
    return (cap.number, owner, plan.starts[cap.per][act.day])
