"""Target plans that stories share: the documents, the steps, the township with its plan."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from jishan.core.access import Actor
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent, Organization
from jishan.orgs.queries import Place, actor_in_village, place_of
from jishan.targets.actions import Decision, NewReport, adopt_plan, draft_plan, report_target
from jishan.targets.models import PlanVersion, TargetAward, TargetDecision, TargetReport
from jishan.targets.queries import Standing, standings_at

_keys = count(1)
TODAY = date(2026, 3, 2)
HEAD = """\
format: 1
kind: plan
code: {code}
name: {name}
organisation: {name}
version: {version}
from: 2026-01-01
until: 2026-12-31
rounding: down
report_every: month
bases:
- {{code: homes, name: 全村农户, unit: 户, figure: 312, day: 2026-01-01}}
- {{code: villages, name: 行政村, unit: 个村, figure: 2, day: 2026-01-01}}
targets:
"""
VILLAGE = """\
- code: tap
  title: 自来水入户
  goal: {shape: coverage, of: homes, at_least: 90, start: 40}
  deadline: 2026-06-30
  evidence: [record]
  responsible: 村文书
  accepts: {role: township_officer, who: 镇水利站}
- code: plaza
  title: 文化广场建成
  goal: {shape: done}
  deadline: 2026-10-31
  evidence: [photo]
  responsible: 村委会主任
  accepts: {role: secretary, who: 村务监督委员会陪同书记}
- code: part
  title: 参加积分的户
  goal: {shape: coverage, of: homes, at_least: 100}
  counted: households_taking_part
  deadline: 2026-09-30
  responsible: 村党组织书记
  accepts: {role: township_officer, who: 镇乡村振兴办}
"""
TOWN = """\
- code: beautiful
  title: 美丽屋场
  goal: {shape: amount, unit: 个, at_least: 6, whole: true}
  counted: accepted_of_villages
  deadline: 2026-12-31
  evidence: [document]
  responsible: 各村
  accepts: {role: township_officer, who: 镇验收组}
  award: {yuan_each: 400000, each: 个美丽屋场}
- code: farms
  title: 家庭农场
  goal: {shape: amount, unit: 家, at_least: 20, whole: true}
  counted: sum_of_villages
  deadline: 2026-12-31
  responsible: 各村
  accepts: {role: county_officer, who: 县农业农村局}
- code: spread
  title: 推行积分制的村
  goal: {shape: coverage, of: villages, at_least: 100}
  counted: villages_with_scheme
  deadline: 2026-12-31
  milestones: [{by: 2026-06-30, at_least: 50}]
  responsible: 镇乡村振兴办
  accepts: {role: county_officer, who: 县农业农村局}
"""
MEETING = Decision("村民代表会议", date(2026, 3, 1), "会议记录第 3 号")


def key() -> str:
    return f"targets-{next(_keys)}"


def plan_text(rows: str = VILLAGE, *, name: str = "桃源村", version: int = 1) -> str:
    return HEAD.format(code="plan", name=name, version=version) + rows


def adopted(actor: Actor, text: str, now: datetime) -> PlanVersion:
    version = draft_plan(actor, text, now=now)
    return adopt_plan(actor, version.pk, decision=MEETING, answers={}, now=now)


def written() -> tuple[int, ...]:
    """What no refusal may move."""
    tables: tuple[Any, ...] = (PlanVersion, TargetReport, TargetDecision, TargetAward, AuditEvent)
    return tuple(table.objects.count() for table in tables)


@dataclass(frozen=True)
class Town:
    """The township with its plan, and its officer standing there and in each village."""

    place: Place
    plan_id: int
    at_home: Actor
    in_taoyuan: Actor
    taoyuan: Actor
    liushu: Actor
    county: Actor


def found_town(village: Cast, now: datetime) -> Town:
    place = place_of(Organization.objects.get(code="qingshi").pk)
    at_home = actor_in_village(village.users["township"].pk, place, day=TODAY)
    version = adopted(at_home, plan_text(TOWN, name="青石镇"), now)
    county = actor_in_village(village.users["county"].pk, place, day=TODAY)
    return Town(
        place,
        version.plan_id,
        at_home,
        village.township_officer,
        village.clerk,
        village.outsider,
        county,
    )


def report(
    actor: Actor, plan_id: int, target: str, now: datetime, figure: int = 0, **rest: Any
) -> int:
    photograph = rest.pop("photograph", None)
    rest.setdefault("day", TODAY)
    new = NewReport(target, figure=Decimal(figure), **rest)
    return report_target(actor, plan_id, new, key=key(), now=now, photograph=photograph).id


def standing(place: Place, target: str, day: date = TODAY) -> Standing:
    found = {
        one.target.code: one for plan in standings_at(place, day=day) for one in plan.standings
    }
    return found[target]
