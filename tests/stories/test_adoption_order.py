"""The steps of adoption stand in the order of their days, whatever was written down when."""

from datetime import date, datetime, timedelta

import pytest

from jishan.claims.history import versions_of as played
from jishan.demo.cast import Cast
from jishan.entrance.words.scheme_road import state_text
from jishan.schemes.actions import (
    VoteDayWrong,
    adopt_scheme,
    open_discussion,
    record_meeting,
    vote_scheme,
)
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import scheme_of, version_before, version_in_force, versions_of
from jishan.web.rules_steps import steps_of
from tests.stories.scheme_road import (
    answers,
    ballot,
    drafted,
    meeting,
    on_the_board,
    state_of,
)

DAY = timedelta(days=1)
FIVE = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 5, unit: 棵")
SIX = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 6, unit: 棵")


def test_nobody_votes_before_the_first_meeting_was_held(village: Cast, now: datetime) -> None:
    """Opened on 2 March, discussed on the 6th: a vote of the 4th was no vote about it."""
    version = drafted(village, now)
    open_discussion(village.secretary, version, now=now)
    held, today = now + 4 * DAY, now + 6 * DAY
    record_meeting(village.clerk, version, meeting(held.date()), key="m", now=held)
    early = ballot(date(2026, 3, 4))

    with pytest.raises(VoteDayWrong) as wrong:
        vote_scheme(village.secretary, version, vote=early, answers=answers(version), now=today)

    assert wrong.value.facts == {"first": date(2026, 3, 6), "last": date(2026, 3, 8)}
    assert state_of(version) == "discussed"
    on_the_day = ballot(date(2026, 3, 6))
    vote_scheme(village.secretary, version, vote=on_the_day, answers=answers(version), now=today)
    assert state_of(version) == "voted"


def test_rules_that_come_sooner_leave_no_day_to_those_that_were_to_come(
    village: Cast, now: datetime
) -> None:
    """Adopted for September; before that another version is adopted for July: from July on it
    holds, and it alone, on the page, on the server and in what is reckoned anew."""
    first = version_in_force(village.taoyuan.id, now.date()).version_id
    september = on_the_board(village, now, FIVE)
    adopt_scheme(village.secretary, september, in_force_from=date(2026, 9, 1), now=now + 10 * DAY)
    july = on_the_board(village, now + 14 * DAY, SIX)
    adopt_scheme(village.secretary, july, in_force_from=date(2026, 7, 1), now=now + 24 * DAY)

    held = {
        day: version_in_force(village.taoyuan.id, day).version_id
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 1))
    }
    assert list(held.values()) == [first, july, july]
    assert [one.in_force_from for one in played(village.taoyuan.id)][-1] == date(2026, 7, 1)
    for day, version in held.items():
        said = {
            one.id: state_text(one.state, one.day_from, one.day_until, day)
            for one in versions_of(village.secretary)
        }
        assert [one for one, words in said.items() if words == "正在执行"] == [version]
        assert said[september] == "已被新版代替"
    never = next(one for one in versions_of(village.secretary) if one.id == september)
    *road, last = steps_of(never, date(2026, 9, 1))
    assert {one["state"] for one in road} == {"done"}
    assert (last["label"], last["state"]) == ("没有生效，由新版代替", "stopped")
    days = SchemeVersion.objects.filter(pk=first).values_list("in_force_until", flat=True)
    assert days.get() == date(2026, 6, 30)
    compared = version_before(village.taoyuan.id, july + 1000)
    assert compared is not None
    assert compared.scheme == scheme_of(july)
