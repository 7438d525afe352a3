"""Who helps whom, and what was talked about. Private: no board, no passbook of others."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class HelpPlan(VillageRow):
    """One household and its named helper (帮扶责任人), from a day until it ended (SX-06)."""

    GROUP_PATH = "household__group_id"
    HOUSEHOLD_PATH = "household_id"

    key = models.CharField(max_length=64)
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="help_plans")
    helper = models.CharField(max_length=40)
    cause = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=300, default="")
    begun_by = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="help_household"),
            models.UniqueConstraint(fields=["village", "key"], name="help_key"),
            models.UniqueConstraint(
                fields=["village", "household_id"],
                condition=Q(until__isnull=True),
                name="one_helper_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.since}"


class HelpTalk(AppendOnly, VillageRow):
    """One talk or visit (谈心、调解), as the helper tells it."""

    key = models.CharField(max_length=64)
    plan_id = models.BigIntegerField()
    plan: Any = VillageLink("helping.HelpPlan", "plan_id", related_name="talks")
    day = models.DateField()
    text = models.CharField(max_length=500)
    written_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            VillageKey(column="plan_id", to="helping.HelpPlan", name="talk_plan"),
            models.UniqueConstraint(fields=["village", "key"], name="talk_key"),
        ]
        indexes = [models.Index(fields=["village", "plan_id", "id"], name="talk_of_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.day}"
