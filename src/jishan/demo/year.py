"""A year of a village through the real actions: claims, decisions, notices, postings, the shop."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jishan.claims.actions import (
    Moved,
    NewInspection,
    NotYourStage,
    PeriodOpenClaims,
    PeriodShorterFirst,
    approve_claim,
    close_period,
    dismiss_objection,
    post_due_claims,
    publish_claims,
    record_claim,
    record_inspections,
    review_claim,
    submit_claim,
    uphold_objection,
    verify_claim,
)
from jishan.claims.queries import ClaimRow, claims_awaiting, may_answer_objections
from jishan.core.access import Actor, clock_actor, villager_actor
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.document import PeriodKind, RuleItem, Scheme
from jishan.core.workflow import Stage
from jishan.demo.acts import Doer, a_form, an_act, claimable, origin_of, weights_of
from jishan.honors.actions import announce_ranking
from jishan.notices.actions import submit_objection
from jishan.notices.queries import notice_page
from jishan.shop.actions import redeem
from jishan.shop.goods import add_product, stock_in

GOODS = (
    ("大米", "5kg", "袋", 30, 2600, 120),
    ("食用油", "1.8L", "瓶", 28, 2400, 80),
    ("洗衣粉", "1kg", "袋", 9, 780, 160),
    ("毛巾", "", "条", 6, 500, 200),
    ("化肥", "10kg", "袋", 40, 3600, 40),
    ("牙膏", "120g", "支", 5, 420, 150),
)
ENDS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Every how many months a period ends, the shorter first."""
SERVICES = (("免费理发", "次", 8),)


@dataclass
class Hands:
    """Who does what in a village: `grid` by group, `judges` who may answer objections."""

    village_id: int
    clerk: Actor
    secretary: Actor
    panel: Sequence[Actor]
    grid: dict[int, Actor]
    shopkeeper: Actor | None
    judges: Sequence[Actor]


@dataclass
class Year:
    """One village's year. `pace` is how many single acts a month brings."""

    hands: Hands
    scheme: Scheme
    doers: Sequence[Doer]
    pace: int
    seed: int
    chance: random.Random = field(init=False)
    keen: dict[int, int] = field(init=False)
    now: datetime = field(init=False)
    serial: int = 0
    refused: int = 0
    products: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # a story, no secret
        self.keen = {doer.household_id: self.chance.randint(62, 98) for doer in self.doers}

    def run(self, *, first: date, now: datetime) -> None:
        """Months from `first` until now; the month of today stays half done, as in life."""
        self.now, today = now, timezone.localdate(now)
        self._open_shop(at(first, 8))
        for begin, end in months(first, today):
            last = end >= today
            self._acts(begin, end)
            self._inspections(begin, end)
            self._decide(self._at(end, 19), half=last)
            publish_at = self._at(end, 20)
            if self._waiting(Stage.NOTICE, publish_at):
                published = publish_claims(
                    self.hands.clerk, key=self._key("notice"), now=publish_at
                )
                for opened in published.notices:
                    heard = min(publish_at + timedelta(hours=14), now)
                    self._object(opened.number, heard, decide=not last)
            if last:
                break
            clock = clock_actor(self.hands.village_id)
            post_due_claims(clock, now=self._at(end + timedelta(days=12), 3))
            self._close(end, self._at(end + timedelta(days=12), 4))
            self._market_day(end + timedelta(days=13), limit=today)

    def _close(self, end: date, now: datetime) -> None:
        """Close the month and what ends with it, each with its ranking."""
        kinds = {one.period for one in self.scheme.measures}
        for kind in [kind for kind, months in ENDS.items() if end.month % months == 0]:
            if kind not in kinds or not self._may_close(kind, end, now):
                continue
            measure = next(one for one in self.scheme.measures if one.period == kind)
            announce_ranking(
                self.hands.clerk,
                measure.period,
                day=end,
                measure=measure.code,
                key=self._key("ranking"),
                now=now,
            )

    def _may_close(self, kind: PeriodKind, end: date, now: datetime) -> bool:
        """Close the period; a claim that came back from an objection keeps it open."""
        try:
            close_period(self.hands.clerk, kind, end, key=self._key("close"), now=now)
        except (PeriodOpenClaims, PeriodShorterFirst):
            self.refused += 1
            return False
        return True

    def _at(self, day: date, hour: int) -> datetime:
        """That hour of the day, or this very moment where it has not come yet."""
        return min(at(day, hour), self.now)

    def _key(self, what: str) -> str:
        self.serial += 1
        return f"demo-{what}-{self.serial}"

    def _acts(self, begin: date, end: date) -> None:
        items = claimable(self.scheme)
        if not items:
            return
        weights = weights_of(items)
        keenness = [self.keen[doer.household_id] ** 3 for doer in self.doers]
        for _ in range(self.pace):
            day = begin + timedelta(days=self.chance.randint(0, (end - begin).days))
            doer = self.chance.choices(self.doers, keenness)[0]
            self._act(self.chance.choices(items, weights)[0], doer, day)

    def _act(self, item: RuleItem, doer: Doer, day: date) -> None:
        new = an_act(self.chance, self.scheme, item, doer, day)
        origin = origin_of(item, by_card=self.chance.random() < 0.45)
        now, key = self._at(day, 18), self._key("act")
        try:
            if origin == "self":
                villager = villager_actor(doer.household_id, self.hands.village_id)
                submit_claim(villager, new, key=key, now=now)
            else:
                by = self.hands.clerk if self.chance.random() < 0.5 else self._grid(doer)
                channel = self.chance.choice(("oral", "phone", "paper", "wechat", "on_site"))
                record_claim(by, new, origin=origin, channel=channel, key=key, now=now)
        except Refusal:  # a cap is full: in the village, too, not every claim is taken
            self.refused += 1

    def _grid(self, doer: Doer) -> Actor:
        return self.hands.grid[doer.group_id]

    def _inspections(self, begin: date, end: date) -> None:
        for item in self.scheme.items:
            if item.worth.shape != "inspection":
                continue
            day = min(begin + timedelta(days=21), end)
            rows = [
                NewInspection(
                    doer.household_id, a_form(self.chance, item, self.keen[doer.household_id])
                )
                for doer in self.doers
            ]
            record_inspections(
                self.hands.clerk,
                item.code,
                day=day,
                rows=rows,
                key=self._key("round"),
                now=self._at(day, 17),
                place="各家院落",
            )

    def _decide(self, now: datetime, *, half: bool) -> None:
        """Every stage until nothing moves; in the last month some work is left lying."""
        groups = {doer.household_id: doer.group_id for doer in self.doers}
        for stage in (Stage.VERIFY, Stage.REVIEW, Stage.APPROVE):
            waiting = self._waiting(stage, now)
            if half:
                waiting = waiting[: len(waiting) * 3 // 4]
            for claim in waiting:
                accepted = self.chance.random() > 0.03
                note = "" if accepted else "时间地点对不上"
                assert claim.household_id is not None, "the year tells of households only"
                for actor in self._deciders(stage, groups[claim.household_id]):
                    if not self._say(stage, actor, claim.id, accepted=accepted, note=note, now=now):
                        break

    def _waiting(self, stage: Stage, now: datetime) -> tuple[ClaimRow, ...]:
        return claims_awaiting(self.hands.clerk, stage, now, limit=5000)

    def _deciders(self, stage: Stage, group_id: int) -> Sequence[Actor]:
        if stage is Stage.VERIFY:
            return (self.hands.grid[group_id], self.hands.clerk)
        return self.hands.panel if stage is Stage.REVIEW else (self.hands.secretary,)

    def _say(
        self, stage: Stage, actor: Actor, claim_id: int, *, accepted: bool, note: str, now: datetime
    ) -> bool:
        """One voice; False once the claim has left the stage."""
        step: dict[Stage, Callable[..., Moved]] = {
            Stage.VERIFY: verify_claim,
            Stage.REVIEW: review_claim,
            Stage.APPROVE: approve_claim,
        }
        try:
            moved = step[stage](
                actor, claim_id, accepted=accepted, note=note, key=self._key("voice"), now=now
            )
        except NotYourStage:  # the scheme gives this stage to another role: the next one speaks
            return True
        except Refusal:
            self.refused += 1
            return False
        return moved.stage is stage and moved.state.value == "open"

    def _object(self, number: int, now: datetime, *, decide: bool) -> None:
        """Now and then a neighbour objects; one in two is right."""
        if self.chance.random() < 0.45 and decide:
            return
        page = notice_page(self.hands.village_id, number, now)
        if not page.lines:
            return
        line = self.chance.choice(page.lines)
        neighbour = self.chance.choice(self.doers)
        villager = villager_actor(neighbour.household_id, self.hands.village_id)
        made = submit_objection(
            villager,
            line.id,
            named="邻居",
            origin="self",
            reason="那天不是他一个人做的，应当一起记。",
            key=self._key("objection"),
            now=now,
        )
        if not decide:
            return
        answer = now + timedelta(days=1)
        judge = next(one for one in self.hands.judges if may_answer_objections(one, answer.date()))
        if self.chance.random() < 0.5:
            uphold_objection(judge, made.id, reason="查证属实，撤下重评。", now=answer)
        else:
            dismiss_objection(judge, made.id, reason="问过三位邻居，确是他本人做的。", now=answer)

    def _open_shop(self, now: datetime) -> None:
        keeper = self.hands.shopkeeper
        if keeper is None:
            return
        for name, spec, unit, price, fen, count in GOODS:
            made = add_product(
                keeper,
                name,
                spec=spec,
                unit=unit,
                price=Points(price * 100),
                value_fen=fen,
                key=self._key("product"),
                now=now,
            )
            stock_in(
                keeper,
                made.id,
                quantity=count,
                donated=name == "化肥",
                value_fen=fen * count,
                note="年初备货",
                key=self._key("stock"),
                now=now,
            )
            self.products.append(made.id)
        for name, unit, price in SERVICES:
            service = add_product(
                keeper,
                name,
                unit=unit,
                price=Points(price * 100),
                service=True,
                key=self._key("product"),
                now=now,
            )
            stock_in(
                keeper,
                service.id,
                quantity=60,
                donated=True,
                value_fen=60 * 1000,
                note="理发店让利名额",
                key=self._key("stock"),
                now=now,
            )

    def _market_day(self, day: date, *, limit: date) -> None:
        keeper = self.hands.shopkeeper
        if keeper is None or day > limit:
            return
        for doer in self.chance.sample(list(self.doers), min(24, len(self.doers))):
            try:
                redeem(
                    keeper,
                    doer.household_id,
                    self.chance.choice(self.products),
                    quantity=1,
                    collected_by="本人",
                    key=self._key("redeem"),
                    now=self._at(day, 10),
                )
            except Refusal:  # not enough points yet: they go home and come again
                self.refused += 1


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Calendar months from `first` on, the last one ending with `last`."""
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield begin, min(following - timedelta(days=1), last)
        begin = following
