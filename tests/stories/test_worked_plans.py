"""The hand-worked years of the two target plans (P1 of a village, P6 of a county) told through the
real actions: adopted, reported, corrected, accepted or sent back, award money entered. On every day
of the tables each target stands where the cadre worked it out, and the board says the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from re import sub
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from jishan.core.access import Actor, Level, Role
from jishan.core.errors import Refusal
from jishan.core.points import Fen
from jishan.core.targets.document import Target
from jishan.demo.cast import PASSWORD, Cast
from jishan.entrance.words.targets import STATES, plain, progress_words
from jishan.management.scheme_files import PACKS
from jishan.orgs.actions import appoint, found_organization
from jishan.orgs.models import Appointment, Organization, User
from jishan.orgs.queries import Place, actor_in_village, place_of
from jishan.targets.actions import (
    Decision,
    NewReport,
    adopt_plan,
    decide_report,
    draft_plan,
    grant_award,
    report_target,
)
from jishan.targets.queries import standings_at, target_page
from tests.core.target_tables import Row, Year, expected, rows
from tests.core.test_target_packs import NOT_TAKEN
from tests.departments.pictures import picture
from tests.stories.planning import key, written

TODAY = date(2026, 11, 20)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Told:
    """A plan of a place with a table of reports. `reporting` are the actors who report, by the
    table's name of the place ("" is the plan's own), `accepting` who accepts there, by role, and
    `granting` who enters the award money there; `granted` are the numbers that it was for."""

    name: str
    place: Place
    adopting: Actor
    reporting: dict[str, Actor]
    accepting: dict[str, dict[str, Actor]]
    granting: dict[str, Actor] = field(default_factory=dict)
    plan_id: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.year = Year(self.name)
        start = self.year.plan.from_
        raw = (PACKS / f"{self.name}.yaml").read_bytes()
        version = draft_plan(self.adopting, raw, now=at(start))
        decision = Decision("党政联席会议", start, "会议纪要第 1 号")
        adopted = adopt_plan(
            self.adopting, version.pk, decision=decision, answers={}, now=at(start, 10)
        )
        self.plan_id = adopted.plan_id

    def tell(self, until: date = TODAY) -> "Told":
        """Every report in the order of its day, decided on the day."""
        told = sorted(rows(self.name, "reports"), key=lambda row: row["日期"])
        for row in told:
            day = date.fromisoformat(row["日期"])
            if day > until:
                continue
            who = self.reporting[row["村"]]
            self.ids[row["序号"]] = self.report(row, who, at(day, 9))
            if row["验收"]:
                self._decide(row, at(day, 15))
        return self

    def _decide(self, row: Row, now: datetime) -> None:
        """Looked at where it stands; what was accepted is paid for at once."""
        target, report_id = self.target(row), self.ids[row["序号"]]
        accepted = row["验收"] == "通过"
        who = self.accepting[row["村"]][target.accepts.role]
        note = row["摘要"] or "看过了"
        decide_report(who, report_id, accepted=accepted, note=note, key=key(), now=now)
        if accepted and target.award is not None:
            made = grant_award(
                self.granting[row["村"]], report_id, note="照验收数", key=key(), now=now
            )
            self.granted[row["序号"]] = made.count

    def report(self, row: Row, who: Actor, now: datetime, evidence: str | None = None) -> int:
        target = self.target(row)
        kinds: list[str] = list(target.evidence)
        if evidence is not None:
            kinds = [kind for kind in evidence.split(";") if kind]
        figure, of = row["报的数"], row["一共"]
        new = NewReport(
            row["目标"],
            date.fromisoformat(row["日期"]),
            figure=Decimal(figure) if figure else None,
            of=Decimal(of) if of else None,
            grade=row.get("等级", ""),
            note=row.get("摘要", ""),
            evidence=tuple(kind for kind in kinds if kind != "photo"),
            corrects_id=self.ids[row["更正"]] if row.get("更正") else None,
        )
        seen = picture() if "photo" in kinds else None
        return report_target(who, self.plan_id, new, key=key(), now=now, photograph=seen).id

    def target(self, row: Row) -> Target:
        return self.year.plan.target(row["目标"])

    def found(self, day: date) -> dict[str, tuple[str, str, str]]:
        """State, figure and percent of every target on a day, as the tables write them."""
        (plan,) = standings_at(self.place, day=day)
        found = {}
        for one in plan.standings:
            now = one.progress
            value = "" if now.value is None else plain(now.value)
            percent = "" if now.percent is None else str(now.percent)
            found[one.target.code] = (STATES[now.state], value, percent)
        return found

    def differences(self) -> Iterator[tuple[date, str, object, object]]:
        by_day: dict[date, dict[str, tuple[str, str, str]]] = {}
        for day, code, wanted in expected(self.name):
            found = by_day.setdefault(day, self.found(day))[code]
            if found != wanted:
                yield day, code, wanted, found


@pytest.fixture
def p1(village: Cast) -> Told:
    Appointment.objects.update(since=date(2020, 1, 1))
    accepting = {
        "secretary": village.secretary,
        "township_officer": village.township_officer,
    }
    return Told(
        "p1", village.taoyuan, village.secretary, {"": village.clerk}, {"": accepting}
    )  # fmt: skip


@pytest.fixture
def p6(village: Cast) -> Told:
    """The county's plan; 丁镇 of the table is one more village. Who reports for the county does not
    accept, nor does who reports for a village."""
    Appointment.objects.update(since=date(2020, 1, 1))
    county = Organization.objects.get(code="yunling")
    office = place_of(county.pk)
    second = User.objects.create_user("county2", PASSWORD, name="江主任")
    appoint(second, county, role=Role.COUNTY_OFFICER, since=date(2020, 1, 1))
    more = found_organization(
        "丁村", "dingcun", level=Level.VILLAGE, parent=Organization.objects.get(code="shiban")
    )
    clerk = User.objects.create_user("ding-clerk", PASSWORD, name="丁会计")
    appoint(clerk, more, role=Role.CLERK, since=date(2020, 1, 1))
    users, there = village.users, place_of(more.pk)

    def acting(user: User, place: Place) -> Actor:
        return actor_in_village(user.pk, place, day=TODAY)

    first = acting(users["county"], office)
    villages = {
        "甲村": (acting(users["clerk"], village.taoyuan), users["township"], village.taoyuan),
        "乙村": (village.outsider, users["township"], village.liushu),
        "丙村": (
            acting(users["songping-clerk"], village.songping),
            users["shiban-township"],
            village.songping,
        ),
        "丁镇": (acting(clerk, there), users["shiban-township"], there),
    }
    return Told(
        "p6",
        office,
        first,
        {"": first} | {name: who for name, (who, _, _) in villages.items()},
        {"": {"county_officer": acting(second, office)}}
        | {
            name: {"township_officer": acting(user, place)}
            for name, (_, user, place) in villages.items()
        },
        {name: acting(users["county"], place) for name, (_, _, place) in villages.items()},
    )


def test_p1_stands_on_every_day_where_the_table_says(p1: Told) -> None:
    p1.tell(date(2030, 1, 1))

    assert list(p1.differences()) == []


def test_p6_stands_on_every_day_where_the_table_says(p6: Told) -> None:
    p6.tell()

    assert list(p6.differences()) == []


@pytest.mark.parametrize("row", rows("p1", "refused"), ids=lambda row: str(row["序号"]))
def test_p1_what_is_not_taken_changes_nothing(p1: Told, village: Cast, row: Row) -> None:
    code, before, now = NOT_TAKEN[row["不收的原因"]], written(), at(date(2025, 1, 10))
    if code is None:
        p1.report(row, village.clerk, now, row["佐证"])
        assert written() != before
        return

    with pytest.raises(Refusal) as refused:
        p1.report(row, village.clerk, now, row["佐证"])

    assert (refused.value.code, written()) == (code, before)


def test_p6_award_money_follows_what_was_accepted_to_the_fen(p6: Told) -> None:
    """40 万元 each: 2 and 3 villages, of which one is taken back, then 235, 1 more, 960 more."""
    p6.tell()

    assert p6.granted == {"12": 2, "13": 3, "15": -1, "40": 235, "41": 1, "66": 960}
    page = target_page(
        p6.adopting, p6.place, plan_id=p6.plan_id, target="beautiful-villages", day=TODAY
    )
    assert page.standing.awarded == Fen(1200 * 40_000_000)


def test_the_board_says_of_every_target_what_the_table_comes_to(p1: Told) -> None:
    """As a villager reads it today, in the words for the figures that the cadre worked out."""
    today = timezone.localdate()
    p1.tell(today)
    text = _text(Client().get("/b/taoyuan/targets/").content.decode())

    for target in p1.year.plan.targets:
        now = p1.year.at(target, today)
        assert target.title in text
        words = progress_words(p1.year.plan, target, now)
        assert words in text, words
        assert STATES[now.state] in text


def _text(page: str) -> str:
    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", page)))
