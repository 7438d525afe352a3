"""Schemes, versions and a township's lists are reference tables, copied to every node, rarely
written; meetings, opinions, feedback and reviews belong to the village that held them."""

from typing import Any

from django.db import models

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageRow

NAME_MAX = 120
"""A longer name is cut in the lists; its document keeps all of it."""


class Scheme(models.Model):
    """What a village adopts (积分方案). One in force at a time; its versions follow one another."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+"
    )
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=NAME_MAX)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="scheme_code"),
        ]

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """One version of the document. Once discussed it never changes (a trigger sees to it).

    `answers` are the written answers to the checker's warnings, `resolution` the meeting that
    voted, `filing` the township's note, `notice` the public notice (its id, number, first day
    after it), `returned` who sent it back, why, and the draft that follows it; each is a small
    document of its own.
    """

    id = models.BigAutoField(primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="draft")
    discussed_from = models.DateField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    answers: Any = models.JSONField(default=dict)
    resolution: Any = models.JSONField(default=dict)
    filing: Any = models.JSONField(default=dict)
    notice: Any = models.JSONField(default=dict)
    returned: Any = models.JSONField(default=dict)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} v{self.number}"


class ReferenceList(models.Model):
    """A township's reference list (参考目录), as its villages start from it. One in force at a
    time; `issued` is the number of the paper that announced it."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_MAX)
    issued = models.CharField(max_length=60)
    document: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="reference_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Discussion(AppendOnly, VillageRow):
    """A meeting at which a draft was discussed (院坝会, 座谈会 …), with its minutes.

    `attachment` names a kept photograph of the paper, or is empty.
    """

    key = models.CharField(max_length=64)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=60)
    day = models.DateField()
    chair = models.CharField(max_length=40)
    present = models.PositiveIntegerField()
    minutes = models.TextField()
    attachment = models.CharField(max_length=60, default="")
    recorded_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="discussion_key"),
        ]
        indexes = [models.Index(fields=["village", "version"], name="discussion_by_version")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Opinion(VillageRow):
    """What a villager said of a draft, and what the village did with it.

    Without a household it was given without a name. `who` is the masked name, `item` the code of
    the item that it is about, or empty.
    """

    HOUSEHOLD_PATH = "household_id"

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40, default="")
    household_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=40, default="")
    way = models.CharField(max_length=10)
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    given_kind = models.CharField(max_length=10)
    given_by = models.BigIntegerField()
    state = models.CharField(max_length=10, default="open")
    answer = models.CharField(max_length=1000, default="")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="opinion_key"),
            models.UniqueConstraint(fields=["village", "number"], name="opinion_number"),
        ]
        indexes = [models.Index(fields=["village", "version"], name="opinion_by_version")]

    def __str__(self) -> str:
        return f"{self.number}"


class Feedback(AppendOnly, VillageRow):
    """What villagers say of the scheme in a quarter (S0-11, ZX-23): one form, or so many alike.

    `items` are `{"item": code, "says": word}`. `knows`, `uses`, `likes` are None where the form
    left them open.
    """

    HOUSEHOLD_PATH = "household_id"

    key = models.CharField(max_length=64)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateField()
    household_id = models.BigIntegerField(null=True)
    way = models.CharField(max_length=10)
    forms = models.PositiveIntegerField(default=1)
    knows = models.BooleanField(null=True)
    uses = models.BooleanField(null=True)
    likes = models.BooleanField(null=True)
    items: Any = models.JSONField(default=list)
    text = models.CharField(max_length=1000, default="")
    at = models.DateTimeField()
    given_kind = models.CharField(max_length=10)
    given_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="feedback_key"),
            models.UniqueConstraint(
                fields=["village", "quarter", "household_id"], name="feedback_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}"


class Review(AppendOnly, VillageRow):
    """The yearly review (S0-11): what the year showed, item by item, and what was decided.

    `figures` is what the deciders had before them, kept as it was. `draft_id` is the version that
    the decision to change began.
    """

    key = models.CharField(max_length=64)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    year = models.DateField()
    figures: Any = models.JSONField()
    meeting = models.CharField(max_length=60)
    day = models.DateField()
    decision = models.CharField(max_length=10)
    reason = models.TextField()
    draft_id = models.BigIntegerField(null=True)
    recorded_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="review_key"),
            models.UniqueConstraint(fields=["village", "year"], name="review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}"


class Unsaved(VillageRow):
    """What somebody has typed on one page of the editor and not kept yet.

    `part` names the page so that a row that is moved keeps its own, `typed` is what stands in the
    controls, `seen` the digest of the draft that was before him. It goes when the page is kept.
    """

    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=80)
    typed: Any = models.JSONField()
    seen = models.CharField(max_length=64)
    typed_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village", "version", "part", "typed_by"], name="unsaved_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.part}"
