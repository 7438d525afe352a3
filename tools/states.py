"""docs/states.md: the life of a claim, a scheme version and a redemption, from core/workflow.py.

Every cell is asked of `check_step` and `advance_scheme` themselves.
"""

from contextlib import suppress

from jishan.core.workflow import (
    RedemptionState,
    SchemeState,
    Stage,
    State,
    Step,
    StepNotPossible,
    advance_scheme,
    check_step,
)
from tools.tables import GENERATED, table

_STAGES = {
    Stage.VERIFY: "待核实",
    Stage.REVIEW: "待评议",
    Stage.NOTICE: "公示",
    Stage.APPROVE: "待审核",
    Stage.ENTER: "待入账",
}
_STATES = {
    State.OPEN: "办理中",
    State.REJECTED: "驳回",
    State.WITHDRAWN: "撤回",
    State.POSTED: "已入账",
    State.REVERSED: "已冲正",
}
_STEPS = {
    Step.VERIFY: "核实",
    Step.REVIEW: "评议",
    Step.PUBLISH: "张榜",
    Step.CLOSE: "公示期满",
    Step.STRIKE: "异议成立，划去",
    Step.APPROVE: "审核",
    Step.POST: "入账",
    Step.REJECT: "驳回",
    Step.WITHDRAW: "撤回",
    Step.REVERSE: "冲正",
}
_SCHEME = {
    SchemeState.DRAFT: "草案",
    SchemeState.DISCUSSED: "交大家讨论",
    SchemeState.VOTED: "表决通过",
    SchemeState.FILED: "已备案",
    SchemeState.PUBLISHED: "公示",
    SchemeState.ADOPTED: "生效",
    SchemeState.REPLACED: "被新版接替",
    SchemeState.RETURNED: "退回修改",
}
_REDEMPTION = {RedemptionState.COLLECTED: "已领取", RedemptionState.CANCELLED: "已撤销"}

_TEXT = """# 一件事走过的路 · The life of things

{generated}
## 申报 · A claim

一件申报有一个状态（`State`），办理中的还等着一个环节（`Stage`）。环节的先后是方案里的数据（`process`）：有的村先公示后审核，
有的村先审核后公示；能不能走一步，只看下面这张表。最后一个环节总是入账。

{claim}
## 方案的一版 · A scheme version

{scheme}
讨论、表决、备案、公示、公布，一步接一步：{chain}。表决以后还没有公布的，可以退回修改；退回的一版原样留着，另起一份草案。

## 兑换 · A redemption

{redemption}。兑换当时就领走；撤销只能从“已领取”走，积分和库存一起退回。
"""


def _possible(state: State, stage: Stage, step: Step) -> bool:
    try:
        check_step(state, stage, step)
    except StepNotPossible:
        return False
    return True


def _claim_rows() -> list[list[str]]:
    """One row a step. A closed claim awaits nothing, so its stage makes no difference there."""
    closed = [state for state in State if state is not State.OPEN]
    return [
        [_STEPS[step], f"`{step.value}`"]
        + ["●" if _possible(State.OPEN, stage, step) else "" for stage in Stage]
        + ["●" if _possible(state, Stage.ENTER, step) else "" for state in closed]
        for step in Step
    ]


def _next_scheme(state: SchemeState) -> list[SchemeState]:
    """Where a version may go from a state."""
    found = []
    for to in SchemeState:
        with suppress(StepNotPossible):
            found.append(advance_scheme(state, to))
    return found


def page() -> str:
    closed = [state for state in State if state is not State.OPEN]
    head = ["步骤", "step", *(_STAGES[stage] for stage in Stage), *(_STATES[s] for s in closed)]
    following = {state: _next_scheme(state) for state in SchemeState}
    scheme = [
        [_SCHEME[state], f"`{state.value}`", "、".join(_SCHEME[one] for one in to) or "—"]
        for state, to in following.items()
    ]
    return _TEXT.format(
        generated=GENERATED,
        claim=table(head, _claim_rows()),
        scheme=table(["状态", "state", "下一步"], scheme),
        chain=" → ".join(list(_SCHEME.values())[:-1]),
        redemption=" → ".join(f"{_REDEMPTION[s]} `{s.value}`" for s in RedemptionState),
    )
