"""The target plans of the demo county: 桃源村's own, and 青石镇's over its villages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from jishan.core.access import Actor
from jishan.orgs.models import Organization, User
from jishan.orgs.queries import actor_in_village, place_of
from jishan.targets.actions import (
    Decision,
    NewReport,
    adopt_plan,
    decide_report,
    draft_plan,
    grant_award,
    report_target,
)

_HEAD = """\
format: 1
kind: plan
code: {code}
name: {name}
organisation: {organisation}
version: "1"
from: {first}
until: {until}
rounding: down
report_every: quarter
"""
VILLAGE = """\
summary: 修路、通水、改厕、建广场；钱从四处来，每季度报一次，到了请镇里验收。
bases: [{{code: homes, name: 全村农户, unit: 户, figure: 312, day: {first}}}]
funds:
- {{code: upper, name: 上级支持, yuan: 300000}}
- {{code: finance, name: 财政补助, yuan: 120000}}
- {{code: village, name: 村集体自筹, yuan: 80000}}
- {{code: gifts, name: 社会捐助, yuan: 46000}}
projects:
- {{code: roads, name: 入户路和广场, responsible: 村委会主任, yuan: 380000}}
- {{code: homes, name: 水和厕所, responsible: 村文书, yuan: 160000}}
targets:
- code: lanes
  title: 硬化入户路
  project: roads
  goal: {{shape: amount, unit: 米, at_least: 1200}}
  deadline: {soon}
  evidence: [photo]
  responsible: 村委会主任
  accepts: {{role: township_officer, who: 镇规划办}}
- code: plaza
  title: 文化广场建成
  project: roads
  goal: {{shape: done}}
  deadline: {until}
  evidence: [photo]
  responsible: 村委会主任
  accepts: {{role: township_officer, who: 镇规划办}}
- code: tap-water
  title: 自来水入户
  project: homes
  goal: {{shape: coverage, of: homes, at_least: 95, start: 70}}
  deadline: {until}
  milestones: [{{by: {middle}, at_least: 80}}]
  evidence: [record]
  responsible: 村文书
  accepts: {{role: township_officer, who: 镇水利站}}
- code: toilets
  title: 用上无害化厕所的农户
  project: homes
  goal: {{shape: coverage, of: homes, at_least: 90, start: 60}}
  deadline: {middle}
  evidence: [record]
  responsible: 村文书
  accepts: {{role: township_officer, who: 镇卫生院}}
- code: overflow
  title: 污水横流的地方
  project: homes
  goal: {{shape: amount, unit: 处, at_most: 0, whole: true}}
  direction: keep
  deadline: {until}
  evidence: [record]
  responsible: 村妇联主席
  accepts: {{role: secretary, who: 村务监督委员会陪同书记}}
- code: taking-part
  title: 参加积分的户
  goal: {{shape: coverage, of: homes, at_least: 95}}
  counted: households_taking_part
  deadline: {until}
  responsible: 村党组织书记
  accepts: {{role: township_officer, who: 镇乡村振兴办}}
"""
TOWN = """\
summary: 各村照实报，镇里验收，不排名次。
bases: [{{code: villages, name: 行政村, unit: 个村, figure: 2, day: {first}}}]
targets:
- code: yards
  title: 美丽屋场
  goal: {{shape: amount, unit: 个, at_least: 6, whole: true}}
  counted: accepted_of_villages
  deadline: {until}
  evidence: [record]
  responsible: 各村
  accepts: {{role: township_officer, who: 镇验收组}}
  award: {{yuan_each: 50000, each: 个美丽屋场}}
- code: farms
  title: 家庭农场
  goal: {{shape: amount, unit: 家, at_least: 20, whole: true}}
  counted: sum_of_villages
  deadline: {until}
  responsible: 各村
  accepts: {{role: county_officer, who: 县农业农村局}}
- code: spread
  title: 推行积分制的村
  goal: {{shape: coverage, of: villages, at_least: 100}}
  counted: villages_with_scheme
  deadline: {until}
  responsible: 镇乡村振兴办
  accepts: {{role: county_officer, who: 县农业农村局}}
"""


@dataclass
class _Story:
    """Who does what, with a key for every step."""

    users: Mapping[str, User]
    now: datetime
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def actor(self, username: str, code: str) -> Actor:
        place = place_of(Organization.objects.get(code=code).pk)
        return actor_in_village(self.users[username].pk, place, day=self.today)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def key(self) -> str:
        return f"demo-target-{next(self.serial)}"

    def adopted(self, actor: Actor, rows: str, *, owner: str, meeting: str) -> int:
        """The plan's id; it began two hundred days ago and runs as long again."""
        first, until = self.today - timedelta(days=200), self.today + timedelta(days=200)
        days = {
            "first": first,
            "until": until,
            "soon": self.today + timedelta(days=45),
            "middle": self.today - timedelta(days=20),
        }
        name = f"{owner}和美乡村建设计划"
        head = _HEAD.format(code="village", name=name, organisation=owner, **days)
        draft = draft_plan(actor, head + rows.format(**days), now=self.now)
        decision = Decision(meeting, first)
        return adopt_plan(actor, draft.pk, decision=decision, answers={}, now=self.now).plan_id

    def report(
        self,
        actor: Actor,
        plan: int,
        target: str,
        ago: int,
        figure: int,
        *kinds: str,
        note: str = "",
    ) -> int:
        day = self.today - timedelta(days=ago)
        new = NewReport(target, day, Decimal(figure), note=note, evidence=kinds)
        return report_target(actor, plan, new, key=self.key(), now=self.now).id


def tell_targets(users: Mapping[str, User], *, now: datetime) -> None:
    """Both plans with some reports, one acceptance, one award."""
    story = _Story(users, now)
    _village(story)
    _town(story)


def _village(story: _Story) -> None:
    secretary, clerk = story.actor("secretary", "taoyuan"), story.actor("clerk", "taoyuan")
    plan = story.adopted(secretary, VILLAGE, owner="桃源村", meeting="村民代表会议")
    for ago, figure in ((150, 240), (90, 520), (20, 780)):
        story.report(clerk, plan, "lanes", ago, figure)
    for ago, figure in ((140, 231), (80, 252), (15, 276)):
        story.report(clerk, plan, "tap-water", ago, figure)
    story.report(clerk, plan, "toilets", 100, 240)
    done = story.report(clerk, plan, "toilets", 25, 285, "record", note="改厕台账已核对")
    decide_report(story.actor("township", "taoyuan"), done, accepted=True,
                  note="抽查二十户，都在用", key=story.key(), now=story.now)  # fmt: skip
    for ago in (120, 30):
        story.report(clerk, plan, "overflow", ago, 0)


def _town(story: _Story) -> None:
    officer = story.actor("township", "qingshi")
    plan = story.adopted(officer, TOWN, owner="青石镇", meeting="镇党政办公会")
    taoyuan, liushu = story.actor("clerk", "taoyuan"), story.actor("liushu-clerk", "liushu")
    made = story.report(taoyuan, plan, "yards", 60, 2, "record", note="大塘、杨家两个屋场")
    there = story.actor("township", "taoyuan")
    decide_report(there, made, accepted=True, note="现场看过", key=story.key(), now=story.now)
    grant_award(there, made, note="青财〔1〕号", key=story.key(), now=story.now)
    story.report(liushu, plan, "yards", 10, 1, "record", note="柳树湾屋场，请来验收")
    story.report(taoyuan, plan, "farms", 40, 9)
    story.report(liushu, plan, "farms", 35, 4)
