"""Points that change hands without an act: handed on by their holder, or shared where a household
splits. One rule for the replay and for the book."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from jishan.core.errors import Refusal
from jishan.core.points import Points
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
