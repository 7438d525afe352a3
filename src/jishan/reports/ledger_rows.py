"""The lines of the 积分台账, streamed in the order of booking, each with who stands behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.foundation.tenancy import new_id
from jishan.ledger.holders import names_of_holders
from jishan.ledger.models import Account, Entry, Posting
from jishan.ledger.queries import LineFilter
from jishan.notices.models import Notice
from jishan.orgs.queries import names_of
from jishan.registry.models import Household
from jishan.reports.ledger_sql import Line, lines, voices
from jishan.reports.wording import KINDS
from jishan.schemes.queries import scheme_of

_MOMENT = timedelta(microseconds=1)
_LAST = 2**63 - 1
_HOLDERS = ~Q(account__holder_kind="issuer")


def ledger_rows(actor: Actor, wanted: LineFilter) -> Iterator[tuple[Any, ...]]:
    """The rows of `forms.LEDGER` for `VIEW_LEDGER`, filtered as `ledger.queries.ledger_lines` is.

    结余 is the household's balance in the line's purse after it, whatever the filter leaves out:
    the whole book is walked from the first line wanted to the last.
    """
    actor.require_whole(Permission.VIEW_LEDGER)
    entries = Entry.objects.filter(_HOLDERS, village_id=actor.village_id)
    first, last = _between(entries, wanted)
    books, issuers = _books(actor.village_id)
    before = entries.filter(id__lt=first).order_by()
    balances = _balances(before, books) if first else {}
    takes = _Takes(actor.village_id, wanted, books.heads)
    number = 0
    for chunk in lines(actor.village_id, first, last, issuers=issuers):
        books.meet(chunk)
        for line in chunk:
            account = books.accounts.get(line.account_id)
            if account is None:  # opened since the accounts were read
                continue
            balance = balances[account] = balances.get(account, 0) + line.points
            if takes.all or takes(line, *account):
                number += 1
                yield books.row(number, line, account, balance)


def _between(entries: QuerySet[Entry], wanted: LineFilter) -> tuple[int, int]:
    """The first and the last entry of the days wanted, by id; without days all until now."""
    days = {"day__gte": wanted.get("since"), "day__lte": wanted.get("until")}
    asked = {name: day for name, day in days.items() if day is not None}
    if not asked:
        return 0, new_id()
    bounds = entries.filter(**asked).aggregate(first=Min("id"), last=Max("id"))
    return bounds["first"] or _LAST, bounds["last"] or 0


def _balances(before: QuerySet[Entry], books: "_Books") -> dict[tuple[int, str], int]:
    """What every purse held before the first line wanted."""
    at_home = before.filter(account__household_id__isnull=False)
    sums = at_home.values_list("account__household_id", "account__purse").annotate(Sum("points"))
    balances = {(home, purse): total for home, purse, total in sums if home is not None}
    if any(home < 0 for home in books.heads):
        others = before.filter(account__household_id__isnull=True)
        for account_id, total in others.values_list("account_id").annotate(Sum("points")):
            balances[books.accounts[account_id]] = total
    return balances


class _Takes:
    """Whether the filter wants a line."""

    def __init__(self, village_id: int, wanted: LineFilter, heads: Mapping[int, str]) -> None:
        self.wanted = wanted
        self.text = (wanted.get("text") or "").strip().lower()
        self.all = not self.text and not any(wanted.values())
        self.homes: frozenset[int] = frozenset()
        if self.text:
            text = (wanted.get("text") or "").strip()
            named = Q(head_name__contains=text) | Q(initials__istartswith=text)
            homes = Household.objects.filter(
                Q(number__icontains=text) | named, village_id=village_id
            )
            others = {home for home, name in heads.items() if home < 0 and text in name}
            self.homes = frozenset(homes.values_list("id", flat=True)) | others

    def __call__(self, line: Line, household_id: int, of: str) -> bool:
        wanted = self.wanted
        since, until, kind = wanted.get("since"), wanted.get("until"), wanted.get("kind")
        home, purse = wanted.get("household_id"), wanted.get("purse")
        return (
            (since is None or line.day >= since)
            and (until is None or line.day <= until)
            and (kind is None or line.kind == kind.value)
            and (home is None or household_id == home)
            and (purse is None or of == purse)
            and (not self.text or household_id in self.homes or self.text in line.memo.lower())
        )


@dataclass(slots=True)
class _Books:
    """What stands behind lines, each looked up once for the whole table.

    `heads` by household; by the negative of an account's id for a unit, a group, the village.
    """

    village_id: int
    heads: Mapping[int, str]
    accounts: Mapping[int, tuple[int, str]]
    undone: frozenset[int]
    notices: Mapping[int | None, str]
    several: bool
    categories: dict[tuple[int, str], str] = field(default_factory=dict)
    purses: dict[str, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    known: dict[tuple[int | None, str], tuple[str, str]] = field(default_factory=dict)
    spoken: dict[int | None, tuple[str, str]] = field(default_factory=dict)

    def meet(self, chunk: list[Line]) -> None:
        """Learn the names and categories that a stretch of lines speaks of."""
        claims = {line.source_id: line.recorded_by for line in chunk if line.version_id is not None}
        said = voices(self.village_id, [one for one in claims if one is not None])
        spoken = {claim: (by, said.get(claim or 0, "")) for claim, by in claims.items()}
        new = set(spoken.values()) - self.known.keys()
        met = {who for who, _ in new if who is not None}
        met |= {who for _, text in new for _, who in _voices(text)}
        if met - self.people.keys():
            self.people |= names_of(met - self.people.keys())
        self.known |= {one: self._named(*one) for one in new}
        self.spoken = {claim: self.known[one] for claim, one in spoken.items()}
        for version_id in {line.version_id for line in chunk}:
            if version_id is not None and (version_id, "") not in self.categories:
                self._read(version_id)

    def _read(self, version_id: int) -> None:
        scheme = scheme_of(version_id)
        self.categories[version_id, ""] = ""
        self.categories |= {(version_id, one.code): one.name for one in scheme.categories}
        self.purses |= {purse.code: purse.name for purse in scheme.purses}

    def _named(self, recorded_by: int | None, said: str) -> tuple[str, str]:
        """采集人: who wrote it down, for a household's own claim who saw it; 审核人: the others."""
        spoke = _voices(said)
        saw = [who for stage, who in spoke if stage == "verify"]
        recorded = saw if recorded_by is None else [recorded_by]
        return self._list(recorded), self._list([who for stage, who in spoke if stage != "verify"])

    def _list(self, user_ids: list[int]) -> str:
        return "、".join(dict.fromkeys(self.people.get(one, "") for one in user_ids))

    def row(
        self, number: int, line: Line, account: tuple[int, str], balance: int
    ) -> tuple[Any, ...]:
        recorded, reviewed = self.spoken.get(line.source_id, ("", ""))
        category = KINDS.get(line.kind, "")
        if line.version_id is not None:
            category = self.categories.get((line.version_id, line.category or ""), "")
        return (
            number,
            line.day,
            self.heads[account[0]],
            line.memo,
            category,
            line.points,
            balance,
            recorded,
            reviewed,
            self.notices[line.notice_id],
            self._remark(line, account[1]) if self.several else self._mended(line),
        )

    def _mended(self, line: Line) -> str:
        if line.reverses_id is not None:
            return "冲正"
        return "已冲正" if line.posting_id in self.undone else ""

    def _remark(self, line: Line, purse: str) -> str:
        named, mended = self.purses.get(purse, purse), self._mended(line)
        return f"{named}、{mended}" if mended else named


def _books(village_id: int) -> tuple[_Books, list[int]]:
    """The books, and the accounts of the issuer, whose entries are no lines."""
    homes = Household.objects.filter(village_id=village_id, id=OuterRef("household_id"))
    rows = Account.objects.filter(village_id=village_id).values_list(
        "id",
        "holder_kind",
        "household_id",
        "purse",
        "holder_id",
        Subquery(homes.values("head_name")[:1]),
    )
    heads = {row[2]: row[5] for row in rows if row[2] is not None}
    issuers = [row[0] for row in rows if row[1] == "issuer"]
    accounts = {row[0]: (row[2] or -row[0], row[3]) for row in rows if row[1] != "issuer"}
    elsewhere = {row[0]: (row[1], row[4]) for row in rows if row[1] != "issuer" and row[2] is None}
    if elsewhere:
        names = names_of_holders(village_id)
        heads |= {-account_id: names[holder] for account_id, holder in elsewhere.items()}
    reversals = Posting.objects.filter(village_id=village_id, reverses_id__isnull=False)
    undone = frozenset(one for one in reversals.values_list("reverses_id", flat=True) if one)
    notices: dict[int | None, str] = {None: ""}
    shown = Notice.objects.filter(village_id=village_id).values_list("id", "opens_at", "closes_at")
    notices |= {notice_id: _on_board(opens, closes) for notice_id, opens, closes in shown}
    several = len({purse for _, purse in accounts.values()}) > 1
    return _Books(village_id, heads, accounts, undone, notices, several), issuers


def _voices(said: str) -> list[tuple[str, int]]:
    if not said:
        return []
    pairs = (voice.partition(":") for voice in said.split(","))
    return [(stage, int(who)) for stage, _, who in pairs]


def _on_board(opens: datetime, closes: datetime) -> str:
    """First and last full day on the board."""
    return f"{timezone.localdate(opens)} 至 {timezone.localdate(closes - _MOMENT)}"
