"""A worked year of the core's tests (`tests/core/schemes`) told through the real actions, day by
day, and the book of it laid beside the year that the hand-worked tables are held against.

Households and people are those of the roster; the cast's own take no part. The road is short (shown
for a day), and no photographs are asked for: rows that the tables refuse for that are left out.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jishan.claims.actions import (
    NothingToPublish,
    close_period,
    publish_claims,
    reverse_claim,
    uphold_objection,
)
from jishan.claims.facts import period_facts
from jishan.claims.models import Claim, PeriodClose
from jishan.core.access import villager_actor
from jishan.core.closing import PeriodResult
from jishan.core.closing import close_period as worked_out
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, period_of
from jishan.core.replay.events import Event, Person
from jishan.core.replay.outcome import EventResult, Outcome
from jishan.core.scheme.document import to_document
from jishan.core.scheme.facts import Act
from jishan.demo.cast import Cast
from jishan.moving.households import change_household
from jishan.notices.actions import submit_objection
from jishan.notices.models import NoticeRow
from jishan.registry.actions import NewResident, add_resident, found_household
from jishan.registry.changes import NewChange
from jishan.registry.models import Household, Resident
from jishan.registry.tagging import tag_household
from jishan.registry.tags import APPROVED
from jishan.schemes.models import SchemeVersion
from tests.core.year_tables import outcome_of, scheme_of
from tests.stories.beside import book_balances, replay_balances, unlike
from tests.stories.telling import Document, Telling, at, closes, key, simplified

UNKNOWN, ABSENT = "replay.subject_unknown", "scoring.not_taking_part"
"""Who has not come yet is unknown to tables; the book knows the household that will."""


def worked(village: Cast, name: str) -> "Worked":
    """The year of a shipped document, told and entered."""
    year = Worked(village, _on_a_short_road(to_document(scheme_of(name))), pack=name)
    year.live()
    return year


def _on_a_short_road(document: Document) -> Document:
    """As drawn years have it, but that an item still says how it may be recorded."""
    short = simplified(document)
    for item, own in zip(short.get("items", ()), document.get("items", ()), strict=True):
        del item["origins"]
        if "origins" in own:
            item["origins"] = own["origins"]
    return short


@dataclass
class Worked(Telling):
    """`out` is the replay of the tables; `keys` are the stored keys of those whom the tables name,
    `claims` the ids of what they did."""

    pack: str = ""
    out: Outcome = field(init=False)
    keys: dict[str, str] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.out = outcome_of(self.pack)
        self.first, self.last = self.out.first, self.out.last
        SchemeVersion.objects.all().update(in_force_from=self.first - ONE_DAY)
        self.scheme = self.adopt(self.document, self.first)
        Household.objects.filter(village_id=self.id).update(participating=False)
        for one in self.out.roster:
            if one.kind == "household":
                self._settle(one)

    # Who is there -----------------------------------------------------------------------------

    def _settle(self, home: Person) -> None:
        """A household; its head is the first who is listed for it, else nobody counts."""
        listed = [one for one in self.out.roster if one.household == home.key != one.key]
        since = home.joined or home.since or self.first
        made = found_household(
            self.village.clerk, _resident(listed[0] if listed else home, since),
            number=home.key, key=key(), now=at(since),
        )  # fmt: skip
        Household.objects.filter(village_id=self.id, id=made.id).update(
            participating=home.consent and home.taking_part,
            tags=sorted(home.tags),
            since=since,
            until=None if home.left is None else home.left - ONE_DAY,
        )
        self.keys[home.key] = f"h{made.id}"
        people = Resident.objects.filter(village_id=self.id, household_id=made.id)
        if not listed:
            people.update(participating=False)
            return
        self.keys[listed[0].key] = f"r{people.get().id}"
        for one in listed[1:]:
            person = add_resident(
                self.village.clerk, made.id, resident=_resident(one, since), key=key(),
                now=at(since),
            )  # fmt: skip
            self.keys[one.key] = f"r{person.id}"
        out = [self.own(one.key) for one in listed if not (one.consent and one.taking_part)]
        people.filter(id__in=out).update(participating=False)

    def _events(self, kind: str) -> list[EventResult]:
        return [one for one in self.out.events if one.event.kind == kind]

    def own(self, named: str) -> int:
        """The id of somebody whom the tables name."""
        return int(self.keys[named][1:])

    # What happens -----------------------------------------------------------------------------

    def live(self) -> None:
        """Every day of the year, in order."""
        days: dict[date, list[Act | Event]] = {}
        for result in self.out.acts:
            days.setdefault(result.act.day, []).append(result.act)
        for one in self.out.events:
            if not one.event.key.startswith("roster/"):
                days.setdefault(one.event.day, []).append(one.event)
        coming = {one.joined for one in self.out.roster}
        day = self.first
        while day <= self.last + 3 * ONE_DAY:
            if day <= self.last and (day.day == 1 or day == self.first or day in coming):
                self.bases(day)
            for happening in days.get(day, ()):
                self._happens(happening, day)
            if day in days:
                self.enter(day)
            self._close(day - 3 * ONE_DAY, day)
            day += ONE_DAY
        self.lapse(at(self.last + ONE_DAY, 7))

    def _happens(self, one: Act | Event, day: date) -> None:
        if isinstance(one, Act):
            self._done(one, day)
        elif one.kind == "reverse":
            wrong = self.claims[one.touches or ""]
            reverse_claim(self.village.clerk, wrong, reason="打错了户", now=at(day))
        elif one.kind == "redeem":
            self._redeem(one, day)
        elif one.kind == "split":
            self._split(one, day)
        elif one.kind == "tag":
            home = Household.objects.get(village_id=self.id, id=self.own(one.subject))
            tags = [*home.tags, one.what or ""]
            tag_household(self.village.clerk, home.id, tags, from_day=day, now=at(day))
        elif one.kind == "leave":
            home_id = self.own(one.subject)
            gone = Household.objects.filter(village_id=self.id, id=home_id)
            gone.update(until=day - ONE_DAY)
        else:
            assert one.kind == "uphold", f"{one.kind} is not told here"

    def _done(self, act: Act, day: date) -> None:
        there = self.keys.get(act.subject)
        if there is None or act.key in self._without_evidence:
            self.refused[act.key] = UNKNOWN if there is None else "scoring.evidence_missing"
            return
        made = self.act(act._replace(subject=there, evidence=None), now=at(day, 18))
        if made is not None:
            self.claims[act.key] = made.id
            if any(one.event.touches == act.key for one in self._events("uphold")):
                self._uphold(made.id, day)

    @property
    def _without_evidence(self) -> set[str]:
        return {
            one.act.key
            for one in self.out.acts
            if one.state == "refused" and one.reasons[0].code == "scoring.evidence_missing"
        }

    def _uphold(self, claim: int, day: date) -> None:
        with suppress(NothingToPublish):
            publish_claims(self.village.clerk, key=key(), now=at(day, 19))
        row = NoticeRow.objects.filter(village_id=self.id, subject_id=claim).get()
        assert row.household_id is not None, "of a household"
        objection = submit_objection(
            villager_actor(row.household_id, self.id), row.id, reason="不是这样", named="本人",
            key=key(), now=at(day, 20),
        )  # fmt: skip
        uphold_objection(
            self.village.secretary, objection.id, reason="查实", rejected=True, now=at(day, 21)
        )

    def _redeem(self, event: Event, day: date) -> None:
        home = self.own(event.subject)
        if self.keys[event.subject][0] == "r":
            home = Resident.objects.get(village_id=self.id, id=home).household_id
        assert event.points is not None, "a plain sum"
        self.buy(home, int(event.points), day)
        told = self.said[-1].key
        if told in self.refused:
            self.refused[event.key] = self.refused.pop(told)

    def _split(self, event: Event, day: date) -> None:
        going = tuple(self.own(one) for one in event.members)
        change = NewChange(self.own(event.subject), "split", day, people=going, new_head=going[0])
        change_household(self.village.clerk, change, key=key(), now=at(day))
        person = Resident.objects.get(village_id=self.id, id=going[0])
        self.keys[event.other or ""] = f"h{person.household_id}"

    def _close(self, last: date, day: date) -> None:
        if last < self.first:
            return
        for kind in CLOSING_ORDER[:-1]:
            period = period_of(self.scheme.periods, kind, last)
            if period.last == last and closes(self.scheme, kind):
                close_period(self.village.clerk, kind, last, key=key(), now=at(day, 6))
                self.enter(day)

    # Beside the tables ------------------------------------------------------------------------

    def differences(self) -> list[Any]:
        """Everything in which the book and the tables do not say the same."""
        ours = {(purse, self._named(who)): n for (purse, who), n in book_balances(self).items()}
        found = unlike("balance", ours, replay_balances(self, self.out))
        found += list(self._acts())
        rows = Claim.objects.filter(village_id=self.id, origin="rule", state="posted")
        given = {
            (one.item, self._named(_owner(one)), one.day): one.points for one in rows if one.points
        }
        theirs = {
            (one.code, one.subject, one.day): int(one.points)
            for one in self.out.automatic
            if one.points
        }
        found += unlike("given", given, theirs)
        bought = {one.event.key: one.code for one in self._events("redeem") if one.code}
        keys = {one.event.key for one in self.out.events}
        refused = {own: code for own, code in self.refused.items() if own in keys}
        found += unlike("redeem", refused, bought)
        return [*found, *self._closings()]

    def _named(self, stored: str) -> str:
        return next((name for name, own in self.keys.items() if own == stored), stored)

    def _acts(self) -> Iterator[Any]:
        rows = {one.id: one for one in Claim.objects.filter(village_id=self.id)}
        for result in self.out.acts:
            own = result.act.key
            claim, why = rows.get(self.claims.get(own, 0)), self.refused.get(own)
            if result.state == "refused":
                code = result.reasons[0].code
                if why != code and (why, code) != (ABSENT, UNKNOWN):
                    yield ("refused", own, why, code)
            elif result.state == "counted":
                points = None if claim is None else claim.points
                if points != int(result.points):
                    yield ("act", own, points, int(result.points), why)
            elif claim is None or claim.state not in ("reversed", "rejected"):
                yield ("state", own, claim, result.state)

    def _closings(self) -> Iterator[Any]:
        """Of every closed period: measures, titles, marks, pools, as the server finds them."""
        closed = PeriodClose.objects.filter(village_id=self.id)
        results = dict(closed.values_list("period", "result"))
        held: dict[str, frozenset[str]] = {}
        for theirs in self.out.closings:
            label = theirs.period.label
            if theirs.period.kind == "ever":
                continue
            facts = period_facts(self.id, self.scheme, theirs.period)
            facts.holding = held
            ours = worked_out(self.scheme, theirs.period, facts)
            yield from self._followed(ours, theirs, label)
            held |= {
                code: frozenset(one.key for one in ranked if one.taken)
                for code, ranked in ours.honours.items()
            }
            if label in results:
                marks = {
                    (code, self._named(who), mark) for code, who, mark in results[label]["marks"]
                }
                if marks != {tuple(one) for one in theirs.marks}:
                    yield ("marks", label, marks, theirs.marks)

    def _followed(self, ours: PeriodResult, theirs: PeriodResult, label: str) -> Iterator[Any]:
        for code, values in theirs.measures.items():
            mine = {self._named(who): n for who, n in ours.measures[code].values.items() if n}
            them = {who: n for who, n in values.values.items() if n}
            yield from unlike(f"measure {code} {label}", mine, them)
        yield from unlike(f"title {label}", self._titles(ours), self._titles(theirs))
        yield from unlike(f"pool {label}", self._shares(ours), self._shares(theirs))

    def _titles(self, result: PeriodResult) -> Mapping[str, Any]:
        return {
            code: sorted((self._named(one.key), one.place) for one in ranked if one.taken)
            for code, ranked in result.honours.items()
        }

    def _shares(self, result: PeriodResult) -> Mapping[str, Any]:
        return {
            code: {self._named(who): fen for who, fen in one.shares.items()}
            for code, one in result.pools.items()
        }


def _resident(one: Person, since: date) -> NewResident:
    tags = (*sorted(one.tags), *((APPROVED,) if one.approved else ()))
    return NewResident(
        one.name or one.key, relation="家人", tags=tags, since=one.since or since
    )  # fmt: skip


def _owner(claim: Claim) -> str:
    return f"r{claim.resident_id}" if claim.resident_id else f"h{claim.household_id}"
