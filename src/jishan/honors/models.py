"""Rankings that were announced, and titles conferred."""

from typing import Any

from django.db import models
from django.db.models import Q

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
    """The titles that a ranking gave to a household, or to one of its people (`resident_id`).

    The village needs no foreign key of its own: the ranking's and the household's carry it.
    """

    GROUP_PATH = "household__group_id"
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
    household_id = models.BigIntegerField()
    household = VillageLink("registry.Household", "household_id", related_name="titles")
    resident_id = models.BigIntegerField(null=True)
    resident: Any = VillageLink(
        "registry.Resident", "resident_id", related_name="titles", null=True
    )
    honours: Any = models.JSONField(default=list)

    class Meta:
        constraints = [
            VillageKey(column="ranking_id", to="honors.Ranking", name="title_ranking"),
            VillageKey(column="household_id", to="registry.Household", name="title_household"),
            VillageKey(column="resident_id", to="registry.Resident", name="title_resident"),
            models.UniqueConstraint(
                fields=["village", "household_id", "ranking_id"],
                condition=Q(resident_id__isnull=True),
                name="titled_once",
            ),
            models.UniqueConstraint(
                fields=["village", "household_id", "ranking_id", "resident_id"],
                condition=Q(resident_id__isnull=False),
                name="person_titled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.household_id}"
