"""Goods for points: never more than there is, undone in time, by nobody from elsewhere."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction

from jishan.claims.models import Bar, Claim
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.entrance.words import worded
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import post
from jishan.ledger.models import Posting
from jishan.ledger.queries import balance_of
from jishan.orgs.models import AuditEvent
from jishan.schemes.models import SchemeVersion
from jishan.shop import queries
from jishan.shop.actions import cancel_redemption
from jishan.shop.bulk import look, sell_at_once, sell_stepwise
from jishan.shop.goods import add_product, change_price, stock_in, stocktake
from jishan.shop.models import Product, Redemption, StockMovement
from tests.departments.counter import SECOND, adopt_redemption, everything, grant, refused, take


def test_redeem_takes_price_times_quantity_and_the_goods(
    village: Cast, rice: Product, now: datetime
) -> None:
    redemption = take(village, rice, now=now, quantity=2, collected_by=" 张明 ")
    rice.refresh_from_db()
    assert rice.stock == 8
    assert balance_of(village.taoyuan.id, village.zhang.id, "spend") == 80_00
    receipt = queries.receipt(village.shopkeeper, redemption.id, now=now + 3 * SECOND)
    assert (receipt.number, receipt.masked, receipt.group) == (1, "张*兰", "一组")
    assert (receipt.product, receipt.spec, receipt.quantity) == ("大米", "5 kg", 2)
    assert (receipt.unit_price, receipt.points, receipt.balance) == (60_00, 120_00, 80_00)
    assert (receipt.collected_by, receipt.clerk, receipt.undo) == ("张明", "孙店主", 7)
    posting = Posting.objects.get(village_id=village.taoyuan.id, id=redemption.posting_id)
    assert (posting.kind, posting.source_id) == ("redemption", redemption.id)
    assert posting.memo == "大米 5 kg ×2"
    event = AuditEvent.objects.get(code="redemption.collected")
    assert (event.object_id, event.actor_id) == (redemption.id, village.shopkeeper.id)


def test_the_same_key_is_the_same_redemption_whatever_else_is_said(
    village: Cast, rice: Product, now: datetime
) -> None:
    first = take(village, rice, now=now)
    before = everything(village)
    again = take(village, rice, now=now, quantity=3, collected_by="别人")
    other = take(village, rice, now=now, household=village.liu_neighbour.id)
    assert (again.id, other.id) == (first.id, first.id)
    assert everything(village) == before
    rice.refresh_from_db()
    assert take(village, rice, now=now, key="k2").number == 2


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_is_between_1_and_99(
    village: Cast, rice: Product, now: datetime, quantity: int
) -> None:
    no = refused(village, lambda: take(village, rice, now=now, quantity=quantity))
    assert no.code == "shop.quantity_not_possible"


def test_no_more_than_there_is(village: Cast, rice: Product, now: datetime) -> None:
    grant(village, village.zhang.id, 1000_00, now=now, key="more")
    no = refused(village, lambda: take(village, rice, now=now, quantity=11))
    assert no.code == "shop.out_of_stock"
    assert no.facts == {"name": "大米", "stock": 10, "unit": "袋", "quantity": 11}
    take(village, rice, now=now, quantity=10)
    no = refused(village, lambda: take(village, rice, now=now, key="k2"))
    assert (no.code, no.facts) == ("shop.sold_out", {"name": "大米"})


def test_no_more_than_the_household_has(village: Cast, rice: Product, now: datetime) -> None:
    no = refused(village, lambda: take(village, rice, now=now, quantity=4))
    assert no.code == "shop.not_enough_points"
    assert worded(no).sentence == "积分不够：要 240 分，这户现有 200 分。"


def test_a_household_without_any_points_is_told_where_it_begins(
    village: Cast, rice: Product, now: datetime
) -> None:
    poor = village.liu_neighbour.id
    no = refused(village, lambda: take(village, rice, now=now, household=poor))
    assert (no.code, no.facts) == (
        "shop.below_beginning",
        {"balance_points": 0, "begin_points": 10_00},
    )


def test_hs_19_parameterised_both_ways(village: Cast, rice: Product, now: datetime) -> None:
    adopt_redemption(village, now=now, begin_at=100, must_stay=100)
    assert take(village, rice, now=now).balance == 140_00
    no = refused(village, lambda: take(village, rice, now=now, key="k2"))
    assert (no.code, no.facts["stay_points"]) == ("shop.too_little_would_stay", 100_00)


def test_a_limit_forgets_what_was_cancelled(village: Cast, rice: Product, now: datetime) -> None:
    adopt_redemption(village, now=now, limits=[{"times": 1, "per": "quarter"}])
    first = take(village, rice, now=now)
    no = refused(village, lambda: take(village, rice, now=now, key="k2"))
    assert no.code == "shop.times_limit_reached"
    assert worded(no).sentence == "从 2026年1月1日 到 2026年3月31日 每户最多兑 1 次，这户已经兑满。"
    cancel_redemption(village.shopkeeper, first.id, now=now)
    assert take(village, rice, now=now, key="k2").number == 2


def test_outside_the_window_nothing_is_redeemed(
    village: Cast, rice: Product, now: datetime
) -> None:
    adopt_redemption(village, now=now, windows=[{"every": "quarter", "last_days": 5}])
    no = refused(village, lambda: take(village, rice, now=now))
    assert (no.code, no.facts) == ("shop.window_closed", {"opens_on": date(2026, 3, 27)})
    assert take(village, rice, now=now.replace(day=27)).points == 60_00


def test_a_household_barred_from_spending_waits_until_the_bar_ends(
    village: Cast, rice: Product, now: datetime
) -> None:
    version = SchemeVersion.objects.get(scheme__organization_id=village.taoyuan.id)
    veto = {"code": "cheat", "name": "弄虚作假", "bars": ["spending"], "lasts": {"days": 2}}
    claim = Claim.objects.create(
        village_id=village.taoyuan.id,
        number=1,
        key="veto",
        kind="veto",
        version_id=version.pk,
        household_id=village.zhang.id,
        item="cheat",
        category="",
        day=date(2026, 3, 1),
        origin="document",
        submitted_at=now,
        submitted_kind="staff",
        submitted_by=1,
        awaiting_since=now,
    )
    Bar.objects.create(
        village_id=village.taoyuan.id,
        household_id=village.zhang.id,
        claim_id=claim.id,
        clause="cheat",
        bars=["spending"],
        since=date(2026, 3, 1),
        until=date(2026, 3, 2),
    )
    adopt_redemption(village, now=now, vetoes=[veto])
    no = refused(village, lambda: take(village, rice, now=now))
    assert no.code == "shop.barred_from_spending"
    assert take(village, rice, now=now + timedelta(days=1)).points == 60_00


def test_a_scheme_without_redemption_sells_nothing(
    village: Cast, rice: Product, now: datetime
) -> None:
    adopt_redemption(village, now=now)
    newest = SchemeVersion.objects.order_by("-id")[0]
    document = {key: part for key, part in newest.document.items() if key != "redemption"}
    SchemeVersion.objects.create(
        scheme=newest.scheme,
        number=3,
        document=document,
        digest=sha256(repr(document).encode()).hexdigest(),
        state="adopted",
        in_force_from=date(2026, 3, 2),
        created_by=newest.created_by,
        created_at=now,
    )
    assert refused(village, lambda: take(village, rice, now=now)).code == "shop.no_redemption"


def test_a_purse_of_residents_does_not_pay_at_this_counter(
    village: Cast, rice: Product, now: datetime
) -> None:
    adopt_redemption(village, now=now)
    newest = SchemeVersion.objects.order_by("-id")[0]
    own = {
        "code": "own",
        "name": "个人分",
        "holder": "resident",
        "spendable": True,
        "floor": "zero",
    }
    document = {**newest.document, "redemption": {"purse": "own"}}
    document["purses"] = [*newest.document["purses"], own]
    SchemeVersion.objects.create(
        scheme=newest.scheme,
        number=3,
        document=document,
        digest=sha256(repr(document).encode()).hexdigest(),
        state="adopted",
        in_force_from=date(2026, 3, 2),
        created_by=newest.created_by,
        created_at=now,
    )
    no = refused(village, lambda: take(village, rice, now=now))
    assert no.code == "shop.purse_not_of_households"


def test_cancelling_returns_points_and_goods_once(
    village: Cast, rice: Product, now: datetime
) -> None:
    redemption = take(village, rice, now=now, quantity=2)
    cancel_redemption(village.shopkeeper, redemption.id, now=now + 10 * SECOND)
    before = everything(village)
    again = cancel_redemption(village.shopkeeper, redemption.id, now=now + timedelta(days=3))
    assert again.state == "cancelled"
    assert everything(village) == before
    rice.refresh_from_db()
    assert rice.stock == 10
    assert balance_of(village.taoyuan.id, village.zhang.id, "spend") == 200_00
    movement = StockMovement.objects.get(kind="cancellation")
    assert (movement.quantity, movement.balance, movement.redemption_id) == (2, 10, redemption.id)
    assert AuditEvent.objects.filter(code="redemption.cancelled").count() == 1
    receipt = queries.receipt(village.shopkeeper, redemption.id, now=now + 11 * SECOND)
    assert (receipt.undo, receipt.cancelled_at) == (0, now + 10 * SECOND)


def test_after_ten_seconds_a_reason_is_wanted_and_after_the_day_nothing_helps(
    village: Cast, rice: Product, now: datetime
) -> None:
    redemption = take(village, rice, now=now)

    def cancel(when: datetime, reason: str = "") -> Redemption:
        return cancel_redemption(village.shopkeeper, redemption.id, now=when, reason=reason)

    assert refused(village, lambda: cancel(now + 11 * SECOND)).code == "shop.reason_wanted"
    tomorrow = now + timedelta(days=1)
    assert refused(village, lambda: cancel(tomorrow, "拿错")).code == "shop.too_late_to_cancel"
    cancel(now + timedelta(hours=14), " 拿错了 ")
    reversal = Posting.objects.get(reverses_id=redemption.posting_id)
    assert (reversal.memo, reversal.kind) == ("拿错了", "redemption")
    assert StockMovement.objects.get(kind="cancellation").note == "拿错了"


def test_another_village_is_not_found_and_readers_do_not_sell(
    village: Cast, rice: Product, now: datetime
) -> None:
    redemption = take(village, rice, now=now)
    keeper_elsewhere = replace(village.shopkeeper, village_id=village.liushu.id)

    def elsewhere(actor: Actor, household: int) -> None:
        take(village, rice, now=now, key="k2", actor=actor, household=household)

    for step in (
        lambda: elsewhere(keeper_elsewhere, village.zhang.id),
        lambda: elsewhere(keeper_elsewhere, village.elsewhere.id),
        lambda: elsewhere(village.shopkeeper, village.elsewhere.id),
        lambda: cancel_redemption(keeper_elsewhere, redemption.id, now=now),
        lambda: stock_in(
            keeper_elsewhere, rice.id, quantity=1, donated=False, value_fen=0, key="e", now=now
        ),
        lambda: queries.receipt(keeper_elsewhere, redemption.id, now=now),
        lambda: queries.product(keeper_elsewhere, rice.id),
    ):
        assert isinstance(refused(village, step), NotFound)
    for actor in (village.clerk, village.supervisor, village.grid_worker, village.zhang_actor):
        no = refused(village, lambda actor=actor: elsewhere(actor, village.zhang.id))
        assert isinstance(no, NotAllowed)
    for reader in (village.supervisor, village.secretary, village.township_officer):
        for forbidden in (
            partial(stocktake, reader, rice.id, counted=1, key="s", now=now),
            partial(add_product, reader, "盐", unit="袋", price=Points(1), key="s", now=now),
            partial(change_price, reader, rice.id, price=Points(1), now=now),
            partial(cancel_redemption, reader, redemption.id, now=now),
        ):
            assert isinstance(refused(village, forbidden), NotAllowed)


def test_one_look_finds_what_the_rows_say(village: Cast, rice: Product, now: datetime) -> None:
    own, zhang = village.taoyuan.id, village.zhang.id
    honour = AccountRef("household", zhang, "honour")
    posting = settle("h", Kind.EARNING, date(2026, 3, 1), [(honour, 7_00)])
    post(village.clerk, posting, now=now, code="claim.posted")
    with transaction.atomic():
        found = look(own, zhang, rice.id)
    assert found is not None
    product, balances = found
    seen = ("village_id", "id", "name", "spec", "unit", "price", "stock", "active")
    stored = Product.objects.get(village_id=own, id=rice.id)
    assert [getattr(product, name) for name in seen] == [getattr(stored, name) for name in seen]
    assert balances == {"spend": 200_00, "honour": 7_00}
    with transaction.atomic():
        assert look(own, village.liu_neighbour.id, rice.id) is None  # no purse was opened yet
        assert look(village.liushu.id, zhang, rice.id) is None


def test_who_redeems_for_a_part_of_the_village_finds_no_shelf(
    village: Cast, rice: Product, now: datetime
) -> None:
    take(village, rice, now=now)
    groups = {Permission.REDEEM: frozenset(range(1_000))}
    in_groups = replace(village.shopkeeper, whole=frozenset(), grouped=groups)
    no = refused(village, lambda: take(village, rice, now=now, key="k2", actor=in_groups))
    assert isinstance(no, NotFound)


def row_of(redemption: Redemption) -> dict[str, Any]:
    """A redemption with its movement as the database has them, without what differs by nature."""
    made = Redemption.objects.values().get(id=redemption.id)
    moved = StockMovement.objects.values().get(redemption_id=redemption.id)
    own = {"id", "number", "key", "redemption_id", "balance"}
    return {
        **{f"made {name}": value for name, value in made.items() if name not in own},
        **{f"moved {name}": value for name, value in moved.items() if name not in own},
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one statement on PostgreSQL only")
def test_one_statement_writes_what_the_steps_write(
    village: Cast, rice: Product, now: datetime
) -> None:
    template = take(village, rice, now=now)

    def unsold(key: str, **changed: Any) -> Redemption:
        fields = {
            field.attname: getattr(template, field.attname)
            for field in Redemption._meta.concrete_fields
        }
        return Redemption(**{**fields, "id": new_id(), "key": key, **changed})

    at_once, stepwise = unsold("a"), unsold("b")
    assert sell_at_once(at_once, rice.price)
    assert sell_stepwise(stepwise, rice.price)
    assert (at_once.number, stepwise.number) == (2, 3)
    assert row_of(at_once) == row_of(stepwise)
    rice.refresh_from_db()
    assert rice.stock == 7
    before = everything(village)
    for way in (sell_at_once, sell_stepwise):
        assert not way(unsold("c", quantity=8), rice.price)
        assert not way(unsold("d"), 1)
    assert everything(village) == before
