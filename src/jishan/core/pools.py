"""A sum of money shared out by points: to the last fen, by largest remainder."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from jishan.core.points import Fen
from jishan.core.scheme.results import Pool


class Shared(NamedTuple):
    """Shares in fen, what is kept back, and what one point turned out to be worth (in fen,
    exact)."""

    shares: dict[str, Fen]
    kept: Fen
    fen_per_point: Fraction


def share_out(total: int, weights: Mapping[str, int | Fraction]) -> dict[str, int]:
    """`total` in proportion to the weights, whole fen, adding up exactly.

    Everybody gets the whole part; the fen left over go to the largest fractions, and among equal
    fractions to the larger weight, then to the earlier key. Weights of zero or less get nothing.
    """
    counted = {key: Fraction(weight) for key, weight in weights.items() if weight > 0}
    sum_of_weights = sum(counted.values(), Fraction(0))
    if not sum_of_weights:
        return {}
    exact = {key: total * weight / sum_of_weights for key, weight in counted.items()}
    shares = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: (shares[key] - exact[key], -counted[key], key))
    for key in order[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def share_pool(
    pool: Pool, weights: Mapping[str, int | Fraction], figure: int | Fraction = 0
) -> Shared:
    """Share a pool by a measure (weights in hundredths of a point).

    `figure`: what the sum is a part of, where the pool says so, in fen.
    """
    amount = int(Fraction(pool.yuan) * 100)
    if pool.part_of is not None:
        part = max(Fraction(figure), Fraction(0)) * Fraction(pool.part_of.percent) / 100
        amount = min(amount, int(part))
    counted = {key: Fraction(weight) for key, weight in weights.items() if weight > 0}
    points = sum(counted.values(), Fraction(0)) / 100
    if not points:
        return Shared({}, Fen(amount), Fraction(0))
    to_share = amount
    if pool.method == "per_point":
        per_point = Fraction(pool.fen_per_point or 0)
        to_share = min(amount, int(points * per_point))
    shares = _held_to_limit(pool, amount, to_share, counted)
    given = sum(shares.values())
    found = {key: Fen(fen) for key, fen in sorted(shares.items())}
    return Shared(found, Fen(amount - given), Fraction(to_share) / points)


def _held_to_limit(
    pool: Pool, amount: int, to_share: int, weights: dict[str, Fraction]
) -> dict[str, int]:
    """No share above the limit; what is cut off is shared among the others, again under the
    limit."""
    if pool.share_max_percent is None:
        return share_out(to_share, weights)
    limit = int(amount * Fraction(pool.share_max_percent) / 100)
    held: dict[str, int] = {}
    open_, left = dict(weights), to_share
    while open_:
        shares = share_out(left, open_)
        over = [key for key, fen in shares.items() if fen > limit]
        if not over:
            return held | shares
        for key in over:
            held[key] = limit
            weight = open_.pop(key)
            left -= (
                limit
                if pool.cut_off == "others"
                else int(to_share * weight / sum(weights.values()))
            )
    return held
