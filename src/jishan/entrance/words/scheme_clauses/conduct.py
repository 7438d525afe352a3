"""How the scheme is run, as sentences: who takes part, periods, process, vetoes, board, review."""

from collections.abc import Sequence

from jishan.core.scheme.board import shows_figures
from jishan.core.scheme.document import Eligible, Scheme, Stage, Veto
from jishan.entrance.words.figures import day_text, length_text
from jishan.entrance.words.scheme import KINDS
from jishan.entrance.words.scheme_clauses.plain import (
    ENDS,
    WEEKDAYS,
    category_name,
    entry_name,
    measure_name,
)
from jishan.entrance.words.whom import who_text

STAGES = {
    "verify": "核实",
    "review": "评议",
    "notice": "公示",
    "approve": "审定",
    "enter": "入账",
}
ROLES = {
    "grid_worker": "网格员",
    "clerk": "经办人",
    "secretary": "村党组织书记",
    "panel": "评议小组",
    "representatives": "村民代表会议",
    "supervisor": "村务监督委员会",
    "township_officer": "乡镇",
}
_SPLITS = {
    "stay": "分户时积分留在原户",
    "by_members": "分户时积分按人数分开",
    "by_decision": "分户时积分怎么分由村里议定",
}
_BARS = {
    "honours": "取消评优资格",
    "earning": "暂停加分",
    "spending": "暂停兑换",
    "pools": "不参加分红",
}
_LONGER = {"month": "个月", "quarter": "个季度", "half": "个半年", "year": "年"}
_SHOWS = {
    "acts": "每一笔积分",
    "positive_acts": "每一笔加分",
    "totals": "合计",
    "averages": "平均数",
    "honours": "荣誉",
    "flows": "积分的来去",
}
_NAMES = {"masked": "姓名隐去一字", "code": "只写户码", "full": "写全名"}
_DEDUCTIONS = {
    "household_only": "扣分只给本户看",
    "aggregated": "扣分只公布合计",
    "shown": "扣分逐条公布",
}
_EACH = {
    "off": "只公布全村的，不逐户公布",
    "honours_only": "按户列出零分以上的，不排先后",
    "voted": "逐户公布，排出名次",
}
_RANKINGS = {
    "off": "不排名",
    "honours_only": "只公布获得荣誉的户，不公布名次",
    "voted": "经表决同意，公布名次",
}


def head_sentences(scheme: Scheme, since: str = "") -> list[str]:
    """What the document says of itself: where from, when, adopted by whom, filed where. `since`
    stands in for the document's own day where the village has set another."""
    since = since or f"自 {day_text(scheme.in_force_from)}起执行"
    found = [f"本方案适用于{scheme.organisation}，{since}。"]
    if scheme.in_force_until:
        found.append(f"执行到 {day_text(scheme.in_force_until)}为止。")
    if scheme.summary:
        found.append(scheme.summary)
    if scheme.replaces:
        found.append(f"代替：{scheme.replaces}。")
    if scheme.adopted:
        vote = scheme.adopted
        found.append(
            f"{day_text(vote.day)}{vote.meeting}表决：到会 {vote.present} 人，"
            f"赞成 {vote.for_} 人，反对 {vote.against} 人。"
        )
    if scheme.filing:
        number = scheme.filing.number or ""
        found.append(f"报{scheme.filing.office}备案{number and f'，编号 {number}'}。")
    if scheme.review:
        found.append(f"评估：{scheme.review}")
    return found


def subject_sentences(scheme: Scheme) -> list[str]:
    subjects = scheme.subjects
    found = ["积分记在" + "、".join(KINDS[kind] for kind in subjects.kinds) + "名下。"]
    found += [eligible_sentence(one) for one in subjects.eligible]
    if {"household", "resident"} & set(subjects.kinds):
        counted = "参加积分的人" if subjects.members == "participating" else "户里所有的人"
        found.append(f"按人数平均时，算{counted}；{_SPLITS[subjects.split]}。")
    return found


def eligible_sentence(one: Eligible) -> str:
    plain = one.model_copy(update={"kinds": (one.kind,)})
    text = f"可以参加的：{who_text(plain)}"
    if one.consent:
        text += "，要本人自愿"
    if one.approved:
        text += "，外来的要经村里同意"
    return text + "。"


def period_sentences(scheme: Scheme) -> list[str]:
    periods = scheme.periods
    found = ["按自然月计算。"]
    if periods.month_ends_on < 31:
        day = periods.month_ends_on
        found = [f"每月算到 {day} 日，{day + 1} 日起的事算下一个月。"]
    if periods.year_begins_in != 1:
        found.append(f"一年从 {periods.year_begins_in} 月开始算，季度、半年也从这个月起算。")
    if periods.week_begins != 1:
        found.append(f"一周从星期{WEEKDAYS[periods.week_begins - 1]}开始算。")
    return found


def stage_text(stage: Stage) -> str:
    """`评议小组评议（至少 2 人）`"""
    if stage.kind == "notice":
        unit = "个工作日" if stage.day_kind == "working" else "天"
        text = f"公示 {stage.days} {unit}" if stage.days is not None else "公示"
    else:
        text = f"{ROLES[stage.role] if stage.role else ''}{STAGES[stage.kind]}"
    extra = [f"至少 {stage.quorum} 人"] if stage.quorum is not None else []
    extra += [one for one in (stage.members, stage.note) if one]
    return text + (f"（{'；'.join(extra)}）" if extra else "")


def stages_text(stages: Sequence[Stage]) -> str:
    return " → ".join(stage_text(stage) for stage in stages) or "还没有填"


def process_sentences(scheme: Scheme) -> list[str]:
    process = scheme.process
    found = [f"一件事从申报到入账：{stages_text(process.default)}。"]
    found += [
        f"“{category_name(scheme, code)}”类：{stages_text(stages)}。"
        for code, stages in process.categories.items()
    ]
    found += [
        f"“{entry_name(scheme, code)}”：{stages_text(stages)}。"
        for code, stages in process.items.items()
    ]
    if process.recusal:
        found.append("评到自己家和亲属家的，要回避。")
    if process.claim_days is not None:
        found.append(f"事情过后 {process.claim_days} 天内申报，过期不计。")
    if process.objections_to:
        found.append(f"对结果有异议，向{ROLES[process.objections_to]}提出。")
    return found


def veto_sentence(veto: Veto) -> str:
    """`经查有刑事犯罪：凭判决书，取消评优资格，为期 1 年`"""
    proof = f"凭{'或'.join(veto.documents)}，" if veto.documents else ""
    whom = "全户" if veto.falls_on == "household" else ""
    bars = "、".join(_BARS[one] for one in veto.bars)
    ends: list[str] = []
    if veto.lasts:
        ends.append(f"为期 {length_text(veto.lasts)}")
    if veto.until_end_of:
        later = f"再往后 {veto.plus} {_LONGER[veto.until_end_of]}" if veto.plus else ""
        ends.append(f"到{ENDS[veto.until_end_of]}{later}为止")
    if veto.until_lifted:
        ends.append("到解除为止")
    back = f"；怎样恢复：{veto.route_back}" if veto.route_back else ""
    return "，".join([f"{veto.name}：{proof}{whom}{bars}", *ends]) + back + "。"


def publicity_sentences(scheme: Scheme) -> list[str]:
    board = scheme.publicity
    shows = "、".join(_SHOWS[one] for one in board.shows) or "不公布积分"
    found = [f"公开栏上公布：{shows}；{_NAMES[board.names]}；{_DEDUCTIONS[board.deductions]}。"]
    figures = {"totals", "averages"} & set(board.shows)
    named = [code for code in board.measures if shows_figures(scheme, code)]
    if figures and not named and board.ranking != "voted":
        found.append("合计、平均数只公布全村的，不逐户公布。")
    if named:
        names = "、".join(f"“{measure_name(scheme, code)}”" for code in named)
        how = _EACH[board.ranking]
        found.append(f"公布这些得分：{names}；{how}。")
    if board.days is not None:
        unit = "个工作日" if board.day_kind == "working" else "天"
        found.append(f"公示结束后再挂 {board.days} {unit}，到期取下。")
    listed = bool(named) and board.ranking == "honours_only"
    found.append("不公布名次。" if listed else f"{_RANKINGS[board.ranking]}。")
    if board.places:
        found.append(f"公布的地方：{'、'.join(board.places)}。")
    return found


def choice_sentences(scheme: Scheme) -> list[str]:
    """Where the source was silent, and what law has replaced."""
    found = [f"{one.about}：定为{one.text}。" for one in scheme.choices]
    return found + [f"原来的“{one.clause}”改为：{one.by}。" for one in scheme.replaced]
