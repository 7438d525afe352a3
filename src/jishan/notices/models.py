"""Notices, their rows frozen as text and figures, strikes and objections."""

from typing import Any

from django.db import models

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class Notice(AppendOnly, VillageRow):
    """A public notice (公示): on the board from `opens_at` until `closes_at`, which never move."""

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    day_kind = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "number"], name="notice_number"),
            models.UniqueConstraint(fields=["village", "key"], name="notice_key"),
        ]
        indexes = [models.Index(fields=["village", "closes_at"], name="notice_by_close")]

    def __str__(self) -> str:
        return f"{self.number}"


class NoticeRow(AppendOnly, VillageRow):
    """One line as the village read it. `subject_id` is the row (a claim …) that it stands for.

    `household_id` says whose line it is, so that a household finds its own; `who` is masked.
    A line that is not `public` is shown to its household alone and only counted on the board.
    """

    HOUSEHOLD_PATH = "household_id"

    notice_id = models.BigIntegerField()
    notice: Any = VillageLink("notices.Notice", "notice_id", related_name="rows")
    line = models.PositiveIntegerField()
    subject_id = models.BigIntegerField()
    household_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=40)
    group = models.CharField(max_length=60, default="")
    what = models.CharField(max_length=200)
    day = models.DateField(null=True)
    points = models.BigIntegerField(default=0)
    public = models.BooleanField(default=True)

    class Meta:
        constraints = [
            VillageKey(column="notice_id", to="notices.Notice", name="notice_row_notice"),
            models.UniqueConstraint(fields=["village", "notice_id", "line"], name="notice_line"),
        ]
        indexes = [models.Index(fields=["village", "subject_id"], name="notice_row_subject")]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.line}"


class Strike(AppendOnly, VillageRow):
    """A line crossed out (划去), never removed: why (upheld, rejected, reversed), and the words."""

    row_id = models.BigIntegerField()
    row: Any = VillageLink("notices.NoticeRow", "row_id", related_name="strikes")
    why = models.CharField(max_length=10)
    note = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="row_id", to="notices.NoticeRow", name="strike_row"),
            models.UniqueConstraint(fields=["village", "row_id"], name="struck_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.why}"


class Objection(VillageRow):
    """Somebody objects to a line (异议), by name and with a reason; it is upheld or dismissed.

    `named` is who objects as they said it, kept for those who decide, never shown on the board.
    """

    HOUSEHOLD_PATH = "household_id"

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    row_id = models.BigIntegerField()
    row: Any = VillageLink("notices.NoticeRow", "row_id", related_name="objections")
    household_id = models.BigIntegerField(null=True)
    named = models.CharField(max_length=40)
    origin = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    submitted_kind = models.CharField(max_length=10)
    submitted_by = models.BigIntegerField()
    answer_by = models.DateField()
    state = models.CharField(max_length=10, default="open")
    decision = models.CharField(max_length=500, default="")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="row_id", to="notices.NoticeRow", name="objection_row"),
            models.UniqueConstraint(fields=["village", "number"], name="objection_number"),
            models.UniqueConstraint(fields=["village", "key"], name="objection_key"),
        ]
        indexes = [
            models.Index(fields=["village", "state"], name="objection_state"),
            models.Index(fields=["village", "row_id"], name="objection_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
