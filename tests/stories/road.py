"""The steps that stories share: each through the real actions, with keys of its own."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import yaml

from jishan.claims.actions import (
    Moved,
    Published,
    post_due_claims,
    publish_claims,
    record_claim,
    review_claim,
    submit_claim,
    verify_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.models import Claim
from jishan.core.access import clock_actor
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.core.scheme.reading import from_plain
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.demo.households import DemoHousehold
from jishan.ledger.models import Account, Entry, Posting
from jishan.notices.models import NoticeRow
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Household, Resident
from jishan.registry.stays import Begun, begin_stays
from jishan.schemes.models import Scheme, SchemeVersion

_keys = count(1)
Change = Callable[[dict[str, Any]], None]


def key() -> str:
    return f"story-{next(_keys)}"


def days(number: int) -> timedelta:
    return timedelta(days=number)


def adopt(village: Cast, now: datetime, change: Change) -> SchemeVersion:
    """桃源村's document, changed, in force from 1 February 2026."""
    document: dict[str, Any] = deepcopy(yaml.safe_load(TAOYUAN.read_text("utf-8")))
    change(document)
    read = from_plain(document)
    scheme = Scheme.objects.create(
        organization_id=village.taoyuan.id, code=f"changed-{next(_keys)}", name=read.name
    )
    return SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        document=to_document(read),
        digest=scheme_digest(read),
        state="adopted",
        in_force_from=date(2026, 2, 1),
        created_by=village.users["secretary"].pk,
        created_at=now,
    )


def claimed(village: Cast, now: datetime, item: str = "lane-sweep", **act: Any) -> Moved:
    """张桂兰's household claims by card, for today unless a day is given."""
    act.setdefault("day", now.date())
    new = NewClaim(village.zhang.id, item, **act)
    return submit_claim(village.zhang_actor, new, key=key(), now=now)


def recorded(
    village: Cast,
    now: datetime,
    item: str,
    *,
    who: DemoHousehold | None = None,
    origin: str = "recorded",
    **act: Any,
) -> Moved:
    """The grid worker records what he saw on the spot."""
    act.setdefault("day", now.date())
    act.setdefault("place", "村口")
    act.setdefault("cause", "网格员巡查看到")
    new = NewClaim((who or village.zhang).id, item, **act)
    return record_claim(village.clerk, new, origin=origin, channel="on_site", key=key(), now=now)


def verified(village: Cast, claim: Moved, now: datetime, **seen: Any) -> Moved:
    return verify_claim(village.grid_worker, claim.id, accepted=True, key=key(), now=now, **seen)


def reviewed(village: Cast, claim: Moved, now: datetime) -> Moved:
    """Two voices of the panel: the quorum."""
    for member in village.panel[:2]:
        claim = review_claim(member, claim.id, accepted=True, key=key(), now=now)
    return claim


def decided(village: Cast, claim: Moved, now: datetime) -> Moved:
    return reviewed(village, verified(village, claim, now), now)


def published(village: Cast, now: datetime) -> Published:
    return publish_claims(village.clerk, key=key(), now=now)


def on_notice(village: Cast, now: datetime, item: str = "lane-sweep", **act: Any) -> Moved:
    claim = decided(village, claimed(village, now, item, **act), now)
    published(village, now)
    return claim


def tick(village: Cast, now: datetime) -> None:
    post_due_claims(clock_actor(village.taoyuan.id), now=now)


def posted(village: Cast, now: datetime, item: str = "lane-sweep", **act: Any) -> Moved:
    """A claim all the way into the book, four days later."""
    claim = on_notice(village, now, item, **act)
    tick(village, now + days(4))
    return claim


def row_of(claim: Moved) -> NoticeRow:
    """The claim's first line on the board."""
    return NoticeRow.objects.filter(subject_id=claim.id).order_by("id")[0]


def stored(claim: Moved) -> Claim:
    return Claim.objects.get(id=claim.id)


def purses(household_id: int) -> dict[str, int]:
    """Balances of a household's accounts by purse."""
    accounts = Account.objects.filter(household_id=household_id)
    return dict(accounts.order_by("purse").values_list("purse", "balance"))


def written() -> tuple[int, int, int, int]:
    """How many claims, postings, entries, audit lines there are: what no refusal may move."""
    return (
        Claim.objects.count(),
        Posting.objects.count(),
        Entry.objects.count(),
        AuditEvent.objects.count(),
    )


def neighbours(village: Cast, number: int) -> list[int]:
    """So many more households of the first group, each with one resident; their ids."""
    homes = [
        Household(
            village_id=village.taoyuan.id,
            group_id=village.group_one.id,
            number=f"N{n:04d}",
            head_name=f"赵{n}",
            door_code=f"NB{n:06d}",
            since=date(2020, 1, 1),
        )
        for n in range(number)
    ]
    Household.objects.bulk_create(homes)
    people = Resident.objects.bulk_create(
        Resident(
            village_id=home.village_id,
            household_id=home.id,
            name=home.head_name,
            head=True,
            since=home.since,
        )
        for home in homes
    )
    begun = [Begun(one.id, one.household_id, one.since) for one in people]
    begin_stays(village.taoyuan.id, begun, how="roster")
    return [home.id for home in homes]
