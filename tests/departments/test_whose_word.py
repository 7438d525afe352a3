"""An opinion or a form under the name of a household is of a household of this village."""

from datetime import datetime

import pytest

from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from jishan.schemes.actions import NewFeedback, NewOpinion, give_feedback, give_opinion
from jishan.schemes.models import Feedback, Opinion
from tests.stories.scheme_road import discussed, drafted


def test_another_villages_household_says_nothing_here(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    village_id = village.taoyuan.id
    before = Opinion.objects.filter(village_id=village_id).count()
    for household in (village.elsewhere.id, 1):
        said = NewOpinion("分低", "paper", household_id=household)
        with pytest.raises(NotFound):
            give_opinion(village.clerk, version, said, key="o", now=now)
        form = NewFeedback("paper", knows=True, household_id=household)
        with pytest.raises(NotFound):
            give_feedback(village.clerk, form, key="f", now=now)
    assert Opinion.objects.filter(village_id=village_id).count() == before
    assert not Feedback.objects.filter(village_id=village_id).exists()
