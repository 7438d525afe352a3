"""How many people of a household count as its members, day by day, as the replay counts them.

With `members: all` everybody counts. Otherwise those who take part and whom the clauses of the
document let take part: by tags, age and months, each from its own day on.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple, Protocol

from jishan.core.periods import Period, after
from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Duration, Scheme
from jishan.core.scheme.facts import Standing
from jishan.registry.tags import APPROVED, DECLINED, Stored, tags_of, tags_on

_ONE_DAY = timedelta(days=1)


class Dated(Protocol):
    """A person, or a household, with its dated tags."""

    @property
    def tags(self) -> Stored: ...
    @property
    def participating(self) -> bool: ...


class Someone(Dated, Protocol):
    """A resident, as the registry has it."""

    @property
    def birth_year(self) -> int | None: ...
    @property
    def since(self) -> date: ...


class Staying(Someone, Protocol):
    """A resident, for as long as they belong to one household: from `begins` to `ends`."""

    @property
    def begins(self) -> date: ...
    @property
    def ends(self) -> date | None: ...


class Counted(NamedTuple):
    """Members on the first day of a period, on its last, and their mean over its days."""

    start: int
    end: int
    mean: Fraction


def counts(scheme: Scheme, one: Someone, home: Dated, day: date, *, group: str | None) -> bool:
    """Whether somebody who is there counts as a member of the household on the day; `group` is the
    name of its villager group."""
    if scheme.subjects.members == "all":
        return True
    if not _asked(scheme):
        return one.participating
    both = tags_on(one.tags, day) | tags_on(home.tags, day)
    standing = Standing(
        "resident",
        group=group,
        tags=tags_on(one.tags, day),
        born=date(one.birth_year, 1, 1) if one.birth_year else None,
        since=one.since,
        taking_part=one.participating,
        consent=DECLINED not in both,
        approved=APPROVED in both,
    )
    return takes_part(compiled(scheme), standing, day)


def _asked(scheme: Scheme) -> bool:
    return any(one.kind == "resident" for one in scheme.subjects.eligible)


def counted(
    scheme: Scheme,
    people: Sequence[Staying],
    home: Dated,
    period: Period,
    *,
    group: str | None,
) -> Counted:
    """The members of one household over a period."""
    start = end = days = 0
    for one in people:
        for first, last in _spans(scheme, one, home, period, group):
            start += first == period.first
            end += last == period.last
            days += (last - first).days + 1
    return Counted(start, end, Fraction(days, period.days))


def _spans(
    scheme: Scheme, one: Staying, home: Dated, period: Period, group: str | None
) -> Iterator[tuple[date, date]]:
    """The stretches of the period in which somebody is there and counts."""
    first = max(one.begins, period.first)
    last = period.last if one.ends is None else min(one.ends, period.last)
    if last < first:
        return
    turns = {first}
    if scheme.subjects.members != "all" and _asked(scheme):
        turns |= {day for day in _turning_days(scheme, one, home) if first < day <= last}
    begins = sorted(turns)
    for begin, following in zip(begins, [*begins[1:], last + _ONE_DAY], strict=True):
        if counts(scheme, one, home, begin, group=group):
            yield begin, following - _ONE_DAY


def _turning_days(scheme: Scheme, one: Someone, home: Dated) -> Iterable[date]:
    """Days on which somebody may begin or cease to count: by tags, age, months of living here."""
    for tag in (*tags_of(one.tags), *tags_of(home.tags)):
        if tag.since is not None:
            yield tag.since
        if tag.until is not None:
            yield tag.until + _ONE_DAY
    for clause in scheme.subjects.eligible:
        if clause.months_min:
            yield after(one.since, Duration(months=clause.months_min))
        for age in (clause.age_min, clause.age_max and clause.age_max + 1):
            if age and one.birth_year:
                yield date(one.birth_year + age, 1, 1)
