"""Claims and what is decided about them."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow

OWNERS_GROUPS = ("household__group_id", "unit__group_id", "org_id")
"""By which a grid worker's group is found: of the household, of the unit, or the group itself."""


def one_owner(name: str) -> models.CheckConstraint:
    """Exactly one of household, unit and organisation owns the row; a person has a household."""
    columns = ("household_id", "unit_id", "org_id")
    one = Q()
    for own in columns:
        one |= Q(**{f"{column}__isnull": column != own for column in columns})
    person = Q(resident_id__isnull=True) | Q(household_id__isnull=False)
    return models.CheckConstraint(condition=one & person, name=name)


class Claim(VillageRow):
    """This item applies to this household, on this day, with this evidence: for or against (申报).

    Whose act it is: a household's (or of one of its people), a unit's, or an organisation's: a
    villager group, or the village itself. Exactly one of the three is set.

    `kind` says what `item` names: an item of the scheme, a `veto` clause, a `rule` that gives by
    itself (a streak), or `false`: what follows for a claim that was confirmed to be false.
    `act` is the act as `core.scoring.Act` needs it (quantity, level, scores …).
    `points`, `credits` and `reasons` are empty until the figure is bound, just before the first
    notice; what the board showed is what the book says. Only where a purse's floor stops a
    deduction, or its ceiling a credit, does less come into the book, and then `reasons` says so.
    An open claim awaits the stage at `position` of its scheme's own order, `stage` being its kind;
    `round` counts how often an upheld objection sent it back. `state` is in `core.workflow.State`.
    """

    GROUP_PATH = OWNERS_GROUPS
    HOUSEHOLD_PATH = "household_id"

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, default="item")
    version_id = models.BigIntegerField()
    household_id = models.BigIntegerField(null=True)
    household: Any = VillageLink(
        "registry.Household", "household_id", related_name="claims", null=True
    )
    unit_id = models.BigIntegerField(null=True)
    unit: Any = VillageLink("registry.Unit", "unit_id", related_name="claims", null=True)
    org: Any = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    resident_id = models.BigIntegerField(null=True)
    resident: Any = VillageLink(
        "registry.Resident", "resident_id", related_name="claims", null=True
    )
    item = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    day = models.DateField()
    act: Any = models.JSONField(default=dict)
    origin = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, default="")
    happened = models.CharField(max_length=60, default="")
    place = models.CharField(max_length=120, default="")
    cause = models.CharField(max_length=500, default="")
    submitted_at = models.DateTimeField()
    submitted_kind = models.CharField(max_length=10)
    submitted_by = models.BigIntegerField()
    state = models.CharField(max_length=10, default="open")
    stage = models.CharField(max_length=10, default="verify")
    position = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    awaiting_since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    points = models.BigIntegerField(null=True)
    credits: Any = models.JSONField(default=list)
    reasons: Any = models.JSONField(default=list)
    notice_row_id = models.BigIntegerField(null=True)
    notice_row: Any = VillageLink(
        "notices.NoticeRow", "notice_row_id", related_name="claims", null=True
    )
    posting_id = models.BigIntegerField(null=True)
    posting: Any = VillageLink("ledger.Posting", "posting_id", related_name="claims", null=True)

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="claim_household"),
            VillageKey(column="unit_id", to="registry.Unit", name="claim_unit"),
            one_owner("claim_of_one_owner"),
            VillageKey(column="resident_id", to="registry.Resident", name="claim_resident"),
            VillageKey(column="notice_row_id", to="notices.NoticeRow", name="claim_notice_row"),
            VillageKey(column="posting_id", to="ledger.Posting", name="claim_posting"),
            models.UniqueConstraint(fields=["village", "key"], name="claim_key"),
            models.UniqueConstraint(fields=["village", "number"], name="claim_number"),
        ]
        indexes = [
            models.Index(fields=["village", "state", "stage"], name="claim_by_stage"),
            models.Index(fields=["village", "household_id", "day"], name="claim_by_household"),
            models.Index(fields=["village", "unit_id", "day"], name="claim_by_unit"),
            models.Index(fields=["village", "item", "day"], name="claim_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class CapUse(VillageRow):
    """How much of a cap a bound claim takes, in the unit of `core.scoring.CapWindow.measure`.

    Not history: the rows of a claim go when its figure no longer stands (struck, rejected,
    reversed), and the room is free again. `holder` is empty for a cap of everybody together.
    """

    claim_id = models.BigIntegerField()
    claim: Any = VillageLink("claims.Claim", "claim_id", related_name="uses")
    cap = models.CharField(max_length=90)
    holder = models.CharField(max_length=24, default="")
    measure = models.CharField(max_length=10)
    event = models.CharField(max_length=120, default="")
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="claim_id", to="claims.Claim", name="cap_use_claim"),
        ]
        indexes = [
            models.Index(fields=["village", "cap", "holder", "day"], name="cap_use_window"),
            models.Index(fields=["village", "claim_id"], name="cap_use_of_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.cap} {self.amount}"


class Evidence(AppendOnly, VillageRow):
    """A photograph of the act (佐证): written anew, named at random, served past the claim only."""

    claim_id = models.BigIntegerField()
    claim: Any = VillageLink("claims.Claim", "claim_id", related_name="evidence")
    file = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="claim_id", to="claims.Claim", name="evidence_claim"),
            models.UniqueConstraint(fields=["village", "claim_id", "digest"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return self.file


class Decision(AppendOnly, VillageRow):
    """What somebody decided at a stage: verified, voted in the panel, approved, or not, and why.

    `points` is the figure that a voice names where the item leaves it to the panel.
    """

    claim_id = models.BigIntegerField()
    claim: Any = VillageLink("claims.Claim", "claim_id", related_name="decisions")
    key = models.CharField(max_length=64)
    stage = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    decided_by = models.BigIntegerField()
    accepted = models.BooleanField()
    points = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="claim_id", to="claims.Claim", name="decision_claim"),
            models.UniqueConstraint(fields=["village", "key"], name="decision_key"),
            models.UniqueConstraint(
                fields=["village", "claim_id", "round", "position", "decided_by"],
                name="one_voice_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.stage}"


class Bar(VillageRow):
    """A veto in force (一票否决): whose act it was is barred until a day. Moves no points.

    `bars` lists from what (honours, earning, spending); it stands from `since` to the end of
    `until`, or until the day before `lifted_on`.
    """

    GROUP_PATH = OWNERS_GROUPS
    HOUSEHOLD_PATH = "household_id"

    household_id = models.BigIntegerField(null=True)
    household: Any = VillageLink(
        "registry.Household", "household_id", related_name="bars", null=True
    )
    unit_id = models.BigIntegerField(null=True)
    unit: Any = VillageLink("registry.Unit", "unit_id", related_name="bars", null=True)
    org: Any = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    resident_id = models.BigIntegerField(null=True)
    claim_id = models.BigIntegerField()
    clause = models.CharField(max_length=40)
    bars: Any = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    lifted_on = models.DateField(null=True)
    lifted_why = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="bar_household"),
            VillageKey(column="unit_id", to="registry.Unit", name="bar_unit"),
            one_owner("bar_of_one_owner"),
            VillageKey(column="claim_id", to="claims.Claim", name="bar_claim"),
            models.UniqueConstraint(fields=["village", "claim_id"], name="one_bar_a_claim"),
            models.CheckConstraint(condition=Q(until__isnull=False), name="bar_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.clause}"


class PeriodClose(AppendOnly, VillageRow):
    """A period that was closed (结算): what followed from it (streaks, expiry), frozen."""

    key = models.CharField(max_length=64)
    period = models.CharField(max_length=20)
    version_id = models.BigIntegerField()
    at = models.DateTimeField()
    result: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="period_close_key"),
            models.UniqueConstraint(fields=["village", "period"], name="period_closed_once"),
        ]

    def __str__(self) -> str:
        return self.period


class Recomputation(AppendOnly, VillageRow):
    """Figures computed anew because claims no longer count (重新计算): what for, and since when.

    `causes` are the claims that were taken back, `first` the earliest day whose figures changed.
    Honours above read the rows they have not looked at yet.
    """

    key = models.CharField(max_length=64)
    causes: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    first = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="recomputation_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Correction(AppendOnly, VillageRow):
    """One figure corrected because of what it rested on (更正): what it was, and what it is now.

    `what`: act, base, settlement, streak, honour (the claim is named), mark (1 was given, 0 not),
    clearing, limit, write_off (the purse is named), pool (a share that stays as it was published;
    in fen). `was` and `now` are hundredths; of a purse `was` is 0. `posting_id` is None where
    nothing had been posted yet, or nothing moved.
    """

    GROUP_PATH = OWNERS_GROUPS
    HOUSEHOLD_PATH = "household_id"

    recomputation_id = models.BigIntegerField()
    recomputation: Any = VillageLink(
        "claims.Recomputation", "recomputation_id", related_name="corrections"
    )
    what = models.CharField(max_length=10)
    code = models.CharField(max_length=40, default="")
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=20, default="")
    day = models.DateField()
    claim_id = models.BigIntegerField(null=True)
    claim: Any = VillageLink("claims.Claim", "claim_id", related_name="corrections", null=True)
    household_id = models.BigIntegerField(null=True)
    household: Any = VillageLink("registry.Household", "household_id", null=True)
    unit_id = models.BigIntegerField(null=True)
    unit: Any = VillageLink("registry.Unit", "unit_id", null=True)
    org: Any = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    resident_id = models.BigIntegerField(null=True)
    was = models.BigIntegerField()
    now = models.BigIntegerField()
    posting_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="recomputation_id", to="claims.Recomputation", name="correction_of"),
            VillageKey(column="claim_id", to="claims.Claim", name="correction_claim"),
            VillageKey(column="household_id", to="registry.Household", name="correction_household"),
            VillageKey(column="unit_id", to="registry.Unit", name="correction_unit"),
            VillageKey(column="posting_id", to="ledger.Posting", name="correction_posting"),
            one_owner("correction_of_one_owner"),
        ]
        indexes = [
            models.Index(fields=["village", "claim_id"], name="correction_by_claim"),
            models.Index(fields=["village", "recomputation_id"], name="correction_by_cause"),
            models.Index(fields=["village", "posting_id"], name="correction_by_posting"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.was} {self.now}"
