"""Every state × stage × step is in the table or refuses."""

from itertools import product

import pytest

from jishan.core.workflow import (
    SchemeState,
    Stage,
    State,
    Step,
    StepNotPossible,
    advance_scheme,
    check_step,
    first_stage,
    stage_after,
)

ALLOWED = {
    (State.OPEN, Stage.VERIFY, Step.VERIFY),
    (State.OPEN, Stage.VERIFY, Step.REJECT),
    (State.OPEN, Stage.VERIFY, Step.WITHDRAW),
    (State.OPEN, Stage.REVIEW, Step.REVIEW),
    (State.OPEN, Stage.REVIEW, Step.REJECT),
    (State.OPEN, Stage.REVIEW, Step.WITHDRAW),
    (State.OPEN, Stage.NOTICE, Step.PUBLISH),
    (State.OPEN, Stage.NOTICE, Step.CLOSE),
    (State.OPEN, Stage.NOTICE, Step.STRIKE),
    (State.OPEN, Stage.APPROVE, Step.APPROVE),
    (State.OPEN, Stage.APPROVE, Step.REJECT),
    (State.OPEN, Stage.ENTER, Step.POST),
} | {(State.POSTED, stage, Step.REVERSE) for stage in Stage}


@pytest.mark.parametrize(("state", "stage", "step"), list(product(State, Stage, Step)))
def test_a_step_is_in_the_table_or_refuses(state: State, stage: Stage, step: Step) -> None:
    if (state, stage, step) in ALLOWED:
        check_step(state, stage, step)
        return
    with pytest.raises(StepNotPossible) as refused:
        check_step(state, stage, step)
    assert refused.value.facts == {"state": state, "stage": stage, "step": step}


def test_the_order_of_stages_is_the_schemes_own() -> None:
    """ZX-05 publishes before the cadres review; Z3-09 publishes after."""
    zengxiang = (Stage.VERIFY, Stage.NOTICE, Stage.APPROVE, Stage.ENTER)
    zhongping = (Stage.REVIEW, Stage.NOTICE, Stage.ENTER)

    assert first_stage(zengxiang) is Stage.VERIFY
    assert stage_after(zengxiang, Stage.VERIFY) is Stage.NOTICE
    assert stage_after(zengxiang, Stage.NOTICE) is Stage.APPROVE
    assert first_stage(zhongping) is Stage.REVIEW
    assert stage_after(zhongping, Stage.NOTICE) is Stage.ENTER


@pytest.mark.parametrize(("state", "to"), list(product(SchemeState, SchemeState)))
def test_a_scheme_takes_no_short_cut(state: SchemeState, to: SchemeState) -> None:
    *road, returned = SchemeState
    follows = to is not returned and state in road and road.index(to) == road.index(state) + 1
    if follows or (to is returned and state in road[1:5]):
        assert advance_scheme(state, to) is to
        return
    with pytest.raises(StepNotPossible):
        advance_scheme(state, to)
