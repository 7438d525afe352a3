"""Money against funds: what an issue of points may cost, and who is to pay for it.

All money in fen. A sum that cannot be known (no value of a point, no number of residents) is None.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jishan.core.periods import ONE_DAY, period_of
from jishan.core.points import Fen, Points, round_half_up
from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.document import Funds, FundSource, Goods, Purse, Redemption, Scheme
from jishan.core.scheme.facts import Credit


@dataclass(frozen=True)
class MonthIssue:
    """One month of the purse that pays. `cost`: the issue at the value of a point."""

    label: str
    acts: int
    issued: Points
    deducted: Points
    redeemed: Points
    cost: Fen | None


@dataclass(frozen=True)
class SourceSum:
    """What one source brings over the time of the run; None: goods without a value, or so much for
    each resident where nobody is listed."""

    code: str
    name: str
    kind: str
    fen: Fen | None


@dataclass(frozen=True)
class Money:
    """What came about, at the value of a point, against the sources.

    `fen_per_point`: exact, as text ("50", "200/3"), empty where it has no value. `valued_by`:
    `stated` by the document, `catalogue` (the dearest goods for a point), `nothing`.
    `could_cost`: all points issued; `redeemed`: what was redeemed, without what homes added in
    cash; `open`: what the balances could still buy. `prizes`: money and goods that titles bring;
    `pools`: sums shared out. `left`: what the sources keep if every point is redeemed.
    `run_out`: the month in which the issue passes the sources.
    """

    fen_per_point: str
    valued_by: str
    issued: Points
    could_cost: Fen | None
    redeemed: Fen | None
    open: Fen | None
    prizes: Fen
    pools: Fen
    sources: tuple[SourceSum, ...]
    available: Fen | None
    residents: int
    cap: Fen | None
    floor: Fen | None
    run_out: str

    @property
    def total(self) -> Fen | None:
        """Everything that may have to be paid."""
        if self.could_cost is None:
            return None
        return Fen(self.could_cost + self.prizes + self.pools)

    @property
    def left(self) -> Fen | None:
        """What stays of the sources if every point is redeemed; below zero it does not suffice."""
        if self.total is None or self.available is None:
            return None
        return Fen(self.available - self.total)


def paying_purse(scheme: Scheme) -> Purse:
    """The purse that redemption empties, else the first that may be spent, else the first."""
    if scheme.redemption is not None:
        return scheme.purse(scheme.redemption.purse)
    return next((purse for purse in scheme.purses if purse.spendable), scheme.purses[0])


def value_of_point(redemption: Redemption | None) -> tuple[Fraction | None, str]:
    """Fen for a point, and what says so."""
    if redemption is None:
        return None, "nothing"
    if redemption.fen_per_point is not None:
        return Fraction(redemption.fen_per_point), "stated"
    priced = [
        Fraction(goods.yuan) * 10_000 / goods.points * 100 / _lowest_percent(redemption, goods)
        for goods in redemption.catalogue
        if goods.yuan is not None and goods.points > 0
    ]
    return (max(priced), "catalogue") if priced else (None, "nothing")


def _lowest_percent(redemption: Redemption, goods: Goods) -> Fraction:
    """The lowest part of the price that somebody may pay."""
    fitting = [
        Fraction(one.percent)
        for one in redemption.prices
        if one.percent > 0 and (not one.goods or goods.code in one.goods)
    ]
    return min(fitting, default=Fraction(100))


def months_of(out: Outcome) -> tuple[MonthIssue, ...]:
    """The paying purse month by month; a month without anything is shown all the same."""
    scheme = out.scheme
    value, _ = value_of_point(scheme.redemption)
    tally = _Tally(out)
    for one in out.acts:
        if one.state == "counted":
            tally.month(one.act.day)[0] += 1
            tally.add(one.act.day, one.credits)
    for auto in out.automatic:
        tally.add(auto.day, auto.credits)
    for done in out.events:
        if done.event.kind == "redeem" and done.state == "done":
            tally.month(done.event.day)[3] += done.points
    return tuple(
        MonthIssue(
            label, acts, Points(issued), Points(deducted), Points(redeemed), _cost(issued, value)
        )
        for label, (acts, issued, deducted, redeemed) in tally.months.items()
    )


class _Tally:
    """Acts, points issued, deducted and redeemed of each month, in order."""

    def __init__(self, out: Outcome) -> None:
        self.periods = out.scheme.periods
        self.purse = paying_purse(out.scheme).code
        self.months = {label: [0, 0, 0, 0] for label in _labels(out)}
        self._by_day: dict[date, list[int]] = {}

    def month(self, day: date) -> list[int]:
        found = self._by_day.get(day)
        if found is None:
            label = period_of(self.periods, "month", day).label
            found = self._by_day[day] = self.months[label]
        return found

    def add(self, day: date, credits_: Iterable[Credit]) -> None:
        for credit in credits_:
            if credit.purse == self.purse:
                self.month(day)[1 if credit.points > 0 else 2] += abs(credit.points)


def _labels(out: Outcome) -> Iterator[str]:
    """The village's months from the first day to the last."""
    day = out.first
    while day <= out.last:
        month = period_of(out.scheme.periods, "month", day)
        yield month.label
        day = month.last + ONE_DAY


def money_of(out: Outcome, redeemed: Fen | None) -> Money:
    """The whole bill of one run; what was redeemed is reckoned by `paying`."""
    scheme = out.scheme
    value, valued_by = value_of_point(scheme.redemption)
    months = months_of(out)
    issued = sum(month.issued for month in months)
    residents = residents_of(out)
    years = max(round_half_up((out.last - out.first).days + 1, 365), 1)
    sources = sources_of(scheme.funds, residents, years)
    known = [one.fen for one in sources if one.fen is not None]
    available = Fen(sum(known)) if known else None
    prizes, pools = _prizes(out), _pools(out)
    states = out.book.states.get(paying_purse(scheme).code, {}).values()
    spendable = sum(max(state.balance, 0) for state in states)
    funds = scheme.funds
    return Money(
        "" if value is None else str(value), valued_by,
        Points(issued), _cost(issued, value), redeemed,
        _cost(spendable, value), prizes, pools, sources, available, residents,
        _per_resident(funds.cap_per_resident if funds else None, residents, years),
        _per_resident(funds.floor_per_resident if funds else None, residents, years),
        run_out(months, None if available is None else available - prizes - pools),
    )  # fmt: skip


def run_out(months: tuple[MonthIssue, ...], available: int | None) -> str:
    """The month in which the points issued so far are worth more than there is; `""`: never."""
    spent = 0
    for month in months:
        if month.cost is None or available is None:
            return ""
        spent += month.cost
        if spent > available:
            return month.label
    return ""


def residents_of(out: Outcome) -> int:
    """Residents listed, and where a household lists none, the number it states."""
    listed: dict[str, int] = {}
    for person in out.roster:
        if person.kind == "resident" and person.household is not None:
            listed[person.household] = listed.get(person.household, 0) + 1
    alone = sum(person.kind == "resident" and person.household is None for person in out.roster)
    stated = sum(
        person.members or 0
        for person in out.roster
        if person.kind == "household" and person.key not in listed
    )
    return sum(listed.values()) + alone + stated


def sources_of(funds: Funds | None, residents: int, years: int) -> tuple[SourceSum, ...]:
    """What each source brings in so many years."""
    return tuple(_source(one, residents, years) for one in (funds.sources if funds else ()))


def _source(one: FundSource, residents: int, years: int) -> SourceSum:
    whole = Fraction(one.yuan) * years if one.yuan is not None else None
    if one.yuan_per_resident is not None and residents:
        whole = (whole or Fraction(0)) + Fraction(one.yuan_per_resident) * residents * years
    return SourceSum(one.code, one.name, one.kind, None if whole is None else _fen(whole * 100))


def _per_resident(yuan: object, residents: int, years: int) -> Fen | None:
    if yuan is None or not residents:
        return None
    return _fen(Fraction(str(yuan)) * residents * years * 100)


def _fen(exact: Fraction) -> Fen:
    """Whole fen, halves upwards."""
    return Fen(round_half_up(exact.numerator, exact.denominator))


def _cost(points: int, fen_per_point: Fraction | None) -> Fen | None:
    return None if fen_per_point is None else _fen(points * fen_per_point / 100)


def _prizes(out: Outcome) -> Fen:
    """Sums that titles bring, for everybody who got them."""
    worth = {
        honour.code: sum((Fraction(one.yuan) for one in honour.brings if one.yuan), Fraction(0))
        for honour in out.scheme.honours
    }
    total = Fraction(0)
    for closing in out.closings:
        for code, ranked in closing.honours.items():
            total += worth.get(code, Fraction(0)) * sum(one.taken for one in ranked)
    return _fen(total * 100)


def _pools(out: Outcome) -> Fen:
    pools = (pool for closing in out.closings for pool in closing.pools.values())
    return Fen(sum(sum(pool.shares.values()) for pool in pools))
