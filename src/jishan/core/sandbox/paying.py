"""What redeemed points cost, and who pays: month by month, source by source, to the fen."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from jishan.core.periods import period_of
from jishan.core.points import Fen, Points, format_points
from jishan.core.replay.outcome import Outcome, Voucher
from jishan.core.sandbox.money import residents_of, sources_of
from jishan.core.scheme.document import Funds, Goods, Redemption
from jishan.core.scheme.rounding import rounded

REDEEMED = "兑"
"""A source's `pays_for` means redemption if it says this, or names the goods."""


class Cost(NamedTuple):
    """What one redemption is worth: the fund's part, and what the household adds in cash.

    `fen` is None where neither the goods nor a point has a value. `goods` is empty for vouchers and
    for points alone.
    """

    key: str
    day: date
    goods: str
    fen: Fen | None
    cash: Fen


class Payment(NamedTuple):
    """What one source paid in one month; `source` is empty for what no source could pay."""

    month: str
    source: str
    fen: Fen


def costs_of(out: Outcome) -> list[Cost]:
    """Each redemption on the day the goods are handed over (a voucher's when it is used), in order
    of days."""
    return sorted(_costs(out), key=lambda one: (one.day, len(one.key), one.key))


def _costs(out: Outcome) -> Iterator[Cost]:
    vouchers = {voucher.key: voucher for voucher in out.vouchers}
    for done in out.events:
        event, redemption = done.event, out.scheme_on(done.event.day).redemption
        if event.kind != "redeem" or done.state != "done" or redemption is None:
            continue
        voucher = vouchers.get(event.key)
        if voucher is None:
            goods = redemption.goods(event.what or "")
            full = out.prices.get(event.key)
            fen, cash = _worth(redemption, goods, event.quantity, done.points, full)
            yield Cost(event.key, event.day, goods.code if goods else "", fen, cash)
        elif voucher.used is not None:
            yield Cost(event.key, voucher.used, "", Fen(voucher.fen), Fen(0))


def _worth(
    redemption: Redemption,
    goods: Goods | None,
    quantity: Fraction,
    points: Points,
    lower: Points | None,
) -> tuple[Fen | None, Fen]:
    """The fund pays the part of the goods that was paid in points, the household the rest. Who has
    a lower price has paid all by paying that."""
    if goods is not None and goods.yuan is not None:
        whole = rounded(Fraction(goods.yuan) * 100 * quantity, "half_up")
        price = goods.points * quantity if lower is None else Fraction(lower)
        fund = whole if points >= price else rounded(whole * points / price, "half_up")
        return Fen(fund), Fen(whole - fund)
    if redemption.fen_per_point is None:
        return None, Fen(0)
    return Fen(rounded(points * Fraction(redemption.fen_per_point) / 100, "half_up")), Fen(0)


def payments_of(out: Outcome) -> list[Payment]:
    """Who pays: sources that name what they pay for before those for everything, each in the order
    of the document, and none further than what it brings in a year. What states no sum has no end.
    """
    residents = residents_of(out)
    left: dict[tuple[str, str], int | None] = {}
    paid: dict[tuple[str, str], int] = {}
    for cost in costs_of(out):
        scheme, due = out.scheme_on(cost.day), cost.fen or 0
        month = period_of(scheme.periods, "month", cost.day).label
        year = period_of(scheme.periods, "year", cost.day).label
        for one in sources_of(scheme.funds, residents, 1):
            left.setdefault((one.code, year), one.fen)
        for code in _paying(scheme.funds, cost.goods, out.scheme_on(cost.day).redemption):
            rest = left[code, year]
            part = due if rest is None else min(due, rest)
            left[code, year] = None if rest is None else rest - part
            _add(paid, (month, code), part)
            due -= part
        _add(paid, (month, ""), due)
    return [Payment(month, source, Fen(fen)) for (month, source), fen in paid.items()]


def _add(paid: dict[tuple[str, str], int], key: tuple[str, str], fen: int) -> None:
    if fen:
        paid[key] = paid.get(key, 0) + fen


def _paying(funds: Funds | None, goods: str, redemption: Redemption | None) -> list[str]:
    """The sources that may pay for it, in the order in which they are asked."""
    thing = redemption.goods(goods) if redemption is not None else None
    names = {goods, thing.name} if thing is not None else set()
    named, general = [], []
    for source in funds.sources if funds is not None else ():
        if any(REDEEMED in text or text in names for text in source.pays_for):
            named.append(source.code)
        elif not source.pays_for:
            general.append(source.code)
    return [*named, *general]


def paying_data(out: Outcome) -> dict[str, Any]:
    """`costs`, `payments` and `vouchers` of the report; docs/formats.md describes them."""
    return {
        "costs": [
            {
                "key": one.key,
                "day": one.day.isoformat(),
                "goods": one.goods,
                "yuan": None if one.fen is None else format_points(one.fen),
                "cash_yuan": format_points(one.cash),
            }
            for one in costs_of(out)
        ],
        "payments": [
            {"month": one.month, "source": one.source, "yuan": format_points(one.fen)}
            for one in payments_of(out)
        ],
        "vouchers": [
            {
                "key": one.key,
                "holder": one.holder,
                "day": one.day.isoformat(),
                "last": one.last.isoformat() if one.last else None,
                "yuan": format_points(one.fen),
                "used": one.used.isoformat() if one.used else None,
                "state": _state(out, one),
            }
            for one in out.vouchers
        ],
    }


def _state(out: Outcome, voucher: Voucher) -> str:
    if voucher.used is not None:
        return "used"
    return "lapsed" if voucher.last is not None and voucher.last < out.last else "open"
