"""Who did it: whether the subject takes part, and to whom its acts are credited."""

from datetime import date

from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.compiled import Compiled, Rule
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.refusals import HolderMissing
from jishan.core.scheme.slots import Holder


class Doer:
    """A subject as scoring sees it. Kept while its standing stays the same, it remembers whether
    the subject takes part, what it may do on any day (`admitted`), and to whom its acts are
    credited. `freely` is its kind once it is known to take part on any day, not barred, and, if a
    resident, with a `home`; empty before that.
    """

    __slots__ = ("_holders", "_part", "admitted", "freely", "home", "key", "own", "standing")

    def __init__(self, key: str, standing: Standing) -> None:
        self.key, self.standing = key, standing
        self.home = standing.household or ("" if standing.kind == "resident" else key)
        self.freely = ""
        self.own: list[Holder] = [(key, standing)]
        self._part: bool | None = None
        self.admitted: dict[str, Rule] = {}
        self._holders: dict[str, list[Holder]] = {"doer": self.own}

    def takes_part(self, plan: Compiled, day: date) -> bool:
        part = self._part
        if part is None:
            part = takes_part(plan, self.standing, day)
            if part and plan.for_the_household and self.standing.kind == "resident":
                part = self._home_takes_part(plan, day)
            if plan.timeless:
                self._part = part
                free = part and bool(self.home) and not self.standing.barred
                self.freely = self.standing.kind if free else ""
        return part

    def _home_takes_part(self, plan: Compiled, day: date) -> bool:
        """Who holds no account acts for the household, and not against its will."""
        home = self.standing.household
        standing = self.standing.others.get(home) if home is not None else None
        return standing is None or takes_part(plan, standing, day)

    def holders(self, rule: Rule, act: Act) -> list[Holder]:
        """Whom an act of this subject is credited to, in a fixed order."""
        found = self._holders.get(rule.to)
        if found is None:
            found = holders_of(rule, act, self.standing)
            if rule.to not in ("named", "team"):
                self._holders[rule.to] = found
        return found


def holders_of(rule: Rule, act: Act, standing: Standing) -> list[Holder]:
    """Whom the act is credited to, in a fixed order."""
    to = rule.item.credited_to
    if to == "doer":
        return [(act.subject, standing)]
    if to == "household":
        return [_household(act, standing)]
    if to == "members":
        home = act.subject if standing.kind == "household" else standing.household
        keys = standing.members
        if not keys:
            raise HolderMissing(item=act.item, need="members")
        return [(key, _other(standing, key, home)) for key in keys]
    keys = tuple(dict.fromkeys(act.credited))
    if not keys or (to == "named" and rule.item.team is None and len(keys) != 1):
        raise HolderMissing(item=act.item, need=to)
    team = rule.item.team
    if team is not None and team.members_max is not None and len(keys) > team.members_max:
        raise HolderMissing(item=act.item, need="fewer")
    return [(key, _other(standing, key, None)) for key in keys]


def _household(act: Act, standing: Standing) -> Holder:
    if standing.kind == "household":
        return (act.subject, standing)
    if standing.household is None:
        raise HolderMissing(item=act.item, need="household")
    other = standing.others.get(standing.household)
    return (standing.household, other or Standing("household", group=standing.group))


def _other(standing: Standing, key: str, home: str | None) -> Standing:
    return standing.others.get(key) or Standing("resident", home, standing.group)
