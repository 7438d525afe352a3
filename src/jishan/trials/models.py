"""Results of the sandbox, kept with the version that was tried."""

from typing import Any

from django.db import models

from jishan.foundation.tenancy import VillageRow


class Trial(VillageRow):
    """The last trial of each kind: on the village's own `history`, on `tables` that were brought,
    in an `imagined` village.

    `digest` names everything that went in: a trial of the same is not run again. `settings` are
    what was asked for, as the page shows it again. `result` is `core.sandbox.kept`.
    """

    version = models.ForeignKey("schemes.SchemeVersion", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    settings: Any = models.JSONField(default=dict)
    result: Any = models.JSONField()
    run_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "version", "kind"], name="trial_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"
