"""P3: a counter on market day: redeem under contention, against raw SQL with the same guards.

Eight counters sell one product to three households; there are fewer bags than customers. After
every turn the shelf is empty to the bag and no household has less than nothing.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.engines import POSTGRESQL
from bench.harness import PAIRS, Figure, of_pairs
from bench.people import DAY, NOW, PURSE, BenchVillage, found_village
from bench.raw_counter import RawCounter
from jishan.core.access import Actor, Held, Role, staff_actor
from jishan.core.errors import Refusal
from jishan.foundation.tenancy import new_id
from jishan.ledger.models import Account
from jishan.schemes.models import Scheme, SchemeVersion
from jishan.shop.actions import redeem
from jishan.shop.models import Product, Redemption, StockMovement

TITLE = "a counter on market day"
ENGINES = (POSTGRESQL,)
TARGET = 0.35
_CLIENTS = 8
_CUSTOMERS = 60
_STOCK = _CLIENTS * _CUSTOMERS - 24
_PRICE = 100
_HOMES = 3

_DOCUMENT: dict[str, Any] = {
    "format": 1,
    "code": "market",
    "name": "市集",
    "organisation": "市集",
    "version": "1",
    "in_force_from": "2026-01-01",
    "subjects": {"kinds": ["household"]},
    "categories": [{"code": "all", "name": "全部"}],
    "purses": [
        {"code": PURSE, "name": "兑换分", "holder": "household", "spendable": True, "floor": "zero"}
    ],
    "process": {"default": [{"kind": "enter", "role": "clerk"}]},
    "redemption": {"purse": PURSE, "begin_at": "0.5", "must_stay": 0},
    "publicity": {"shows": ["totals"], "names": "masked", "deductions": "household_only"},
}


@dataclass(frozen=True)
class Market:
    """The same ground twice: a product and three households for each side."""

    village: BenchVillage
    keeper: Actor
    products: tuple[int, int]

    def homes(self, side: int) -> tuple[int, ...]:
        return tuple(range(side * _HOMES, (side + 1) * _HOMES))

    def stock_up(self, side: int) -> None:
        """Full shelf and full purses for one turn, put into the rows only."""
        Product.objects.filter(village_id=self.village.id, id=self.products[side]).update(
            stock=_STOCK
        )
        accounts = [self.village.accounts[home] for home in self.homes(side)]
        Account.objects.filter(village_id=self.village.id, id__in=accounts).update(
            balance=_CLIENTS * _CUSTOMERS * _PRICE
        )

    def check(self, side: int, turns: int) -> None:
        """Exactly the stock was sold, each bag once, and paid for."""
        product = {"village_id": self.village.id, "product_id": self.products[side]}
        sold = Redemption.objects.filter(**product).count()
        assert sold == StockMovement.objects.filter(**product).count() == turns * _STOCK, sold
        assert Product.objects.get(id=self.products[side]).stock == 0
        accounts = [self.village.accounts[home] for home in self.homes(side)]
        held = Account.objects.filter(id__in=accounts).values_list("balance", flat=True)
        assert min(held) >= 0
        assert sum(held) == (_HOMES * _CLIENTS * _CUSTOMERS - _STOCK) * _PRICE


def _found_market() -> Market:
    village = found_village("p3", 2 * _HOMES)
    scheme = Scheme.objects.create(organization_id=village.id, code="market", name="市集")
    SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        document=_DOCUMENT,
        digest="p3",
        state="adopted",
        in_force_from=DAY.replace(month=1, day=1),
        created_by=1,
        created_at=NOW,
    )
    keeper = staff_actor(2, village.id, (Held(Role.SHOPKEEPER, above=True),))
    first, second = (
        Product.objects.create(
            village_id=village.id, id=new_id(), key=name, name=name, unit="袋", price=_PRICE
        ).id
        for name in ("大米", "面粉")
    )
    return Market(village, keeper, (first, second))


def _serve(market: Market, number: int, turn: int) -> list[float]:
    """Our counter: so many customers one after the other; how long each took, in seconds."""
    taken, homes = [], market.homes(0)
    for customer in range(_CUSTOMERS):
        home = market.village.households[homes[(number + customer) % _HOMES]]
        start = time.perf_counter()
        with suppress(Refusal):  # the shelf is empty: that is part of the day
            redeem(
                market.keeper,
                home,
                market.products[0],
                quantity=1,
                collected_by="",
                key=f"{number}-{turn}-{customer}",
                now=timezone.now(),
            )
        taken.append(time.perf_counter() - start)
    return taken


def _client(number: int, market: Market, barrier: Barrier, answers: Any) -> None:
    """One counter of each side; `barrier` opens and closes every turn."""
    raw = RawCounter(market.village, market.products[1], market.homes(1), number)
    connection.ensure_connection()
    taken: list[float] = []
    for turn in range(PAIRS + 1):
        sides: tuple[Callable[[], list[float]], ...] = (
            partial(_serve, market, number, turn),
            partial(raw.serve, _CUSTOMERS),
        )
        for side in (0, 1):
            barrier.wait()
            seconds = sides[side]()
            barrier.wait()
            if side == 0 and turn:
                taken += seconds
    answers.put(taken)
    connection.close()


def _market_day(market: Market) -> tuple[list[tuple[float, float]], list[float]]:
    """Customers a second (ours, raw), the first turn left out, and how long each of ours took."""
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(_CLIENTS + 1), context.Queue()
    connection.close()
    clients = [
        context.Process(target=_client, args=(number, market, barrier, answers))
        for number in range(_CLIENTS)
    ]
    for client in clients:
        client.start()
    rates: list[list[float]] = [[], []]
    for turn in range(PAIRS + 1):
        for side in (0, 1):
            market.stock_up(side)
            barrier.wait()
            start = time.perf_counter()
            barrier.wait()
            rates[side].append(_CLIENTS * _CUSTOMERS / (time.perf_counter() - start))
            market.check(side, turn + 1)
    taken = [seconds for _ in clients for seconds in answers.get(timeout=600)]
    for client in clients:
        client.join()
    return list(zip(rates[0][1:], rates[1][1:], strict=True)), sorted(taken)


def run(engine: str) -> Iterable[Figure]:
    pairs, taken = _market_day(_found_market())
    note = f"{_STOCK} bags for {_CLIENTS * _CUSTOMERS} customers, sold to the bag in every turn"
    yield of_pairs("P3", engine, f"{_CLIENTS} counters", pairs, target=TARGET, note=note)
    middle, slow = (taken[len(taken) * part // 100] * 1000 for part in (50, 99))
    yield of_pairs(
        "P3",
        engine,
        "p99 against p50",
        [(slow, middle)],
        target=5,
        at_least=False,
        unit="ms",
    )
