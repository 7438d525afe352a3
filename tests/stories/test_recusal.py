"""Whoever belongs to a household decides nothing about it (T20), and each stage has its role."""

from datetime import datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    NotYourObjection,
    NotYourStage,
    OwnHousehold,
    approve_claim,
    dismiss_objection,
    review_claim,
    uphold_objection,
    verify_claim,
)
from jishan.claims.queries import claims_awaiting, may_answer_objections
from jishan.core.access import Actor, Role
from jishan.core.workflow import Stage
from jishan.demo.cast import Cast
from jishan.notices.actions import submit_objection
from jishan.orgs.actions import appoint, end_appointment
from jishan.orgs.models import Appointment, Organization
from jishan.registry.models import Resident
from jishan.registry.tagging import AccountTaken, link_account
from tests.stories.road import (
    adopt,
    claimed,
    days,
    key,
    on_notice,
    reviewed,
    row_of,
    verified,
    written,
)


def at_home(village: Cast, actor: Actor, now: datetime) -> None:
    """The actor lives in 张桂兰's house."""
    head = Resident.objects.get(household_id=village.zhang.id, head=True)
    link_account(village.clerk, head.id, actor.id, now=now)


def test_a_panel_member_is_not_asked_about_the_own_household(village: Cast, now: datetime) -> None:
    member, *others = village.panel
    at_home(village, member, now)
    claim = verified(village, claimed(village, now), now)
    before = written()

    with pytest.raises(OwnHousehold):
        review_claim(member, claim.id, accepted=True, key=key(), now=now)

    assert written() == before
    assert claims_awaiting(member, Stage.REVIEW, now) == ()
    assert [row.id for row in claims_awaiting(others[0], Stage.REVIEW, now)] == [claim.id]
    for other in others:
        claim = review_claim(other, claim.id, accepted=True, key=key(), now=now)
    assert claim.stage is Stage.NOTICE


def test_who_verifies_the_own_household_leaves_the_decision_to_others(
    village: Cast, now: datetime
) -> None:
    at_home(village, village.grid_worker, now)
    assert verified(village, claimed(village, now), now).stage is Stage.REVIEW

    def alone(document: dict[str, Any]) -> None:
        document["process"]["default"] = [
            {"kind": "verify", "role": "grid_worker"},
            {"kind": "notice", "days": 3, "day_kind": "calendar"},
            {"kind": "enter"},
        ]

    adopt(village, now, alone)
    claim = claimed(village, now)
    with pytest.raises(OwnHousehold):
        verify_claim(village.grid_worker, claim.id, accepted=True, key=key(), now=now)


def test_a_document_without_recusal_asks_everybody(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["process"]["recusal"] = False

    adopt(village, now, change)
    at_home(village, village.panel[0], now)
    claim = verified(village, claimed(village, now), now)

    assert [row.id for row in claims_awaiting(village.panel[0], Stage.REVIEW, now)] == [claim.id]
    assert reviewed(village, claim, now).stage is Stage.NOTICE


def test_an_account_belongs_to_one_person(village: Cast, now: datetime) -> None:
    at_home(village, village.panel[0], now)
    other = Resident.objects.get(household_id=village.far.id, head=True)

    with pytest.raises(AccountTaken):
        link_account(village.clerk, other.id, village.panel[0].id, now=now)

    first = Resident.objects.get(household_id=village.zhang.id, head=True)
    link_account(village.clerk, first.id, None, now=now)
    link_account(village.clerk, other.id, village.panel[0].id, now=now)
    assert Resident.objects.get(id=other.id).user_id == village.panel[0].id


def to_the_township(document: dict[str, Any]) -> None:
    """P4-12: after the notice, up to the office of the township."""
    document["process"]["default"] = [
        {"kind": "verify", "role": "grid_worker"},
        {"kind": "notice", "days": 3, "day_kind": "calendar"},
        {"kind": "approve", "role": "township_officer"},
        {"kind": "enter", "role": "clerk"},
    ]


def test_the_township_approves_where_the_scheme_says_so(village: Cast, now: datetime) -> None:
    from jishan.claims.actions import post_due_claims, publish_claims
    from jishan.core.access import clock_actor

    adopt(village, now, to_the_township)
    claim = verified(village, claimed(village, now), now)
    publish_claims(village.clerk, key=key(), now=now)
    later = now + days(4)
    post_due_claims(clock_actor(village.taoyuan.id), now=later)
    before = written()
    with pytest.raises(NotYourStage):
        approve_claim(village.secretary, claim.id, accepted=True, key=key(), now=later)
    assert written() == before

    moved = approve_claim(village.township_officer, claim.id, accepted=True, key=key(), now=later)

    assert moved.stage is Stage.ENTER


def test_the_township_approves_nothing_that_is_the_villages(village: Cast, now: datetime) -> None:
    """A stage that names nobody is the secretary's."""

    def change(document: dict[str, Any]) -> None:
        document["process"]["default"] = [
            {"kind": "approve"},
            {"kind": "notice", "days": 3, "day_kind": "calendar"},
            {"kind": "enter"},
        ]

    adopt(village, now, change)
    claim = claimed(village, now)
    before = written()

    with pytest.raises(NotYourStage):
        approve_claim(village.township_officer, claim.id, accepted=True, key=key(), now=now)

    assert written() == before
    approved = approve_claim(village.secretary, claim.id, accepted=True, key=key(), now=now)
    assert approved.stage is Stage.NOTICE


def objected(village: Cast, now: datetime) -> int:
    claim = on_notice(village, now)
    made = submit_objection(
        village.neighbour_actor,
        row_of(claim).id,
        reason="那天是我扫的",
        named="欧阳春",
        key=key(),
        now=now,
    )
    return made.id


def test_the_scheme_says_who_answers_objections(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["process"]["objections_to"] = "supervisor"

    adopt(village, now, change)
    objection = objected(village, now)
    before = written()
    for actor in (village.secretary, village.panel[0], village.township_officer):
        assert not may_answer_objections(actor, now.date())
        with pytest.raises(NotYourObjection):
            uphold_objection(actor, objection, reason="属实", now=now)
    assert written() == before

    assert may_answer_objections(village.supervisor, now.date())
    assert uphold_objection(village.supervisor, objection, reason="属实", now=now).upheld


def test_an_objection_does_not_wait_for_a_role_that_nobody_holds(
    village: Cast, now: datetime
) -> None:
    def change(document: dict[str, Any]) -> None:
        document["process"]["objections_to"] = "supervisor"

    adopt(village, now, change)
    objection = objected(village, now)
    post = Appointment.objects.get(role=Role.SUPERVISOR, organization_id=village.taoyuan.id)
    end_appointment(post, until=now.date() - days(1))

    assert not dismiss_objection(village.secretary, objection, reason="查过", now=now).upheld
    taoyuan = Organization.objects.get(pk=village.taoyuan.id)
    appoint(post.user, taoyuan, role=Role.SUPERVISOR, since=now.date())


def test_nobody_answers_an_objection_against_the_own_household(
    village: Cast, now: datetime
) -> None:
    objection = objected(village, now)
    at_home(village, village.secretary, now)
    before = written()

    with pytest.raises(OwnHousehold):
        dismiss_objection(village.secretary, objection, reason="查过", now=now)

    assert written() == before
