"""What is typed on the pages of the editor is kept beside the draft until it is kept in it, so that
a lost line, a session that ran out or a closed window loses nothing. Everybody has his own."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jishan.core.access import Actor
from jishan.foundation.tenancy import new_id
from jishan.schemes.drafts import Draft
from jishan.schemes.models import Unsaved

LENGTH_MAX = 200_000
"""Longer than any page of the editor: more than this is not kept beside the draft."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page that was not kept. `same`: the draft has not changed since."""

    part: str
    typed: Any
    at: datetime
    same: bool


def keep_unsaved(actor: Actor, draft: Draft, *, part: str, typed: Any, now: datetime) -> None:
    """Put by what stands on the page, in place of what was put by before. No step of the road, so
    the audit log says nothing of it."""
    if len(json.dumps(typed)) > LENGTH_MAX:
        return
    row = Unsaved(
        village_id=actor.village_id,
        id=new_id(),
        version_id=draft.id,
        part=part,
        typed=typed,
        seen=draft.digest,
        typed_by=actor.id,
        at=now,
    )
    Unsaved.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["village", "version", "part", "typed_by"],
        update_fields=["typed", "seen", "at"],
    )


def drop_unsaved(actor: Actor, draft: Draft, *, part: str) -> None:
    """The page was kept in the draft, or is not wanted any more."""
    _own(actor, draft).filter(part=part).delete()


def unsaved_of(actor: Actor, draft: Draft) -> tuple[Waiting, ...]:
    """What the actor has put by of this draft, the last first."""
    rows = _own(actor, draft).order_by("-at")
    return tuple(Waiting(row.part, row.typed, row.at, row.seen == draft.digest) for row in rows)


def _own(actor: Actor, draft: Draft) -> Any:
    return Unsaved.objects.filter(
        village_id=actor.village_id, version_id=draft.id, typed_by=actor.id
    )
