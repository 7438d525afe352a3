"""Writing many postings in one step: what one by one would have written, or nothing."""

from functools import partial

import pytest

from jishan.core.errors import NotFound
from jishan.ledger.actions import Draft, KeyTaken, NotEnoughPoints, Posted, post, post_many
from jishan.ledger.models import Entry
from jishan.ledger.models import Posting as PostingRow
from jishan.orgs.models import AuditEvent
from tests.departments.book import (
    CODE,
    NOW,
    PURSE,
    Book,
    balances_kept,
    booked,
    earning,
    found_book,
    household,
    refused,
    rows,
    spending,
    unused_id,
)

pytestmark = pytest.mark.django_db


def _drafts(book: Book) -> list[Draft]:
    one, two, _ = book.households
    return [
        Draft(earning("a", one, 300), 1, "制表\t与\n换行\\"),
        Draft(earning("b", two, 200), 2, "整洁"),
        Draft(spending("c", one, 250), None, ""),
    ]


def test_post_many_writes_what_post_writes(book: Book) -> None:
    drafts = _drafts(book)
    posted = post_many(book.clerk, drafts, now=NOW, code=CODE)

    other = found_book("liushu")
    for draft in _drafts(other):
        post(
            other.clerk,
            draft.posting,
            now=NOW,
            code=CODE,
            source_id=draft.source_id,
            memo=draft.memo,
        )

    def written(who: Book) -> list[list[tuple[object, ...]]]:
        place = {home: number for number, home in enumerate(who.households)} | {0: -1}
        ids = dict(PostingRow.objects.filter(village_id=who.village.pk).values_list("id", "key"))
        entries = Entry.objects.filter(village_id=who.village.pk)
        audit = AuditEvent.objects.filter(village_id=who.village.pk)
        return [
            sorted(
                PostingRow.objects.filter(village_id=who.village.pk).values_list(
                    "key", "kind", "day", "at", "memo"
                )
            ),
            sorted(
                (ids[posting_id], place[holder], points, kind, day)
                for posting_id, holder, points, kind, day in entries.values_list(
                    "posting_id", "account__holder_id", "points", "kind", "day"
                )
            ),
            sorted(
                (
                    ids[line.facts["posting"]],
                    line.facts["points"][PURSE],
                    line.at,
                    line.actor_kind,
                    line.actor_id,
                    line.code,
                    ids.get(line.object_id, line.object_id),
                )
                for line in audit
            ),
            sorted((place[a.holder_id or 0], p) for a, p in balances_kept(who.village.pk).items()),
        ]

    assert written(book) == written(other)
    assert [p.key for p in posted] == ["a", "b", "c"]
    assert not any(p.repeated for p in posted)


def test_post_many_repeated_writes_nothing(book: Book) -> None:
    first = post_many(book.clerk, _drafts(book), now=NOW, code=CODE)
    before = rows(book.village.pk)
    again = post_many(book.clerk, _drafts(book), now=NOW, code=CODE)
    assert again == [Posted(p.id, p.key, repeated=True) for p in first]
    assert rows(book.village.pk) == before
    assert balances_kept(book.village.pk) == {
        household(book.households[0]): 50,
        household(book.households[1]): 200,
    }


def test_post_many_takes_a_key_once_within_one_step(book: Book) -> None:
    draft = Draft(earning("a", book.households[0], 300))
    first, second = post_many(book.clerk, [draft, draft], now=NOW, code=CODE)
    assert (second.id, first.repeated, second.repeated) == (first.id, False, True)
    assert balances_kept(book.village.pk) == {household(book.households[0]): 300}


def test_post_many_refuses_a_key_for_two_things_within_one_step(book: Book) -> None:
    right = Draft(earning("a", book.households[0], 300))
    wrong = Draft(earning("a", book.households[1], 300))
    act = partial(post_many, book.clerk, [right, wrong, right], now=NOW, code=CODE)
    assert refused(book, KeyTaken, act).facts == {"key": "a"}


def test_post_many_of_nothing_is_nothing(book: Book) -> None:
    assert post_many(book.clerk, [], now=NOW, code=CODE) == []


def test_post_many_is_all_or_nothing(book: Book) -> None:
    booked(book, "in", 100)
    home = book.households[0]
    for last, refusal in (
        (spending("c", home, 5000), NotEnoughPoints),
        (earning("in", home, 999), KeyTaken),
        (earning("c", unused_id(), 100), NotFound),
    ):
        drafts = [Draft(earning("a", book.households[1], 300)), Draft(last)]
        refused(book, refusal, partial(post_many, book.clerk, drafts, now=NOW, code=CODE))


def test_post_many_follows_the_balance_in_the_order_of_the_drafts(book: Book) -> None:
    home = book.households[0]
    wrong_way_round = [Draft(spending("out", home, 100)), Draft(earning("in", home, 100))]
    refusal = refused(
        book,
        NotEnoughPoints,
        lambda: post_many(book.clerk, wrong_way_round, now=NOW, code=CODE),
    )
    assert refusal.facts == {"balance_points": 0, "wanted_points": 100, "kept_points": 0}
    post_many(book.clerk, wrong_way_round[::-1], now=NOW, code=CODE)
    assert balances_kept(book.village.pk) == {household(home): 0}
