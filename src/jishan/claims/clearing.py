"""The postings by which a purse is cleared at the end of a period (清零)."""

from collections.abc import Iterable, Iterator

from jishan.claims.naming import label_words
from jishan.core.ledger import AccountRef, Kind, Posting, settle
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.purses import Later, cleared_afterwards
from jishan.core.scheme.document import Purse, Scheme
from jishan.ledger.models import Account
from jishan.ledger.moves import moves_after


def clearings(
    village_id: int, scheme: Scheme, period: Period, *, lock: bool
) -> Iterator[tuple[Purse, Posting, str]]:
    """The purse, the posting and its memo, of every purse that is cleared with the period.

    What stood at the end of the period lapses, less what the purse keeps. What moved since then is
    followed by the rule of the core: goods fetched meanwhile were paid with it.
    """
    for purse in scheme.purses:
        if purse.clearing is not None and purse.clearing.every == period.kind:
            for posting, memo in _of_purse(village_id, purse, period, lock=lock):
                yield purse, posting, memo


def _of_purse(
    village_id: int, purse: Purse, period: Period, *, lock: bool
) -> Iterable[tuple[Posting, str]]:
    accounts = Account.objects.filter(village_id=village_id, purse=purse.code)
    if lock:
        accounts = accounts.select_for_update()
    held = [one for one in accounts.order_by("id") if one.holder_kind != "issuer"]
    since: dict[int, list[Later]] = {}
    for move in moves_after(village_id, [purse.code], period.last):
        later = Later(move.day, move.points, move.kind is Kind.REDEMPTION)
        since.setdefault(move.account_id, []).append(later)
    words = label_words(period.label)
    for account in held:
        later_moves = since.get(account.id, [])
        then = account.balance - sum(one.points for one in later_moves)
        lapses, cuts = cleared_afterwards(purse, Points(then), later_moves)
        ref = AccountRef(account.holder_kind, account.holder_id, purse.code)
        key = f"clear:{period.label}:{account.id}"
        if account.floor is not None:
            there = account.balance + sum(cuts.values()) - account.floor
            lapses = Points(min(lapses, max(there, 0)))
        if lapses:
            posting = settle(key, Kind.EXPIRY, period.last, [(ref, -lapses)])
            yield posting, f"{words}清零"
        for day, points in cuts.items():
            if points:
                posting = settle(f"{key}:{day:%m%d}", Kind.TRANSFER, day, [(ref, points)])
                yield posting, f"{words}清零后按下限重算"


def lapsed(postings: Iterable[Posting]) -> Points:
    """How many points lapse by these postings."""
    found = (one.entries[0].points for one in postings if one.kind is Kind.EXPIRY)
    return Points(-sum(found))
