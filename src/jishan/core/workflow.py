"""The life of a claim, a redemption and a scheme version, as tables.

The order in which a claim passes its stages is data of the scheme (ZX publishes before the cadres
review, Z3 after), so a claim knows two things: its `State` and the `stage` that it awaits. The
table says which step may be taken in which state at which stage; `stage_after` finds the next
stage in the order that the scheme gives.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from jishan.core.errors import Refusal


class StepNotPossible(Refusal):
    code = "workflow.step_not_possible"


class Stage(StrEnum):
    """What an open claim awaits. The words of `scheme.process`."""

    VERIFY = "verify"
    REVIEW = "review"
    NOTICE = "notice"
    APPROVE = "approve"
    ENTER = "enter"


class State(StrEnum):
    OPEN = "open"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    POSTED = "posted"
    REVERSED = "reversed"


class Step(StrEnum):
    VERIFY = "verify"
    REVIEW = "review"
    PUBLISH = "publish"
    CLOSE = "close"
    STRIKE = "strike"
    APPROVE = "approve"
    POST = "post"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REVERSE = "reverse"


_AT_STAGE: Mapping[Step, Stage] = {
    Step.VERIFY: Stage.VERIFY,
    Step.REVIEW: Stage.REVIEW,
    Step.PUBLISH: Stage.NOTICE,
    Step.CLOSE: Stage.NOTICE,
    Step.STRIKE: Stage.NOTICE,
    Step.APPROVE: Stage.APPROVE,
    Step.POST: Stage.ENTER,
}
_REJECTABLE = frozenset({Stage.VERIFY, Stage.REVIEW, Stage.APPROVE})
_WITHDRAWABLE = frozenset({Stage.VERIFY, Stage.REVIEW})


def check_step(state: State, stage: Stage, step: Step) -> None:
    """May the step be taken? Refuses with the state and stage found."""
    allowed = {
        Step.REJECT: state is State.OPEN and stage in _REJECTABLE,
        Step.WITHDRAW: state is State.OPEN and stage in _WITHDRAWABLE,
        Step.REVERSE: state is State.POSTED,
    }.get(step, state is State.OPEN and _AT_STAGE.get(step) is stage)
    if not allowed:
        raise StepNotPossible(state=state.value, stage=stage.value, step=step.value)


def first_stage(order: Sequence[Stage]) -> Stage:
    """Where a new claim stands. Every order ends with `ENTER`."""
    assert order, "a process has stages"
    assert order[-1] is Stage.ENTER, "the last stage of a process is the book"
    return order[0]


def stage_after(order: Sequence[Stage], stage: Stage) -> Stage:
    """The stage that follows in the scheme's own order."""
    return order[list(order).index(stage) + 1]


class RedemptionState(StrEnum):
    COLLECTED = "collected"
    CANCELLED = "cancelled"


class SchemeState(StrEnum):
    """draft → discussed → voted → filed → published → in force (on its day) → replaced: S0-11,
    HS-10, KS-02. What the township sends back, or the village takes back, is `returned` and stays
    as it was; the correction is a new draft."""

    DRAFT = "draft"
    DISCUSSED = "discussed"
    VOTED = "voted"
    FILED = "filed"
    PUBLISHED = "published"
    ADOPTED = "adopted"
    REPLACED = "replaced"
    RETURNED = "returned"


_SCHEME_NEXT: Mapping[SchemeState, tuple[SchemeState, ...]] = {
    SchemeState.DRAFT: (SchemeState.DISCUSSED,),
    SchemeState.DISCUSSED: (SchemeState.VOTED, SchemeState.RETURNED),
    SchemeState.VOTED: (SchemeState.FILED, SchemeState.RETURNED),
    SchemeState.FILED: (SchemeState.PUBLISHED, SchemeState.RETURNED),
    SchemeState.PUBLISHED: (SchemeState.ADOPTED, SchemeState.RETURNED),
    SchemeState.ADOPTED: (SchemeState.REPLACED,),
}


def advance_scheme(state: SchemeState, to: SchemeState) -> SchemeState:
    if to not in _SCHEME_NEXT.get(state, ()):
        raise StepNotPossible(state=state.value, stage="", step=to.value)
    return to


class PlanState(StrEnum):
    """A target plan: draft → adopted by a recorded decision → replaced by its next version."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    REPLACED = "replaced"


_PLAN_NEXT: Mapping[PlanState, PlanState] = {
    PlanState.DRAFT: PlanState.ADOPTED,
    PlanState.ADOPTED: PlanState.REPLACED,
}


def advance_plan(state: PlanState, to: PlanState) -> PlanState:
    if _PLAN_NEXT.get(state) is not to:
        raise StepNotPossible(state=state.value, stage="", step=to.value)
    return to
