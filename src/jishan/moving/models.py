"""What a village hands over, and what a village has taken over. Each writes its own rows only."""

from typing import Any

from django.db import models

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class HandOver(AppendOnly, VillageRow):
    """Points that left with a household (转出) for one named village of the same township.

    `purses` lists `[code, name, spendable, points, lots]` of every balance that left, a lot as
    `[earned, last good day or None, points]`; `code` is what the household takes along on paper,
    random, unique in its village.
    """

    HOUSEHOLD_PATH = "household_id"
    GROUP_PATH = "household__group_id"

    key = models.CharField(max_length=64)
    code = models.CharField(max_length=12)
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="handovers")
    to_village = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    purses: Any = models.JSONField(default=list)
    posting_id = models.BigIntegerField()
    at = models.DateTimeField()
    handed_by = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="handover_household"),
            VillageKey(column="posting_id", to="ledger.Posting", name="handover_posting"),
            models.UniqueConstraint(fields=["village", "key"], name="handover_key"),
            models.UniqueConstraint(fields=["village", "code"], name="handover_code"),
        ]

    def __str__(self) -> str:
        return self.code


class TakeOver(AppendOnly, VillageRow):
    """Points that came with a household (转入). One handover is taken over once."""

    HOUSEHOLD_PATH = "household_id"
    GROUP_PATH = "household__group_id"

    from_village = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="takeovers")
    posting_id = models.BigIntegerField()
    at = models.DateTimeField()
    taken_by = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="takeover_household"),
            VillageKey(column="posting_id", to="ledger.Posting", name="takeover_posting"),
            models.UniqueConstraint(
                fields=["village", "from_village", "code"], name="taken_over_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Transfer(AppendOnly, VillageRow):
    """Points that somebody handed on (转积分), as the purse's clause allows it.

    `giver` and `taker` are stored keys (`h<ID>`, `r<ID>`); the household is the giver's. A transfer
    that was a mistake is taken back by reversing its posting.
    """

    HOUSEHOLD_PATH = "household_id"
    GROUP_PATH = "household__group_id"

    key = models.CharField(max_length=64)
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="transfers")
    giver = models.CharField(max_length=24)
    taker = models.CharField(max_length=24)
    purse = models.CharField(max_length=30)
    points = models.BigIntegerField()
    day = models.DateField()
    posting_id = models.BigIntegerField()
    at = models.DateTimeField()
    entered_by = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="transfer_household"),
            VillageKey(column="posting_id", to="ledger.Posting", name="transfer_posting"),
            models.UniqueConstraint(fields=["village", "key"], name="transfer_key"),
        ]
        indexes = [models.Index(fields=["village", "giver", "purse"], name="transfer_of_giver")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
