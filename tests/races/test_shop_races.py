"""Market day: whatever is pressed at once, exactly the stock is sold and nobody overspends."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.db.models import Sum

from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.demo.cast import Cast, found_cast
from jishan.ledger.actions import post
from jishan.ledger.models import Account, Entry, Posting
from jishan.ledger.queries import balance_of
from jishan.schemes.models import SchemeVersion
from jishan.shop.actions import cancel_redemption, redeem
from jishan.shop.goods import add_product, change_price, stock_in, stocktake
from jishan.shop.models import Product, Redemption, StockMovement
from tests.races.racing import together

Step = Callable[[], object]
THREADS = 24


@pytest.fixture
def market(racing_db: None, now: datetime) -> Cast:
    """桃源村 in a database in which every thread commits."""
    return found_cast(now=now)


def at_once(steps: Sequence[Step]) -> list[object]:
    """Take all steps from threads that start together; what each returned or was refused."""
    count = min(THREADS, len(steps))
    parts = together([partial(_one_after_another, steps[n::count]) for n in range(count)])
    return [outcome for part in parts if isinstance(part, list) for outcome in part]


def _one_after_another(steps: Sequence[Step]) -> list[object]:
    outcomes: list[object] = []
    for step in steps:
        try:
            outcomes.append(step())
        except Refusal as refusal:
            outcomes.append(refusal)
    return outcomes


def grant(market: Cast, household_id: int, points: int, now: datetime) -> None:
    account = AccountRef("household", household_id, "spend")
    posting = settle(f"g:{household_id}", Kind.EARNING, date(2026, 3, 1), [(account, points)])
    post(market.clerk, posting, now=now, code="claim.posted")


def shelf(market: Cast, stock: int, price: int, now: datetime) -> Product:
    product = add_product(
        market.shopkeeper, "大米", unit="袋", price=Points(price), key="rice", now=now
    )
    stock_in(
        market.shopkeeper, product.id, quantity=stock, donated=False, value_fen=0, key="in", now=now
    )
    return product


def adopt(market: Cast, now: datetime, **rule: Any) -> None:
    before = SchemeVersion.objects.get(scheme__organization_id=market.taoyuan.id)
    SchemeVersion.objects.create(
        scheme=before.scheme,
        number=2,
        document={**before.document, "redemption": {"purse": "spend", **rule}},
        digest=sha256(repr(rule).encode()).hexdigest(),
        state="adopted",
        in_force_from=date(2026, 3, 1),
        created_by=1,
        created_at=now,
    )


def tally(outcomes: Sequence[object]) -> Counter[str]:
    """How many were done, and how many refused for what."""
    return Counter(o.code if isinstance(o, Refusal) else "done" for o in outcomes)


def check_books(market: Cast, product: Product) -> None:
    """Stock is the sum of its movements, a balance that of its entries, numbers have no gap."""
    village = {"village_id": market.taoyuan.id}
    product.refresh_from_db()
    moved = StockMovement.objects.filter(product_id=product.id, **village)
    assert moved.aggregate(sum=Sum("quantity"))["sum"] == product.stock >= 0
    for account in Account.objects.filter(**village).exclude(holder_kind="issuer"):
        entries = Entry.objects.filter(account_id=account.id, **village)
        assert entries.aggregate(sum=Sum("points"))["sum"] == account.balance >= 0
    numbers = Redemption.objects.filter(**village).order_by("number")
    found = list(numbers.values_list("number", flat=True))
    assert found == list(range(1, len(found) + 1))


def test_of_200_who_press_for_the_last_bag_one_gets_it(market: Cast, now: datetime) -> None:
    rice = shelf(market, 1, 1_00, now)
    homes = [market.zhang.id, market.liu_neighbour.id, market.far.id]
    for home in homes:
        grant(market, home, 500_00, now)
    steps = [
        partial(
            redeem,
            market.shopkeeper,
            homes[number % 3],
            rice.id,
            quantity=1,
            collected_by="",
            key=f"k{number}",
            now=now,
        )
        for number in range(200)
    ]
    assert tally(at_once(steps)) == {"done": 1, "shop.sold_out": 199}
    check_books(market, rice)
    assert sum(balance_of(market.taoyuan.id, home, "spend") for home in homes) == 1499_00
    assert Posting.objects.filter(kind="redemption").count() == 1


def test_a_form_sent_40_times_at_once_is_one_redemption(market: Cast, now: datetime) -> None:
    rice = shelf(market, 100, 10_00, now)
    grant(market, market.zhang.id, 500_00, now)
    grant(market, market.far.id, 500_00, now)
    steps = [
        partial(
            redeem,
            market.shopkeeper,
            (market.zhang.id, market.far.id)[number % 2],
            rice.id,
            quantity=1,
            collected_by="",
            key="one",
            now=now,
        )
        for number in range(40)
    ]
    outcomes = at_once(steps)
    assert len({o.id for o in outcomes if isinstance(o, Redemption)}) == 1
    assert tally(outcomes) == {"done": 40}
    check_books(market, rice)
    rice.refresh_from_db()
    assert (rice.stock, Redemption.objects.count()) == (99, 1)
    assert Posting.objects.filter(kind="redemption").count() == 1


@pytest.mark.parametrize(
    ("rule", "left", "refused"),
    [
        ({}, 10_00, "shop.not_enough_points"),
        ({"must_stay": 20}, 40_00, "shop.too_little_would_stay"),
        ({"limits": [{"times": 1, "per": "month"}]}, 70_00, "shop.times_limit_reached"),
    ],
)
def test_two_shops_at_once_never_take_more_than_the_rule_allows(
    market: Cast, now: datetime, rule: dict[str, Any], left: int, refused: str
) -> None:
    rice = shelf(market, 1000, 30_00, now)
    grant(market, market.zhang.id, 100_00, now)
    adopt(market, now, **rule)
    steps = [
        partial(
            redeem,
            market.shopkeeper,
            market.zhang.id,
            rice.id,
            quantity=1,
            collected_by="",
            key=f"k{number}",
            now=now,
        )
        for number in range(30)
    ]
    bought = (100_00 - left) // 30_00
    assert tally(at_once(steps)) == {"done": bought, refused: 30 - bought}
    check_books(market, rice)
    assert balance_of(market.taoyuan.id, market.zhang.id, "spend") == left


def test_cancelled_20_times_at_once_comes_back_once(market: Cast, now: datetime) -> None:
    rice = shelf(market, 5, 10_00, now)
    grant(market, market.zhang.id, 100_00, now)
    made = redeem(
        market.shopkeeper, market.zhang.id, rice.id, quantity=2, collected_by="", key="k", now=now
    )
    steps = [partial(cancel_redemption, market.shopkeeper, made.id, now=now)] * 20
    assert tally(at_once(steps)) == {"done": 20}
    check_books(market, rice)
    rice.refresh_from_db()
    assert (rice.stock, balance_of(market.taoyuan.id, market.zhang.id, "spend")) == (5, 100_00)


def test_goods_that_arrive_twice_at_once_are_entered_once(market: Cast, now: datetime) -> None:
    rice = shelf(market, 1, 10_00, now)
    salt = add_product(market.clerk, "食盐", unit="袋", price=Points(5_00), key="salt", now=now)
    steps = [
        partial(
            stock_in,
            market.clerk,
            (rice.id, salt.id)[number % 2],
            quantity=7,
            donated=False,
            value_fen=0,
            key="lorry",
            now=now,
        )
        for number in range(20)
    ]
    outcomes = at_once(steps)
    assert len({o.id for o in outcomes if isinstance(o, StockMovement)}) == 1
    assert StockMovement.objects.count() == 2
    check_books(market, rice)


def test_everything_pressed_at_once_leaves_true_books_and_no_deadlock(
    market: Cast, now: datetime
) -> None:
    rice = shelf(market, 20, 10_00, now)
    homes = [market.zhang.id, market.liu_neighbour.id, market.far.id]
    for home in homes:
        grant(market, home, 200_00, now)
    keeper = market.shopkeeper
    first = [
        redeem(keeper, home, rice.id, quantity=1, collected_by="", key=f"f{home}", now=now)
        for home in homes
    ]
    steps: list[Any] = []
    for number in range(30):
        home = homes[number % 3]
        wanted: dict[str, Any] = {
            "quantity": 1,
            "collected_by": "",
            "key": f"k{number}",
            "now": now,
        }
        steps.append(partial(redeem, keeper, home, rice.id, **wanted))
        steps.append(partial(cancel_redemption, keeper, first[number % 3].id, now=now))
    steps.append(partial(change_price, market.clerk, rice.id, price=Points(12_00), now=now))
    steps.append(
        partial(stocktake, market.clerk, rice.id, counted=9, note="少了", key="count", now=now)
    )
    found = set(tally(at_once(steps)))
    assert found <= {"done", "shop.sold_out", "shop.price_changed"}
    check_books(market, rice)
