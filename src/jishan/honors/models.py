"""Rankings that were announced, titles conferred, and what was corrected of both."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.claims.models import OWNERS_GROUPS, one_owner
from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class Ranking(AppendOnly, VillageRow):
    """A ranking as announced: its period, measure and the rules it was made by.

    `period` is the label of `core.periods`, `first` and `last` its days. `rules` keeps the measure,
    the titles' clauses word for word, and how the village publishes; `places` is everybody's place
    with why or why not, as `honors.snapshot` writes it: frozen like a printed sheet.
    """

    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    period = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    title = models.CharField(max_length=120)
    measure = models.CharField(max_length=40)
    version_id = models.BigIntegerField()
    at = models.DateTimeField()
    announced_by = models.BigIntegerField()
    rules: Any = models.JSONField(default=dict)
    places: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "key"], name="ranking_key"),
            models.UniqueConstraint(
                fields=["village", "kind", "period", "measure"], name="ranking_once_a_period"
            ),
        ]
        indexes = [models.Index(fields=["village", "last"], name="ranking_by_day")]

    def __str__(self) -> str:
        return self.title


class ConferredTitle(AppendOnly, VillageRow):
    """The titles that a ranking gave to a household (or to one of its people, `resident_id`), to a
    unit, or to a villager group (`org_id`).

    The village needs no foreign key of its own: the ranking's carries it.
    """

    GROUP_PATH = OWNERS_GROUPS
    HOUSEHOLD_PATH = "household_id"

    village = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    ranking_id = models.BigIntegerField()
    ranking = VillageLink("honors.Ranking", "ranking_id", related_name="titles")
    household_id = models.BigIntegerField(null=True)
    household: Any = VillageLink(
        "registry.Household", "household_id", related_name="titles", null=True
    )
    resident_id = models.BigIntegerField(null=True)
    resident: Any = VillageLink(
        "registry.Resident", "resident_id", related_name="titles", null=True
    )
    unit_id = models.BigIntegerField(null=True)
    unit: Any = VillageLink("registry.Unit", "unit_id", related_name="titles", null=True)
    org: Any = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    honours: Any = models.JSONField(default=list)

    class Meta:
        constraints = [
            VillageKey(column="ranking_id", to="honors.Ranking", name="title_ranking"),
            VillageKey(column="household_id", to="registry.Household", name="title_household"),
            VillageKey(column="resident_id", to="registry.Resident", name="title_resident"),
            VillageKey(column="unit_id", to="registry.Unit", name="title_unit"),
            one_owner("title_of_one_owner"),
            models.UniqueConstraint(
                fields=["village", "household_id", "ranking_id"],
                condition=Q(resident_id__isnull=True),
                name="titled_once",
            ),
            models.UniqueConstraint(
                fields=["village", "unit_id", "ranking_id"],
                condition=Q(unit_id__isnull=False),
                name="unit_titled_once",
            ),
            models.UniqueConstraint(
                fields=["village", "org", "ranking_id"],
                condition=Q(org_id__isnull=False),
                name="group_titled_once",
            ),
            models.UniqueConstraint(
                fields=["village", "household_id", "ranking_id", "resident_id"],
                condition=Q(resident_id__isnull=False),
                name="person_titled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.household_id or self.unit_id or self.org_id}"


class RankingCorrection(AppendOnly, VillageRow):
    """An announced ranking worked out anew after a reversal (更正): it stands beside the first.

    `number` counts from 1; the highest is what holds now. `cause` may be read by anybody, `note` is
    what staff wrote and may name somebody. `places` is written as a ranking's own.
    """

    ranking_id = models.BigIntegerField()
    ranking: Any = VillageLink("honors.Ranking", "ranking_id", related_name="corrections")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=200)
    note = models.CharField(max_length=500, default="")
    at = models.DateTimeField()
    places: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            VillageKey(column="ranking_id", to="honors.Ranking", name="correction_ranking"),
            models.UniqueConstraint(
                fields=["village", "ranking_id", "number"], name="ranking_corrected_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.number}"


class TitleChange(AppendOnly, VillageRow):
    """A title that a correction gives to somebody, or takes from them; `honour` is its code.

    `subject` is the stored key of who it is: a household, a person, a unit or a villager group.
    """

    HOUSEHOLD_PATH = "household_id"

    correction_id = models.BigIntegerField()
    correction: Any = VillageLink(
        "honors.RankingCorrection", "correction_id", related_name="changes"
    )
    ranking_id = models.BigIntegerField()
    ranking: Any = VillageLink("honors.Ranking", "ranking_id")
    household_id = models.BigIntegerField(null=True)
    resident_id = models.BigIntegerField(null=True)
    resident: Any = VillageLink("registry.Resident", "resident_id", null=True)
    subject = models.CharField(max_length=24)
    honour = models.CharField(max_length=40)
    given = models.BooleanField()

    class Meta:
        constraints = [
            VillageKey(
                column="correction_id", to="honors.RankingCorrection", name="change_correction"
            ),
            VillageKey(column="ranking_id", to="honors.Ranking", name="change_ranking"),
            VillageKey(column="household_id", to="registry.Household", name="change_household"),
            VillageKey(column="resident_id", to="registry.Resident", name="change_resident"),
            models.UniqueConstraint(
                fields=["village", "correction_id", "subject", "honour"], name="title_changed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "household_id"], name="title_change_household"),
            models.Index(fields=["village", "subject"], name="title_change_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.honour}"


class Recheck(AppendOnly, VillageRow):
    """A recomputation of figures after which the announced rankings were looked at again."""

    recomputation_id = models.BigIntegerField()
    at = models.DateTimeField()
    corrected = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            VillageKey(
                column="recomputation_id", to="claims.Recomputation", name="recheck_recomputation"
            ),
            models.UniqueConstraint(fields=["village", "recomputation_id"], name="rechecked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recomputation_id}"
