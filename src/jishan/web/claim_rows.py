"""Claims, reasons, roads and slips in the shapes of templates/parts; for every page that shows one.

Words only: what a row may contain was decided by the query that made it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.queries import (
    ClaimRoad,
    ClaimRow,
    CorrectionMade,
    DecisionMade,
    RoadStage,
    Slip,
    Team,
    Trace,
)
from jishan.core.errors import Refusal
from jishan.core.points import Fen, format_fen, format_points
from jishan.core.scheme.document import Case, Range, Scheme
from jishan.core.scoring import Reason
from jishan.core.workflow import Stage, State
from jishan.entrance.words import Worded, worded
from jishan.entrance.words import claims as words
from jishan.entrance.words import scheme as scheme_words
from jishan.entrance.words.figures import written_day
from jishan.entrance.words.notices import DAY_KINDS
from jishan.entrance.words.wording import WORDINGS
from jishan.notices.queries import NoticeLine
from jishan.orgs.queries import Place, wordings_of

_TONES = {State.POSTED: "ok", State.REJECTED: "no", State.WITHDRAWN: "no", State.REVERSED: "no"}
_SPLITS = {
    "each": gettext_lazy("每人各得一份，分值是合起来的"),
    "equal": gettext_lazy("大家平分"),
}
_STEP_STATES = {"done": "done", "current": "now", "ahead": "next", "stopped": "stopped"}


def own_word(place: Place, key: str) -> str:
    """What this place calls a thing, as `{% word %}` in a template."""
    return wordings_of(place).get(key) or WORDINGS[key]


def said(refusal: Refusal, scheme: Scheme | None) -> Worded:
    """A refusal in words; what scoring refuses names items and figures as the scheme does."""
    if scheme is not None and refusal.code in scheme_words.WORDS:
        status, _sentence = scheme_words.WORDS[refusal.code]
        reason = Reason(refusal.code, refusal.facts)
        return Worded(status, refusal.code, scheme_words.reason_text(scheme, reason))
    return worded(refusal)


def state_words(row: ClaimRow) -> str:
    """Where a claim stands: 等待核实, 公示中, 已入账."""
    if row.state is not State.OPEN:
        return words.STATES[row.state]
    shown = row.published and row.stage is Stage.NOTICE
    return words.STAGES["on_notice" if shown else row.stage]


def reasons_shown(scheme: Scheme | None, reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Why a figure is what it is; between two schemes there are no words for it."""
    if scheme is None:
        return []
    return [{"text": _reason_text(scheme, reason), "points": None} for reason in reasons]


def _reason_text(scheme: Scheme, reason: Reason) -> str:
    if reason.code not in words.REASONS:
        return scheme_words.reason_text(scheme, reason)
    facts = {
        name: format_points(value) if name.endswith("points") and isinstance(value, int) else value
        for name, value in reason.facts.items()
    }
    if "day" in facts:
        facts["day"] = written_day(str(facts["day"])) or facts["day"]
    if reason.code == "floor_stopped":  # “实扣” says already which way
        facts["points"] = format_points(abs(reason.facts["points"]))
    if "purse" in facts:
        facts["purse"] = next(
            (one.name for one in scheme.purses if one.code == facts["purse"]), facts["purse"]
        )
    return words.REASONS[reason.code].format_map(facts)


def claim_entry(
    row: ClaimRow,
    scheme: Scheme | None,
    *,
    url: str | None = None,
    holder: bool = True,
    photos: Sequence[str] = (),
    key: str = "",
    team: Team | None = None,
) -> dict[str, Any]:
    """The context `claim` of parts/claim_row.html. `photos` are the addresses of the pictures."""
    why_not = said(row.refusal, scheme).sentence if row.refusal else ""
    return {
        "id": row.id,
        "number": row.number,
        "item": row.item,
        "quantity": row.quantity,
        "day": row.day,
        "holder": row.head_name if holder else row.member,
        "group": row.group if holder else "",
        "points": row.points if row.points is not None else row.expected,
        "state": state_words(row),
        "tone": _TONES.get(row.state, "wait"),
        "origin": _came(row),
        "place": " ".join(part for part in (row.happened, row.place) if part),
        "cause": row.cause,
        "team": team_shown(team),
        "note": _note(row, why_not),
        "url": url,
        "photos": [{"url": one, "thumb_url": f"{one}?small=1"} for one in photos],
        "reasons": reasons_shown(scheme, row.reasons),
        "key": key,
        "select": False,
    }


def team_shown(team: Team | None) -> dict[str, Any] | None:
    """The context `team` of parts/team.html: everybody with the own share, and how it is split."""
    if team is None:
        return None
    members = [
        {
            "name": one.name or _("别的户的人"),
            "home": one.home,
            "part": _("占 %(n)s%%") % {"n": one.part} if one.part else "",
        }
        for one in team.members
    ]
    return {"members": members, "split": _SPLITS.get(team.split, "") if len(members) > 1 else ""}


def _came(row: ClaimRow) -> str:
    if row.origin == "self":
        return ""
    origin, channel = words.ORIGINS.get(row.origin, ""), words.CHANNELS.get(row.channel, "")
    return f"{origin}（{channel}）" if channel and row.origin in ("proxy", "recorded") else origin


def _note(row: ClaimRow, why_not: str) -> str:
    if row.disputed:
        return _("有人提了异议，正在处理。")
    if row.days_left is not None:
        left = {"number": row.notice_number, "left": days_left_words(row.days_left)}
        return _("第 %(number)s 号公示，%(left)s。") % left
    return why_not


def figure_asked(row: ClaimRow, scheme: Scheme | None) -> dict[str, str] | None:
    """The context `figure` of parts/figure_field.html where the panel names the points: between
    what, and what was proposed or named before; None where the scheme names them."""
    if scheme is None or row.kind != "item" or not scheme.has_item(row.item_code):
        return None
    worth = scheme.item(row.item_code).worth
    if not isinstance(worth, Range | Case):
        return None
    decided = (one.facts["points"] for one in row.reasons if one.code == "decided")
    named = next(decided, None)
    return {
        "id": str(row.id),
        "low": format_points(worth.low),
        "high": format_points(worth.high),
        "named": "" if named is None else format_points(int(named)),
    }


def days_left_words(days_left: int) -> str:
    """还剩 3 天; on the last day 今天是最后一天."""
    if days_left == 0:
        return _("今天是最后一天")
    return _("还剩 %(days)s 天") % {"days": days_left}


def trace_shown(trace: Trace) -> dict[str, list[dict[str, Any]]]:
    """The context `trace` of parts/trace.html: what was corrected of this claim, and because of
    it."""
    return {
        "changed": [_correction(one) for one in trace.changed],
        "followed": [_correction(one) for one in trace.followed],
    }


def _correction(one: CorrectionMade) -> dict[str, Any]:
    because = "、".join(str(number) for number in one.causes)
    figures = {"was": format_points(one.was), "now": format_points(one.now)}
    if one.what == "mark":
        text = _("补给标志") if one.now else _("撤销标志")
    elif one.what == "pool":
        shares = {"was": format_fen(Fen(one.was)), "now": format_fen(Fen(one.now))}
        text = _("已分 %(was)s 元，照更正后是 %(now)s 元") % shares
    elif one.claim_id is None:
        text = _("%(now)s 分") % {"now": format_points(one.now, signed=True)}
    else:
        text = _("原 %(was)s 分，现 %(now)s 分") % figures
    return {
        "one": one,
        "figures": text,
        "day": _day(one.at),
        "because": _("因第 %(numbers)s 号事项更正") % {"numbers": because},
    }


def road_steps(road: ClaimRoad) -> list[dict[str, str]]:
    """The context `steps` of parts/steps.html: what was done, where it stands, what is to come."""
    claim = road.claim
    first = {
        "label": words.ORIGINS.get(claim.origin, _("申报")),
        "state": "done",
        "note": "，".join(part for part in (road.recorder, _day(claim.submitted_at)) if part),
    }
    return [first, *[_step(stage, claim) for stage in road.stages], *_end(claim)]


def _step(stage: RoadStage, claim: ClaimRow) -> dict[str, str]:
    label = words.STAGE_NAMES[stage.kind]
    if stage.role and stage.kind in ("verify", "review", "approve"):
        label = f"{words.ROLE_NAMES.get(stage.role, '')}{label}"
    state = _STEP_STATES[stage.state]
    return {"label": label, "state": state, "note": _step_note(stage, state, claim)}


def _step_note(stage: RoadStage, state: str, claim: ClaimRow) -> str:
    if stage.kind == "notice" and state == "now" and claim.days_left is not None:
        left = {"number": claim.notice_number, "left": days_left_words(claim.days_left)}
        return _("第 %(number)s 号公示，%(left)s") % left
    if stage.decisions:
        return "；".join(decision_words(one) for one in stage.decisions)
    if stage.kind == "notice" and stage.days and state != "done":
        return f"{stage.days} {DAY_KINDS.get(stage.day_kind, '天')}"
    if stage.kind == "enter" and claim.state is State.POSTED and claim.ended_at:
        return _day(claim.ended_at)
    return ""


def decision_words(made: DecisionMade) -> str:
    """李强 3月2日 同意: 看过了."""
    verdict = _("同意") if made.accepted else _("没有通过")
    figure = "" if made.points is None else _("定 %(n)s 分") % {"n": format_points(made.points)}
    parts = [part for part in (made.who, _day(made.at), verdict, figure) if part]
    return " ".join(parts) + (f"：{made.note}" if made.note else "")


def _end(claim: ClaimRow) -> list[dict[str, str]]:
    if claim.state not in (State.WITHDRAWN, State.REVERSED):
        return []
    ended = _day(claim.ended_at) if claim.ended_at else ""
    return [{"label": words.STATES[claim.state], "state": "stopped", "note": ended}]


def _day(instant: Any) -> str:
    local = timezone.localtime(instant)
    return f"{local.month}月{local.day}日"


def line_shown(line: NoticeLine, *, why: str = "", object_url: str | None = None) -> dict[str, Any]:
    """A line of a notice in the shape of parts/notice_rows.html. `why` for a line struck out."""
    numbers = "、".join(str(one.number) for one in line.objections)
    remark = _("已有 %(numbers)s 号异议") % {"numbers": numbers} if numbers else ""
    clause = not line.who  # a line of the rules belongs to nobody and gives no points
    return {
        "number": line.line,
        "holder": _("%(who)s（只有您家看得到）") % {"who": line.who}
        if line.own and not line.public
        else line.who or line.group,
        "group": "" if clause else line.group,
        "item": line.what,
        "day": line.day,
        "points": None if clause else line.points,
        "quantity": "",
        "remark": remark,
        "struck": line.struck,
        "struck_why": why,
        "object_url": object_url,
    }


def slip_receipt(slip: Slip, place: Place, scheme: Scheme | None) -> dict[str, Any]:
    """The 奖分通知单 in the shape of parts/receipt.html (ZX-05)."""
    lines: list[dict[str, Any]] = [
        {"label": _("户主"), "value": f"{slip.head_name} {slip.group}".strip()},
        {"label": _("户编号"), "value": slip.household_number},
        {"label": _("谁做的"), "value": slip.member},
        {"label": _("事项"), "value": slip.what},
        {"label": _("日期"), "value": _full(slip.day)},
        {"label": _("地点"), "value": slip.place},
        {"label": _("事由"), "value": slip.cause},
        {"label": _("分值"), "points": slip.points, "word": "", "strong": True},
    ]
    lines += [{"label": name, "points": points, "word": ""} for name, points in slip.credits]
    lines += [
        {"label": _("为什么"), "value": one["text"]} for one in reasons_shown(scheme, slip.reasons)
    ]
    lines.append({"label": _("依据"), "value": slip.source_text or slip.scheme})
    return {
        "title": own_word(place, "slip") if slip.points >= 0 else _("扣分通知单"),
        "place": f"{place.township}{place.name}",
        "number": slip.claim_number,
        "at": _("%(day)s已记入积分存折。") % {"day": _full(slip.posted_on)}
        if slip.posted_on
        else "",
        "lines": [line for line in lines if line.get("value") or "points" in line],
        "foot": _foot(slip),
        "signs": [_("经办人"), _("户主")],
    }


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _foot(slip: Slip) -> str:
    if slip.notice_number is None or slip.objection_until is None:
        return ""
    until = slip.objection_until
    facts = {"number": slip.notice_number, "day": f"{until.month}月{until.day}日"}
    if slip.posted_on is None:
        return _("第 %(number)s 号公示；有不同意见，请在%(day)s以前提出。") % facts
    return _("第 %(number)s 号公示，%(day)s满期。") % facts
