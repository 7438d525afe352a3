"""A village whose rules hang together: a cap, bands, a streak, a half-year title, clearing, goods.

What one act of March brings comes back in four places; the stories of corrections reverse it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from jishan.claims.actions import (
    Moved,
    close_period,
    post_due_claims,
    publish_claims,
    record_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.facts import period_facts
from jishan.claims.history import history
from jishan.claims.models import Claim
from jishan.core.access import clock_actor
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.measuring import Measuring
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.whole import replay
from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.honors.queries import titles_of_household
from jishan.ledger.actions import post
from jishan.ledger.models import Account
from tests.stories.road import adopt

BEIJING = ZoneInfo("Asia/Shanghai")
_keys = count(1)
Change = Callable[[dict[str, Any]], None]


def key() -> str:
    return f"mending-{next(_keys)}"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


_RULES = """
measures:
  - {code: month_deeds, name: 本月做事分, shape: points, period: month, purse: honour, "on": {items: [tree, visit]}}
  - {code: half_total, name: 半年积分, shape: points, period: half, purse: honour}
settlements:
  - {code: band, name: 月度档次分, measure: month_deeds, category: industry, counts: bands, rounding: down,
     bands: [{at_least: 25, points: 10}, {at_least: 10, below: 25, points: 5}]}
streaks:
  - {code: three, name: 连续三月不断, measure: month_deeds, holds: {at_least: 10}, length: 3, counting: consecutive,
     windows: separate, restart: year, missing: breaks, points: 8, category: industry}
honours:
  - {code: first, name: 半年之星, measure: half_total, pick: {shape: ranks, last: 1}, scope: village, ties: all_in,
     gives_points: 20, category: industry}
process:
  default: [{kind: notice, days: 3, day_kind: calendar}, {kind: enter}]
"""  # noqa: E501 - clauses read as rows


def rules(document: dict[str, Any]) -> None:
    """Trees 3 points each, at most 30 a month; a good month brings 5 or 10; three good months one
    after another bring 8; who is first of the half-year gets 20. Goods are cleared in June."""
    document |= yaml.safe_load(_RULES)
    document["in_force_from"] = "2026-01-01"
    kept = ("tree", "lavish-feast")
    document["items"] = [one for one in document["items"] if one["code"] in kept]
    document["items"][1]["caps"] = [{"per": "month", "points": 30}]
    visit = {"code": "visit", "title": "看望老人", "category": "harmony"}
    worth = {"worth": {"shape": "fixed", "points": 4}, "source": {"ids": ["S0-04"]}}
    document["items"].append(visit | worth)
    spend = document["purses"][0]
    spend["on"] = {"categories": ["env", "harmony", "civility"]}
    spend["clearing"] = {"every": "half", "what": "positive", "keep_percent": 50}
    spend["after_correction"] = "write_off"


def owing(document: dict[str, Any]) -> None:
    """The same; what goods have cost too much stays a debt."""
    rules(document)
    document["purses"][0]["after_correction"] = "debt"


def dearer(document: dict[str, Any]) -> None:
    """From April a visit counts more, and twenty points of trees are enough."""
    rules(document)
    document["in_force_from"] = "2026-04-01"
    document["items"][1]["caps"] = [{"per": "month", "points": 20}]
    document["items"][2]["worth"] = {"shape": "fixed", "points": 5}


@dataclass
class Half:
    """Half a year of 桃源村 under such rules, month by month. `march` and `cut` are acts of March
    that a story comes back to."""

    village: Cast
    change: Change = rules
    version: Any = field(init=False)
    march: Moved = field(init=False)
    cut: Moved = field(init=False)

    def __post_init__(self) -> None:
        self.version = adopt(self.village, at(1, 1), self.change)
        type(self.version).objects.filter(pk=self.version.pk).update(in_force_from=date(2026, 1, 1))

    @property
    def id(self) -> int:
        return self.village.taoyuan.id

    def adopt_again(self, month: int, change: Change) -> None:
        """Another version is in force from the first of the month."""
        newer = adopt(self.village, at(month, 1), change)
        day = date(2026, month, 1)
        type(newer).objects.filter(pk=newer.pk).update(in_force_from=day)

    def act(self, who: int, item: str, month: int, day: int, **act: Any) -> Moved:
        new = NewClaim(who, item, date(2026, month, day), place="村口", cause="网格员看到", **act)
        now = at(month, day, 18)
        return record_claim(
            self.village.clerk, new, origin="recorded", channel="on_site", key=key(), now=now
        )

    def enter(self, now: datetime) -> None:
        """What waits is shown, and four days later in the book."""
        waiting = Claim.objects.filter(village_id=self.id, state="open", stage="notice")
        if waiting.filter(notice_row_id__isnull=True).exists():
            publish_claims(self.village.clerk, key=key(), now=now)
        self.tick(now + timedelta(days=4))

    def tick(self, now: datetime) -> None:
        post_due_claims(clock_actor(self.id), now=now)

    def end(self, month: int) -> None:
        """The month's acts are entered and the month is closed; in June the half-year too."""
        last = (date(2026, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        self.enter(at(month, last.day, 20))
        self.close("month", month)
        if month == 6:
            self.close("half", month)

    def close(self, kind: Any, month: int) -> None:
        now = at(month + 1, 6 if kind == "month" else 14)
        close_period(self.village.clerk, kind, date(2026, month, 1), key=key(), now=now)
        self.enter(now)

    def announce(self) -> None:
        announce_ranking(
            self.village.clerk,
            "half",
            day=date(2026, 6, 30),
            measure="half_total",
            key=key(),
            now=at(7, 20),
        )

    def spend(self, who: int, points: int, now: datetime) -> None:
        account = AccountRef("household", who, "spend")
        posting = settle(key(), Kind.REDEMPTION, now.date(), [(account, -points)])
        post(self.village.shopkeeper, posting, now=now, code="redemption.collected")


# The book beside a replay -----------------------------------------------------------------------


def replayed(village_id: int, until: date) -> Outcome:
    past = history(village_id, first=date(2026, 1, 1), until=until)
    return replay(
        past.versions, past.roster, past.happenings,
        first=past.first, until=past.until, known=past.known,
    )  # fmt: skip


def balances(village_id: int) -> dict[tuple[str, str], int]:
    rows = Account.objects.filter(village_id=village_id).exclude(holder_kind="issuer")
    found = {(one.purse, f"{one.holder_kind[0]}{one.holder_id}"): one.balance for one in rows}
    return {key_: points for key_, points in found.items() if points}


def balances_in(out: Outcome) -> dict[tuple[str, str], int]:
    return {
        (purse, holder): state.balance
        for purse, states in out.book.states.items()
        for holder, state in states.items()
        if state.balance
    }


def given(village_id: int) -> dict[tuple[str, str, date], int]:
    """What the rules gave, as the book has it now."""
    rows = Claim.objects.filter(village_id=village_id, origin="rule", state="posted")
    return {
        (one.item, f"h{one.household_id}", one.day): one.points or 0 for one in rows if one.points
    }


def given_in(out: Outcome) -> dict[tuple[str, str, date], int]:
    return {(one.code, one.subject, one.day): one.points for one in out.automatic}


def measures(
    village_id: int, out: Outcome
) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Of every closed period and measure: what the server makes of it, and the replay."""
    found = []
    for closing in out.closings:
        facts = period_facts(village_id, out.scheme, closing.period)
        measuring = Measuring(out.scheme, closing.period, facts)
        for code, values in closing.measures.items():
            ours = {k: v for k, v in measuring.of(code).values.items() if v}
            theirs = {k: v for k, v in values.values.items() if v}
            found.append((closing.period.label, code, ours, theirs))
    return found


def titled(village: Cast) -> set[int]:
    """The households that hold a title now."""
    homes = (village.zhang, village.liu_neighbour, village.far)
    return {
        home.id
        for home in homes
        if any(not one.withdrawn for one in titles_of_household(village.clerk, home.id))
    }


def titled_in(out: Outcome) -> set[int]:
    return {
        int(one.key[1:])
        for closing in out.closings
        for ranked in closing.honours.values()
        for one in ranked
        if one.taken
    }
