"""Plans (reference tables), and what a village reports, what is accepted and awarded there."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.core.targets.document import GRADE_MAX
from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow
from jishan.schemes.models import NAME_MAX


class Plan(models.Model):
    """A target plan of a village, township or county; its versions follow one another."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=NAME_MAX)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="plan_code"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """One version of the document: a draft, adopted by a recorded decision, replaced by the next.

    `decision` is the meeting that adopted it, `answers` the written answers to the warnings.
    """

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="draft")
    adopted_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    decision: Any = models.JSONField(default=dict)
    answers: Any = models.JSONField(default=dict)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="adopted"), name="plan_adopted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class TargetReport(AppendOnly, VillageRow):
    """What stands on a day, altogether (报数). A mistake is mended by another report that
    `corrects` it.

    The village is the place that reports: a village, or the township or county itself. `figure` and
    `of` are in millionths; `origin` is "reported", or "counted" where the program counted it.
    """

    key = models.CharField(max_length=64)
    plan_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    target = models.CharField(max_length=40)
    day = models.DateField()
    figure = models.BigIntegerField(default=0)
    of = models.BigIntegerField(null=True)
    grade = models.CharField(max_length=GRADE_MAX, default="")
    note = models.CharField(max_length=500, default="")
    evidence: Any = models.JSONField(default=list)
    photograph = models.CharField(max_length=80, default="")
    origin = models.CharField(max_length=10, default="reported")
    corrects_id = models.BigIntegerField(null=True)
    corrects: Any = VillageLink(
        "targets.TargetReport", "corrects_id", related_name="corrections", null=True
    )
    reported_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="corrects_id", to="targets.TargetReport", name="report_corrects"),
            models.UniqueConstraint(fields=["village", "key"], name="target_report_key"),
            models.UniqueConstraint(
                fields=["village", "corrects_id"],
                condition=Q(corrects_id__isnull=False),
                name="report_corrected_once",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "plan_id", "target"], name="report_by_target"),
            models.Index(fields=["plan_id", "village"], name="report_by_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.day}"


class TargetDecision(AppendOnly, VillageRow):
    """What was decided about a report: accepted (验收), or sent back with a note."""

    key = models.CharField(max_length=64)
    report_id = models.BigIntegerField()
    report: Any = VillageLink("targets.TargetReport", "report_id", related_name="decisions")
    accepted = models.BooleanField()
    note = models.CharField(max_length=500, default="")
    decided_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="report_id", to="targets.TargetReport", name="decision_report"),
            models.UniqueConstraint(fields=["village", "key"], name="target_decision_key"),
            models.UniqueConstraint(fields=["village", "report_id"], name="report_decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.accepted}"


class TargetAward(AppendOnly, VillageRow):
    """Award money (奖补) for what a report had accepted; below zero what is taken back after a
    correction."""

    key = models.CharField(max_length=64)
    report_id = models.BigIntegerField()
    report: Any = VillageLink("targets.TargetReport", "report_id", related_name="awards")
    plan_id = models.BigIntegerField()
    target = models.CharField(max_length=40)
    count = models.IntegerField()
    fen = models.BigIntegerField()
    note = models.CharField(max_length=200, default="")
    granted_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="report_id", to="targets.TargetReport", name="award_report"),
            models.UniqueConstraint(fields=["village", "key"], name="target_award_key"),
            models.UniqueConstraint(fields=["village", "report_id"], name="report_awarded_once"),
        ]
        indexes = [
            models.Index(fields=["village", "plan_id", "target"], name="award_by_target"),
            models.Index(fields=["plan_id", "village"], name="award_by_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.fen}"
