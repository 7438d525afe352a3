"""A form that is sent twice says twice what came of it, and has done it once."""

import pytest
from django.utils import timezone

from jishan.demo.cast import found_cast
from jishan.schemes.models import Review
from tests.faces.world import World


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


def test_a_review_sent_twice_leads_to_its_draft_both_times(world: World) -> None:
    desk, address = world.client("secretary"), "/v/taoyuan/rules/review/conclude/"
    decided = {
        "key": "r",
        "meeting": "村民代表会议",
        "day": timezone.localdate(world.now).isoformat(),
        "decision": "changed",
        "reason": "植树没人报",
    }
    first, second = desk.post(address, decided), desk.post(address, decided)
    review = Review.objects.get(village_id=world.cast.taoyuan.id)
    assert first["location"] == f"/v/taoyuan/rules/{review.draft_id}/"
    assert second["location"] == first["location"]

    other = desk.post(address, decided | {"key": "another"})
    assert other.status_code == 409
    assert f"{review.year.year} 年的评估已经记过了" in other.content.decode()
