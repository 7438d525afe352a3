"""A worked year of the core's tests (`tests/core/schemes`) told through the real actions, day by
day, on the road that its own document asks for, into the book. `tests/stories/worked_tables.py`
reads the book as tables, `tests/stories/worked_shown.py` what people see of it.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from jishan.claims.actions import (
    Falsehood,
    NewVeto,
    NothingToPublish,
    PeriodOpenClaims,
    close_period,
    confirm_false,
    grant_base,
    post_due_claims,
    publish_claims,
    record_veto,
    reverse_claim,
    uphold_objection,
)
from jishan.claims.models import Claim
from jishan.claims.queries.objections import objection_role
from jishan.core.access import clock_actor, villager_actor
from jishan.core.errors import Refusal
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, period_of
from jishan.core.points import Points
from jishan.core.replay.events import Event
from jishan.core.scheme.document import to_document
from jishan.core.workflow import State
from jishan.demo.cast import Cast
from jishan.moving.households import change_household
from jishan.notices.actions import submit_objection
from jishan.notices.models import Notice, NoticeRow
from jishan.registry.actions import NewResident
from jishan.registry.changes import NewChange
from jishan.registry.models import Household, Resident
from jishan.registry.tagging import tag_household
from jishan.shop.actions import redeem
from jishan.shop.goods import add_product, stock_in
from tests.core.year_tables import scheme_of
from tests.stories.telling import at, closes, key
from tests.stories.walked import DECIDING, Walked

AFTER = 90
"""So many days the village works on after the year, until everything is in the book."""


def worked(village: Cast, name: str) -> "Worked":
    """The year of a shipped document, told and entered."""
    year = Worked(village, to_document(scheme_of(name)), pack=name)
    year.live()
    return year


@dataclass
class Worked(Walked):
    """`awaited` are the days on which notices close, `unclosed` the periods that are over."""

    awaited: set[date] = field(default_factory=set)
    unclosed: list[Period] = field(default_factory=list)
    lapsed: date | None = None

    # What happens -----------------------------------------------------------------------------

    def live(self) -> None:
        """Every day of the year, in order, and some weeks more until all is in the book."""
        acts, events = defaultdict(list), defaultdict(list)
        for result in self.out.acts:
            acts[result.act.day].append(result)
        for one in self.out.events:
            if not one.event.key.startswith("roster/") or one.event.kind == "leave":
                events[self._begun(one.event)].append(one.event)
        coming = {one.joined for one in self.out.roster}
        day = self.first
        while day <= self.last + AFTER * ONE_DAY:
            self._enter(day)
            if day <= self.last and (day.day == 1 or day == self.first or day in coming):
                self._bases(day)
            for event in events[day]:
                self._happens(event, day)
            self._record(acts[day], day)
            self._close(day)
            self._show(day)
            day += ONE_DAY
        self.lapse(at(day, 7))
        assert self.unclosed == [], "nothing stood in the way of a close for good"

    def _begun(self, one: Event) -> date:
        """A veto bars from the day on which it is in the book: it was written down before that."""
        if one.kind != "bar":
            return one.day
        notice = next(stage for stage in self.scheme.process.default if stage.kind == "notice")
        return one.day - ((notice.days or 0) + 1) * ONE_DAY

    def _bases(self, day: date) -> None:
        if any(one.worth.shape == "base" for one in self.scheme.items):
            grant_base(self.village.clerk, day=day, now=at(day))
            self.waiting = True

    def _happens(self, one: Event, day: date) -> None:
        if one.kind == "reverse":
            wrong = self.claims[one.touches or ""]
            reverse_claim(self.village.clerk, wrong, reason="打错了户", now=at(day, 12))
        elif one.kind == "false":
            self._false(one, day)
        elif one.kind == "bar":
            self._bar(one, day)
        elif one.kind == "redeem":
            self._redeem(one, day)
        elif one.kind == "tag":
            home = Household.objects.get(village_id=self.id, id=self.own(one.subject))
            tags = [*(tag if isinstance(tag, str) else tag[0] for tag in home.tags), one.what or ""]
            tag_household(self.village.clerk, home.id, tags, from_day=day, now=at(day))
        elif one.kind in ("join", "leave", "split"):
            self._change(one, day)
        else:
            assert one.kind == "uphold", f"{one.kind} is not told here"
            self._uphold(one, day)

    def _false(self, one: Event, day: date) -> None:
        """Found to be false; the household was heard before."""
        assert one.fault is not None
        found = Falsehood(one.fault, "查明没有做", heard_on=day - ONE_DAY, said="没有意见")
        claim = self.claims[one.touches or ""]
        made = confirm_false(self.village.secretary, claim, found=found, key=key(), now=at(day, 10))
        self.claims[one.key] = made.id
        self._decide(made.id, at(day, 11))

    def _bar(self, one: Event, day: date) -> None:
        """What the table calls the paper begins with its kind."""
        clause = next(clause for clause in self.scheme.vetoes if clause.code == one.what)
        said = one.document or ""
        kind = next((kind for kind in clause.documents if said.startswith(kind)), "")
        new = NewVeto(
            self.home_of(one.subject), clause.code, day, kind, said.removeprefix(kind),
            subject="" if self.home_of(one.subject) else self.keys[one.subject],
        )  # fmt: skip
        try:
            made = record_veto(self.village.clerk, new, key=key(), now=at(day, 9))
        except Refusal as refusal:
            self.refused[one.key] = refusal.code
            return
        self.claims[one.key] = made.id
        self._decide(made.id, at(day, 10))

    def _change(self, one: Event, day: date) -> None:
        """Somebody comes to a household or leaves it; a household splits or leaves."""
        people = tuple(self.own(own) for own in one.members)
        if one.kind == "join":
            new = NewChange(
                self.own(one.other or ""), "married_in", day, resident=NewResident(one.subject)
            )
        elif one.kind == "split":
            new = NewChange(
                self.own(one.subject), "split", day, people=people, new_head=people[0],
                number=one.other or "",
            )  # fmt: skip
        elif self.keys[one.subject][0] == "r":
            home, who = self.home_of(one.subject), self.own(one.subject)
            new = NewChange(home or 0, "moved_out", day, people=(who,))
        else:
            new = NewChange(self.own(one.subject), "closed", day)
        made = change_household(self.village.clerk, new, key=key(), now=at(day, 8))
        if one.kind == "join":
            rows = Resident.objects.filter(village_id=self.id, household_id=made.household_id)
            self.keys[one.subject] = f"r{rows.get(name=one.subject).id}"
        elif one.kind == "split":
            self.keys[one.other or ""] = f"h{made.other_id}"

    def _uphold(self, one: Event, day: date) -> None:
        """The household objects while the line hangs, and is right."""
        claim = Claim.objects.get(village_id=self.id, id=self.claims[one.touches or ""])
        row = NoticeRow.objects.get(village_id=self.id, id=claim.notice_row_id or 0)
        assert row.household_id is not None, "of a household"
        objection = submit_objection(
            villager_actor(row.household_id, self.id), row.id, reason="不是这样", named="本人",
            key=key(), now=at(day, 8),
        )  # fmt: skip
        who = self.deciders[objection_role(self.id, self.scheme, day)][0]
        uphold_objection(who, objection.id, reason="查实", rejected=True, now=at(day, 9))

    def _redeem(self, event: Event, day: date) -> None:
        """Over the counter, goods for a point each."""
        assert event.points is not None, "a plain sum"
        if day != self.lapsed:
            self.lapse(at(day, 8))
            self.lapsed = day
        try:
            redeem(
                self.village.shopkeeper, self.home_of(event.subject) or 0,
                self._product(int(event.points), day), quantity=1, collected_by="本人", key=key(),
                now=at(day, 19),
            )  # fmt: skip
        except Refusal as refusal:
            self.refused[event.key] = refusal.code

    # The board and the book ----------------------------------------------------------------------

    def _show(self, day: date) -> None:
        """In the evening everything that waits goes on the board."""
        if not self.waiting:
            return
        self.waiting = False
        with suppress(NothingToPublish):
            made = publish_claims(self.village.clerk, key=key(), now=at(day, 20))
            numbers = [one.id for one in made.notices]
            for notice in Notice.objects.filter(village_id=self.id, id__in=numbers):
                self.awaited.add(timezone.localdate(notice.closes_at))

    def _enter(self, day: date) -> None:
        """In the morning what hung long enough is entered; where somebody decides after the notice,
        that comes first."""
        if day not in self.awaited:
            return
        post_due_claims(clock_actor(self.id), now=at(day, 6))
        rows = Claim.objects.filter(village_id=self.id, state=State.OPEN, stage__in=DECIDING)
        later = list(rows.order_by("id").values_list("id", flat=True))
        for claim_id in later:
            self._decide(claim_id, at(day, 7))
        if later:
            post_due_claims(clock_actor(self.id), now=at(day, 7))

    def _close(self, day: date) -> None:
        """Periods that are over and of which nothing is on its road, the shorter first."""
        ended = day - ONE_DAY
        if self.first <= ended <= self.last:
            for kind in CLOSING_ORDER[:-1]:
                period = period_of(self.scheme.periods, kind, ended)
                if period.last == ended and closes(self.scheme, kind):
                    self.unclosed.append(period)
        while self.unclosed:
            period = self.unclosed[0]
            try:
                close_period(
                    self.village.clerk, period.kind, period.last, key=key(), now=at(day, 8)
                )
            except PeriodOpenClaims:
                return
            del self.unclosed[0]
            self.waiting = True

    def _product(self, points: int, day: date) -> int:
        if points not in self.goods:
            made = add_product(
                self.village.clerk, f"货{points}", unit="件", price=Points(points),
                key=key(), now=at(self.first),
            )  # fmt: skip
            stock_in(
                self.village.clerk, made.id, quantity=999, donated=True, value_fen=0,
                key=key(), now=at(self.first),
            )  # fmt: skip
            self.goods[points] = made.id
        return self.goods[points]
