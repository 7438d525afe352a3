"""A village's year in the book: recorded, shown, posted, closed.

What people did comes from the tables of `made_year`, and what it is worth from the core. A month's
acts are written with their notice and postings in one step; months, halves and the year are closed
by the desk's own steps, and so is everything that the rules give.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from io import StringIO
from typing import Any

from django.db import connection

from bench.made_year import MadeYear
from jishan.claims.actions import close_period, post_due_claims, publish_claims
from jishan.claims.acts import NewClaim, holder_of, stored, stored_credits, stored_reasons
from jishan.claims.binding import kept_window, use_of
from jishan.claims.lines import what_of
from jishan.claims.models import CapUse, Claim
from jishan.claims.past_people import roster_of
from jishan.claims.places import Places
from jishan.claims.road import place_at, road_of
from jishan.core.access import Actor, Held, Level, Role, clock_actor, staff_actor
from jishan.core.collecting import no_collector
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import CLOSING_ORDER, Period, period_of
from jishan.core.points import Points
from jishan.core.purses import moved_by
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import ActResult, Outcome
from jishan.core.replay.tables import read_happenings
from jishan.core.replay.whole import replay
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.core.scheme.facts import Act
from jishan.core.workflow import State
from jishan.foundation.tenancy import new_ids
from jishan.honors.actions import announce_ranking
from jishan.ledger.actions import Draft, post_many
from jishan.notices.actions import NewRow, open_notice
from jishan.orgs.actions import found_organization, next_number
from jishan.orgs.models import Organization
from jishan.registry.models import Household, Resident
from jishan.registry.stays import Begun, begin_stays
from jishan.schemes.models import Scheme, SchemeVersion

GROUPS = 10
RESIDENTS = 2
SINCE = date(2010, 1, 1)
DAY = timedelta(days=1)
HELD = (Held(Role.CLERK, above=True),)


class LivedYear:
    """A village whose year under the document is in the book; `acts` as the core has them."""

    def __init__(self, document: Document, *, households: int, acts: int, code: str) -> None:
        self.document = document
        place = found_organization(code, code, level=Level.VILLAGE, parent=None)
        self.id: int = place.pk
        self.clerk: Actor = staff_actor(1, self.id, HELD)
        self.homes = _roster(place, households)
        self.version = _adopted(place, document)
        self.balances: dict[AccountRef, int] = {}
        self._keys = 0
        made = MadeYear(document, households=households, acts=acts)
        table = read_happenings(csv.reader(StringIO(made.acts, newline="")), [document])
        self.acts = [self._known(one) for one in table if isinstance(one, Act)]
        with no_collector():
            for month in range(1, 13):
                self._month(month)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does within a minute

    @property
    def year(self) -> int:
        return self.document.in_force_from.year

    def key(self) -> str:
        self._keys += 1
        return f"lived-{self._keys}"

    def _known(self, act: Act) -> Act:
        """By the keys of the registry; what a made year says twice of a subject stays the same."""
        number, _, person = act.subject[1:].partition("-")
        home, people = self.homes[int(number) - 1]
        subject = f"r{people[int(person)]}" if person else f"h{home}"
        return act._replace(subject=subject)

    @cached_property
    def scored(self) -> Outcome:
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        roster = roster_of(self.id, [self.document], first, last)
        known = Known(detailed=True)
        return replay([self.document], roster, self.acts, first=first, until=last, known=known)

    @cached_property
    def by_month(self) -> dict[int, list[ActResult]]:
        found: dict[int, list[ActResult]] = {}
        for one in sorted(self.scored.acts, key=lambda one: (one.act.day, int(one.act.key))):
            if one.state == "counted":
                found.setdefault(one.act.day.month, []).append(one)
        return found

    def claim(self, act: Act, number: int) -> Claim:
        """An act that was verified and waits for its notice."""
        home, resident = self._who(act.subject)
        new = NewClaim(
            home, act.item, act.day, resident, f"{act.quantity}", act.level, act.outcome,
            {code: str(figure) for code, figure in act.figures.items()}, act.scores, act.points,
            document=act.document,
            evidence=tuple(act.evidence or ()), place="村口", cause="网格员看到",
        )  # fmt: skip
        at = at_of(act.day, 10)
        claim = Claim(
            village_id=self.id, number=number, key=f"made-{number}", version_id=self.version,
            household_id=home, resident_id=resident, item=act.item,
            category=self.document.item(act.item).category, day=act.day, act=stored(new),
            origin=act.origin or "recorded", channel="on_site", place=new.place, cause=new.cause,
            submitted_at=at, submitted_kind="staff", submitted_by=1, awaiting_since=at,
        )  # fmt: skip
        road = road_of(self.document, claim)
        place_at(claim, road, [stage.kind for stage in road].index("notice"))
        return claim

    @cached_property
    def _homes_of(self) -> dict[int, int]:
        return {one: home for home, people in self.homes for one in people}

    def _who(self, subject: str) -> tuple[int, int | None]:
        number = int(subject[1:])
        return (number, None) if subject[0] == "h" else (self._homes_of[number], number)

    def _month(self, month: int) -> None:
        results = self.by_month.get(month, [])
        if results:
            self._enter(results)
        last = period_of(self.document.periods, "month", date(self.year, month, 1)).last
        for kind in CLOSING_ORDER:
            period = period_of(self.document.periods, kind, last)
            if period.last == last and self._used(period):
                close_period(self.clerk, kind, last, key=self.key(), now=at_of(last + 9 * DAY))
                self.show(last + 10 * DAY)

    def _enter(self, results: Sequence[ActResult]) -> None:
        """A month's acts hang on one notice and are in the book: what binding, publishing and
        posting them one after the other leaves behind."""
        first = next_number(self.id, "claim", count=len(results))
        claims, uses = [], []
        places = Places(self.id)
        for number, one in enumerate(results, first):
            claim = self.claim(one.act, number)
            claim.points, claim.reasons = one.points, stored_reasons(one.reasons)
            claim.credits = stored_credits(one.credits, self.document, places)
            claims.append(claim)
            plan = compiled(self.document)
            uses += [
                use_of(claim, kept_window(
                    plan.window(cap, slot, claim.day, None), self.document, places
                ), amount)
                for cap, slot, amount in self.scored.uses.get(one.act.key, ())
            ]  # fmt: skip
        now = at_of(claims[-1].day)
        lines = [
            NewRow(claim.id, "张**", what_of(self.document, claim), claim.household_id, "",
                   claim.day, Points(claim.points or 0))
            for claim in claims
        ]  # fmt: skip
        notice = open_notice(
            self.clerk, kind="claims", title="积分公示", rows=lines, days=7, day_kind="calendar",
            key=self.key(), now=now,
        )  # fmt: skip
        drafts = [draft for claim in claims if (draft := self._draft(claim)) is not None]
        posted = post_many(self.clerk, drafts, now=now, code="claim.posted")
        ids = {draft.source_id: one.id for draft, one in zip(drafts, posted, strict=True)}
        for claim in claims:
            place_at(claim, road_of(self.document, claim), claim.position + 1)
            claim.state, claim.ended_at = State.POSTED.value, now
            claim.notice_row_id, claim.posting_id = notice.rows[claim.id], ids.get(claim.id)
        Claim.objects.bulk_create(claims, batch_size=500)
        CapUse.objects.bulk_create(uses, batch_size=500)

    def _draft(self, claim: Claim) -> Draft | None:
        entries = []
        for purse, holder, points in claim.credits:
            ref = holder_of(holder, purse)
            held = self.balances.get(ref, 0)
            moved = moved_by(self.document.purse(purse), held, points)
            self.balances[ref] = held + moved
            if moved:
                entries.append((ref, moved))
        if not entries:
            return None
        kind = Kind.EARNING if (claim.points or 0) >= 0 else Kind.DEDUCTION
        posting = settle(f"claim:{claim.id}", kind, claim.day, entries)
        return Draft(posting, claim.id, what_of(self.document, claim))

    def _used(self, period: Period) -> bool:
        return any(one.period == period.kind for one in self.document.measures)

    def show(self, day: date) -> None:
        """What waits hangs on the board, and eight days later it is in the book."""
        given = self.publish(day)
        post_due_claims(clock_actor(self.id), now=at_of(day + 8 * DAY))
        for one in given:
            for purse, holder, points in one.act.get("credits", ()):
                ref = holder_of(holder, purse)
                self.balances[ref] = self.balances.get(ref, 0) + points

    def publish(self, day: date) -> list[Claim]:
        """What waits hangs on the board."""
        waiting = Claim.objects.filter(
            village_id=self.id, state=State.OPEN, stage="notice", notice_row_id__isnull=True
        )
        shown = list(waiting)
        while waiting.all().exists():
            publish_claims(self.clerk, key=self.key(), now=at_of(day))
        return shown

    def announce(self, kind: Any, day: date, measure: str) -> None:
        announce_ranking(
            self.clerk, kind, day=day, measure=measure, key=self.key(),
            now=at_of(date(self.year + 1, 1, 20)),
        )  # fmt: skip


def at_of(day: date, hour: int = 1) -> datetime:
    return datetime.combine(day, time(hour % 24), tzinfo=UTC)


def _roster(place: Organization, households: int) -> list[tuple[int, list[int]]]:
    groups = [
        found_organization(
            f"{number + 1}组", f"{place.code}-g{number}", level=Level.GRID, parent=place
        )
        for number in range(GROUPS)
    ]
    homes: list[tuple[int, list[int]]] = []
    rows, people = [], []
    for number in range(households):
        home, *own = new_ids(1 + RESIDENTS)
        homes.append((home, own))
        rows.append(
            Household(
                village=place, id=home, group=groups[number % GROUPS], number=f"{number:06d}",
                number_order=f"{number:06d}", head_name="户主",
                door_code=f"{place.code[:4]}{number:07d}", since=SINCE,
            )
        )  # fmt: skip
        people += [
            Resident(
                village=place, id=one, household_id=home, name=f"成员{turn}",
                birth_year=1950 + (number * 7 + turn * 25) % 55, since=SINCE,
            )
            for turn, one in enumerate(own)
        ]  # fmt: skip
    with no_collector():
        Household.objects.bulk_create(rows, batch_size=1_000)
        Resident.objects.bulk_create(people, batch_size=1_000)
    begun = [Begun(one, home, SINCE) for home, own in homes for one in own]
    begin_stays(place.pk, begun, how="roster")
    return homes


def _adopted(place: Organization, document: Document) -> int:
    scheme = Scheme.objects.create(organization=place, code=f"s{place.pk}", name=document.name)
    version = SchemeVersion.objects.create(
        scheme=scheme, number=1, document=to_document(document), digest=scheme_digest(document),
        state="adopted", in_force_from=document.in_force_from, created_by=1,
        created_at=at_of(document.in_force_from),
    )  # fmt: skip
    return int(version.pk)
