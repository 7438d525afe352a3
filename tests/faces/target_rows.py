"""Target plans for the table of addresses: made through the real actions when a line asks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jishan.core.access import Actor
from jishan.orgs.models import Organization
from jishan.orgs.queries import actor_in_village, place_of
from jishan.targets.actions import (
    Decision,
    NewReport,
    adopt_plan,
    decide_report,
    draft_plan,
    report_target,
)
from jishan.targets.models import PlanVersion
from tests.departments.pictures import picture
from tests.faces.world import World

PLACES = {"own": "taoyuan", "village": "liushu", "township": "songping"}
AREAS = {"own": "qingshi", "township": "shiban"}
SECRETARIES = {"taoyuan": "secretary", "liushu": "secretary", "qingshi": "township"}


def plan_text(world: World, *, accepts: str, version: int = 1) -> bytes:
    today = timezone.localdate(world.now)
    accepts_ = f"{{role: {accepts}, who: 验收组}}"
    text = f"""\
format: 1
kind: plan
code: roads
name: 修路计划
organisation: 村
version: {version}
from: {today - timedelta(days=200)}
until: {today + timedelta(days=200)}
rounding: down
report_every: year
bases: [{{code: homes, name: 全村农户, unit: 户, figure: 300, day: {today}}}]
funds: [{{code: own, name: 村集体自筹, yuan: 60000}}]
projects: [{{code: roads, name: 道路, responsible: 村委会主任, yuan: 50000}}]
targets:
- code: lane
  title: 硬化入户路
  project: roads
  goal: {{shape: amount, unit: 条, at_least: 12, start: 2, whole: true}}
  deadline: {today + timedelta(days=90)}
  milestones: [{{by: {today + timedelta(days=9)}, at_least: 8}}]
  evidence: [photo]
  responsible: 村委会主任
  accepts: {accepts_}
  award: {{yuan_each: 1000, each: 条, fund: own}}
- code: part
  title: 参加积分的户
  goal: {{shape: coverage, of: homes, at_least: 100}}
  counted: households_taking_part
  deadline: {today + timedelta(days=90)}
  responsible: 村党组织书记
  accepts: {accepts_}
"""
    return text.encode()


def hand(world: World, code: str) -> Actor:
    """Who adopts and reports in the place: its secretary, or the officer of the township.

    柳树村 has no secretary of its own in the small cast; 桃源村's is lent.
    """
    place = place_of(Organization.objects.get(code=code).pk)
    day = timezone.localdate(world.now)
    if code == "liushu":
        own = actor_in_village(world.cast.users["secretary"].pk, world.cast.taoyuan, day=day)
        return Actor(own.kind, own.id, place.id, whole=own.whole, roles=own.roles)
    return actor_in_village(world.cast.users[SECRETARIES[code]].pk, place, day=day)


def plan_of(world: World, code: str) -> PlanVersion:
    """The adopted plan of the place."""
    place = Organization.objects.get(code=code).pk
    found = PlanVersion.objects.filter(plan__organization_id=place, state="adopted").first()
    if found is not None:
        return found
    actor = hand(world, code)
    accepts = "county_officer" if code in AREAS.values() else "township_officer"
    draft = draft_plan(actor, plan_text(world, accepts=accepts), now=world.now)
    decision = Decision("村民代表会议", timezone.localdate(world.now))
    return adopt_plan(actor, draft.pk, decision=decision, answers={}, now=world.now)


def draft_of(world: World, code: str) -> int:
    """A second version, not yet adopted."""
    plan_of(world, code)
    text = plan_text(world, accepts="township_officer", version=2)
    return draft_plan(hand(world, code), text, now=world.now).pk


def report_of(world: World, code: str) -> int:
    """A report that says the goal is reached, with a photograph."""
    plan = plan_of(world, code)
    new = NewReport("lane", timezone.localdate(world.now), Decimal(12))
    return report_target(
        hand(world, code), plan.plan_id, new, key=f"row-{code}", now=world.now, photograph=picture()
    ).id


def accepted_of(world: World, code: str) -> int:
    """The same, accepted."""
    made = report_of(world, code)
    username = "county" if code in AREAS.values() else "township"
    place = place_of(Organization.objects.get(code=code).pk)
    day = timezone.localdate(world.now)
    actor = actor_in_village(world.cast.users[username].pk, place, day=day)
    decide_report(actor, made, accepted=True, note="", key=f"ok-{code}", now=world.now)
    return made


def plan_file(world: World) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.yaml", plan_text(world, accepts="township_officer", version=3))


def said(world: World, scope: str) -> dict[str, Any]:
    """A report as the form sends it."""
    return {"key": f"said-{scope}", "figure": "7", "day": str(timezone.localdate(world.now))}


def more(world: World, plan_id: int, target: str, number: int) -> None:
    """One more report of 桃源村 for its part of the township's plan."""
    new = NewReport(target, timezone.localdate(world.now), Decimal(number))
    report_target(world.cast.clerk, plan_id, new, key=f"more-{number}", now=world.now)
