"""The road of a claim under each shipped scheme, as its source has it: nobody else takes a stage,
no stage before its turn, the notice hangs its days, and only then is anything in the book
(ZX-05, Z3-09, Z3-10, P4-08 to P4-12, NH-05, SX-02, SX-03)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jishan.claims.actions import (
    NewInspection,
    approve_claim,
    record_inspections,
    review_claim,
    verify_claim,
)
from jishan.claims.facts import period_facts
from jishan.claims.models import Claim
from jishan.claims.roles import ROLES
from jishan.core.access import ROLE_PERMISSIONS, Actor, Permission, Role
from jishan.core.errors import Refusal
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.core.scheme.checks.conduct import TAKEN_BY
from jishan.core.scheme.document import Range, Scheme, Stage, to_document
from jishan.core.scoring import JudgeScores
from jishan.core.titles import measuring_of
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.orgs.actions import appoint
from jishan.orgs.models import Organization, User
from jishan.orgs.queries import actor_in_village
from jishan.registry.tagging import tag_household
from tests.core.year_tables import scheme_of
from tests.stories.road import adopt, key, published, purses, recorded, tick, written
from tests.stories.subjects import of_village

DAY = date(2026, 2, 21)
PANEL = ("panel", "representatives")

Step = Callable[[Actor], Any]


def under(village: Cast, now: datetime, name: str) -> Scheme:
    """桃源村 under a shipped scheme with a village's own items; everybody long at home."""
    scheme = scheme_of(name)

    def change(document: dict[str, Any]) -> None:
        document.clear()
        document.update(to_document(scheme))

    adopt(village, now, change)
    tags = ("长期居住", "独立户口", "独立宅院")
    tag_household(village.clerk, village.zhang.id, tags, from_day=date(2026, 2, 1), now=now)
    return scheme


def five(village: Cast, now: datetime) -> tuple[Actor, ...]:
    """The panel with two more members: every source wants five."""
    more = []
    for number in (4, 5):
        user = User.objects.create_user(f"panel{number}", "jishan-2026", name=f"评议员{number}")
        place = Organization.objects.get(pk=village.taoyuan.id)
        appoint(user, place, role=Role.PANEL_MEMBER, since=date(2025, 1, 1))
        more.append(actor_in_village(user.pk, village.taoyuan, day=now.date()))
    return (*village.panel, *more)


def begun(village: Cast, now: datetime, scheme: Scheme, code: str) -> Claim:
    """The clerk enters what was seen; an inspection is entered as a round."""
    item = scheme.item(code)
    if item.worth.shape == "inspection":
        lines = {line.code: line.points for line in item.worth.lines}
        row = NewInspection(village.zhang.id, (JudgeScores("李强", lines),))
        record_inspections(village.clerk, code, day=DAY, rows=[row], key=key(), now=now)
    else:
        recorded(village, now, code, day=DAY)
    return Claim.objects.get()


def steps(claim: Claim, points: Points | None, now: datetime) -> dict[str, Step]:
    """Every step that somebody may try, with fresh keys."""
    shared: dict[str, Any] = {"accepted": True, "now": now}
    return {
        "verify": lambda who: verify_claim(who, claim.id, key=key(), **shared),
        "review": lambda who: review_claim(who, claim.id, key=key(), points=points, **shared),
        "approve": lambda who: approve_claim(who, claim.id, key=key(), **shared),
    }


def refused(claim: Claim, tried: Step, who: Actor) -> None:
    before, stands = written(), Claim.objects.filter(pk=claim.pk).values().get()
    with pytest.raises(Refusal):
        tried(who)
    assert written() == before
    assert Claim.objects.filter(pk=claim.pk).values().get() == stands


ROADS = [
    ("zx", "yard", 500),
    ("z3", "inspection", 500),
    ("p4", "civil", 300),
    ("p4", "party", 300),
    ("nh", "yard", 400),
    ("sx", "simple", 400),
]
INDEX = ("clean", "public", "harmony")


@pytest.mark.parametrize(("name", "code", "points"), ROADS)
def test_a_claim_goes_the_road_of_its_source_and_no_other(
    village: Cast, now: datetime, name: str, code: str, points: int
) -> None:
    scheme, panel = under(village, now, name), five(village, now)
    everybody = {
        "grid_worker": (village.grid_worker,),
        "clerk": (village.clerk,),
        "secretary": (village.secretary,),
        "supervisor": (village.supervisor,),
        "township_officer": (village.township_officer,),
        "shopkeeper": (village.shopkeeper,),
        "villager": (village.zhang_actor,),
        "outsider": (village.outsider,),
    } | dict.fromkeys(PANEL, panel)
    claim = begun(village, now, scheme, code)
    decided = Points(points) if isinstance(scheme.item(code).worth, Range) else None
    at = now

    for stage in scheme.process_of(scheme.item(code)):
        claim.refresh_from_db()
        assert claim.stage == stage.kind
        assert stage.kind == "enter" or claim.state == State.OPEN
        trying = steps(claim, decided, at)
        _nobody_else(claim, stage, trying, everybody)
        if stage.kind in trying:
            assert stage.role is not None
            for voice in everybody[stage.role][: stage.quorum or 1]:
                assert Claim.objects.get(pk=claim.pk).stage == stage.kind, "not before the quorum"
                trying[stage.kind](voice)
        elif stage.kind == "notice":
            assert stage.days is not None
            published(village, at)
            tick(village, at + timedelta(days=stage.days - 1))
            assert Claim.objects.get(pk=claim.pk).stage == "notice"
            assert purses(village.zhang.id) == {}
            at += timedelta(days=stage.days + 1)
            tick(village, at)
    tick(village, at)

    claim.refresh_from_db()
    assert (claim.state, claim.points) == (State.POSTED, points)
    assert purses(village.zhang.id) == {scheme.purses[_family(scheme)].code: points}


def test_sx_the_township_scores_three_indices_and_the_notice_enters_them(
    village: Cast, now: datetime
) -> None:
    """82.5, 70 and 81: on average 77.83. The village's own people may not score it (SX-07)."""
    scheme = under(village, now, "sx")
    rows = dict(zip(INDEX, (8250, 7000, 8100), strict=True))
    for code, score in rows.items():
        judged = (JudgeScores("周主任", {"score": Points(score)}),)
        row = NewInspection(None, judged, subject=of_village(village))
        before = written()
        with pytest.raises(Refusal):
            record_inspections(village.clerk, code, day=DAY, rows=[row], key=key(), now=now)
        assert written() == before
        officer = village.township_officer
        record_inspections(officer, code, day=DAY, rows=[row], key=key(), now=now)
    published(village, now)
    tick(village, now + timedelta(days=8))

    assert {claim.state for claim in Claim.objects.all()} == {State.POSTED}
    quarter = period_of(scheme.periods, "quarter", DAY)
    facts = period_facts(village.taoyuan.id, scheme, quarter)
    (found,) = measuring_of(scheme, quarter, facts).of("index_mean").values.values()
    assert found == 7783


def _nobody_else(
    claim: Claim, stage: Stage, trying: dict[str, Step], everybody: dict[str, tuple[Actor, ...]]
) -> None:
    """Every other step by anybody, and this step by anybody else, changes nothing."""
    allowed = PANEL if stage.role in PANEL else (stage.role,)
    for kind, step in trying.items():
        for role, actors in everybody.items():
            if kind != stage.kind or role not in allowed:
                refused(claim, step, actors[0])


def _family(scheme: Scheme) -> int:
    return [one.holder for one in scheme.purses].index("household")


def test_the_checker_knows_whose_appointment_takes_which_stage() -> None:
    """A stage given to anybody else stops adoption: claims would wait there for ever."""
    permissions = {
        "verify": Permission.VERIFY_CLAIM,
        "review": Permission.REVIEW_CLAIM,
        "approve": Permission.APPROVE_CLAIM,
    }
    able = {
        kind: {name for name, role in ROLES.items() if permission in ROLE_PERMISSIONS[role]}
        for kind, permission in permissions.items()
    }

    assert {kind: set(roles) for kind, roles in TAKEN_BY.items()} == able
