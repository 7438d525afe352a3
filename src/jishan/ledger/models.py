"""Accounts, postings and entries. Only `ledger.actions` and `ledger.bulk` write them; lots that
came from another book, `ledger.lots`."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class Account(VillageRow):
    """A holder's purse. `holder_kind` is household, resident, unit, group, village or issuer.

    The holder of a group's or the village's purse is its place in the tree; the issuer's is 0.
    `household_id` is set for households and their people only.

    `balance` is the sum of the account's entries, kept by the posting itself. The issuer's row is
    not updated by postings: its balance is the negative sum of all others.
    """

    holder_kind = models.CharField(max_length=10)
    holder_id = models.BigIntegerField(default=0)
    household_id = models.BigIntegerField(null=True)
    purse = models.CharField(max_length=30)
    floor = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(default=0)

    HOUSEHOLD_PATH = "household_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village", "holder_kind", "holder_id", "purse"], name="account_of_holder"
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(balance__gte=F("floor")), name="account_floor"
            ),
        ]
        indexes = [models.Index(fields=["village", "household_id"], name="account_household")]

    def __str__(self) -> str:
        return f"{self.holder_kind} {self.holder_id} {self.purse}"


class Posting(AppendOnly, VillageRow):
    """A voucher (凭证): its entries sum to zero in each purse. `source_id`: claim or redemption."""

    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    day = models.DateField()
    at = models.DateTimeField()
    reverses_id = models.BigIntegerField(null=True)
    source_id = models.BigIntegerField(null=True)
    memo = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="posting_key"),
            models.UniqueConstraint(
                fields=["village", "reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="posting_reversed_once",
            ),
            VillageKey(column="reverses_id", to="ledger.Posting", name="posting_reverses"),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(AppendOnly, VillageRow):
    """A signed number of points on one account (分录). `kind` and `day` repeat the posting's,
    so that one account's page and one period's sums read one index.

    The village needs no foreign key of its own: the posting's and the account's carry it.
    """

    HOUSEHOLD_PATH = "account__household_id"

    village = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    posting_id = models.BigIntegerField()
    posting = VillageLink("ledger.Posting", "posting_id", related_name="entries")
    account_id = models.BigIntegerField()
    account = VillageLink("ledger.Account", "account_id", related_name="entries")
    points = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        constraints = [
            VillageKey(column="posting_id", to="ledger.Posting", name="entry_posting"),
            VillageKey(column="account_id", to="ledger.Account", name="entry_account"),
            models.CheckConstraint(condition=~Q(points=0), name="entry_not_zero"),
        ]
        indexes = [
            models.Index(fields=["village", "account_id", "id"], name="entry_by_account"),
            models.Index(fields=["village", "posting_id"], name="entry_by_posting"),
            models.Index(fields=["village", "day"], name="entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.points}"


class CarriedLot(AppendOnly, VillageRow):
    """A credit that came with a household from another village's book (批次): it was earned on
    `day` and keeps its last good day (None: it never expires), which no entry here could tell."""

    posting_id = models.BigIntegerField()
    posting: Any = VillageLink("ledger.Posting", "posting_id", related_name="carried")
    purse = models.CharField(max_length=30)
    day = models.DateField()
    last_good = models.DateField(null=True)
    points = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="posting_id", to="ledger.Posting", name="carried_lot_posting"),
            models.CheckConstraint(condition=Q(points__gt=0), name="carried_lot_points"),
        ]
        indexes = [models.Index(fields=["village", "purse"], name="carried_lot_purse")]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.points}"
