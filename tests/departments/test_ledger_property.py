"""The SQL means what the core means: any sequence of steps, written both ways, ends the same."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishan.core import ledger as core
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.ledger.actions import (
    AlreadyReversed,
    Draft,
    NotEnoughPoints,
    post,
    post_many,
    reverse_posting,
)
from jishan.ledger.check import prove
from jishan.ledger.queries import balance_of, village_totals
from tests.departments.book import DAY, NOW, Book, balances_kept, found_book, household, resident

pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CODES = (f"village-{number}" for number in itertools.count())
FLOORS = {"spend": 0, "honor": None}


@dataclass(frozen=True)
class Step:
    """One step of a sequence: credits by holder, or the reversal of an earlier posting."""

    kind: Kind
    credited: tuple[tuple[int, bool, str, int], ...]
    undo: int | None


credited = st.tuples(
    st.integers(0, 1), st.booleans(), st.sampled_from(["spend", "honor"]), st.integers(-400, 500)
)
steps = st.builds(
    Step,
    st.sampled_from([kind for kind in Kind if kind is not Kind.TRANSFER]),
    st.lists(credited, min_size=1, max_size=3).map(tuple),
    st.one_of(st.none(), st.none(), st.integers(0, 5)),
)


def _posting(book: Book, key: str, step: Step) -> core.Posting | None:
    def account(who: int, person: bool, purse: str) -> AccountRef:
        return (
            resident(book.residents[who], purse)
            if person
            else household(book.households[who], purse)
        )

    wanted = [(account(who, person, purse), n) for who, person, purse, n in step.credited]
    if not any(core_sums(wanted).values()):
        return None
    return settle(key, step.kind, DAY, wanted)


def core_sums(wanted: list[tuple[AccountRef, int]]) -> dict[AccountRef, int]:
    sums: dict[AccountRef, int] = {}
    for account, points in wanted:
        sums[account] = sums.get(account, 0) + points
    return sums


def _bears(written: list[core.Posting], posting: core.Posting) -> bool:
    """Would the core's own balances stay above the floors?"""
    held = core.balances(written)
    return all(
        entry.points > 0
        or entry.account.holder_kind == "issuer"
        or FLOORS[entry.account.purse] is None
        or held.get(entry.account, 0) + entry.points >= 0
        for entry in posting.entries
    )


def _write(book: Book, posting: core.Posting, undo: int | None) -> int | type[Refusal]:
    try:
        if undo is None:
            return post(book.clerk, posting, now=NOW, code="x", floors=FLOORS).id
        return reverse_posting(book.clerk, undo, key=posting.key, day=DAY, now=NOW, code="x").id
    except (NotEnoughPoints, AlreadyReversed) as refusal:
        return type(refusal)


@QUICK
@given(st.lists(steps, max_size=8))
def test_any_sequence_of_steps_ends_as_the_core_says(db: None, sequence: list[Step]) -> None:
    book = found_book(next(CODES), households=2)
    written: list[core.Posting] = []
    ids: dict[str, int] = {}
    undone: set[str] = set()
    for number, step in enumerate(sequence):
        expected: type[Refusal] | None = None
        originals = [posting for posting in written if posting.reverses is None]
        if step.undo is None or not originals:
            posting, undo = _posting(book, f"step {number}", step), None
        else:
            original = originals[step.undo % len(originals)]
            posting, undo = core.reverse(original, key=f"step {number}", day=DAY), original.key
            expected = AlreadyReversed if undo in undone else None
        if posting is None:
            continue
        if expected is None and not _bears(written, posting):
            expected = NotEnoughPoints
        outcome = _write(book, posting, None if undo is None else ids[undo])
        if expected is not None:
            assert outcome is expected
            continue
        assert isinstance(outcome, int)
        ids[posting.key] = outcome
        written.append(posting)
        if undo is not None:
            undone.add(undo)
    _agree(book, written)


def _agree(book: Book, written: list[core.Posting]) -> None:
    """Stored balances, totals and the proof are what the core computes from the postings."""
    held = {a: p for a, p in core.balances(written).items() if a.holder_kind != "issuer"}
    kept = balances_kept(book.village.pk)
    assert {a: p for a, p in kept.items() if p} == {a: p for a, p in held.items() if p}
    proof = prove(book.village.pk)
    assert (proof.differences, proof.postings) == ((), len(written))
    for total in village_totals(book.village.pk):
        assert total.issued == total.held + total.redeemed + total.expired
        assert total.held == sum(p for a, p in held.items() if a.purse == total.purse)
        assert total.held == sum(
            balance_of(book.village.pk, home, total.purse) for home in book.households
        )


def _by_place(book: Book) -> dict[tuple[str, int, str], int]:
    """Balances by the holder's place in its village, so that two villages can be compared."""
    place = {home: number for number, home in enumerate(book.households)}
    place |= {person: number for number, person in enumerate(book.residents)}
    return {
        (account.holder_kind, place[account.holder_id or 0], account.purse): points
        for account, points in balances_kept(book.village.pk).items()
        if points
    }


@QUICK
@given(st.lists(steps, max_size=8), st.integers(0, 7))
def test_post_many_ends_as_one_by_one(db: None, sequence: list[Step], repeat: int) -> None:
    one_by_one, at_once = found_book(next(CODES), 2), found_book(next(CODES), 2)
    pairs = [
        (first, second)
        for number, step in enumerate(sequence)
        if (first := _posting(one_by_one, f"step {number}", step))
        and (second := _posting(at_once, f"step {number}", step))
    ]
    pairs += pairs[repeat : repeat + 1]
    outcomes = [_write(one_by_one, posting, None) for posting, _ in pairs]
    drafts = [Draft(posting) for _, posting in pairs]
    if NotEnoughPoints in outcomes:
        with pytest.raises(NotEnoughPoints):
            post_many(at_once.clerk, drafts, now=NOW, code="x", floors=FLOORS)
        assert balances_kept(at_once.village.pk) == {}
        return
    posted = post_many(at_once.clerk, drafts, now=NOW, code="x", floors=FLOORS)
    assert [p.key for p in posted] == [posting.key for posting, _ in pairs]
    assert _by_place(at_once) == _by_place(one_by_one)
    assert prove(at_once.village.pk).differences == ()
