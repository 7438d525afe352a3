"""A village's year told through the real actions, whatever its document says, and the book of it
laid beside a replay: every balance, figure, measure, title, mark, pool, refusal.

What people do is drawn as the sandbox draws it (`core.sandbox.doing`), for the village's people.
"""

import random
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from jishan.claims.actions import (
    Moved,
    NothingToPublish,
    close_period,
    grant_base,
    lapse_points,
    post_due_claims,
    publish_claims,
    record_claim,
    record_inspections,
    submit_claim,
)
from jishan.claims.actions.inspect import NewInspection
from jishan.claims.actions.moved import moved
from jishan.claims.acts import NewClaim
from jishan.claims.history import versions_of
from jishan.claims.models import Claim
from jishan.claims.past_people import roster_of
from jishan.claims.places import Places
from jishan.core.access import clock_actor, villager_actor
from jishan.core.errors import Refusal
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, period_of
from jishan.core.points import Points
from jishan.core.pools import share_out
from jishan.core.replay.events import Event, Person
from jishan.core.sandbox.doing import cast_of, imagined_acts
from jishan.core.sandbox.lots import Lots
from jishan.core.scheme.document import Scheme, scheme_digest, to_document
from jishan.core.scheme.facts import Act
from jishan.core.scheme.reading import from_plain
from jishan.core.scheme.values import PeriodKind
from jishan.demo.cast import Cast
from jishan.registry.models import Household, Resident
from jishan.schemes.models import Scheme as StoredScheme
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import in_force
from jishan.shop.actions import redeem
from jishan.shop.goods import add_product, stock_in

BEIJING = ZoneInfo("Asia/Shanghai")
YEAR = 2026
FIRST = date(YEAR, 1, 1)
_keys = count(1)
Document = dict[str, Any]


def key() -> str:
    return f"told-{next(_keys)}"


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=BEIJING)


def simplified(document: Document) -> Document:
    """The rules as they are, on a short road: shown for a day, then entered; no paper asked for."""
    found = deepcopy(document)
    found["in_force_from"] = FIRST.isoformat()
    found.pop("in_force_until", None)
    found["process"] = {
        "default": [{"kind": "notice", "days": 1, "day_kind": "calendar"}, {"kind": "enter"}]
    }
    for item in found.get("items", ()):
        item.pop("evidence", None)
        item.pop("claim_days", None)
        item["origins"] = ["self", "proxy", "recorded", "document", "inspection"]
    return found


@dataclass
class Telling:
    """桃源村 under a document, told day by day. `said` are the acts and events as tables have them,
    `refused` what the server would not take, by key."""

    village: Cast
    document: Document
    number: int = 1
    said: list[Act | Event] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    goods: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scheme = self.adopt(self.document, FIRST)

    @property
    def id(self) -> int:
        return self.village.taoyuan.id

    def adopt(self, document: Document, day: date) -> Scheme:
        """The document is in force from the day on."""
        read = from_plain(document | {"in_force_from": day.isoformat()})
        stored = StoredScheme.objects.create(
            organization_id=self.id, code=f"told-{next(_keys)}", name=read.name
        )
        SchemeVersion.objects.create(
            scheme=stored,
            number=1,
            document=to_document(read),
            digest=scheme_digest(read),
            state="adopted",
            in_force_from=day,
            created_by=self.village.users["secretary"].pk,
            created_at=at(day),
        )
        return read

    def people(self, until: date) -> tuple[Person, ...]:
        return roster_of(self.id, versions_of(self.id)[-1:], FIRST, until)

    # What people do ---------------------------------------------------------------------------

    def act(self, act: Act, *, now: datetime | None = None) -> Moved | None:
        """Record one act through the step that its origin asks for; None where it is refused."""
        moment = now or at(act.day, 18)
        if act.parts:
            act = act._replace(parts=_percents(act.parts))
        if act.credited and act.origin == "self":  # villagers name nobody of another household
            act = act._replace(origin="proxy")
        self.said.append(act._replace(claimed=moment.date()))
        try:
            made = self._recorded(act, moment)
        except Refusal as refusal:
            why = refusal.facts.get("why", refusal)
            self.refused[act.key] = why.code
            return None
        self.numbers[act.key] = str(made.number)
        return made

    def _recorded(self, act: Act, now: datetime) -> Moved:
        new = self._claim(act)
        if act.origin == "inspection" and self.scheme.item(act.item).worth.shape == "inspection":
            row = NewInspection(new.household_id, act.scores, subject=new.subject)
            made = record_inspections(
                self.village.clerk, act.item, day=act.day, rows=[row], key=key(), now=now
            )
            claim = Claim.objects.get(village_id=self.id, number=made.first_number)
            return moved(claim)
        if act.origin == "self" and new.household_id is not None:
            actor = villager_actor(new.household_id, self.id)
            return submit_claim(actor, new, key=key(), now=now)
        origin = act.origin if act.origin in ("proxy", "recorded", "document") else "recorded"
        return record_claim(
            self.village.clerk, new, origin=origin, channel="on_site", key=key(), now=now
        )

    def _claim(self, act: Act) -> NewClaim:
        places, subject = Places(self.id), act.subject
        stored = places.outward(subject, self.scheme)
        home, person = self._home(stored)
        return NewClaim(
            home,
            act.item,
            act.day,
            resident_id=person,
            quantity=_plain(act.quantity),
            level=act.level,
            outcome=act.outcome,
            figures={name: _plain(value) for name, value in act.figures.items()},
            scores=act.scores,
            points=act.points,
            credited=tuple(places.outward(one, self.scheme) for one in act.credited),
            event=act.event,
            document=act.document,
            place="村口",
            cause="看到",
            subject="" if home is not None else stored,
            parts=tuple(map(_plain, act.parts)),
        )

    def _home(self, stored: str) -> tuple[int | None, int | None]:
        if stored[:1] == "h":
            return int(stored[1:]), None
        if stored[:1] == "r":
            person = Resident.objects.get(village_id=self.id, id=int(stored[1:]))
            return person.household_id, person.id
        return None, None

    def buy(self, household: int, points: int, day: date) -> None:
        """Goods for so many points over the counter."""
        event = Event("redeem", key(), day, f"h{household}", points=Points(points))
        self.said.append(event)
        self.lapse(at(day, 8))
        try:
            redeem(
                self.village.shopkeeper,
                household,
                self._product(points, day),
                quantity=1,
                collected_by="本人",
                key=key(),
                now=at(day, 19),
            )
        except Refusal as refusal:
            self.refused[event.key] = refusal.code

    def _product(self, points: int, day: date) -> int:
        if points not in self.goods:
            made = add_product(
                self.village.clerk, f"货{points}", unit="件", price=Points(points),
                key=key(), now=at(FIRST),
            )  # fmt: skip
            stock_in(
                self.village.clerk, made.id, quantity=999, donated=True, value_fen=0,
                key=key(), now=at(FIRST),
            )  # fmt: skip
            self.goods[points] = made.id
        return self.goods[points]

    # What the village does -----------------------------------------------------------------------

    def enter(self, day: date) -> None:
        """What waits is shown, and two days later in the book."""
        with suppress(NothingToPublish):
            publish_claims(self.village.clerk, key=key(), now=at(day, 20))
        post_due_claims(clock_actor(self.id), now=at(day + timedelta(days=2)))

    def lapse(self, now: datetime) -> None:
        lapse_points(clock_actor(self.id), now=now)

    def bases(self, day: date) -> None:
        grant_base(self.village.clerk, day=day, now=at(day))
        self.enter(day)

    def ends(self, day: date) -> bool:
        """Whether a period that is closed ends on the day."""
        if day < FIRST:
            return False
        kinds = [kind for kind in CLOSING_ORDER[:-1] if closes(self.scheme, kind)]
        return any(period_of(self.scheme.periods, kind, day).last == day for kind in kinds)

    def close(self, last: date, day: date) -> None:
        """Every period that ends on the day, the shorter first; what each gives is entered."""
        found = in_force(self.id, last)
        assert found is not None, "a document is in force"
        scheme = found.scheme
        for kind in CLOSING_ORDER[:-1]:
            period = period_of(scheme.periods, kind, last)
            if period.last == last and closes(scheme, kind):
                close_period(self.village.clerk, kind, last, key=key(), now=at(day, 6))
                self.enter(day)


def closes(scheme: Scheme, kind: str) -> bool:
    """Whether the village closes such periods at all."""
    measured = any(one.period == kind for one in scheme.measures)
    cleared = any(one.clearing and one.clearing.every == kind for one in scheme.purses)
    return measured or cleared


def _percents(parts: Sequence[Fraction]) -> tuple[Fraction, ...]:
    shares = share_out(100, {f"{place}": part for place, part in enumerate(parts)})
    return tuple(Fraction(shares[f"{place}"]) for place in range(len(parts)))


def _plain(number: int | Fraction | Decimal) -> str:
    exact = Fraction(number)
    return format((Decimal(exact.numerator) / exact.denominator).normalize(), "f")


# Drawn ------------------------------------------------------------------------------------------


def drawn_acts(telling: Telling, seed: str, last: date, most: int) -> list[Act]:
    """Acts of the village's own people until a day, in the order of their days."""
    people = telling.people(last)
    lots = Lots(f"{seed}/cast")
    year = Period(FIRST, last, "year", str(YEAR))
    acts = [
        one
        for one in imagined_acts(seed, [telling.scheme], cast_of(lots, people, (), year))
        if one.day <= last
    ]
    chance = random.Random(seed)
    chosen = chance.sample(acts, min(most, len(acts)))
    return sorted(chosen, key=lambda one: (one.day, len(one.key), one.key))


def half_year(
    telling: Telling, seed: str, *, most: int = 60, months: int = 6, late: bool = False
) -> None:
    """Months of acts, redemptions and closings, day by day. `late`: a fifth of the acts come in
    only weeks after."""
    chance = random.Random(f"{seed}/year")
    end = month_end(months)
    acts: dict[date, list[Act]] = {}
    for act in drawn_acts(telling, seed, end, most):
        waits = chance.randint(5, 60) if late and chance.random() < 0.2 else 0
        acts.setdefault(act.day + timedelta(days=waits), []).append(act)
    rows = Household.objects.filter(village_id=telling.id).order_by("number")
    homes = list(rows.values_list("id", flat=True))
    for day in (FIRST + timedelta(days=number) for number in range((end - FIRST).days + 4)):
        if day <= end:
            _begin(telling, day)
        for act in acts.pop(day, ()):
            telling.act(act, now=at(day, 18))
        if telling.scheme.redemption and day.day > 2 and day <= end and chance.random() < 0.05:
            telling.buy(chance.choice(homes), chance.randint(1, 8) * 500, day)
        _end(telling, day, weekly=day.day % 7 == 3 and chance.random() < 0.5)
    for day in sorted(acts):
        for act in acts[day]:
            telling.act(act, now=at(day, 18))
    telling.enter(end + timedelta(days=70))
    telling.lapse(at(end + timedelta(days=71), 7))


def _end(telling: Telling, day: date, *, weekly: bool) -> None:
    if day == FIRST or weekly or telling.ends(day):
        telling.enter(day)
    if telling.ends(day - timedelta(days=3)):
        telling.close(day - timedelta(days=3), day)


def _begin(telling: Telling, day: date) -> None:
    kinds: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")
    periods = [period_of(telling.scheme.periods, kind, day) for kind in kinds]
    if day == FIRST or any(one.first == day for one in periods):
        telling.bases(day)


def month_end(month: int) -> date:
    following = date(YEAR + month // 12, month % 12 + 1, 1)
    return following - ONE_DAY
