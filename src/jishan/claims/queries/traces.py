"""Why a figure changed: the corrections of a claim, and those that it was the cause of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jishan.claims.models import Claim, Correction, Recomputation
from jishan.claims.owners import OWNERS, name_of
from jishan.claims.queries.rows import ClaimRow
from jishan.claims.queries.why import ClaimRoad
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.points import Points
from jishan.core.workflow import State
from jishan.foundation.reach import within


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


def trace(actor: Actor, road: ClaimRoad) -> Trace:
    """The trace of a claim whose road was reached; a household sees only its own figures.

    What is still on its way has no figure to correct, and nothing rests on it.
    """
    claim, village_id = road.claim, actor.village_id
    if claim.state is State.OPEN and claim.points is None:
        return Trace((), ())
    made = Recomputation.objects.filter(village_id=village_id).values_list("id", "causes")
    caused = {number for number, causes in made if claim.id in causes}
    rows = Correction.objects.filter(village_id=village_id)
    followed = within(actor, Permission.VIEW_CLAIM, rows.filter(recomputation_id__in=caused))
    near = rows.filter(claim_id=claim.id) | followed
    found = list(near.select_related("recomputation", *OWNERS).order_by("id"))
    numbers = _numbers(village_id, found, claim)
    return Trace(
        _made(actor, (one for one in found if one.claim_id == claim.id), numbers),
        _made(actor, (one for one in found if one.recomputation_id in caused), numbers),
    )


def _made(
    actor: Actor, found: Iterable[Correction], numbers: Mapping[int, int]
) -> tuple[CorrectionMade, ...]:
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


def _numbers(village_id: int, rows: Iterable[Correction], own: ClaimRow) -> dict[int, int]:
    ids = {number for one in rows for number in one.recomputation.causes} - {own.id}
    claims = Claim.objects.filter(village_id=village_id, id__in=ids)
    return {own.id: own.number} | dict(claims.values_list("id", "number"))
