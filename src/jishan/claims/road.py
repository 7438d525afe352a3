"""The road of a claim: the stages of its scheme, in the scheme's own order."""

from jishan.claims.acts import RULE
from jishan.claims.models import Claim
from jishan.core import workflow
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.document import Stage as SchemeStage

ENTER = SchemeStage(kind="enter")


def road_of(scheme: Scheme, claim: Claim) -> tuple[SchemeStage, ...]:
    """The stages that the claim passes; the last is always the book.

    A bonus that a rule gives by itself was earned on figures already decided: it is only published.
    A veto clause has no category: it travels the road of everything.
    """
    process = scheme.process
    if claim.kind == "item":
        stages = scheme.process_of(scheme.item(claim.item))
    else:
        stages = process.categories.get(claim.category) or process.default
    if claim.origin == RULE:
        stages = tuple(stage for stage in stages if stage.kind == "notice")
    before = []
    for stage in stages:
        if stage.kind == "enter":
            break
        before.append(stage)
    return (*before, next((one for one in stages if one.kind == "enter"), ENTER))


def place_at(claim: Claim, road: tuple[SchemeStage, ...], position: int) -> None:
    """Set what the claim awaits; the caller saves `position` and `stage`."""
    claim.position = position
    claim.stage = workflow.Stage(road[position].kind).value


def notice_stage(road: tuple[SchemeStage, ...]) -> SchemeStage | None:
    """The (last) notice on the road: how long what concerns the claim hangs on the board."""
    return next((stage for stage in reversed(road) if stage.kind == "notice"), None)
