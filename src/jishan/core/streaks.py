"""Streaks (连续达标): how far everybody has come, one period after the other.

What came of a period is kept with its values, so that a close looks at one period and not at all
that went before.
"""

from collections.abc import Sequence
from typing import NamedTuple

from jishan.core.period_facts import MeasureValues
from jishan.core.ranking import places
from jishan.core.scheme.document import Streak, StreakCondition
from jishan.core.scheme.values import in_points


class Course(NamedTuple):
    """Periods in a row (or counted), rewards given, and whether the last period gives one."""

    run: int = 0
    given: int = 0
    gives: bool = False


START = Course()


def next_course(streak: Streak, course: Course, *, mark: bool | None) -> Course:
    """One period on. `mark` says whether the condition held; None: the period has no value."""
    run, given, _ = course
    if mark is None and streak.missing == "skipped":
        return Course(run, given)
    if mark:
        run += 1
    elif streak.counting == "consecutive":
        run = 0
    complete = run >= streak.length
    if streak.windows == "separate":
        complete = run > 0 and run % streak.length == 0
    if mark and complete and (streak.times_max is None or given < streak.times_max):
        return Course(run, given + 1, gives=True)
    return Course(run, given)


def streak_gives(streak: Streak, marks: Sequence[bool | None]) -> bool:
    """Whether the last of the periods completes the streak."""
    course = START
    for mark in marks:
        course = next_course(streak, course, mark=mark)
    return course.gives


def courses_of(streak: Streak, series: Sequence[MeasureValues]) -> dict[str, Course]:
    """Everybody's course after the last of the periods, which are those of one run."""
    courses: dict[str, Course] = {}
    begin = 0
    for place in range(len(series) - 1, -1, -1):
        kept = series[place].courses.get(streak.code)
        if kept is not None and kept[0] is streak and kept[1] is series[0]:
            courses, begin = kept[2], place + 1
            del series[place].courses[streak.code]
            break
    for found in series[begin:]:
        courses = _one_on(streak, courses, found)
    series[-1].courses[streak.code] = (streak, series[0], courses)
    return courses


def _one_on(streak: Streak, courses: dict[str, Course], found: MeasureValues) -> dict[str, Course]:
    held = holding(streak.holds, found, everybody=streak.missing == "counted")
    after = {key: next_course(streak, one, mark=None) for key, one in courses.items()}
    for key in found.values:
        if streak.missing == "counted" or key not in found.absent:
            after[key] = next_course(streak, courses.get(key, START), mark=key in held)
    return after


def holding(
    holds: StreakCondition, found: MeasureValues, *, everybody: bool = False
) -> frozenset[str]:
    """The subjects for whom the condition of a streak holds in one period; of `everybody`, those
    without an entry as well."""
    present = found.values
    if not everybody:
        present = {key: value for key, value in present.items() if key not in found.absent}
    keys = {key for key, value in present.items() if holds.holds(in_points(value))}
    if holds.rank_at_most is not None:
        placed = places(present.items())
        keys &= {key for key, place in placed.items() if place <= holds.rank_at_most}
    if holds.last is not None and present:
        lowest = min(present.values())
        last = {key for key, value in present.items() if value == lowest}
        keys &= last if holds.last == "tied_too" or len(last) == 1 else set()
    return frozenset(keys)
