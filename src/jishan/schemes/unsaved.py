"""What is typed on the pages of the editor is kept beside the draft until it is kept in it, so that
a lost line, a session that ran out or a closed window loses nothing. So is what the last press has
changed in the draft, so that it can be taken back. Everybody has his own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jishan.core.access import Actor
from jishan.foundation.tenancy import new_id
from jishan.schemes.drafts import Draft, save_part
from jishan.schemes.models import Unsaved

LENGTH_MAX = 200_000
"""Longer than any page of the editor: more than this is not kept beside the draft."""
BEFORE_MAX = 2_000_000
_BEFORE = "~before"
"""The key of what can be taken back: no page is called so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page that was not kept. `same`: the draft has not changed since."""

    part: str
    typed: Any
    at: datetime
    same: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What can be taken back while nobody has changed the draft since. `said`: what was done, in
    words; `part`: of which part of the document; `undone`: it was taken back already, and can be
    done again."""

    said: str
    part: str
    undone: bool


def keep_unsaved(actor: Actor, draft: Draft, *, part: str, typed: Any, now: datetime) -> None:
    """Put by what stands on the page, in place of what was put by before. No step of the road, so
    the audit log says nothing of it."""
    if len(json.dumps(typed)) <= LENGTH_MAX:
        _keep(actor, draft, part=part, typed=typed, now=now)


def keep_before(
    actor: Actor,
    before: Draft,
    after: Draft,
    *,
    said: str,
    now: datetime,
    undone: bool = False,
) -> None:
    """Put by how the parts were that a press has changed; nothing where it changed nothing."""
    was, is_now = before.document, after.document
    parts = {name: was.get(name) for name in {**was, **is_now} if was.get(name) != is_now.get(name)}
    typed = {"said": said, "parts": parts, "undone": undone}
    if parts and len(json.dumps(typed, ensure_ascii=False)) <= BEFORE_MAX:
        _keep(actor, after, part=_BEFORE, typed=typed, now=now)


def before_of(actor: Actor, draft: Draft) -> Before | None:
    """What the actor's last press has changed, if nothing has changed since."""
    typed = _before(actor, draft)
    if typed is None:
        return None
    return Before(typed["said"], next(iter(typed["parts"])), typed["undone"])


def take_back(actor: Actor, draft: Draft, *, seen: str, now: datetime) -> Draft:
    """Put the parts as they were before the last press; that can be taken back in turn. With
    nothing to take back the draft stays as it is."""
    typed = _before(actor, draft)
    if typed is None:
        return draft
    back = save_part(actor, draft.id, path=(), value=typed["parts"], seen=seen, now=now)
    undone = not typed["undone"]
    keep_before(actor, draft, back, said=typed["said"], now=now, undone=undone)
    return back


def _before(actor: Actor, draft: Draft) -> Mapping[str, Any] | None:
    found = _own(actor, draft).filter(part=_BEFORE, seen=draft.digest).first()
    return found.typed if found else None


def _keep(actor: Actor, draft: Draft, *, part: str, typed: Any, now: datetime) -> None:
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
    rows = _own(actor, draft).exclude(part=_BEFORE).order_by("-at")
    return tuple(Waiting(row.part, row.typed, row.at, row.seen == draft.digest) for row in rows)


def _own(actor: Actor, draft: Draft) -> Any:
    return Unsaved.objects.filter(
        village_id=actor.village_id, version_id=draft.id, typed_by=actor.id
    )
