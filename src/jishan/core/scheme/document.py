"""Scheme: the whole document of a village's rules. Re-exports every part, so import from here."""

import hashlib
import json
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from jishan.core.scheme.conduct import (
    Choice,
    Declared,
    Eligible,
    FilingNote,
    Funds,
    FundSource,
    Goods,
    Mixed,
    Periods,
    Price,
    Process,
    Publicity,
    Redemption,
    RedemptionLimit,
    Replaced,
    Resolution,
    Stage,
    Subjects,
    Veto,
    Window,
)
from jishan.core.scheme.items import (
    Cap,
    Category,
    Condition,
    Evidence,
    FalseClaim,
    Multiplier,
    Multiplying,
    Need,
    Overlap,
    Repeat,
    RuleItem,
    SharedCap,
    Team,
)
from jishan.core.scheme.measures import (
    BalanceMeasure,
    BandMeasure,
    CombineMeasure,
    EarlierMeasure,
    EverMeasure,
    FoldMeasure,
    GatherMeasure,
    HoldingMeasure,
    InspectionMeasure,
    Measure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    RankMeasure,
    RatioMeasure,
    SpreadMeasure,
    Term,
    TotalMeasure,
    TrailingMeasure,
)
from jishan.core.scheme.purse import Clearing, EarnedMax, Expiry, Purse, Transfer, Unlock
from jishan.core.scheme.results import (
    Benefit,
    Draw,
    Gate,
    Honour,
    PartOf,
    Pool,
    Ranks,
    Seats,
    Settlement,
    Streak,
    StreakCondition,
    Threshold,
    TopShare,
    Turns,
)
from jishan.core.scheme.values import (
    Band,
    Bounds,
    Code,
    Day,
    Duration,
    Figure,
    Model,
    Origin,
    PeriodKind,
    PointsField,
    Selector,
    Source,
    SubjectKind,
    Text,
    Who,
)
from jishan.core.scheme.worth import (
    Base,
    Brackets,
    Case,
    Fixed,
    Grade,
    Import,
    Inspection,
    Judging,
    Level,
    Levels,
    Line,
    Outcome,
    OutcomePoints,
    PerUnit,
    Range,
    Start,
    Steps,
    Worth,
)

FORMAT = 1
"""The newest document format that this code understands."""

MEASURES_MAX = 200
"""Measures may be made of measures: ten times what any village has, and no tower of thousands."""


class Scheme(Model):
    """What a village or township adopts (积分方案).

    One document, one version, never changed after.
    """

    format: Literal[1]
    kind: Literal["scheme"] = "scheme"
    code: Code
    name: Text
    organisation: Text
    version: Text
    in_force_from: Day
    in_force_until: Day | None = None
    adopted: Resolution | None = None
    filing: FilingNote | None = None
    replaces: Text | None = None
    summary: Text | None = None
    source: Source = Source()
    declared: Declared = Declared()
    choices: tuple[Choice, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    review: Text | None = None
    words: dict[str, Text] = Field(default_factory=dict)

    subjects: Subjects
    periods: Periods = Periods()
    categories: tuple[Category, ...] = Field(min_length=1)
    items: tuple[RuleItem, ...] = ()
    caps: tuple[SharedCap, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    multiplying: Multiplying | None = None
    false_claim: FalseClaim | None = None
    purses: tuple[Purse, ...] = Field(min_length=1)
    process: Process
    measures: tuple[Measure, ...] = Field(default=(), max_length=MEASURES_MAX)
    settlements: tuple[Settlement, ...] = ()
    streaks: tuple[Streak, ...] = ()
    honours: tuple[Honour, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    redemption: Redemption | None = None
    pools: tuple[Pool, ...] = ()
    funds: Funds | None = None
    publicity: Publicity

    @cached_property
    def _items(self) -> dict[str, RuleItem]:
        return {item.code: item for item in self.items}

    @cached_property
    def _purses(self) -> dict[str, Purse]:
        return {purse.code: purse for purse in self.purses}

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.code: measure for measure in self.measures}

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What other modules derive from this document, kept with it: a document never changes."""
        return {}

    def item(self, code: str) -> RuleItem:
        """The item of this code; KeyError if the document has none."""
        return self._items[code]

    def has_item(self, code: str) -> bool:
        return code in self._items

    def purse(self, code: str) -> Purse:
        """The purse of this code; KeyError if the document has none."""
        return self._purses[code]

    def measure(self, code: str) -> Measure:
        """The measure of this code; KeyError if the document has none."""
        return self._measures[code]

    def process_of(self, item: RuleItem) -> tuple[Stage, ...]:
        """The stages of an item, in order: its own, else its category's, else everybody's."""
        own = self.process.items.get(item.code) or self.process.categories.get(item.category)
        return own or self.process.default


def to_document(scheme: Scheme) -> dict[str, Any]:
    """The document as plain data for JSON: what equals its default is left out.

    Whole numbers are numbers, others exact decimal text, so that no reader meets a float.
    """
    plain: dict[str, Any] = scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def scheme_digest(scheme: Scheme) -> str:
    """sha256 of the canonical JSON: the same rules give the same digest, however they were
    laid out."""
    canonical = json.dumps(
        to_document(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


__all__ = [
    "FORMAT",
    "BalanceMeasure",
    "Band",
    "BandMeasure",
    "Base",
    "Benefit",
    "Bounds",
    "Brackets",
    "Cap",
    "Case",
    "Category",
    "Choice",
    "Clearing",
    "CombineMeasure",
    "Condition",
    "Declared",
    "Draw",
    "Duration",
    "EarlierMeasure",
    "EarnedMax",
    "Eligible",
    "EverMeasure",
    "Evidence",
    "Expiry",
    "FalseClaim",
    "Figure",
    "FilingNote",
    "Fixed",
    "FoldMeasure",
    "FundSource",
    "Funds",
    "Gate",
    "GatherMeasure",
    "Goods",
    "Grade",
    "HoldingMeasure",
    "Honour",
    "Import",
    "Inspection",
    "InspectionMeasure",
    "Judging",
    "Level",
    "Levels",
    "Line",
    "Measure",
    "MembersMeasure",
    "Mixed",
    "Multiplier",
    "Multiplying",
    "Need",
    "Origin",
    "Outcome",
    "OutcomePoints",
    "Overlap",
    "PartOf",
    "PerMemberMeasure",
    "PerUnit",
    "PeriodKind",
    "Periods",
    "PointsField",
    "PointsMeasure",
    "Pool",
    "Price",
    "Process",
    "Publicity",
    "Purse",
    "Range",
    "RankMeasure",
    "Ranks",
    "RatioMeasure",
    "Redemption",
    "RedemptionLimit",
    "Repeat",
    "Replaced",
    "Resolution",
    "RuleItem",
    "Scheme",
    "Seats",
    "Selector",
    "Settlement",
    "SharedCap",
    "Source",
    "SpreadMeasure",
    "Stage",
    "Start",
    "Steps",
    "Streak",
    "StreakCondition",
    "SubjectKind",
    "Subjects",
    "Team",
    "Term",
    "Text",
    "Threshold",
    "TopShare",
    "TotalMeasure",
    "TrailingMeasure",
    "Transfer",
    "Turns",
    "Unlock",
    "Veto",
    "Who",
    "Window",
    "Worth",
    "scheme_digest",
    "to_document",
]
