"""Points are handed on at the counter, as far as the purse's clause goes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from jishan.claims.models import Bar
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.redemption import BarredFromSpending
from jishan.core.transfers import NotEnough, NoTransfer, TransferLimit, TransferTooFar
from jishan.demo.cast import Cast
from jishan.ledger.actions import NotEnoughPoints, post
from jishan.ledger.check import prove
from jishan.ledger.models import Account, Posting
from jishan.ledger.queries import earned_by_household
from jishan.moving.handing import (
    Giving,
    HandedOn,
    TransferKeyTaken,
    hand_on,
    take_back_transfer,
)
from jishan.moving.models import Transfer
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Resident
from tests.stories.road import adopt, key, posted


def own(document: dict[str, Any]) -> None:
    """Each has points of their own, and may hand five a month on inside the household."""
    document["subjects"]["kinds"] = ["household", "resident"]
    document["purses"].append(
        {"code": "own", "name": "个人分", "holder": "resident", "spendable": True, "floor": "zero",
         "transfer": {"between": "household", "points_max": 5, "per": "month"},
         "source": {"ids": ["S0-04"]}}
    )  # fmt: skip


@pytest.fixture
def family(village: Cast, now: datetime) -> tuple[int, int]:
    """张桂兰 with ten points of her own, and her child."""
    adopt(village, now, own)
    head, child = Resident.objects.filter(household_id=village.zhang.id).order_by("-head")
    posting = settle(
        key(), Kind.EARNING, now.date(), [(AccountRef("resident", head.id, "own"), 1000)]
    )
    post(village.clerk, posting, now=now, code="claim.posted")
    return head.id, child.id


def give(
    village: Cast, people: tuple[int, int], now: datetime, points: int, **said: Any
) -> HandedOn:
    home = village.zhang.id
    giving = said.pop("giving", None) or Giving(home, home, *people)
    mine = said.pop("mine", None) or key()
    actor = said.pop("actor", village.shopkeeper)
    return hand_on(actor, giving, points=Points(points), key=mine, now=now, **said)


def held(*people: int) -> list[int]:
    rows = Account.objects.filter(holder_kind="resident", purse="own")
    found = dict(rows.values_list("holder_id", "balance"))
    return [found.get(one, 0) for one in people]


def written() -> tuple[int, int, int]:
    return Transfer.objects.count(), Posting.objects.count(), AuditEvent.objects.count()


def test_points_go_from_one_to_the_other_and_count_as_nothing_else(
    village: Cast, now: datetime, family: tuple[int, int]
) -> None:
    year = {"since": now.date().replace(day=1), "until": now.date()}
    before = earned_by_household(village.taoyuan.id, purse="own", **year)

    made = give(village, family, now, 250, mine="k")
    again = give(village, family, now, 250, mine="k")

    assert (made.purse, made.points, again.repeated, again.id) == ("own", 250, True, made.id)
    assert held(*family) == [750, 250]
    assert earned_by_household(village.taoyuan.id, purse="own", **year) == before
    assert prove(village.taoyuan.id).differences == ()


def test_the_limit_is_of_a_month_and_what_was_taken_back_does_not_count(
    village: Cast, now: datetime, family: tuple[int, int]
) -> None:
    first = give(village, family, now, 400)
    before = written()
    with pytest.raises(TransferLimit):
        give(village, family, now, 200)
    assert written() == before

    take_back_transfer(village.shopkeeper, first.id, now=now)
    take_back_transfer(village.shopkeeper, first.id, now=now)
    assert held(*family) == [1000, 0]
    give(village, family, now, 500)
    give(village, family, now + timedelta(days=31), 500)
    assert held(*family) == [0, 1000]


def test_what_is_refused_changes_nothing(
    village: Cast, now: datetime, family: tuple[int, int]
) -> None:
    home, far = village.zhang.id, village.far.id
    stranger = Resident.objects.get(household_id=far, head=True).id
    made = give(village, family, now, 100, mine="taken")
    before = written()

    def no(refusal: type[Refusal], points: int = 100, **said: Any) -> None:
        with pytest.raises(refusal):
            give(village, family, now, points, **said)
        assert written() == before

    no(TransferKeyTaken, 200, mine="taken")
    no(NotEnough, 901)
    no(NoTransfer, purse="spend")
    no(TransferTooFar, giving=Giving(home, far, family[0], stranger))
    no(TransferTooFar, giving=Giving(home, home))
    no(NotFound, giving=Giving(home, home, stranger, family[1]))
    no(NotFound, giving=Giving(village.elsewhere.id, home, family[0], family[1]))
    no(NotAllowed, actor=village.clerk)
    with pytest.raises(NotAllowed):
        take_back_transfer(village.clerk, made.id, now=now)
    spent = settle(
        key(), Kind.REDEMPTION, now.date(), [(AccountRef("resident", family[1], "own"), -50)]
    )
    post(village.shopkeeper, spent, now=now, code="redemption.collected")
    before = written()
    with pytest.raises(NotEnoughPoints):
        take_back_transfer(village.shopkeeper, made.id, now=now)
    assert written() == before


def test_who_is_barred_from_spending_hands_nothing_on(
    village: Cast, now: datetime, family: tuple[int, int]
) -> None:
    claim = posted(village, now)
    Bar.objects.create(
        village_id=village.taoyuan.id, household_id=village.zhang.id, claim_id=claim.id,
        clause="x", bars=["spending"], since=now.date(), until=now.date(),
    )  # fmt: skip
    before = written()

    with pytest.raises(BarredFromSpending):
        give(village, family, now, 100)

    assert written() == before
