"""Which clauses of a scheme its replayed year never comes to: items and their parts, caps, titles,
vetoes, purses, redemption. A year that touches every rule leaves the list empty."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from jishan.core.points import ONE, Points
from jishan.core.scheme.document import (
    Honour,
    Inspection,
    Levels,
    Outcome,
    PerUnit,
    Purse,
    Range,
    Redemption,
    RuleItem,
    Scheme,
    TopShare,
)
from tests.core.replaying import SCHEMES, rows, run, told
from tests.core.year_tables import scheme_of

CUT = {"points": "capped", "times": "times_capped", "quantity": "quantity_capped"}
DEFAULT_ORIGINS = {"self", "proxy", "recorded"}
Told = dict[str, Any]


class Year:
    """A year as its table of acts was written, and as the program tells it."""

    def __init__(self, name: str, scheme: Scheme | None = None) -> None:
        self.scheme = scheme or scheme_of(name)
        acts = (SCHEMES / name / "acts.csv").read_text(encoding="utf-8")
        roster = (SCHEMES / name / "roster.csv").read_text(encoding="utf-8")
        self.told: Told = told(run(self.scheme, acts, roster))
        head, *lines = rows(acts)
        written = [dict(zip(head, line, strict=False)) for line in lines]
        self.row = {one["编号"]: one for one in written}

    def counted(self, item: RuleItem) -> list[Told]:
        return [one for one in self._of(item) if one["state"] == "counted"]

    def codes(self, item: RuleItem) -> set[str]:
        """Why acts of the item were refused or cut."""
        return {why["code"] for one in self._of(item) for why in one["reasons"]}

    def cell(self, act: Told, column: str) -> str:
        return self.row[act["key"]].get(column, "")

    def _of(self, item: RuleItem) -> list[Told]:
        return [one for one in self.told["acts"] if one["item"] == item.code]


@cache
def untouched(name: str) -> tuple[str, ...]:
    """What the year of a pack leaves out; `name` as in `schemes/`."""
    return left_out(Year(name))


def left_out(year: Year) -> tuple[str, ...]:
    """A sentence about each rule that the year never comes to."""
    scheme = year.scheme
    found = [one for item in scheme.items for one in _item(year, item)]
    found += _categories(year)
    found += [one for purse in scheme.purses for one in _purse(year, purse)]
    found += [one for honour in scheme.honours for one in _honour(year, honour)]
    found += _results(year)
    found += _redemption(year, scheme.redemption) if scheme.redemption else []
    return tuple(found)


def _item(year: Year, item: RuleItem) -> Iterator[str]:
    if item.worth.shape == "base":
        given = {one["code"] for one in year.told["automatic"]}
        yield from () if item.code in given else (f"{item.code}: never given",)
        return
    if not year.counted(item):
        yield f"{item.code}: never counted"
    codes = year.codes(item)
    asked = _refusals(item, year.scheme)
    missing = {f"{item.code}: {what}" for what, code in asked if code not in codes}
    yield from sorted(missing)
    for cap in item.caps:
        limit = next(kind for kind in CUT if getattr(cap, kind) is not None)
        if CUT[limit] not in codes:
            yield f"{item.code}: cap of a {cap.per} never cuts"
    yield from _worth(year, item)


def _refusals(item: RuleItem, scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What every limit of an item must have refused once."""
    if set(item.origins) != DEFAULT_ORIGINS:
        yield "every origin allowed", "scoring.origin_not_allowed"
    if item.evidence.required or item.evidence.any_of:
        yield "evidence never missing", "scoring.evidence_missing"
    if item.conditions and item.unmet_points is None:
        yield "condition always met", "scoring.condition_unmet"
    if item.subjects and set(item.subjects) != set(scheme.subjects.kinds):
        yield "always the right kind of subject", "scoring.subject_kind"
    if item.who is not None:
        yield "always those who are meant", "scoring.subject_not_meant"
    if item.days_of_month is not None or item.months:
        yield "always on its days", "scoring.day_not_allowed"
    if item.active_from is not None or item.active_until is not None:
        yield "always in force", "scoring.item_not_in_force"


def _worth(year: Year, item: RuleItem) -> Iterator[str]:
    match item.worth:
        case Range(low=low, high=high):
            yield from _edges(year, item, (low, high))
        case Levels(levels=levels):
            wanted = [{one.name, one.level} for one in levels]
            yield from _never_named(year, item, "级别", wanted)
        case Outcome(outcomes=outcomes):
            wanted = [{one.name, one.outcome} for one in outcomes]
            yield from _never_named(year, item, "结果", [*wanted, {""}])
        case PerUnit(max=most, over=over) if most is not None:
            code = "quantity_cut" if over == "cut" else "scoring.quantity_out_of_range"
            yield from () if code in year.codes(item) else (f"{item.code}: never above {most}",)
        case Inspection():
            yield from _scores(year, item, item.worth)
            yield from _lines(year, item, item.worth)


def _edges(year: Year, item: RuleItem, edges: tuple[Points, Points]) -> Iterator[str]:
    given = {Decimal(one["points"]) for one in year.counted(item)}
    for edge in edges:
        if Decimal(edge) / ONE not in given:
            yield f"{item.code}: {Decimal(edge) / ONE} never given"
    if "scoring.points_out_of_range" not in year.codes(item):
        yield f"{item.code}: never out of its range"


def _never_named(
    year: Year, item: RuleItem, column: str, wanted: Sequence[set[str]]
) -> Iterator[str]:
    named = {year.cell(one, column) for one in year.counted(item)}
    yield from (f"{item.code}: never {min(one)}" for one in wanted if not named & one)


def _scores(year: Year, item: RuleItem, form: Inspection) -> Iterator[str]:
    scores = {Decimal(one["score"]) for one in year.counted(item) if one["score"] is not None}
    for edge in (band.at_least for band in form.bands):
        if edge is not None and edge not in scores:
            yield f"{item.code}: nobody exactly at {edge}"
        if edge is not None and not any(edge - 1 < one < edge for one in scores):
            yield f"{item.code}: nobody just below {edge}"
    if "scoring.score_out_of_range" not in year.codes(item):
        yield f"{item.code}: no score beyond its line"


def _lines(year: Year, item: RuleItem, form: Inspection) -> Iterator[str]:
    said = [year.cell(one, "得分") for one in year.counted(item)]
    written = "\n".join(said)
    for line in form.lines:
        if f"{line.code}=" not in written:
            yield f"{item.code}: line {line.code} never scored"
        if line.absent != "refuse" and f"{line.code}=-" not in written:
            yield f"{item.code}: line {line.code} never absent"
    if not any("|" in one for one in said):
        yield f"{item.code}: never several judges"


def _categories(year: Year) -> Iterator[str]:
    counted = {one["item"] for one in year.told["acts"] if one["state"] == "counted"}
    used = {item.category for item in year.scheme.items if item.code in counted}
    for item in year.scheme.items:
        if isinstance(item.worth, Inspection):
            used |= {line.category or item.category for line in item.worth.lines}
    yield from (
        f"category {one.code}: nothing counted"
        for one in year.scheme.categories
        if one.code not in used
    )
    reasons = {why["code"] for one in year.told["acts"] for why in one["reasons"]}
    consent = any(one.consent for one in year.scheme.subjects.eligible)
    if consent and "scoring.not_taking_part" not in reasons:
        yield "subjects: everybody takes part"


def _purse(year: Year, purse: Purse) -> Iterator[str]:
    held = [
        one
        for subject in year.told["subjects"]
        for one in subject["purses"]
        if one["purse"] == purse.code
    ]

    def ever(*fields: str) -> bool:
        return any(one[field] != "0" for one in held for field in fields)

    scored = purse.code in {
        credit["purse"] for one in year.told["acts"] for credit in one["credits"]
    }
    fillable = purse.code not in _only_scored(year.scheme)
    if fillable and not scored:
        yield f"purse {purse.code}: nothing ever came in"
    wanted = {
        "floor": (purse.floor == "zero" and _deducts(year.scheme), ("forgiven",)),
        "clearing": (purse.clearing is not None, ("cleared",)),
        "clearing of debts": (_clears_debts(purse), ("written_off",)),
        "expiry": (bool(purse.expiry), ("expired",)),
        "most held": (purse.held_max is not None or bool(purse.earned_max), ("over",)),
        "transfer": (purse.transfer is not None, ("moved_out",)),
        "spending": (purse.spendable and year.scheme.redemption is not None, ("spent",)),
    }
    yield from (
        f"purse {purse.code}: {what} never at work"
        for what, (asked, fields) in wanted.items()
        if asked and not ever(*fields)
    )


def _only_scored(scheme: Scheme) -> set[str]:
    """Purses that only hold what is never turned into points."""
    silent = {
        one.category
        for one in scheme.items
        if isinstance(one.worth, Inspection) and one.worth.counts == "score_only"
    }
    return {
        one.code for one in scheme.purses if one.on.categories and set(one.on.categories) <= silent
    }


def _deducts(scheme: Scheme) -> bool:
    return scheme.false_claim is not None or any(item.negative for item in scheme.items)


def _clears_debts(purse: Purse) -> bool:
    return purse.clearing is not None and purse.clearing.what == "all" and purse.floor != "zero"


def _honour(year: Year, honour: Honour) -> Iterator[str]:
    mine = [one for one in year.told["honours"] if one["honour"] == honour.code]
    if not any(one["taken"] for one in mine):
        yield f"honour {honour.code}: nobody has it"
    reasons = {one["reason"] for one in mine}
    if honour.gates and "gate" not in reasons:
        yield f"honour {honour.code}: the gate stops nobody"
    if honour.pick.shape in ("ranks", "top_share") and "not_placed" not in reasons:
        yield f"honour {honour.code}: everybody is placed"
    if isinstance(honour.pick, TopShare):
        sizes = [sum(one["period"] == label for one in mine) for label in _periods(mine)]
        if all(size * honour.pick.percent % 100 == 0 for size in sizes):
            yield f"honour {honour.code}: its share never needs rounding"


def _periods(lines: list[Told]) -> set[str]:
    return {one["period"] for one in lines}


def _ties(year: Year) -> bool:
    """Whether two ever share a place of a title, or are left out of it together."""
    seen: set[tuple[str, ...]] = set()
    for one in year.told["honours"]:
        place = (one["honour"], one["period"], one["scope"], str(one["place"]))
        if one["reason"] in ("tied_out", "drawn_out") or (one["taken"] and place in seen):
            return True
        seen |= {place} if one["taken"] else set()
    return False


def _results(year: Year) -> Iterator[str]:
    scheme, data = year.scheme, year.told
    figures = {one["measure"] for one in data["measures"] if one["exact"] != "0"}
    yield from (
        f"measure {one.code}: always 0" for one in scheme.measures if one.code not in figures
    )
    given = {one["code"] for one in data["automatic"]} | {one["streak"] for one in data["marks"]}
    rewards = [one.code for one in scheme.streaks] + [one.code for one in scheme.settlements]
    yield from (f"{code}: never given" for code in rewards if code not in given)
    if scheme.honours and not _ties(year):
        yield "honours: no two share a place"
    barred = {one["veto"] for one in data["bars"]}
    yield from (f"veto {one.code}: bars nobody" for one in scheme.vetoes if one.code not in barred)
    shared = {one["pool"] for one in data["pools"]}
    yield from (f"pool {one.code}: never shared" for one in scheme.pools if one.code not in shared)
    if scheme.false_claim is not None:
        faults = {row.get("过错方") for row in year.row.values() if row.get("事件") == "虚报"}
        yield from (f"false claim: never {one}" for one in {"申报人", "代报人"} - faults)
    states = {one["state"] for one in data["acts"]}
    yield from (f"no act was {one}" for one in ("reversed", "withheld") if one not in states)


def _redemption(year: Year, redemption: Redemption) -> Iterator[str]:
    events = [one for one in year.told["events"] if one["type"] == "redeem"]
    codes = {one["reason"]["code"] for one in events if one["reason"]}
    if not any(one["state"] == "done" for one in events):
        yield "redemption: nothing was redeemed"
    begins = (
        "shop.below_beginning" if redemption.begin_is == "at_least" else "shop.not_above_beginning"
    )
    wanted = {
        "not enough": (True, "shop.not_enough_points"),
        "beginning": (redemption.begin_at is not None, begins),
        "what stays": (bool(redemption.must_stay), "shop.too_little_would_stay"),
        "window": (bool(redemption.windows), "shop.window_closed"),
        "multiples": (redemption.multiples_of is not None, "redeem.not_a_multiple"),
        "points limit": (any(one.points for one in redemption.limits), "shop.points_limit_reached"),
        "times limit": (any(one.times for one in redemption.limits), "shop.times_limit_reached"),
    }
    yield from (
        f"redemption: {what} stops nobody"
        for what, (asked, code) in wanted.items()
        if asked and code not in codes
    )
    taken = {year.row[one["key"]].get("事项") for one in events if one["state"] == "done"}
    yield from (
        f"redemption: {one.code} never taken"
        for one in redemption.catalogue
        if not taken & {one.code, one.name}
    )
