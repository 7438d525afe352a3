"""What the stories do not reach: every refusal of claims, and what many of them cost."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.actions import (
    AlreadySpoken,
    ChannelUnknown,
    ClauseUnknown,
    DayInFuture,
    EvidenceClosed,
    FigureDiffers,
    KeyTaken,
    NewVeto,
    NotYourRecord,
    OriginUnknown,
    OwnRecord,
    ReasonMissing,
    ResidentElsewhere,
    TooManyPhotographs,
    approve_claim,
    attach_evidence,
    post_due_claims,
    record_claim,
    record_veto,
    review_claim,
    submit_claim,
    verify_claim,
    withdraw_claim,
)
from jishan.claims.acts import NewClaim, NumberUnreadable
from jishan.claims.queries import claims_awaiting
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.points import Points
from jishan.core.scoring import ItemUnknown, PointsOutOfRange
from jishan.core.workflow import Stage
from jishan.demo.cast import Cast
from jishan.schemes.queries import NoneInForce
from tests.departments.acts import proxy, record
from tests.departments.pictures import picture
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    key,
    neighbours,
    on_notice,
    published,
    recorded,
    row_of,
    stored,
    verified,
    written,
)


def test_an_act_that_has_not_been_done_yet_is_refused(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(DayInFuture):
        claimed(village, now, day=now.date() + timedelta(days=1))

    assert written() == before


def test_a_day_before_any_scheme_is_refused(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(NoneInForce):
        claimed(village, now, day=date(2024, 12, 31))

    assert written() == before


@pytest.mark.parametrize(
    ("change", "how", "refusal"),
    [
        ({}, {"channel": "pigeon"}, ChannelUnknown),
        ({}, {"origin": "self"}, OriginUnknown),
        ({}, {"origin": "inspection"}, OriginUnknown),
        ({"item": "nothing"}, {}, ItemUnknown),
        ({"quantity": "three"}, {}, NumberUnreadable),
        ({"quantity": "NaN"}, {}, NumberUnreadable),
        ({"figures": {"tables": ""}}, {}, NumberUnreadable),
    ],
)
def test_what_is_not_well_said_is_not_recorded(
    village: Cast, now: datetime, change: dict[str, Any], how: dict[str, str], refusal: type
) -> None:
    before = written()

    with pytest.raises(refusal):
        record(village, now, proxy(village, now, **change), **how)

    assert written() == before


def test_a_person_of_another_household_is_refused(village: Cast, now: datetime) -> None:
    before = written()
    stranger = village.liu_neighbour.head_id
    veto = NewVeto(village.zhang.id, "crime", now.date(), "判决书", "1号", stranger)

    with pytest.raises(ResidentElsewhere):
        claimed(village, now, resident_id=stranger)
    with pytest.raises(ResidentElsewhere):
        record_veto(village.clerk, veto, key=key(), now=now)

    assert written() == before


def test_a_clause_that_the_scheme_lacks_bars_nobody(village: Cast, now: datetime) -> None:
    veto = NewVeto(village.zhang.id, "gossip", now.date(), "判决书", "1号")
    before = written()

    with pytest.raises(ClauseUnknown):
        record_veto(village.clerk, veto, key=key(), now=now)

    assert written() == before


def test_a_household_does_not_withdraw_what_others_recorded(village: Cast, now: datetime) -> None:
    against = recorded(village, now, "lavish-feast")
    own = claimed(village, now)
    before = written()

    with pytest.raises(NotYourRecord):
        withdraw_claim(village.zhang_actor, against.id, now=now)
    with pytest.raises(NotYourRecord):
        attach_evidence(village.zhang_actor, against.id, picture(), now=now)
    with pytest.raises(NotYourRecord):
        withdraw_claim(village.clerk, own.id, now=now)

    assert written() == before


def test_evidence_comes_before_the_figure_is_bound(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    before = written()

    with pytest.raises(EvidenceClosed):
        attach_evidence(village.zhang_actor, claim.id, picture(), now=now)

    assert written() == before


def test_six_photographs_are_enough(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(TooManyPhotographs):
        submit_claim(
            village.zhang_actor,
            proxy(village, now),
            key=key(),
            now=now,
            photographs=[picture(8, 8)] * 7,
        )

    assert written() == before


def test_who_says_no_says_why(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)
    before = written()

    with pytest.raises(ReasonMissing):
        verify_claim(village.grid_worker, claim.id, accepted=False, key=key(), now=now)

    assert written() == before


def test_everybody_has_one_voice(village: Cast, now: datetime) -> None:
    claim = verified(village, claimed(village, now), now)
    review_claim(village.panel[0], claim.id, accepted=True, key="once", now=now)
    before = written()

    with pytest.raises(AlreadySpoken):
        review_claim(village.panel[0], claim.id, accepted=True, key="twice", now=now)
    with pytest.raises(KeyTaken):
        review_claim(village.panel[1], claim.id, accepted=True, key="once", now=now)

    assert written() == before
    assert stored(claim).stage == Stage.REVIEW


def favour(document: dict[str, Any]) -> None:
    document["items"].append(
        {
            "code": "good-deed",
            "title": "好人好事",
            "category": "civility",
            "worth": {"shape": "range", "low": 1, "high": 10},
        }
    )


def test_the_panel_agrees_on_one_figure_within_the_bounds(village: Cast, now: datetime) -> None:
    adopt(village, now, favour)
    claim = verified(village, claimed(village, now, "good-deed"), now)
    first, second, _ = village.panel
    before = written()
    with pytest.raises(PointsOutOfRange):
        review_claim(first, claim.id, accepted=True, points=Points(1100), key=key(), now=now)
    assert written() == before

    review_claim(first, claim.id, accepted=True, points=Points(800), key=key(), now=now)
    with pytest.raises(FigureDiffers):
        review_claim(second, claim.id, accepted=True, points=Points(700), key=key(), now=now)
    review_claim(second, claim.id, accepted=True, points=Points(800), key=key(), now=now)
    published(village, now)

    assert row_of(claim).points == 800


def test_who_recorded_a_claim_approves_it_only_after_somebody_else(
    village: Cast, now: datetime
) -> None:
    def change(document: dict[str, Any]) -> None:
        document["process"] = {"default": [{"kind": "approve"}, {"kind": "notice", "days": 3}]}

    adopt(village, now, change)
    claim = record_claim(
        village.secretary, proxy(village, now), origin="proxy", channel="oral", key=key(), now=now
    )
    before = written()

    with pytest.raises(OwnRecord):
        approve_claim(village.secretary, claim.id, accepted=True, key=key(), now=now)

    assert written() == before


@pytest.mark.parametrize(
    "name", ["secretary", "supervisor", "shopkeeper", "zhang_actor", "township_officer"]
)
def test_who_holds_no_such_permission_verifies_nothing(
    village: Cast, now: datetime, name: str
) -> None:
    claim = claimed(village, now)
    before = written()

    with pytest.raises(NotAllowed):
        verify_claim(getattr(village, name), claim.id, accepted=True, key=key(), now=now)

    assert written() == before


def test_a_grid_worker_of_another_group_finds_nothing(village: Cast, now: datetime) -> None:
    new = NewClaim(village.far.id, "lane-sweep", now.date())
    claim = record(village, now, new)
    before = written()

    with pytest.raises(NotFound):
        verify_claim(village.grid_worker, claim.id, accepted=True, key=key(), now=now)

    assert written() == before
    assert claims_awaiting(village.grid_worker, Stage.VERIFY, now) == ()
    assert len(claims_awaiting(village.clerk, Stage.VERIFY, now)) == 1


def test_posting_many_costs_few_queries(village: Cast, now: datetime) -> None:
    for home in neighbours(village, 40):
        new = NewClaim(home, "lane-sweep", now.date())
        decided(village, record(village, now, new), now)
    published(village, now)

    with CaptureQueriesContext(connection) as captured:
        post_due_claims(village.clerk, now=now + days(4))

    assert len(captured) <= 42
