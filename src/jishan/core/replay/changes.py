"""What becomes otherwise when acts no longer count: two runs of one village, side by side.

`whole.differences` says it for a reader; here it is what a book has to be corrected by, cause by
cause: the figure of each act, each credit that follows from the rules, each mark of a streak, each
clearing and expiry, and what floors, ceilings and write-offs did to a purse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from jishan.core.closing import FALSE_CLAIM
from jishan.core.points import Fen, Points
from jishan.core.replay.outcome import ActResult, AutoKey, AutoResult, Outcome
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.facts import Use


class ActChange(NamedTuple):
    """An act in both runs, and what it takes of caps in the second."""

    was: ActResult
    now: ActResult
    uses: tuple[Use, ...]


class AutoChange(NamedTuple):
    """A credit of the rules; None where only one of the runs has it."""

    was: AutoResult | None
    now: AutoResult | None


class MarkChange(NamedTuple):
    """The mark of a streak that is given only now, or no longer."""

    streak: str
    subject: str
    period: str
    mark: str
    given: bool


class PoolChange(NamedTuple):
    """A share of a pool that would be another one, in fen. What was shared out stays as it is."""

    pool: str
    subject: str
    period: str
    was: Fen
    now: Fen


class PurseChange(NamedTuple):
    """By how much a balance is otherwise for its limits (floor, ceiling) on a day, for what was
    written off then because goods had been given for it; and, on `date.max`, for what came or went
    when households merged."""

    purse: str
    holder: str
    day: date
    limits: Points
    written_off: Points
    moved: Points


class LapseChange(NamedTuple):
    """By how much a clearing, or the expiry that shows on a day, moves a balance otherwise."""

    cause: Literal["clearing", "expiry"]
    purse: str
    holder: str
    day: date
    points: Points


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs, each list in a fixed order. `acts` are by key: all acts that count
    in both runs, changed or not, with `changed` naming those that are."""

    acts: Mapping[str, ActChange]
    changed: frozenset[str]
    automatic: Mapping[AutoKey, AutoChange]
    marks: tuple[MarkChange, ...]
    lapses: tuple[LapseChange, ...]
    purses: tuple[PurseChange, ...]
    pools: tuple[PoolChange, ...]


def changes(before: Outcome, now: Outcome) -> Changes:
    """Both runs are of the same people and happenings; some acts count only in the first."""
    acts = _Acts(before, now)
    return Changes(
        acts,
        _changed(before, now, acts),
        _automatic(before, now),
        _marks(before, now),
        _lapses(before, now),
        _purses(before, now),
        _pools(before, now),
    )


class _Acts(Mapping[str, ActChange]):
    """The acts of two runs, each as its day alone gives it, laid side by side when asked for."""

    def __init__(self, before: Outcome, now: Outcome) -> None:
        self._before, self._now = before.by_days, now

    def __getitem__(self, key: str) -> ActChange:
        if not self.counts(key):
            raise KeyError(key)
        one = self._now.by_days[key]
        act = one.act
        plan = compiled(self._now.scheme_on(act.day))
        uses = tuple(
            Use(plan.window(cap, slot, act.day, act.event), amount)
            for cap, slot, amount in self._now.uses.get(key, ())
        )
        return ActChange(self._before[key], one, uses)

    def counts(self, key: str) -> bool:
        """Whether the act was not taken away in the second run."""
        one = self._now.by_days.get(key)
        return one is not None and one.state in ("counted", "refused") and key in self._before

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._now.by_days if self.counts(key))

    def __len__(self) -> int:
        return sum(self.counts(key) for key in self._now.by_days)


def _changed(before: Outcome, now: Outcome, acts: _Acts) -> frozenset[str]:
    """Acts that are credited otherwise, or take something else of caps."""
    old, used, uses = before.by_days, before.uses, now.uses
    otherwise = [
        key
        for key, one in now.by_days.items()
        if (was := old.get(key)) is not None
        and was != one
        and (was.credits != one.credits or was.state != one.state)
    ]
    otherwise += [key for key in used.keys() | uses.keys() if used.get(key) != uses.get(key)]
    return frozenset(key for key in otherwise if acts.counts(key))


def _automatic(before: Outcome, now: Outcome) -> dict[AutoKey, AutoChange]:
    old, new = _by_key(before), _by_key(now)
    found: dict[AutoKey, AutoChange] = {}
    for key in sorted(old.keys() | new.keys(), key=lambda one: (one[2], one)):
        was, given = old.get(key), new.get(key)
        if was is None or given is None or was.credits != given.credits:
            found[key] = AutoChange(was, given)
    return found


def _by_key(out: Outcome) -> dict[AutoKey, AutoResult]:
    """What a false claim costs was decided by people; the rules do not give it."""
    return {
        (one.code, one.subject, one.day): one for one in out.automatic if one.kind != FALSE_CLAIM
    }


def _marks(before: Outcome, now: Outcome) -> tuple[MarkChange, ...]:
    old, new = _marks_of(before), _marks_of(now)
    return tuple(MarkChange(*key, given=key in new) for key in sorted(old ^ new))


def _marks_of(out: Outcome) -> set[tuple[str, str, str, str]]:
    return {
        (one.streak, one.subject, closing.period.label, one.mark)
        for closing in out.closings
        for one in closing.marks
    }


def _pools(before: Outcome, now: Outcome) -> tuple[PoolChange, ...]:
    old, new = _shares(before), _shares(now)
    return tuple(
        PoolChange(*key, old.get(key, Fen(0)), new.get(key, Fen(0)))
        for key in sorted(old.keys() | new.keys())
        if old.get(key, 0) != new.get(key, 0)
    )


def _shares(out: Outcome) -> dict[tuple[str, str, str], Fen]:
    return {
        (code, holder, closing.period.label): fen
        for closing in out.closings
        for code, shared in closing.pools.items()
        for holder, fen in shared.shares.items()
    }


def _lapses(before: Outcome, now: Outcome) -> tuple[LapseChange, ...]:
    moved: dict[_LapseKey, int] = {}
    for sign, out in ((-1, before), (1, now)):
        for key, points in _lapsed(out):
            moved[key] = moved.get(key, 0) + sign * points
    return tuple(LapseChange(*key, Points(moved[key])) for key in sorted(moved) if moved[key])


_LapseKey = tuple[Literal["clearing", "expiry"], str, str, date]


def _lapsed(out: Outcome) -> Iterator[tuple[_LapseKey, int]]:
    for one in out.lapses:
        yield ("clearing", one.purse, one.holder, one.day), one.points
    for purse, states in out.book.states.items():
        for holder, state in states.items():
            for last, points in state.lapsed.items():
                yield ("expiry", purse, holder, date.fromordinal(last + 1)), -points


def _purses(before: Outcome, now: Outcome) -> tuple[PurseChange, ...]:
    old, new = dict(_counters(before)), dict(_counters(now))
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, is_now = old.get(key, _NONE), new.get(key, _NONE)
        if was != is_now:
            by = (Points(after - before) for before, after in zip(was, is_now, strict=True))
            found.append(PurseChange(*key, *by))
    return tuple(found)


_NONE = (0, 0, 0)
_LAST = date.max


def _counters(out: Outcome) -> Iterator[tuple[tuple[str, str, date], tuple[int, int, int]]]:
    """What limits did to each purse on a day; what was written off then; what came from other
    purses less what went, all together."""
    for purse, states in out.book.states.items():
        for holder, state in states.items():
            for day in sorted({*state.cuts, *state.let_off}):
                by = (state.cuts.get(day, 0), state.let_off.get(day, 0), 0)
                yield (purse, holder, date.fromordinal(day)), by
            moved = state.moved_in - state.moved_out
            if moved:
                yield (purse, holder, _LAST), (0, 0, moved)
