"""The text that is frozen on notices, slips and vouchers: in the scheme's own words."""

from collections.abc import Sequence
from decimal import Decimal

from jishan.claims.models import Claim
from jishan.claims.owners import name_of
from jishan.core.points import format_points
from jishan.core.scheme.document import (
    Brackets,
    Import,
    Inspection,
    Levels,
    Outcome,
    PerUnit,
    Scheme,
    Steps,
)
from jishan.registry.sheets.names import mask_name

VETO = "一票否决情形："
WHO_MAX = 40
"""As many characters as a line of a notice has for whose it is."""


def title_of(scheme: Scheme, claim: Claim) -> str:
    """What the claim is about: the item's title, the clause's or the rule's name."""
    if claim.kind == "veto":
        return VETO + next(one.name for one in scheme.vetoes if one.code == claim.item)
    if claim.kind in ("rule", "false"):
        return str(claim.act.get("title", claim.item))
    return scheme.item(claim.item).title


def quantity_of(scheme: Scheme, claim: Claim) -> str:
    """How much of it, as a person says it: "×2", "5 棵", "市级", "得分 88"; empty for once."""
    if claim.kind != "item":
        return ""
    worth = scheme.item(claim.item).worth
    number = _number(claim)
    plain = format(number.normalize(), "f")
    times = f"×{plain}" if number != 1 else ""
    match worth:
        case PerUnit() | Import() | Steps() | Brackets():
            return f"{plain} {worth.unit}"
        case Levels():
            chosen = claim.act.get("level")
            name = next((one.name for one in worth.levels if one.level == chosen), "")
            return f"{name} {times}".strip()
        case Outcome():
            chosen = claim.act.get("outcome")
            name = next((one.name for one in worth.outcomes if one.outcome == chosen), "")
            return f"{name} {times}".strip()
        case Inspection():
            return _score_text(claim)
    return times


def _number(claim: Claim) -> Decimal:
    """The quantity; a part of base points ("7/12") is no quantity that anybody did."""
    written = str(claim.act.get("quantity", "1"))
    return Decimal(1) if "/" in written else Decimal(written)


def _score_text(claim: Claim) -> str:
    for code, facts in claim.reasons:
        if code == "inspected":
            return f"得分 {format_points(facts['raw_points'])}"
    return ""


def what_of(scheme: Scheme, claim: Claim) -> str:
    """The line of a notice or a voucher, without the figure."""
    return f"{title_of(scheme, claim)} {quantity_of(scheme, claim)}".strip()[:200]


def who_of(scheme: Scheme, claim: Claim) -> str:
    """How a household stands on the board: masked, or by its door code. Never by its full name.

    A unit, a villager group and the village are no persons: they stand there by their names.
    """
    coded = scheme.publicity.names == "code"
    if claim.household_id is not None:
        return claim.household.door_code if coded else mask_name(claim.household.head_name)
    if claim.unit_id is not None and coded:
        return str(claim.unit.door_code)
    return name_of(claim)[:WHO_MAX]


def is_public(scheme: Scheme, claim: Claim) -> bool:
    """Whether the board shows the line, or only counts it (redlines E.5)."""
    shows = scheme.publicity.shows
    against = claim.kind == "veto" or (claim.points or 0) < 0
    if against:
        return scheme.publicity.deductions == "shown" and "acts" in shows
    return "acts" in shows or "positive_acts" in shows


def notice_title(claims: Sequence[Claim]) -> str:
    """ "积分公示（3月1日至3月5日的事项）" """
    first, last = min(one.day for one in claims), max(one.day for one in claims)
    text = f"{first.year}年{first.month}月{first.day}日"
    if last != first:
        year = f"{last.year}年" if last.year != first.year else ""
        text += f"至{year}{last.month}月{last.day}日"
    return f"积分公示（{text}的事项）"


def retraction_title(number: int) -> str:
    return f"第{number}号公示的更正"
