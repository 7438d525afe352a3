"""Schemes and versions: reference tables, copied to every node, rarely written."""

from typing import Any

from django.db import models


class Scheme(models.Model):
    """What a village adopts (积分方案). One in force at a time; its versions follow one another."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+"
    )
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="scheme_code"),
        ]

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """One version of the document. Once voted, the document never changes (a trigger sees to it).

    `answers` are the written answers to the checker's warnings, `resolution` the meeting that
    voted, `filing` the township's note; each is a small document of its own.
    """

    id = models.BigAutoField(primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="draft")
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    answers: Any = models.JSONField(default=dict)
    resolution: Any = models.JSONField(default=dict)
    filing: Any = models.JSONField(default=dict)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} v{self.number}"
