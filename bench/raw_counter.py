"""The yardstick of the counter: hand-written SQL through the bare driver, for the same rows.

Two statements and a commit: look at the household's account under its lock and decide, then write
all of it, hanging on the guarded UPDATE of the stock. Same tables, constraints, triggers and
durability; the price is read, the key is unique. No permission and no scheme is looked up.
"""

import json
import time
from dataclasses import dataclass
from itertools import count

from bench.people import DAY, NOW, PURSE, BenchVillage
from bench.raw_posting import connect

_LOOK = """
SELECT a.balance, p.price FROM ledger_account a, shop_product p
WHERE a.village_id = %(v)s AND a.id = %(a)s AND p.village_id = %(v)s AND p.id = %(product)s
FOR NO KEY UPDATE OF a
"""

_SELL = """
WITH sold AS (
  UPDATE shop_product SET stock = stock - 1
  WHERE village_id = %(v)s AND id = %(product)s AND active AND price = %(price)s AND stock >= 1
  RETURNING stock
), p AS (
  INSERT INTO ledger_posting (village_id, id, key, kind, day, at, reverses_id, source_id, memo)
  SELECT %(v)s, %(p)s, %(key)s, 'redemption', %(day)s, %(at)s, NULL, %(r)s, %(memo)s FROM sold
), e AS (
  INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day)
  SELECT %(v)s, n.id, %(p)s, n.account, n.points, 'redemption', %(day)s FROM sold, (VALUES
    (%(e1)s::bigint, %(a)s::bigint, -%(price)s::bigint), (%(e2)s, %(issuer)s, %(price)s)
  ) AS n (id, account, points)
), m AS (
  UPDATE ledger_account SET balance = balance - %(price)s FROM sold
  WHERE village_id = %(v)s AND ledger_account.id = %(a)s
), n AS (
  INSERT INTO orgs_auditevent (village_id, id, at, actor_kind, actor_id, code, object_id, facts)
  SELECT %(v)s, %(audit)s, %(at)s, 'staff', 1, 'redemption.collected', %(r)s, %(facts)s FROM sold
), numbered AS (
  INSERT INTO orgs_counter (village_id, name, last) SELECT %(v)s, 'redemption', 1 FROM sold
  ON CONFLICT (village_id, name) DO UPDATE SET last = orgs_counter.last + 1 RETURNING last
), made AS (
  INSERT INTO shop_redemption (village_id, id, number, key, household_id, product_id, quantity,
    unit_price, points, balance, collected_by, at, day, actor_id, state, posting_id)
  SELECT %(v)s, %(r)s, last, %(key)s, %(household)s, %(product)s, 1, %(price)s, %(price)s,
    %(left)s, '', %(at)s, %(day)s, 1, 'collected', %(p)s FROM numbered
), moved AS (
  INSERT INTO shop_stockmovement (village_id, id, product_id, key, kind, quantity, balance,
    value_fen, day, at, actor_id, redemption_id, note)
  SELECT %(v)s, %(movement)s, %(product)s, %(key)s, 'redemption', -1, stock, 0, %(day)s, %(at)s, 1,
    %(r)s, '' FROM sold
)
SELECT last FROM numbered
"""


@dataclass
class RawCounter:
    """One counter; `number` keeps its ids apart. `homes` are positions in the village's lists."""

    village: BenchVillage
    product: int
    homes: tuple[int, ...]
    number: int

    def __post_init__(self) -> None:
        self.connection = connect()
        self.connection.autocommit = False
        self.ids = count((self.number + 1) << 44)

    def redeem(self, turn: int) -> bool:
        """One bag for one household, committed; False when it cannot be had."""
        home = self.homes[turn % len(self.homes)]
        who = {"v": self.village.id, "a": self.village.accounts[home], "product": self.product}
        found = self.connection.execute(_LOOK, who, prepare=True).fetchone()
        if found is None or found[0] < found[1]:
            self.connection.rollback()
            return False
        balance, price = found
        ids = {name: next(self.ids) for name in ("p", "e1", "e2", "audit", "r", "movement")}
        rest = {
            "price": price,
            "left": balance - price,
            "key": f"raw:{ids['r']}",
            "day": DAY,
            "at": NOW,
            "memo": "大米 5 kg ×1",
            "issuer": self.village.issuer,
            "household": self.village.households[home],
            "facts": json.dumps({"posting": ids["p"], "points": {PURSE: -price}}),
        }
        sold = self.connection.execute(_SELL, who | ids | rest, prepare=True).fetchone()
        if sold is None:
            self.connection.rollback()
            return False
        self.connection.commit()
        return True

    def serve(self, times: int) -> list[float]:
        """So many customers one after the other; how long each took, in seconds."""
        taken = []
        for turn in range(times):
            start = time.perf_counter()
            self.redeem(self.number + turn)
            taken.append(time.perf_counter() - start)
        return taken
