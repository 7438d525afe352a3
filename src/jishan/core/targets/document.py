"""Plan: a target plan (目标计划), the second kind of document. Targets by a day, without points."""

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from jishan.core.scheme.conduct import Choice, Replaced, Resolution
from jishan.core.scheme.items import EvidenceKind
from jishan.core.scheme.values import Code, Day, Figure, Model, RoundingMode, Source, Text, YesNo

FORMAT = 1
"""The newest format of a plan that this code understands."""

Direction = Literal["reach", "keep"]
Counted = Literal[
    "reported",
    "sum_of_villages",
    "accepted_of_villages",
    "villages_with_scheme",
    "households_taking_part",
]
AcceptRole = Literal["secretary", "township_officer", "county_officer"]


class Amount(Model):
    """So many of a unit: at least, at most, or between both. `start` is the figure at the
    beginning; `whole` admits whole numbers only."""

    shape: Literal["amount"]
    unit: Text
    at_least: Figure | None = None
    at_most: Figure | None = None
    start: Figure | None = None
    whole: YesNo = False


class Coverage(Model):
    """A share of a base figure in percent (户户通、入户率). A report says how many of the base."""

    shape: Literal["coverage"]
    of: Code
    at_least: Figure
    start: Figure | None = None


class Done(Model):
    """Yes or no: it is there, or it is not."""

    shape: Literal["done"]


GRADE_MAX = 40
"""A report keeps the grade that was reached; so long may its name be."""


class Grade(Model):
    """A class of a scale, the best first (water: Ⅰ, Ⅱ, Ⅲ …)."""

    shape: Literal["grade"]
    grades: tuple[Annotated[Text, Field(max_length=GRADE_MAX)], ...] = Field(min_length=2)
    at_least: Text
    start: Text | None = None


Goal = Annotated[Amount | Coverage | Done | Grade, Field(discriminator="shape")]


class Milestone(Model):
    """How far it is to be by a day before the deadline (HS-04: half of the villages first)."""

    by: Day
    at_least: Figure | None = None
    at_most: Figure | None = None


class Accepts(Model):
    """Who accepts (验收): the role that enters it, and who goes and looks."""

    role: AcceptRole
    who: Text


class Award(Model):
    """Award money for each accepted village or item, in yuan (P6-10)."""

    yuan_each: Figure
    each: Text
    fund: Code | None = None


class Target(Model):
    """One target: what, how much, by when, shown by what, answered for by whom.

    `direction` `keep` wants every report up to the deadline to satisfy the goal, `reach` the last.
    `counted` says where the figure comes from: reported, added up from the villages' reports, or
    counted in the program's own books.
    """

    code: Code
    title: Text
    detail: Text | None = None
    project: Code | None = None
    goal: Goal
    direction: Direction = "reach"
    deadline: Day
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()
    responsible: Text
    accepts: Accepts
    award: Award | None = None
    counted: Counted = "reported"
    source: Source = Source()


class Base(Model):
    """What a coverage is counted against: so many households, villages, on a day."""

    code: Code
    name: Text
    unit: Text
    figure: Figure
    day: Day | None = None


class Fund(Model):
    """One purse of the money (四个一点): the sum, or at least so much; neither where unsaid."""

    code: Code
    name: Text
    yuan: Figure | None = None
    yuan_min: Figure | None = None
    source: Source = Source()


class Project(Model):
    """A project of the plan (项目): its targets are its list, one office answers for it."""

    code: Code
    name: Text
    responsible: Text
    yuan: Figure | None = None
    source: Source = Source()


class Plan(Model):
    """What a village or township sets out to do. One document, one version, never changed after.

    `rounding` is how a share becomes a whole percent; every target is reported once each
    `report_every`.
    """

    format: Literal[1]
    kind: Literal["plan"]
    code: Code
    name: Text
    organisation: Text
    version: Text
    from_: Day = Field(alias="from")
    until: Day
    rounding: RoundingMode
    report_every: Literal["month", "quarter", "half", "year"]
    adopted: Resolution | None = None
    replaces: Text | None = None
    summary: Text | None = None
    source: Source = Source()
    choices: tuple[Choice, ...] = ()
    replaced: tuple[Replaced, ...] = ()

    bases: tuple[Base, ...] = ()
    funds: tuple[Fund, ...] = ()
    projects: tuple[Project, ...] = ()
    targets: tuple[Target, ...] = Field(min_length=1)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {target.code: target for target in self.targets}

    @cached_property
    def _bases(self) -> dict[str, Base]:
        return {base.code: base for base in self.bases}

    def has_target(self, code: str) -> bool:
        return code in self._targets

    def target(self, code: str) -> Target:
        """The target of this code; KeyError if the plan has none."""
        return self._targets[code]

    def base(self, code: str) -> Base:
        """The base figure of this code; KeyError if the plan has none."""
        return self._bases[code]


def to_plain(plan: Plan) -> dict[str, Any]:
    """The plan as plain data for JSON: what equals its default is left out, no float in it."""
    plain: dict[str, Any] = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def plan_digest(plan: Plan) -> str:
    """sha256 of the canonical JSON: the same plan gives the same digest, however laid out."""
    canonical = json.dumps(
        to_plain(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
