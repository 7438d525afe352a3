"""What one replay means for each home: points by purse, titles, goods within reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jishan.core.points import Points
from jishan.core.purses import begins
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.homes import Home, home_keys, homes_of
from jishan.core.scheme.document import Purse, Scheme

Title = tuple[str, str]
"""Code of the honour, label of the period."""


@dataclass
class InPurse:
    """What the holders of one home earned, had deducted, spent, and hold in one purse."""

    earned: int = 0
    deducted: int = 0
    spent: int = 0
    balance: int = 0


@dataclass
class HomeFigures:
    """One home under one document. `points`: earned less deducted in the purse that comes first."""

    home: Home
    purses: dict[str, InPurse] = field(default_factory=dict)
    titles: set[Title] = field(default_factory=set)
    goods: tuple[str, ...] = ()
    redeemed: int = 0
    refused: int = 0
    shared: int = 0
    points: int = 0

    def in_purse(self, code: str) -> InPurse:
        return self.purses.setdefault(code, InPurse())


def first_purse(scheme: Scheme) -> Purse:
    """The purse by which homes are compared: the first that households hold, else the first."""
    held = (purse for purse in scheme.purses if purse.holder == "household")
    return next(held, scheme.purses[0])


def figures_of(out: Outcome) -> dict[str, HomeFigures]:
    """Every home of the run, in the order of keys."""
    homes = homes_of(out)
    belongs = home_keys(homes)
    found = {key: HomeFigures(home) for key, home in homes.items()}
    for code, states in out.book.states.items():
        for key, state in states.items():
            held = found[belongs.get(key, key)].in_purse(code)
            held.earned += state.earned
            held.deducted += state.deducted
            held.spent += state.spent
            held.balance += state.balance
    first = first_purse(out.scheme).code
    for one in found.values():
        held = one.purses.get(first, InPurse())
        one.points = held.earned - held.deducted
    _titles(out, found, belongs)
    _redeemed(out, found, belongs)
    _goods(out, found, belongs)
    return found


def _titles(out: Outcome, found: Mapping[str, HomeFigures], belongs: Mapping[str, str]) -> None:
    for closing in out.closings:
        for code, ranked in closing.honours.items():
            for one in ranked:
                if one.taken and belongs.get(one.key, one.key) in found:
                    found[belongs.get(one.key, one.key)].titles.add((code, closing.period.label))
        for shared in closing.pools.values():
            for key, fen in shared.shares.items():
                if belongs.get(key, key) in found:
                    found[belongs.get(key, key)].shared += fen


def _redeemed(out: Outcome, found: Mapping[str, HomeFigures], belongs: Mapping[str, str]) -> None:
    for one in out.events:
        home = found.get(belongs.get(one.event.subject, one.event.subject))
        if one.event.kind == "redeem" and home is not None:
            home.redeemed += one.state == "done"
            home.refused += one.state == "refused"


def _goods(out: Outcome, found: Mapping[str, HomeFigures], belongs: Mapping[str, str]) -> None:
    """What could be taken on the last day, or could have been with what was spent before."""
    redemption = out.scheme.redemption
    if redemption is None or not redemption.catalogue:
        return
    most: dict[tuple[str, str], int] = {}
    by_earned = redemption.begin_by == "earned"
    for purse in {redemption.purse_for(goods) for goods in redemption.catalogue}:
        for key, state in out.book.states.get(purse, {}).items():
            at = belongs.get(key, key)
            free = state.spendable() - (redemption.must_stay or 0) + state.spent
            held = state.entered if by_earned else state.balance + state.spent
            if begins(redemption, Points(held)):
                most[at, purse] = max(most.get((at, purse), 0), free)
    for key in {at for at, _ in most}:
        found[key].goods = tuple(
            goods.code
            for goods in redemption.catalogue
            if goods.points <= most.get((key, redemption.purse_for(goods)), -1)
        )
