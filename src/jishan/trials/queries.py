"""Trials as the page before a vote shows them, and what of them may be printed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from jishan.core.access import Actor, Permission
from jishan.core.periods import Period
from jishan.core.sandbox.comparing import Comparison
from jishan.core.sandbox.imagining import Imagined
from jishan.core.sandbox.kept import comparison_read, imagined_read
from jishan.orgs.queries import names_of
from jishan.trials.models import Trial
from jishan.trials.running import ACTS_PER_SECOND, entered, years_of


@dataclass(frozen=True, slots=True)
class KeptTrial:
    """One result. `settings` are what was asked for; `same`: the version still has the text that
    was tried."""

    kind: str
    at: datetime
    by: str
    settings: dict[str, Any]
    same: bool
    comparison: Comparison | None = None
    imagined: tuple[Imagined, ...] = ()


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year that a version can be tried on, with the acts that entered the book in it and about
    how many seconds that takes."""

    year: Period
    acts: int
    seconds: int


def trials_of(actor: Actor, version_id: int) -> dict[str, KeptTrial]:
    """The kept trials of a version by kind."""
    actor.require_whole(Permission.VIEW_LEDGER)
    rows = Trial.objects.filter(village_id=actor.village_id, version_id=version_id)
    found = list(rows.annotate(text=F("version__digest")).order_by("kind"))
    names = names_of({one.run_by for one in found})
    return {one.kind: _kept(one, names.get(one.run_by, "")) for one in found}


def _kept(row: Any, by: str) -> KeptTrial:
    """`row`: a trial with the `text` that its version has now."""
    said = row.kind, row.at, by, row.settings, row.settings.get("text") == row.text
    if row.kind == "imagined":
        return KeptTrial(*said, imagined=imagined_read(row.result))
    return KeptTrial(*said, comparison_read(row.result))


def years_to_try(actor: Actor, today: date) -> tuple[YearRow, ...]:
    """The years of the village with something in the book, the last first."""
    actor.require_whole(Permission.VIEW_LEDGER)
    found = []
    for year in years_of(actor.village_id, today):
        acts = entered(actor.village_id, year)
        if acts:
            found.append(YearRow(year, acts, 1 + acts // ACTS_PER_SECOND))
    return tuple(found)
