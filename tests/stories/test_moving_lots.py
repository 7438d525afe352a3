"""Points that move keep their dates: split, merge, handed on, to another village. The book and a
replay of the same year come to the same."""

import random
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from jishan.claims.actions import lapse_points, reverse_claim
from jishan.claims.history import history
from jishan.core.access import clock_actor
from jishan.core.points import Points
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.demo.cast import Cast
from jishan.foundation.append_only import WrittenOnce
from jishan.ledger.check import prove
from jishan.ledger.models import CarriedLot, Entry, Posting
from jishan.moving.actions import hand_over, take_over
from jishan.moving.handing import Giving, hand_on
from jishan.moving.households import change_household, undo_household_change
from jishan.moving.models import HandOver
from jishan.registry.changes import NewChange
from jishan.registry.models import Resident
from jishan.schemes.models import Scheme, SchemeVersion
from tests.stories.mending import Half, at, balances, balances_in, key, replayed, rules


def ends(document: dict[str, Any]) -> None:
    """The rules of `mending`; points to spend are good for sixty days, and nothing is cleared."""
    rules(document)
    spend = document["purses"][0]
    del spend["clearing"]
    spend["expiry"] = [{"after": {"days": 60}}]
    document["subjects"]["split"] = "by_members"


@pytest.fixture
def half(village: Cast) -> Half:
    return Half(village, ends)


def look(half: Half, now: datetime) -> Points:
    """The clock of a night; how much expired."""
    return lapse_points(clock_actor(half.id), now=now).points


def living(home: int) -> list[int]:
    rows = Resident.objects.filter(household_id=home, until__isnull=True)
    return [one.id for one in rows.order_by("-head", "id")]


def changed(half: Half, kind: str, now: datetime, home: int, **said: Any) -> Any:
    new = NewChange(home, kind, said.pop("day", now.date()), **said)
    return change_household(half.village.clerk, new, key=key(), now=now)


def split(half: Half, now: datetime, home: int, **said: Any) -> int:
    child = living(home)[-1]
    made = changed(half, "split", now, home, people=(child,), new_head=child, **said)
    assert made.other_id is not None
    return int(made.other_id)


def spend(half: Half, home: int) -> int:
    return balances(half.id).get(("spend", f"h{home}"), 0)


def same(half: Half, until: date) -> None:
    """What has expired in the book the morning after is what has expired in a replay, holder by
    holder."""
    out = replayed(half.id, until)
    ended = {
        holder: state.expired for holder, state in out.book.states["spend"].items() if state.expired
    }
    assert balances(half.id) == balances_in(out)
    assert expired(half.id) == ended
    prove(half.id)


def expired(village_id: int) -> Mapping[str, int]:
    rows = Entry.objects.filter(village_id=village_id, kind="expiry", account__purse="spend")
    rows = rows.exclude(account__holder_kind="issuer")
    found: dict[str, int] = {}
    for kind, holder, points in rows.values_list(
        "account__holder_kind", "account__holder_id", "points"
    ):
        name = f"{kind[0]}{holder}"
        found[name] = found.get(name, 0) - points
    return {name: points for name, points in found.items() if points}


# By hand ------------------------------------------------------------------------------------------


def test_both_households_of_a_split_lose_their_part_on_the_same_day(half: Half) -> None:
    """4 points of 5 January (good until 4 March), 4 of 20 January (until 20 March); half of each
    goes on 2 February."""
    zhang = half.village.zhang.id
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.end(1)
    new = split(half, at(2, 10), zhang)
    assert (spend(half, zhang), spend(half, new)) == (400, 400)

    assert look(half, at(3, 5)) == 0
    assert look(half, at(3, 6)) == 400
    assert (spend(half, zhang), spend(half, new)) == (200, 200)
    assert look(half, at(3, 20)) == 0
    assert look(half, at(3, 21)) == 400
    assert (spend(half, zhang), spend(half, new)) == (0, 0)
    same(half, date(2026, 3, 21))


def test_a_split_that_is_entered_later_shares_what_there_is_then(half: Half) -> None:
    """It happened on 5 February, was entered on 10 March; the points of 5 January ended between."""
    zhang = half.village.zhang.id
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.enter(at(1, 31, 20))

    new = split(half, at(3, 10), zhang, day=date(2026, 2, 5))

    assert (spend(half, zhang), spend(half, new)) == (200, 200)
    posting = Posting.objects.get(key__startswith="split:")
    assert posting.day == date(2026, 3, 10)
    assert look(half, at(3, 25)) == 400
    same(half, date(2026, 3, 25))


def test_a_split_that_was_a_mistake_gives_back_points_with_their_days(half: Half) -> None:
    zhang = half.village.zhang.id
    half.act(zhang, "visit", 1, 5)
    half.end(1)
    child = living(zhang)[-1]
    made = changed(half, "split", at(2, 10), zhang, people=(child,), new_head=child)

    undo_household_change(half.village.clerk, made.id, key=key(), now=at(2, 11))

    assert spend(half, zhang) == 400
    assert look(half, at(3, 6)) == 400
    same(half, date(2026, 3, 6))


def test_who_merges_brings_points_with_their_days(half: Half) -> None:
    """4 points of 5 January come with the household, and 4 were there of 20 February."""
    zhang, liu = half.village.zhang.id, half.village.liu_neighbour.id
    half.act(zhang, "visit", 1, 5)
    half.end(1)
    changed(half, "merged", at(2, 10), zhang, other_id=liu)
    half.act(liu, "visit", 2, 20)
    half.end(2)
    assert spend(half, liu) == 800

    assert look(half, at(3, 6)) == 400
    assert spend(half, liu) == 400
    same(half, date(2026, 3, 6))


def test_an_act_taken_back_after_the_merge_leaves_the_others_their_days(half: Half) -> None:
    zhang, liu = half.village.zhang.id, half.village.liu_neighbour.id
    wrong = half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.end(1)
    changed(half, "merged", at(2, 10), zhang, other_id=liu)

    reverse_claim(half.village.clerk, wrong.id, reason="查无此事", now=at(2, 20))

    assert spend(half, liu) == 400
    assert look(half, at(3, 6)) == 0
    assert look(half, at(3, 21)) == 400
    same(half, date(2026, 3, 21))


def handing(document: dict[str, Any]) -> None:
    ends(document)
    document["purses"][0]["transfer"] = {"between": "village"}


def test_what_is_handed_on_goes_in_the_order_of_spending_and_keeps_its_days(
    village: Cast,
) -> None:
    half = Half(village, handing)
    zhang, liu = village.zhang.id, village.liu_neighbour.id
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.enter(at(1, 31, 20))

    hand_on(village.shopkeeper, Giving(zhang, liu), points=Points(600), key=key(), now=at(2, 10))

    assert look(half, at(3, 6)) == 400
    assert (spend(half, zhang), spend(half, liu)) == (200, 200)
    assert look(half, at(3, 21)) == 400
    assert (spend(half, zhang), spend(half, liu)) == (0, 0)
    same(half, date(2026, 3, 21))


def test_what_ended_does_not_go_along_where_the_clock_has_not_looked_yet(village: Cast) -> None:
    half = Half(village, handing)
    zhang, liu = village.zhang.id, village.liu_neighbour.id
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.enter(at(1, 31, 20))

    hand_on(village.shopkeeper, Giving(zhang, liu), points=Points(400), key=key(), now=at(3, 10))

    assert (spend(half, zhang), spend(half, liu)) == (0, 400)
    assert expired(half.id) == {f"h{zhang}": 400}
    same(half, date(2026, 3, 10))


# To another village -------------------------------------------------------------------------------


def liushu(half: Half, **expiry: Any) -> None:
    """柳树村 takes over 桃源村's document, with an expiry of its own or none."""
    village = half.village
    document = to_document(Document.model_validate(half.version.document))
    document["purses"][0]["expiry"] = [expiry] if expiry else []
    own = Document.model_validate(document)
    scheme = Scheme.objects.create(organization_id=village.liushu.id, code="own", name="柳树村")
    SchemeVersion.objects.create(
        scheme=scheme, number=1, document=to_document(own), digest=scheme_digest(own),
        state="adopted", in_force_from=date(2026, 1, 1),
        created_by=village.users["liushu-clerk"].pk, created_at=at(1, 1),
    )  # fmt: skip


@pytest.mark.parametrize("theirs", [{}, {"after": {"years": 2}}, {"after": {"days": 10}}])
def test_in_another_village_points_end_when_they_would_have_ended(
    half: Half, theirs: dict[str, Any]
) -> None:
    """Whatever the purse says into which they come: none of their own, longer, or shorter."""
    village, zhang, there = half.village, half.village.zhang.id, half.village.elsewhere.id
    liushu(half, **theirs)
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.enter(at(1, 31, 20))

    out = hand_over(village.clerk, zhang, to="liushu", key=key(), now=at(2, 10))
    take_over(village.outsider, there, code=out.code, now=at(2, 12))

    lots = [["2026-01-05", "2026-03-05", 400], ["2026-01-20", "2026-03-20", 400]]
    assert [one[4] for one in HandOver.objects.get().purses] == [[], lots]
    clock = clock_actor(village.liushu.id)
    assert lapse_points(clock, now=at(3, 5)).points == 0
    assert lapse_points(clock, now=at(3, 6)).points == 400
    assert lapse_points(clock, now=at(3, 21)).points == 400
    assert balances(village.liushu.id) == {("honour", f"h{there}"): 800}
    past = history(village.liushu.id, first=date(2026, 1, 1), until=date(2026, 3, 21))
    told = replay(past.versions, past.roster, past.happenings, first=past.first,
                  until=past.until, known=past.known)  # fmt: skip
    assert balances_in(told) == balances(village.liushu.id)
    with pytest.raises(WrittenOnce):
        CarriedLot.objects.filter(village_id=village.liushu.id).delete()


def test_what_comes_before_a_year_is_brought_over_with_its_days(half: Half) -> None:
    """A trial of the year from February on: the points of January end in it as in the book."""
    zhang = half.village.zhang.id
    half.act(zhang, "visit", 1, 5)
    half.act(zhang, "visit", 1, 20)
    half.enter(at(1, 28, 20))

    past = history(half.id, first=date(2026, 2, 5), until=date(2026, 3, 10))
    out = replay(past.versions, past.roster, past.happenings, first=past.first, until=past.until)

    state = out.book.states["spend"][f"h{zhang}"]
    assert (state.balance, state.expired) == (400, 400)


# Drawn --------------------------------------------------------------------------------------------


def _somebody_changes(half: Half, chance: random.Random, month: int) -> None:
    homes = [one for one in _homes(half) if living(one)]
    home, now = chance.choice(homes), at(month, chance.randint(8, 13), 19)
    kind = chance.choice(["split", "merged", "hand", "hand"])
    others = [one for one in homes if one != home]
    if kind == "split" and len(living(home)) > 1:
        split(half, now, home)
    elif kind == "merged" and len(homes) > 2:
        changed(half, kind, now, home, other_id=chance.choice(others))
    elif kind == "hand" and spend(half, home) > 1 and others:
        look(half, now)
        part = Points(int(spend(half, home) * Fraction(chance.randint(1, 9), 10)))
        if part:
            giving = Giving(home, chance.choice(others))
            hand_on(half.village.shopkeeper, giving, points=part, key=key(), now=now)


def _homes(half: Half) -> list[int]:
    own = [half.village.zhang.id, half.village.liu_neighbour.id, half.village.far.id]
    made = Resident.objects.filter(village_id=half.id, until__isnull=True)
    return [*own, *sorted(set(made.values_list("household_id", flat=True)) - set(own))]


@pytest.mark.parametrize("seed", range(4))
def test_a_drawn_year_of_moves_ends_in_the_book_as_in_a_replay(village: Cast, seed: int) -> None:
    chance = random.Random(seed)
    order = chance.choice(["oldest", "newest", "soonest_expiry"])

    def drawn(document: dict[str, Any]) -> None:
        handing(document)
        document["purses"][0]["spend_first"] = order
        only = [{"on": {"items": ["tree"]}, "after": {"days": 25}}]
        document["purses"][0]["expiry"] = only + document["purses"][0]["expiry"]

    half, acts = Half(village, drawn), []
    for month in range(1, 6):
        for home in (one for one in _homes(half) if living(one)):
            item = chance.choice(("tree", "visit"))
            many = {"quantity": chance.randint(1, 9)} if item == "tree" else {}
            acts.append(half.act(home, item, month, chance.randint(14, 28), **many))
        half.end(month)
        look(half, at(month + 1, 6, 19))
        _somebody_changes(half, chance, month + 1)
        look(half, at(month + 1, 13, 20))
        rich = [one for one in _homes(half) if spend(half, one) > 300]
        if rich:
            half.spend(rich[0], 150, at(month + 1, 13, 21))
        look(half, at(month + 1, 14, 1))
        same(half, date(2026, month + 1, 13))

    for day in (15, 18):
        reverse_claim(village.clerk, acts.pop(chance.randrange(len(acts))).id, reason="查无此事",
                      now=at(6, day))  # fmt: skip
        look(half, at(6, day + 1, 1))
        assert balances(half.id) == balances_in(replayed(half.id, date(2026, 6, day)))
        prove(half.id)
