"""Targets that the program counts, a township's plan over its villages, and award money."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from jishan.core.errors import NotAllowed, Refusal
from jishan.core.points import Fen
from jishan.core.targets.progress import State
from jishan.demo.cast import Cast
from jishan.management.scheme_files import PACKS
from jishan.orgs.models import Organization
from jishan.orgs.queries import actor_in_village, place_of
from jishan.registry.models import Household
from jishan.targets.actions import (
    decide_report,
    draft_plan,
    grant_award,
    report_count,
)
from jishan.targets.models import TargetReport
from jishan.targets.queries import (
    standings_at,
    standings_of,
    target_page,
)
from tests.departments.pictures import picture
from tests.stories.planning import (
    TODAY,
    TOWN,
    Town,
    adopted,
    found_town,
    key,
    plan_text,
    report,
    standing,
    written,
)


@pytest.fixture
def plan_id(village: Cast, now: datetime) -> int:
    return adopted(village.secretary, plan_text(), now).plan_id


@pytest.fixture
def town(village: Cast, now: datetime) -> Town:
    return found_town(village, now)


# What the program counts (ZX-24, HS-04) ---------------------------------------------------------


def test_zx24_taking_part_is_held_against_its_target_and_its_day(
    village: Cast, now: datetime, plan_id: int
) -> None:
    """All households of the village take part by the end of September: counted, not claimed."""
    homes = Household.objects.filter(village_id=village.taoyuan.id)
    total = homes.count()
    homes.filter(id=village.liu_neighbour.id).update(participating=False)
    live = standing(village.taoyuan, "part")
    assert (live.progress.latest and live.progress.latest.figure) == total - 1
    assert (live.progress.state, live.waiting_id) == (State.UNDER_WAY, None)
    assert standing(village.taoyuan, "part", date(2026, 10, 1)).progress.state is State.OVERDUE

    homes.update(participating=True)
    made = report_count(village.clerk, plan_id, "part", key="count", now=now)

    assert report_count(village.clerk, plan_id, "part", key="count", now=now).repeated
    row = TargetReport.objects.get(id=made.id)
    assert (row.figure, row.of, row.origin) == (total * 10**6, total * 10**6, "counted")
    assert standing(village.taoyuan, "part").waiting_id == made.id
    decide_report(village.township_officer, made.id, accepted=True, note="", key=key(), now=now)
    assert standing(village.taoyuan, "part").progress.state is State.ACCEPTED


def test_hs04_villages_with_a_scheme_are_held_against_half_then_all(
    village: Cast, now: datetime, town: Town
) -> None:
    """桃源村 has a scheme in force, 柳树村 none: half of the villages, the milestone is met."""
    now_ = standing(town.place, "spread").progress

    assert (now_.value, now_.percent, now_.state) == (Fraction(50), 50, State.UNDER_WAY)
    assert [one.state for one in now_.milestones] == ["met"]
    late = standing(town.place, "spread", date(2027, 1, 1)).progress
    assert late.state is State.OVERDUE


def test_only_what_is_counted_is_reported_as_counted(
    village: Cast, now: datetime, plan_id: int
) -> None:
    before = written()

    with pytest.raises(Refusal) as refused:
        report_count(village.clerk, plan_id, "tap", key=key(), now=now)

    assert (refused.value.code, written()) == ("targets.not_counted", before)


# A township's plan ------------------------------------------------------------------------------


def test_villages_report_their_part_and_the_township_adds_up(
    village: Cast, now: datetime, town: Town
) -> None:
    report(town.taoyuan, town.plan_id, "farms", now, 7)
    report(town.liushu, town.plan_id, "farms", now, 4)
    report(town.taoyuan, town.plan_id, "farms", now, 9)

    page = target_page(town.at_home, town.place, plan_id=town.plan_id, target="farms", day=TODAY)

    now_ = page.standing.progress
    assert (now_.value, now_.percent) == (Fraction(13), 65)
    shown = [(one.village.name, one.latest and one.latest.figure) for one in page.standing.villages]
    assert shown == [("柳树村", Fraction(4)), ("桃源村", Fraction(9))], (
        "in the tree's order, never by size"
    )
    assert [
        one.target.code
        for one in standings_of(town.taoyuan, village.taoyuan, day=TODAY)[0].standings
    ] == [
        "beautiful",
        "farms",
    ]


def test_a_village_reports_only_what_villages_report(
    village: Cast, now: datetime, town: Town
) -> None:
    before = written()

    with pytest.raises(Refusal) as own:
        report(town.taoyuan, town.plan_id, "spread", now, 1)
    with pytest.raises(Refusal) as summed:
        report(town.at_home, town.plan_id, "farms", now, 1)

    assert (own.value.code, summed.value.code) == (
        "targets.not_for_villages",
        "targets.counted_by_itself",
    )
    assert written() == before


def test_the_township_freezes_its_sum_and_the_county_accepts_it(
    village: Cast, now: datetime, town: Town
) -> None:
    report(town.taoyuan, town.plan_id, "farms", now, 20)
    made = report_count(town.at_home, town.plan_id, "farms", key=key(), now=now)

    assert standing(town.place, "farms").waiting_id == made.id
    decide_report(town.county, made.id, accepted=True, note="抽查了五家", key=key(), now=now)

    assert standing(town.place, "farms").progress.state is State.ACCEPTED


def test_award_money_is_entered_for_each_accepted_village(
    village: Cast, now: datetime, town: Town
) -> None:
    """P6-10: 40 万元 for each; corrected from two to one, one is taken back."""
    made = report(town.taoyuan, town.plan_id, "beautiful", now, 2, evidence=["document"])
    before = written()
    with pytest.raises(Refusal) as early:
        grant_award(town.in_taoyuan, made, note="", key=key(), now=now)
    assert (early.value.code, written()) == ("targets.not_accepted", before)
    decide_report(town.in_taoyuan, made, accepted=True, note="", key=key(), now=now)

    granted = grant_award(town.in_taoyuan, made, note="文号 1", key="money", now=now)
    again = grant_award(town.in_taoyuan, made, note="文号 1", key="money", now=now)

    assert (granted.count, granted.fen, again.repeated) == (2, 80_000_000, True)
    before = written()
    with pytest.raises(Refusal) as twice:
        grant_award(town.in_taoyuan, made, note="", key=key(), now=now)
    assert (twice.value.code, written()) == ("targets.nothing_due", before)

    later = now + timedelta(days=1)
    less = report(town.taoyuan, town.plan_id, "beautiful", later, 1, evidence=["document"],
                  corrects_id=made)  # fmt: skip
    decide_report(town.in_taoyuan, less, accepted=True, note="", key=key(), now=later)
    assert grant_award(town.in_taoyuan, less, note="", key=key(), now=later).fen == -40_000_000
    found = standing(village.taoyuan, "beautiful")
    assert (found.accepted, found.awarded) == (Fraction(1), Fen(40_000_000))
    assert standing(town.place, "beautiful").progress.value == 1


def test_only_an_officer_enters_award_money_and_only_where_the_plan_gives_some(
    village: Cast, now: datetime, town: Town, plan_id: int
) -> None:
    made = report(town.taoyuan, town.plan_id, "beautiful", now, 1, evidence=["document"])
    decide_report(town.in_taoyuan, made, accepted=True, note="", key=key(), now=now)
    tap = report(village.clerk, plan_id, "tap", now, 300, evidence=["record"])
    decide_report(village.township_officer, tap, accepted=True, note="", key=key(), now=now)
    before = written()

    with pytest.raises(NotAllowed):
        grant_award(village.secretary, made, note="", key=key(), now=now)
    with pytest.raises(Refusal) as none:
        grant_award(village.township_officer, tap, note="", key=key(), now=now)

    assert (none.value.code, written()) == ("targets.no_award", before)


def test_a_township_plan_is_adopted_in_the_township_only(
    village: Cast, now: datetime, town: Town
) -> None:
    secretary = actor_in_village(village.users["secretary"].pk, town.place, day=TODAY)
    before = written()

    with pytest.raises(NotAllowed):
        draft_plan(secretary, plan_text(TOWN, name="青石镇", version=2), now=now)

    assert written() == before


def test_the_countys_shipped_plan_runs_from_its_villages_to_the_countys_own_page(
    village: Cast, now: datetime
) -> None:
    """P6 as shipped: adopted by the county, reported in 桃源村, accepted and awarded there."""
    place = place_of(Organization.objects.get(code="yunling").pk)
    county = actor_in_village(village.users["county"].pk, place, day=TODAY)
    text = (PACKS / "p6.yaml").read_text("utf-8")
    plan = adopted(county, text, now).plan_id
    made = report(village.clerk, plan, "beautiful-villages", now, 2, evidence=["document"],
                  photograph=picture())  # fmt: skip
    officer = village.township_officer
    decide_report(officer, made, accepted=True, note="两个都看过", key=key(), now=now)
    grant_award(officer, made, note="", key=key(), now=now)

    found = standing(place, "beautiful-villages")

    assert (found.progress.value, found.awarded) == (Fraction(2), Fen(80_000_000))
    names = [part.village.name for part in found.villages]
    assert names == ["柳树村", "桃源村", "松坪村"], "townships and villages as the tree has them"


def test_the_villages_shipped_plan_is_adopted_as_it_is(village: Cast, now: datetime) -> None:
    """P1 as shipped: thirty-one targets in eight projects, none begun."""
    adopted(village.secretary, (PACKS / "p1.yaml").read_text("utf-8"), now)

    plan = standings_at(village.taoyuan, day=date(2024, 2, 1))[0]

    assert [(name, len(targets)) for name, _, targets in plan.projects] == [
        ("文化广场", 2),
        ("垃圾清运处置", 4),
        ("培山农民新村", 4),
        ("通组公路和新村大道", 2),
        ("广电、电话、宽带、自来水", 4),
        ("一池三化四清五改", 6),
        ("花卉和旅游", 5),
        ("农业科技服务", 2),
        ("", 2),
    ]
    assert {one.progress.state for one in plan.standings} == {State.NOT_BEGUN}
