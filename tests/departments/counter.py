"""The points shop as its tests use it: points to spend, a rule, something taken, a refusal."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.demo.cast import Cast
from jishan.entrance.words import worded
from jishan.ledger.actions import post
from jishan.ledger.models import Posting
from jishan.ledger.queries import balance_of
from jishan.orgs.models import AuditEvent
from jishan.schemes.models import SchemeVersion
from jishan.shop.actions import redeem
from jishan.shop.models import Product, Redemption, StockMovement

SECOND = timedelta(seconds=1)


def grant(village: Cast, household_id: int, points: int, *, now: datetime, key: str = "g") -> None:
    """Points in the household's spendable purse, as a closed notice would have posted them."""
    account = AccountRef("household", household_id, "spend")
    posting = settle(f"{key}:{household_id}", Kind.EARNING, date(2026, 3, 1), [(account, points)])
    post(village.clerk, posting, now=now, code="claim.posted")


def adopt_redemption(village: Cast, *, now: datetime, vetoes: Any = None, **rule: Any) -> None:
    """The same scheme with another rule of redemption, in force from today."""
    before = SchemeVersion.objects.get(scheme__organization_id=village.taoyuan.id)
    document = {**before.document, "redemption": {"purse": "spend", **rule}}
    if vetoes is not None:
        document["vetoes"] = vetoes
    SchemeVersion.objects.create(
        scheme=before.scheme,
        number=before.number + 1,
        document=document,
        digest=sha256(repr(document).encode()).hexdigest(),
        state="adopted",
        in_force_from=date(2026, 3, 1),
        created_by=before.created_by,
        created_at=now,
    )


def take(village: Cast, product: Product, *, now: datetime, **wanted: Any) -> Redemption:
    fields: dict[str, Any] = {"quantity": 1, "collected_by": "", "key": "k1", **wanted}
    household = fields.pop("household", village.zhang.id)
    actor = fields.pop("actor", village.shopkeeper)
    return redeem(actor, household, product.id, now=now, **fields)


def everything(village: Cast) -> tuple[Any, ...]:
    """All that a refused step must leave as it was."""
    where = {"village_id": village.taoyuan.id}
    return (
        tuple(Product.objects.filter(**where).order_by("id").values_list()),
        Redemption.objects.filter(**where).values_list("id", "state").count(),
        tuple(Redemption.objects.filter(**where).order_by("id").values_list("id", "state")),
        StockMovement.objects.filter(**where).count(),
        Posting.objects.filter(**where).count(),
        AuditEvent.objects.filter(**where).count(),
        balance_of(village.taoyuan.id, village.zhang.id, "spend"),
    )


def refused(village: Cast, step: Any) -> Refusal:
    """Take the step, which must be refused and change nothing; its words must be there."""
    before = everything(village)
    with pytest.raises(Refusal) as caught:
        step()
    assert everything(village) == before
    assert "{" not in worded(caught.value).sentence
    return caught.value
