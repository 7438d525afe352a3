"""Why a figure changed: the corrections of a claim, and those that it was the cause of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jishan.claims.models import Claim, Correction, Recomputation
from jishan.claims.owners import OWNERS, name_of
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.points import Points
from jishan.foundation.reach import reach, within


@dataclass(frozen=True, slots=True)
class CorrectionMade:
    """One figure: what it was, what it is, and the claims that it rested on.

    `what` is a kind of `claims.models.Correction`; of a mark `was` and `now` count it, of a purse
    `now` is by how much it was moved. `causes` are numbers of claims; `reason` is for staff. `who`
    is the full name, for who may see the claim.
    """

    what: str
    title: str
    who: str
    claim_id: int | None
    was: Points
    now: Points
    at: datetime
    causes: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """`changed`: how the claim's own figure was corrected, the first time first. `followed`: what
    was corrected elsewhere because the claim was taken back."""

    changed: tuple[CorrectionMade, ...]
    followed: tuple[CorrectionMade, ...]


def trace(actor: Actor, claim_id: int) -> Trace:
    """The trace of a claim that the actor may see; a household sees only its own figures."""
    reach(actor, Permission.VIEW_CLAIM, Claim.objects.all(), claim_id)
    village_id = actor.village_id
    own = Correction.objects.filter(village_id=village_id, claim_id=claim_id)
    made = Recomputation.objects.filter(village_id=village_id).values_list("id", "causes")
    caused = [number for number, causes in made if claim_id in causes]
    rows = Correction.objects.filter(village_id=village_id, recomputation_id__in=caused)
    followed = within(actor, Permission.VIEW_CLAIM, rows)
    return Trace(_made(actor, own), _made(actor, followed))


def _made(actor: Actor, rows: QuerySet[Correction]) -> tuple[CorrectionMade, ...]:
    found = list(rows.select_related("recomputation", *OWNERS).order_by("id"))
    numbers = _numbers(actor.village_id, found)
    staff = actor.kind is not ActorKind.VILLAGER
    return tuple(
        CorrectionMade(
            one.what,
            one.title,
            name_of(one),
            one.claim_id,
            Points(one.was),
            Points(one.now),
            one.recomputation.at,
            tuple(numbers[number] for number in one.recomputation.causes),
            one.recomputation.reason if staff else "",
        )
        for one in found
    )


def _numbers(village_id: int, rows: Iterable[Correction]) -> dict[int, int]:
    ids = {number for one in rows for number in one.recomputation.causes}
    claims = Claim.objects.filter(village_id=village_id, id__in=ids)
    return dict(claims.values_list("id", "number"))
