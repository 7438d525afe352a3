"""The township's reference list (参考目录): a scheme, and how far a village may depart from it.

The document is a scheme of `kind: reference` with one more part, `limits`. A village starts its
draft from it; what lies outside the limits is an error of the draft (HS-10, NH-04, ZX-22).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from jishan.core.points import Points, format_points
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.difference import written_out
from jishan.core.scheme.document import RuleItem, Scheme, to_document
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import NotPlain, Path, Plain, read_plain
from jishan.core.scheme.reading import from_plain, validated
from jishan.core.scheme.values import Code, Model, PointsField, Whole, YesNo
from jishan.core.scheme.worth import points_of

PartName = Literal[
    "subjects",
    "periods",
    "categories",
    "caps",
    "overlaps",
    "multiplying",
    "false_claim",
    "purses",
    "process",
    "measures",
    "settlements",
    "streaks",
    "honours",
    "benefits",
    "vetoes",
    "redemption",
    "pools",
    "funds",
    "publicity",
]


class ItemLimit(Model):
    """How far one item may be changed. `stays`: a village may not remove it. `low`/`high`: every
    figure of points of the village's item lies within them. `as_written`: its worth and its caps
    stay as they are."""

    code: Code
    stays: YesNo
    as_written: YesNo = False
    low: PointsField | None = None
    high: PointsField | None = None


class Others(Model):
    """What holds for items that `items` does not name."""

    stay: YesNo
    as_written: YesNo


class Limits(Model):
    """`added_max`, `removed_max`: so many items at most; not written means any number. Points of an
    added item lie within `added_low` and `added_high`. `parts_as_written`: parts that a village
    takes over word for word."""

    items: tuple[ItemLimit, ...] = ()
    others: Others
    added_max: Whole | None = Field(default=None, ge=0)
    removed_max: Whole | None = Field(default=None, ge=0)
    added_low: PointsField | None = None
    added_high: PointsField | None = None
    parts_as_written: tuple[PartName, ...] = ()


class ReferenceHead(Model):
    """What `validated` asks of the part that is no scheme."""

    format: Literal[1]
    limits: Limits


@dataclass(frozen=True)
class Reference:
    """What the township adopted: the scheme to start from, and the limits."""

    scheme: Scheme
    limits: Limits


@dataclass(frozen=True, slots=True)
class Comparison:
    """A village's document beside the list: item codes, and the findings of what lies outside."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_reference(raw: bytes | str) -> Reference:
    """Read a list from YAML or JSON text. Raises SchemeUnreadable with every structural finding."""
    try:
        plain = read_plain(raw)
    except NotPlain as wrong:
        finding = Finding(wrong.code, "error", "", wrong.line, wrong.facts)
        raise SchemeUnreadable((finding,)) from None
    return reference_from_plain(plain.data, plain.lines)


def reference_from_plain(data: Any, lines: dict[Path, int] | None = None) -> Reference:
    """The list that plain data are: those of a file, or those that `to_plain` gave."""
    known = lines or {}
    if not isinstance(data, dict) or data.get("kind") != "reference":
        given = data.get("kind", "scheme") if isinstance(data, dict) else ""
        line = known.get(("kind",), 1)
        facts = {"kind": str(given)}
        found = Finding("scheme.reference_other_kind", "error", "kind", line, facts)
        raise SchemeUnreadable((found,))
    rest = {name: part for name, part in data.items() if name not in ("kind", "limits")}
    scheme = from_plain(rest, lines)
    head = {name: data[name] for name in ("format", "limits") if name in data}
    limits = validated(ReferenceHead, Plain(head, known)).limits
    _known_items(scheme, limits, known)
    return Reference(scheme, limits)


def _known_items(scheme: Scheme, limits: Limits, lines: Mapping[Path, int]) -> None:
    """A limit of an item that the list does not have, or that has two limits, is a mistake."""
    desk = Desk(scheme, lines)
    codes = [one.code for one in limits.items]
    for place, one in enumerate(limits.items):
        if not scheme.has_item(one.code):
            desk.error("reference_item_unknown", "limits", "items", place, item=one.code)
        elif codes.index(one.code) != place:
            desk.error("reference_item_twice", "limits", "items", place, item=one.code)
        elif one.low is not None and one.high is not None and one.low > one.high:
            desk.error("reference_upside_down", "limits", "items", place, item=one.code)
    if desk.found():
        raise SchemeUnreadable(desk.found())


def to_plain(reference: Reference) -> dict[str, Any]:
    """The list as plain data for JSON, as it would be written in a file."""
    limits = reference.limits.model_dump(mode="json", exclude_defaults=True)
    return to_document(reference.scheme) | {"kind": "reference", "limits": limits}


def compare(
    reference: Reference, scheme: Scheme, lines: Mapping[Path, int] | None = None
) -> Comparison:
    """What a village's document adds, removes and changes, and what of it lies outside."""
    desk = Desk(scheme, lines)
    theirs = {item.code: item for item in reference.scheme.items}
    ours = {item.code: (place, item) for place, item in enumerate(scheme.items)}
    added = tuple(code for code in ours if code not in theirs)
    removed = tuple(code for code in theirs if code not in ours)
    _removed(desk, reference, removed)
    _added(desk, reference.limits, [ours[code] for code in added])
    kept = [code for code in theirs if code in ours]
    for code in kept:
        _kept(desk, reference, theirs[code], *ours[code])
    _parts(desk, reference)
    changed = tuple(code for code in kept if theirs[code] != ours[code][1])
    return Comparison(added, removed, changed, desk.found())


def limit_of(limits: Limits, code: str) -> ItemLimit:
    """The item's own limit, or what holds for those that are not named."""
    others = limits.others
    named = (one for one in limits.items if one.code == code)
    return next(named, ItemLimit(code=code, stays=others.stay, as_written=others.as_written))


def _removed(desk: Desk, reference: Reference, removed: tuple[str, ...]) -> None:
    for code in removed:
        if limit_of(reference.limits, code).stays:
            title = reference.scheme.item(code).title
            desk.error("reference_must_stay", "items", item=title)
    most = reference.limits.removed_max
    if most is not None and len(removed) > most:
        desk.error("reference_too_many_removed", "items", most=most, found=len(removed))


def _added(desk: Desk, limits: Limits, added: list[tuple[int, RuleItem]]) -> None:
    for place, item in added:
        _within(desk, place, item, limits.added_low, limits.added_high)
    if limits.added_max is not None and len(added) > limits.added_max:
        desk.error("reference_too_many_added", "items", most=limits.added_max, found=len(added))


def _kept(desk: Desk, reference: Reference, listed: RuleItem, place: int, item: RuleItem) -> None:
    limit = limit_of(reference.limits, listed.code)
    if limit.as_written and (listed.worth, listed.caps) != (item.worth, item.caps):
        desk.error("reference_not_as_written", "items", place, item=item.title)
    else:
        _within(desk, place, item, limit.low, limit.high)


def _within(
    desk: Desk, place: int, item: RuleItem, low: Points | None, high: Points | None
) -> None:
    """Every figure of points of the item within the limits, ends included."""
    found = points_of(item.worth)
    outside = [
        one
        for one in (min(found), max(found))
        if (low is not None and one < low) or (high is not None and one > high)
    ]
    if outside:
        said = {"low": _shown(low), "high": _shown(high), "found": format_points(outside[0])}
        desk.error("reference_points_outside", "items", place, "worth", item=item.title, **said)


def _shown(points: Points | None) -> str:
    return "" if points is None else format_points(points)


def _parts(desk: Desk, reference: Reference) -> None:
    theirs, ours = written_out(reference.scheme), written_out(desk.scheme)
    for part in reference.limits.parts_as_written:
        if theirs[part] != ours[part]:
            desk.error("reference_part_changed", part, part=part)
