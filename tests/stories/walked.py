"""The road of an act of a hand-worked year: written down by card, at the desk, from a document or
as a round of inspection, then every stage that its own document gives to somebody."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jishan.claims.actions import (
    approve_claim,
    record_claim,
    record_inspections,
    review_claim,
    submit_claim,
    verify_claim,
)
from jishan.claims.actions.inspect import NewInspection
from jishan.claims.models import Claim
from jishan.claims.road import road_of
from jishan.core.access import Actor, villager_actor
from jishan.core.errors import Refusal
from jishan.core.replay.outcome import ActResult
from jishan.core.scheme.facts import Act
from jishan.core.workflow import State
from tests.stories.settled import Settled
from tests.stories.telling import at, key

UNKNOWN, KIND = "replay.subject_unknown", "scoring.subject_kind"
DECIDING = ("verify", "review", "approve")


@dataclass
class Walked(Settled):
    """`claims` are the ids of what people did, by the keys of the tables; `waiting` is whether
    something may wait for the board."""

    claims: dict[str, int] = field(default_factory=dict)
    waiting: bool = False

    def _record(self, results: list[ActResult], day: date) -> None:
        """A round of inspection is one sheet; what cannot be scored is tried alone."""
        sheets: dict[str, list[Act]] = defaultdict(list)
        for one in results:
            act = one.act
            if self.keys.get(act.subject) is None:
                self.refused[act.key] = UNKNOWN
            elif self._of_the_home(act):
                self.refused[act.key] = KIND
            elif self._inspected(act) and one.state != "refused":
                sheets[act.item].append(act)
            else:
                self._try(one, day)
        for item, acts in sheets.items():
            self._sheet(item, acts, day)

    def _of_the_home(self, act: Act) -> bool:
        """Tables can give a person what is a household's; the card and the desk name the household
        and who of it did it, so that such a line cannot be said to them."""
        kinds = self.scheme.item(act.item).subjects
        return (
            self.keys[act.subject][0] == "r"
            and kinds is not None
            and "resident" not in kinds
            and "household" in kinds
        )

    def _inspected(self, act: Act) -> bool:
        return act.origin == "inspection" and self.scheme.item(act.item).worth.shape == "inspection"

    def _try(self, one: ActResult, day: date) -> None:
        act = one.act
        try:
            if self._inspected(act):
                self._sheet(act.item, [act], day)
            else:
                self._one(act, day)
        except Refusal as refusal:
            why = refusal.facts.get("why", refusal)
            self.refused[act.key] = why.code

    def _sheet(self, item: str, acts: list[Act], day: date) -> None:
        rows = [
            NewInspection(self.home_of(one.subject), one.scores, subject=self._subject(one))
            for one in acts
        ]
        of_village = {self.keys[one.subject][0] for one in acts} == {"v"}
        who = self.village.township_officer if of_village else self.village.clerk
        made = record_inspections(who, item, day=day, rows=rows, key=key(), now=at(day, 15))
        claims = Claim.objects.filter(village_id=self.id, number__gte=made.first_number)
        for one, claim in zip(acts, claims.order_by("number"), strict=True):
            self.claims[one.key] = claim.id
            self._decide(claim.id, at(day, 18))

    def _subject(self, act: Act) -> str:
        return "" if self.home_of(act.subject) else self.keys[act.subject]

    def _one(self, act: Act, day: date) -> None:
        """By card, or by somebody who decides nothing about it."""
        if act.credited and act.origin == "self":  # villagers name nobody of another household
            act = act._replace(origin="proxy")
        new = self._claim(act._replace(
            subject=self._named(act.subject), credited=tuple(map(self._named, act.credited)),
        ))  # fmt: skip
        if act.evidence is not None and "time_place_cause" not in act.evidence:
            new = replace(new, place="", cause="")
        home = new.household_id
        if act.origin == "self" and home is not None:
            made = submit_claim(villager_actor(home, self.id), new, key=key(), now=at(day, 15))
        else:
            origin = act.origin if act.origin in ("proxy", "recorded", "document") else "recorded"
            made = record_claim(
                self._recorder(act), new, origin=origin, channel="on_site", key=key(),
                now=at(day, 15),
            )  # fmt: skip
        self.claims[act.key] = made.id
        self._decide(made.id, at(day, 18), act)

    def _named(self, who: str) -> str:
        """As `_claim` wants it: the village by its name, everybody else by the stored key."""
        return who if self.keys[who][0] == "v" else self.keys[who]

    def _recorder(self, act: Act) -> Actor:
        """Two pairs of eyes: the clerk, but where the clerk verifies the grid worker."""
        stages = self.scheme.process_of(self.scheme.item(act.item))
        deciding = {stage.role for stage in stages if stage.kind in DECIDING}
        return self.village.grid_worker if "clerk" in deciding else self.village.clerk

    def _decide(self, claim_id: int, now: datetime, act: Act | None = None) -> None:
        """Every stage that somebody decides, until the notice or the book."""
        self.waiting = True
        while True:
            claim = Claim.objects.get(village_id=self.id, id=claim_id)
            if claim.state != State.OPEN or claim.stage not in DECIDING:
                return
            stage = road_of(self.scheme, claim)[claim.position]
            voices = self.deciders[stage.role or "secretary"]
            if stage.kind == "verify":
                self._verify(claim, voices, now, act)
            elif stage.kind == "review":
                points = act.points if act is not None else None
                for voice in voices[: stage.quorum or 1]:  # the first says how many, all agree
                    review_claim(voice, claim_id, accepted=True, points=points, key=key(), now=now)
                    points = None
            else:
                approve_claim(voices[0], claim_id, accepted=True, key=key(), now=now)

    def _verify(
        self, claim: Claim, voices: tuple[Actor, ...], now: datetime, act: Act | None
    ) -> None:
        """With what the verifier has seen of what the item asks for; what is missing is sent
        back."""
        home = claim.household
        far = home is not None and home.group_id == self.village.group_two.id
        who = voices[1] if far and len(voices) == 2 else voices[0]
        seen: tuple[str, ...] = ()
        if claim.kind == "item":
            asked = self.scheme.item(claim.item).evidence.required
            seen = asked if act is None or act.evidence is None else act.evidence
        try:
            verify_claim(who, claim.id, accepted=True, evidence=seen, key=key(), now=now)
        except Refusal as refusal:
            note = "材料不全"
            verify_claim(who, claim.id, accepted=False, note=note, key=key(), now=now)
            raise refusal from None
