"""Where a claim stands after a step."""

from dataclasses import dataclass

from jishan.claims.models import Claim
from jishan.core.errors import Refusal
from jishan.core.workflow import Stage, State


class KeyTaken(Refusal):
    code = "claims.key_taken"


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a claim stands after a step. `repeated`: the step had been taken before this call."""

    id: int
    number: int
    state: State
    stage: Stage
    repeated: bool


def moved(claim: Claim, *, repeated: bool = False) -> Moved:
    return Moved(claim.id, claim.number, State(claim.state), Stage(claim.stage), repeated)
