"""Trying a version out before its vote. What has been tried on the same is not tried again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.sandbox.kept import comparison_kept, imagined_kept
from jishan.core.scheme.checker import check, computable
from jishan.core.scheme.document import Scheme, scheme_digest
from jishan.orgs.actions import record
from jishan.schemes.queries import InForce, in_force, version_page
from jishan.trials.models import Trial
from jishan.trials.running import (
    NotComputable,
    Tables,
    in_villages,
    last_step,
    on_history,
    on_tables,
    years_of,
)
from jishan.trials.table_files import rows_of


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was brought, by its name."""

    name: str
    raw: bytes


def try_history(actor: Actor, version_id: int, *, year: str, now: datetime) -> int:
    """Try a version on a year of the village's own (`year`: the label of one of `years_of`).

    Returns the id of the kept trial.
    """
    draft = _draft(actor, version_id)
    years = years_of(actor.village_id, timezone.localdate(now))
    chosen = next((one for one in years if one.label == year), None)
    if chosen is None:
        raise NotFound
    asked: dict[str, Any] = {
        "year": chosen.label,
        "first": str(chosen.first),
        "until": str(chosen.last),
    }
    digest = _digest(_text(draft), asked, last_step(actor.village_id))
    asked |= {"new": _new_items(_before(actor, draft, now), draft)}
    return _kept(
        actor, version_id, "history", asked | _text(draft), digest,
        lambda: comparison_kept(on_history(actor.village_id, draft, chosen)), now=now,
    )  # fmt: skip


def try_tables(
    actor: Actor, version_id: int, *, roster: Upload, acts: Upload, now: datetime
) -> int:
    """Try a version on two tables that were brought, beside the version in force (or itself)."""
    draft = _draft(actor, version_id)
    before = _before(actor, draft, now)
    asked = {
        "roster": roster.name,
        "acts": acts.name,
        "new": _new_items(before, draft),
        "alone": before is draft,
    }
    files = [hashlib.sha256(one.raw).hexdigest() for one in (roster, acts)]
    digest = _digest(_text(draft), scheme_digest(before), files)

    def run() -> Any:
        tables = Tables(rows_of(roster.raw, roster.name), rows_of(acts.raw, acts.name))
        return comparison_kept(on_tables(before, draft, tables))

    return _kept(actor, version_id, "tables", asked | _text(draft), digest, run, now=now)


def try_imagined(
    actor: Actor, version_id: int, *, households: int, runs: int, seed: str, now: datetime
) -> int:
    """Try a version, and the one in force beside it, in villages drawn by lot."""
    draft = _draft(actor, version_id)
    current = in_force(actor.village_id, timezone.localdate(now))
    before = current.scheme if current is not None and _differs(current, draft) else None
    asked = {"households": households, "runs": runs, "seed": seed, "both": before is not None}
    digest = _digest(_text(draft), before and scheme_digest(before), asked)
    return _kept(
        actor, version_id, "imagined", asked | _text(draft), digest,
        lambda: imagined_kept(
            in_villages(before, draft, households=households, runs=runs, seed=seed)
        ),
        now=now,
    )  # fmt: skip


def _draft(actor: Actor, version_id: int) -> Scheme:
    """The document that is tried; refuses one that nothing can be reckoned with."""
    actor.require_whole(Permission.VIEW_LEDGER)
    _, scheme = version_page(actor, version_id)
    if not computable(check(scheme)):
        raise NotComputable
    return scheme


def _before(actor: Actor, draft: Scheme, now: datetime) -> Scheme:
    """What is in force; before anything was adopted the draft is compared with itself."""
    current = in_force(actor.village_id, timezone.localdate(now))
    return current.scheme if current is not None else draft


def _new_items(before: Scheme, draft: Scheme) -> list[str]:
    """Titles of items that nobody can have done yet: what past records cannot show."""
    return [item.title for item in draft.items if not before.has_item(item.code)]


def _differs(current: InForce, draft: Scheme) -> bool:
    return scheme_digest(current.scheme) != scheme_digest(draft)


def _text(draft: Scheme) -> dict[str, str]:
    """Which text was tried: a draft may be written on afterwards."""
    return {"text": scheme_digest(draft)}


def _digest(*inputs: Any) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _kept(
    actor: Actor,
    version_id: int,
    kind: str,
    asked: dict[str, Any],
    digest: str,
    run: Callable[[], Any],
    *,
    now: datetime,
) -> int:
    """Run unless the same has been run; keep the result in place of the last of its kind.

    It is reckoned before the transaction begins, so that nobody who posts has to wait for it.
    """
    rows = Trial.objects.filter(village_id=actor.village_id, version_id=version_id, kind=kind)
    done = rows.filter(digest=digest).values_list("id", flat=True).first()
    return done if done is not None else _keep(
        actor, version_id, kind, {"settings": asked, "digest": digest, "result": run()}, now=now
    )  # fmt: skip


@transaction.atomic
def _keep(actor: Actor, version_id: int, kind: str, found: dict[str, Any], *, now: datetime) -> int:
    values = found | {"run_by": actor.id, "at": now}
    rows = Trial.objects.filter(village_id=actor.village_id, version_id=version_id, kind=kind)
    if not rows.update(**values):
        Trial.objects.get_or_create(
            village_id=actor.village_id, version_id=version_id, kind=kind, defaults=values
        )
    record(actor, "scheme.tried", version_id, now=now, kind=kind)
    return rows.values_list("id", flat=True).get()
