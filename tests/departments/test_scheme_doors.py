"""No door adopts a document with errors or a step in the wrong order; who may, and who may not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.demo.cast import Cast
from jishan.schemes import actions
from jishan.schemes.actions import (
    NewFeedback,
    NewMeeting,
    NewOpinion,
    NewReview,
    adopt_reference,
    adopt_scheme,
    file_scheme,
    give_feedback,
    give_opinion,
    open_discussion,
    publish_scheme,
    record_meeting,
    record_review,
    send_back,
    start_from_reference,
    take_back,
    vote_scheme,
)
from jishan.schemes.models import (
    SchemeVersion,
)
from jishan.schemes.queries import scheme_of
from tests.departments.scheme_refusals import FAULTY, UNLAWFUL, everything, refuses
from tests.stories.scheme_road import (
    answers,
    ballot,
    discussed,
    drafted,
    filed,
    lines_of,
    published,
    voted,
)

DAY = timedelta(days=1)


# No door adopts a document with errors ------------------------------------------------------


@pytest.mark.parametrize("fault", [FAULTY, UNLAWFUL])
def test_a_document_with_errors_goes_no_step(
    village: Cast, now: datetime, fault: tuple[str, str]
) -> None:
    version = drafted(village, now, fault)
    refuses(actions.HasErrors, lambda: open_discussion(village.secretary, version, now=now))


STEPS: dict[str, Callable[[Cast, int, datetime], object]] = {
    "discussed": lambda v, one, now: voted(v, one, now),
    "voted": lambda v, one, now: filed(v, one, now),
    "filed": lambda v, one, now: published(v, one, now),
    "published": lambda v, one, now: adopt_scheme(
        v.secretary, one, in_force_from=now.date(), now=now
    ),
}


@pytest.mark.parametrize("state", STEPS)
def test_errors_that_came_in_by_the_back_door_are_seen_at_every_step(
    village: Cast, now: datetime, state: str
) -> None:
    """Somebody writes the rows himself: a faulty document in the middle of its road."""
    version = drafted(village, now, UNLAWFUL)
    notice = {"id": 1, "number": 1, "closes_at": (now - DAY).isoformat()}
    SchemeVersion.objects.filter(pk=version).update(
        state=state, discussed_from=now.date(), notice=notice
    )
    refuses(actions.HasErrors, lambda: STEPS[state](village, version, now))


ORDER = ("draft", "discussed", "voted", "filed", "published", "adopted", "replaced", "returned")


def every_step(village: Cast, version: int, now: datetime) -> dict[str, Callable[[], object]]:
    return {
        "discussed": lambda: open_discussion(village.secretary, version, now=now),
        "voted": lambda: vote_scheme(
            village.secretary,
            version,
            vote=ballot(now.date()),
            answers=answers(version),
            now=now,
        ),
        "filed": lambda: filed(village, version, now),
        "sent back": lambda: send_back(
            village.township_officer, version, clause="一", reason="违法", now=now
        ),
        "taken back": lambda: take_back(village.secretary, version, reason="改", now=now),
        "published": lambda: publish_scheme(
            village.secretary, version, clauses=lines_of(village, version), title="公示", now=now
        ),
        "adopted": lambda: adopt_scheme(
            village.secretary, version, in_force_from=now.date(), now=now
        ),
    }


MAY = {
    "draft": {"discussed"},
    "discussed": {"voted", "taken back"},
    "voted": {"filed", "sent back", "taken back"},
    "filed": {"published", "taken back"},
    "published": {"published", "adopted", "taken back"},  # the same notice again is no second one
    "adopted": set(),
    "replaced": set(),
    "returned": set(),
}


@pytest.mark.parametrize("state", ORDER)
def test_steps_in_the_wrong_order_are_refused(village: Cast, now: datetime, state: str) -> None:
    version = discussed(village, drafted(village, now), now)
    notice = {"id": 1, "number": 1, "closes_at": (now - DAY).isoformat()}
    in_force = now.date() if state in ("adopted", "replaced") else None
    SchemeVersion.objects.filter(pk=version).update(
        state=state, notice=notice if state == "published" else {}, in_force_from=in_force
    )
    for name, step in every_step(village, version, now).items():
        if name in MAY[state]:
            continue
        before = everything()
        with pytest.raises(Refusal), transaction.atomic():
            step()
        assert everything() == before, name


def test_the_database_itself_keeps_a_discussed_document(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    rows = SchemeVersion.objects.filter(pk=version)
    for change in ({"document": {"a": 1}}, {"digest": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rows.update(answers={"a": "b"})


def test_a_draft_may_still_be_written_on(village: Cast, now: datetime) -> None:
    version = drafted(village, now)
    other = json.loads(json.dumps(scheme_of(version).model_dump(mode="json", by_alias=True)))
    assert SchemeVersion.objects.filter(pk=version).update(document=other, digest="1" * 64) == 1


# Who may ------------------------------------------------------------------------------------


def test_who_may_not_is_refused_before_anything_else(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    clerk, secretary, today = village.clerk, village.secretary, now.date()
    vote, held = ballot(today), NewMeeting("forum", "村委会", today, "某", 3, "说了")
    said, form = NewOpinion("好", "mouth"), NewFeedback("paper", knows=True)
    steps: list[Callable[[], object]] = [
        lambda: open_discussion(clerk, version, now=now),
        lambda: record_meeting(village.supervisor, version, held, key="m", now=now),
        lambda: vote_scheme(clerk, version, vote=vote, answers={}, now=now),
        lambda: file_scheme(secretary, version, number="1", now=now),
        lambda: send_back(secretary, version, clause="一", reason="二", now=now),
        lambda: take_back(clerk, version, reason="改", now=now),
        lambda: publish_scheme(clerk, version, clauses=(), title="", now=now),
        lambda: adopt_scheme(clerk, version, in_force_from=today, now=now),
        lambda: give_opinion(village.grid_worker, version, said, key="o", now=now),
        lambda: give_feedback(village.panel[0], form, key="f", now=now),
        lambda: record_review(
            clerk, NewReview(today, "会", today, "kept", "好"), {}, key="r", now=now
        ),
        lambda: start_from_reference(clerk, now=now),
        lambda: adopt_reference(secretary, "", issued="1", in_force_from=today, now=now),
    ]
    for step in steps:
        refuses(NotAllowed, step)


def test_a_version_of_another_village_is_not_found(village: Cast, now: datetime) -> None:
    stranger = replace(village.secretary, village_id=village.liushu.id)
    version = discussed(village, drafted(village, now), now)
    refuses(NotFound, lambda: open_discussion(stranger, version, now=now))
    refuses(NotFound, lambda: take_back(stranger, version, reason="改", now=now))
    refuses(
        actions.NotUnderDiscussion,
        lambda: give_opinion(stranger, version, NewOpinion("好", "mouth"), key="o", now=now),
    )
