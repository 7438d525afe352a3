"""Posted claims, as the claims room leaves them, and schemes with titles: for rankings' tests."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml

from jishan.claims.models import Claim
from jishan.core.access import Actor
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import post, reverse_posting
from jishan.registry.models import Household
from jishan.schemes.models import Scheme, SchemeVersion
from jishan.schemes.queries import version_in_force


def scheme_with(**changes: Any) -> Document:
    """桃源村's document with parts of it replaced."""
    return Document.model_validate(yaml.safe_load(TAOYUAN.read_text("utf-8")) | changes)


def adopt(village: Cast, now: datetime, **changes: Any) -> Document:
    """The document comes into force in 桃源村 as a further version."""
    document = scheme_with(**changes)
    scheme = Scheme.objects.get(organization_id=village.taoyuan.id)
    SchemeVersion.objects.create(
        scheme=scheme,
        number=SchemeVersion.objects.filter(scheme=scheme).count() + 1,
        document=to_document(document),
        digest=scheme_digest(document),
        state="adopted",
        in_force_from=date(2025, 1, 1),
        created_by=village.secretary.id,
        created_at=now,
    )
    return document


def add_households(village: Cast, count: int) -> list[int]:
    """More households of 桃源村, in its first two groups by turns."""
    groups = (village.group_one.id, village.group_two.id)
    made = [
        Household(
            village_id=village.taoyuan.id,
            group_id=groups[number % 2],
            number=f"TZ{number:03d}",
            number_order=f"TZ{number:06d}",
            head_name=f"周{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
            door_code=f"DRTZ{number:04d}",
            since=date(2020, 1, 1),
        )
        for number in range(count)
    ]
    Household.objects.bulk_create(made)
    return [one.id for one in made]


def posted(
    actor: Actor,
    household_id: int,
    points: int,
    *,
    day: date,
    now: datetime,
    item: str = "lane-sweep",
    purses: Sequence[str] = ("honour",),
    act: Mapping[str, Any] | None = None,
    reasons: Sequence[Any] = (),
    resident_id: int | None = None,
    kind: str = "item",
    state: str = "posted",
    category: str = "env",
) -> Claim:
    """A claim in the book. `points` go to each of the purses of the household."""
    claim = Claim(
        village_id=actor.village_id,
        number=Claim.objects.filter(village_id=actor.village_id).count() + 1,
        key=f"test:{new_id()}",
        kind=kind,
        version_id=version_in_force(actor.village_id, day).version_id,
        household_id=household_id,
        resident_id=resident_id,
        item=item,
        category=category,
        day=day,
        act=dict(act or {}),
        origin="recorded",
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
        state=state,
        stage="enter",
        points=points,
        credits=[[purse, f"h{household_id}", points] for purse in purses],
        reasons=list(reasons),
    )
    claim.save()
    if points and state == "posted":
        entries = [(AccountRef("household", household_id, purse), points) for purse in purses]
        entry_kind = Kind.EARNING if points > 0 else Kind.DEDUCTION
        posting = settle(f"claim:{claim.id}", entry_kind, day, entries)
        floors: dict[str, int | None] = {"honour": None, "spend": 0}
        claim.posting_id = post(
            actor, posting, now=now, code="claim.posted", source_id=claim.id, floors=floors
        ).id
        claim.save(update_fields=["posting_id"])
    return claim


def reversed_claim(actor: Actor, claim: Claim, *, day: date, now: datetime) -> None:
    assert claim.posting_id is not None
    reverse_posting(
        actor, claim.posting_id, key=f"reverse:{claim.id}", day=day, now=now, code="claim.reversed"
    )
    claim.state = "reversed"
    claim.save(update_fields=["state"])
