"""Points that change hands without an act: handed on by their holder, shared where a household
splits, whole where it merges or moves away. One rule for the replay and for the book.

Whatever moves keeps the day on which it was earned and the day on which it ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.purses import Lot, PurseState
from jishan.core.redemption import BarredFromSpending
from jishan.core.scheme.document import Purse, Scheme
from jishan.core.scheme.rounding import rounded


class SpendingRefused(Refusal):
    """Points cannot be spent or handed on now; nothing changes."""

    code = "redeem.refused"


class AmountMissing(SpendingRefused):
    code = "redeem.amount_missing"


class NotEnough(SpendingRefused):
    code = "redeem.not_enough"


class NoTransfer(SpendingRefused):
    code = "transfer.none"


class TransferTooFar(SpendingRefused):
    code = "transfer.too_far"


class TransferLimit(SpendingRefused):
    code = "transfer.limit_reached"


class Party(NamedTuple):
    """Who gives or takes: as the core names it, its kind, its household; `name` for a refusal,
    where the key says nothing to a reader."""

    key: str
    kind: str
    household: str | None
    name: str = ""


def purse_to_transfer(scheme: Scheme, code: str | None) -> Purse:
    """The purse of this code that may be handed on, or the first one."""
    for purse in scheme.purses:
        if purse.transfer is not None and code in (None, purse.code):
            return purse
    raise NoTransfer()


def check_transfer(
    purse: Purse,
    giver: Party,
    taker: Party,
    *,
    points: Points | None,
    balance: Points,
    moved: Points,
    barred: bool,
) -> Points:
    """The points of a transfer; refuses what the purse's clause does not let happen.

    `balance` is what the giver's purse holds, `moved` what it has handed on in the clause's period;
    who is `barred` from spending hands nothing on either.
    """
    clause = purse.transfer
    assert clause is not None, "only a purse that may be handed on is asked for"
    if points is None or points <= 0:
        raise AmountMissing()
    same = giver.household is not None and giver.household == taker.household
    near = clause.between == "village" or same
    if {giver.kind, taker.kind} != {purse.holder} or giver.key == taker.key or not near:
        raise TransferTooFar(giver=giver.name or giver.key, taker=taker.name or taker.key)
    if barred:
        raise BarredFromSpending()
    if points > max(balance - (purse.locked or 0), 0):
        raise NotEnough(balance=balance, points=points)
    if clause.points_max is not None and moved + points > clause.points_max:
        raise TransferLimit(limit=clause.points_max)
    return points


def shared_in_split(
    scheme: Scheme, balances: Mapping[str, int], part: Fraction, decided: Mapping[str, int]
) -> dict[str, Points]:
    """What a household that splits off takes along, by purse; what comes to nothing is left out.

    Of purses to spend only: what was earned stays where it was earned. `part` of the members go;
    a broken hundredth stays (rounded down). `decided` counts where the document leaves it to a
    decision, up to what there is.
    """
    found: dict[str, Points] = {}
    for purse in scheme.purses:
        if purse.holder != "household" or not purse.spendable:
            continue
        held = max(balances.get(purse.code, 0), 0)
        points = 0
        if scheme.subjects.split == "by_members":
            points = rounded(held * part, "down")
        elif scheme.subjects.split == "by_decision":
            points = min(max(decided.get(purse.code, 0), 0), held)
        if points:
            found[purse.code] = Points(points)
    return found


def hand_over(
    giver: PurseState, taker: PurseState, points: int | None, day: int, *, evenly: bool = False
) -> int:
    """Points go from one purse to another, each lot with its own days; returns how many.

    What had ended before the day stays and is gone. Those that are spent first go first; `evenly`
    (where a household splits): of each lot the same part. None: everything. What is owed goes too
    (below zero): whoever takes it pays it with points of his own.
    """
    giver.expire(day)
    taker.expire(day)
    points = giver.balance if points is None else points
    if points < 0:
        giver.receive(-points, taker.give(-points), day)
    elif points:
        taker.receive(points, giver.give(points, evenly=evenly), day)
    return points


class Leaving(NamedTuple):
    """What a household takes along out of one purse, to another village's book."""

    spendable: bool
    points: int
    lots: tuple[Lot, ...] = ()


def received(
    purses: Sequence[Purse], redeems: str | None, leaving: Iterable[Leaving]
) -> dict[str, Leaving] | None:
    """Where a household's points go that come from another village's book (ZX-08), by purse.

    Points to spend go where goods are redeemed from (`redeems`), others into the first purse of
    honour; None where there is no such purse. Lots keep their days, whatever the purse says.
    """
    own = [one for one in purses if one.holder == "household"]
    spends = sorted((one for one in own if one.spendable), key=lambda one: one.code != redeems)
    honours = [one for one in own if not one.spendable]
    found: dict[str, Leaving] = {}
    for spendable, points, lots in leaving:
        fitting = spends if spendable else honours
        if not fitting:
            return None
        code = fitting[0].code
        had = found.get(code, Leaving(spendable, 0))
        found[code] = Leaving(spendable, had.points + points, had.lots + lots)
    return found
