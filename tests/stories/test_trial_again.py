"""A trial says what would come of the text and of the village as they are now, or nothing."""

from datetime import datetime, timedelta

from jishan.demo.cast import Cast
from jishan.registry.tagging import tag_household
from jishan.schemes.drafts import open_draft, save_part
from jishan.trials.actions import try_history, try_imagined
from jishan.trials.queries import trials_of
from tests.stories.road import posted
from tests.stories.test_trial import dearer, this_year

LATER = timedelta(days=5)


def test_a_register_that_was_put_right_is_tried_anew(village: Cast, now: datetime) -> None:
    """The clerk sees that a home stands in no class, mends the register, and tries again."""
    posted(village, now, "lane-sweep")
    version, later = dearer(village, now), now + LATER
    year = this_year(village, later)
    try_history(village.clerk, version, year=year, now=later)
    before = trials_of(village.clerk, version)["history"].comparison
    home, day = village.zhang.id, now.date().replace(month=1, day=1)
    tag_household(village.clerk, home, ["独居老人"], from_day=day, now=later)

    try_history(village.clerk, version, year=year, now=later + timedelta(hours=1))

    after = trials_of(village.clerk, version)["history"].comparison
    assert before is not None
    assert after is not None
    assert "独居老人" not in [one.name for one in before.classes]
    assert "独居老人" in [one.name for one in after.classes]


def test_what_was_tried_on_another_text_is_said_to_be_old(village: Cast, now: datetime) -> None:
    version = dearer(village, now)
    try_imagined(village.clerk, version, households=20, runs=1, seed="1", now=now)
    assert trials_of(village.clerk, version)["imagined"].same

    draft = open_draft(village.secretary, version)
    save_part(
        village.secretary, version, path=(), value={"name": "新名字"}, seen=draft.digest, now=now
    )

    assert not trials_of(village.clerk, version)["imagined"].same
    try_imagined(village.clerk, version, households=20, runs=1, seed="1", now=now)
    assert trials_of(village.clerk, version)["imagined"].same
