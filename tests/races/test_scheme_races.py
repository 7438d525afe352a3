"""Two versions adopted at once, one step taken twice at once: one set of rules at a time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from jishan.core.errors import Refusal
from jishan.core.workflow import StepNotPossible
from jishan.demo.cast import Cast, found_cast
from jishan.notices.models import Notice
from jishan.schemes.actions import (
    NewFeedback,
    NewOpinion,
    OpinionsOpen,
    adopt_scheme,
    give_feedback,
    give_opinion,
)
from jishan.schemes.models import Feedback, Opinion, SchemeVersion
from jishan.schemes.queries import version_in_force
from tests.races.racing import together
from tests.stories.scheme_road import (
    discussed,
    drafted,
    filed,
    on_the_board,
    published,
    state_of,
    voted,
)

DAY = timedelta(days=1)
FIVE = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 5, unit: 棵")
SIX = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 6, unit: 棵")


@pytest.fixture
def village(racing_db: None, now: datetime) -> Cast:
    """桃源村 in a database in which every thread commits."""
    return found_cast(now=now)


def adopted(village: Cast) -> list[int]:
    rows = SchemeVersion.objects.filter(scheme__organization_id=village.taoyuan.id, state="adopted")
    return list(rows.values_list("pk", flat=True))


def test_of_two_versions_adopted_at_once_one_is_in_force(village: Cast, now: datetime) -> None:
    five = on_the_board(village, now, FIVE)
    six = on_the_board(village, now + 4 * DAY, SIX)
    over, day = now + 10 * DAY, date(2026, 4, 1)
    steps = [
        partial(adopt_scheme, village.secretary, version, in_force_from=day, now=over)
        for version in (five, six) * 6
    ]
    outcomes = together(steps)
    done = [one for one in outcomes if not isinstance(one, Refusal)]
    assert len(done) == 2
    assert {type(one) for one in outcomes if isinstance(one, Refusal)} == {StepNotPossible}
    (current,) = adopted(village)
    assert current in (five, six)
    assert version_in_force(village.taoyuan.id, day).version_id == current
    other = SchemeVersion.objects.get(pk=five + six - current)
    assert (other.state, other.in_force_until) == ("replaced", date(2026, 3, 31))


def test_a_notice_put_up_ten_times_at_once_is_one(village: Cast, now: datetime) -> None:
    version = filed(
        village, voted(village, discussed(village, drafted(village, now), now), now), now
    )
    before = Notice.objects.filter(village_id=village.taoyuan.id).count()
    outcomes = together([partial(published, village, version, now)] * 10)
    assert outcomes == [version] * 10
    assert Notice.objects.filter(village_id=village.taoyuan.id).count() == before + 1


def test_a_vote_entered_at_once_by_ten_is_entered_once(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    outcomes = together([partial(voted, village, version, now)] * 10)
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert len(refused) == 9
    assert {type(one) for one in refused} == {StepNotPossible}


def test_what_a_telephone_sends_twice_is_one_opinion_and_one_form(
    village: Cast, now: datetime
) -> None:
    version = discussed(village, drafted(village, now), now)
    said = NewOpinion("分低", "page", "tree", village.zhang.id)
    opinion = partial(give_opinion, village.zhang_actor, version, said, key="o", now=now)
    form = partial(
        give_feedback, village.zhang_actor, NewFeedback("page", knows=True), key="f", now=now
    )
    steps: list[Callable[[], object]] = [opinion, form] * 6
    outcomes = together(steps)
    assert [one for one in outcomes if isinstance(one, Refusal)] == []
    village_id = village.taoyuan.id
    assert Opinion.objects.filter(village_id=village_id, version_id=version).count() == 1
    assert Feedback.objects.filter(village_id=village_id).count() == 1


def test_an_opinion_given_while_the_vote_is_entered_waits_for_its_answer(
    village: Cast, now: datetime
) -> None:
    """The vote counts what is open: it must not overlook what is being written at the moment."""
    version = discussed(village, drafted(village, now), now)
    written, over = Event(), Event()

    def say() -> object:
        with transaction.atomic():
            said = NewOpinion("分低", "mouth")
            made = give_opinion(village.clerk, version, said, key="o", now=now)
            written.set()
            over.wait(timeout=0.5)
        return made

    def vote() -> object:
        written.wait(timeout=60)
        try:
            return voted(village, version, now)
        finally:
            over.set()

    _said, outcome = together([say, vote])
    assert isinstance(outcome, OpinionsOpen)
    assert state_of(version) == "discussed"
