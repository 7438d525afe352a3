"""The book's arithmetic: points are neither made nor lost, a reversal restores every balance."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.core.ledger import (
    COUNTS_AS_EARNED,
    AccountRef,
    Entry,
    Kind,
    Posting,
    balances,
    issuer,
    reverse,
    settle,
)
from jishan.core.points import Points

DAY = date(2026, 3, 2)
ZHANG = AccountRef("household", 1, "spend")
LIU = AccountRef("household", 2, "spend")
ZHANG_HONOR = AccountRef("household", 1, "honor")

accounts = st.builds(
    AccountRef,
    st.sampled_from(["household", "resident"]),
    st.integers(1, 4),
    st.sampled_from(["spend", "honor"]),
)
amounts = st.integers(-(10**11), 10**11)
kinds = st.sampled_from(Kind)


def has_entries(credited: list[tuple[AccountRef, int]]) -> bool:
    sums: dict[AccountRef, int] = {}
    for account, points in credited:
        sums[account] = sums.get(account, 0) + points
    return any(sums.values())


credit_lists = st.lists(st.tuples(accounts, amounts), min_size=1, max_size=6).filter(has_entries)
settlements = st.builds(settle, st.text(min_size=1, max_size=64), kinds, st.just(DAY), credit_lists)


@given(credit_lists, kinds)
def test_settle_credits_exactly_what_was_said(
    credited: list[tuple[AccountRef, int]], kind: Kind
) -> None:
    wanted: dict[AccountRef, int] = {}
    for account, points in credited:
        wanted[account] = wanted.get(account, 0) + points

    posting = settle("key", kind, DAY, credited)

    held = {entry.account: entry.points for entry in posting.entries}
    assert {a: p for a, p in held.items() if a.holder_kind != "issuer"} == {
        account: points for account, points in wanted.items() if points
    }


@given(st.lists(settlements, max_size=8))
def test_points_are_neither_made_nor_lost(postings: list[Posting]) -> None:
    totals: dict[str, int] = {}
    for account, points in balances(postings).items():
        totals[account.purse] = totals.get(account.purse, 0) + points
    assert all(total == 0 for total in totals.values())


@given(st.lists(settlements, max_size=6), settlements, st.integers(0, 400))
def test_a_reversal_restores_every_balance(
    before: list[Posting], mistaken: Posting, days: int
) -> None:
    undone = reverse(mistaken, key="undone", day=DAY + timedelta(days=days))

    restored = {a: p for a, p in balances([*before, mistaken, undone]).items() if p}

    assert restored == {a: p for a, p in balances(before).items() if p}
    assert (undone.kind, undone.reverses) == (mistaken.kind, mistaken.key)


@given(st.lists(settlements, max_size=8), st.data())
def test_issued_is_held_and_redeemed_and_expired(
    postings: list[Posting], data: st.DataObject
) -> None:
    for number, posting in enumerate(tuple(postings)):
        if data.draw(st.booleans()):
            postings.append(reverse(posting, key=f"undone {number}", day=DAY))

    def sums(*wanted: Kind) -> int:
        return sum(
            entry.points
            for posting in postings
            if posting.kind in wanted
            for entry in posting.entries
            if entry.account.holder_kind != "issuer"
        )

    issued = sums(*COUNTS_AS_EARNED, Kind.TRANSFER)
    redeemed, expired = -sums(Kind.REDEMPTION), -sums(Kind.EXPIRY)
    held = sum(
        points for account, points in balances(postings).items() if account.holder_kind != "issuer"
    )
    assert issued == held + redeemed + expired


@given(
    st.lists(settlements, max_size=6).flatmap(
        lambda found: st.tuples(st.just(found), st.permutations(found))
    )
)
def test_balances_do_not_depend_on_the_order(
    orders: tuple[list[Posting], list[Posting]],
) -> None:
    written, shuffled = orders
    assert balances(shuffled) == balances(written)


def test_settle_adds_up_one_account_and_issues_by_purse() -> None:
    posting = settle(
        "claim 7", Kind.EARNING, DAY, [(ZHANG, 300), (ZHANG_HONOR, 300), (ZHANG, 200), (LIU, -50)]
    )
    assert posting.entries == (
        Entry(ZHANG, Points(500)),
        Entry(ZHANG_HONOR, Points(300)),
        Entry(LIU, Points(-50)),
        Entry(issuer("spend"), Points(-450)),
        Entry(issuer("honor"), Points(-300)),
    )


def test_a_transfer_needs_no_issuer() -> None:
    posting = settle("split", Kind.TRANSFER, DAY, [(ZHANG, -250), (LIU, 250)])
    assert posting.entries == (Entry(ZHANG, Points(-250)), Entry(LIU, Points(250)))


def test_a_credit_that_comes_to_nothing_is_left_out() -> None:
    posting = settle("key", Kind.EARNING, DAY, [(ZHANG, 300), (LIU, 100), (LIU, -100)])
    assert {entry.account for entry in posting.entries} == {ZHANG, issuer("spend")}


@pytest.mark.parametrize(
    ("entries", "promise"),
    [
        ([Entry(ZHANG, Points(1))], "two entries"),
        ([Entry(ZHANG, Points(1)), Entry(LIU, Points(-2))], "sums to zero"),
        ([Entry(ZHANG, Points(1)), Entry(ZHANG_HONOR, Points(-1))], "sums to zero"),
        ([Entry(ZHANG, Points(1)), Entry(ZHANG, Points(-1))], "no twins"),
        ([Entry(ZHANG, Points(0)), Entry(LIU, Points(0))], "not zero"),
    ],
)
def test_a_posting_refuses_what_does_not_balance(entries: list[Entry], promise: str) -> None:
    with pytest.raises(AssertionError, match=promise):
        Posting("key", Kind.EARNING, DAY, tuple(entries))


def test_spending_expiry_and_transfer_do_not_count_as_earned() -> None:
    assert set(Kind) - COUNTS_AS_EARNED == {Kind.REDEMPTION, Kind.EXPIRY, Kind.TRANSFER}
