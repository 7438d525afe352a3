"""Who lived where on which day is one truth: for periods, acts, corrections and a replay."""

import random
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from jishan.claims.actions import reverse_claim
from jishan.claims.facts import period_facts
from jishan.claims.history import history
from jishan.claims.models import Claim
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.measuring import Measuring
from jishan.core.points import Points
from jishan.core.replay.events import Event
from jishan.core.replay.whole import replay
from jishan.demo.cast import Cast
from jishan.foundation.append_only import WrittenOnce
from jishan.honors.mending import recheck
from jishan.ledger.actions import post
from jishan.ledger.models import Account
from jishan.moving.households import (
    ClearingFirst,
    DayClosed,
    change_household,
    undo_household_change,
)
from jishan.moving.rosters import import_roster
from jishan.registry.changes import NewChange
from jishan.registry.models import Change, Resident, Stay
from jishan.registry.rosters import RosterDayWrong
from jishan.registry.sheets.roster import read_roster
from jishan.registry.stays import Span, home_on, nearest_home, spans_of, stays_of
from tests.stories.mending import (
    Half,
    at,
    balances,
    balances_in,
    key,
    measures,
    replayed,
    rules,
)

UNTIL = date(2026, 7, 31)


def members_too(document: dict[str, Any]) -> None:
    """The rules of `mending`; a visit is credited to every member's own purse, and points are
    averaged over the members of each day."""
    rules(document)
    document["subjects"] |= {"kinds": ["household", "resident"], "split": "by_members"}
    document["purses"].append(
        {"code": "own", "name": "个人分", "holder": "resident", "spendable": False, "floor": "none",
         "on": {"items": ["visit"]}, "source": {"ids": ["S0-04"]}}
    )  # fmt: skip
    document["items"][-1]["credited_to"] = "members"
    document["measures"] += [
        {"code": f"each_{how}", "name": f"人均{how}", "shape": "per_member",
         "measure": "month_deeds", "members": how, "period": "month"}
        for how in ("mean_by_day", "at_end", "each_day")
    ]  # fmt: skip


def moved(village: Cast, kind: str, day: date, **said: Any) -> Any:
    new = NewChange(said.pop("home"), kind, day, **said)
    now = at(day.month, day.day, 19)
    return change_household(village.clerk, new, key=key(), now=now)


def living(village: Cast, home: int) -> list[int]:
    rows = Resident.objects.filter(household_id=home, until__isnull=True)
    return [one.id for one in rows.order_by("-head", "id")]


# One truth --------------------------------------------------------------------------------------


def test_spans_are_read_from_what_was_entered_last() -> None:
    first, second, third = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
    rows: Sequence[tuple[int, int | None, date]] = [
        (1, 10, first), (2, 10, first), (1, 20, second), (1, None, third),
        (2, 30, second), (2, 10, second), (3, 40, first), (3, None, first),
    ]  # fmt: skip

    found = spans_of(rows)

    assert found[1] == [Span(10, first, date(2026, 2, 28)), Span(20, second, date(2026, 4, 30))]
    assert found[2] == [Span(10, first, None)]
    assert found[3] == []
    assert [home_on(found[1], day) for day in (first, second, third)] == [10, 20, None]
    assert nearest_home(found[1], third) == 20
    assert nearest_home(found[1], date(2020, 1, 1)) == 10
    assert nearest_home((), first) is None


def test_a_stay_is_written_once(village: Cast) -> None:
    row = Stay.objects.filter(village_id=village.taoyuan.id)[0]
    row.since = date(2020, 1, 1)

    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(WrittenOnce):
        Stay.objects.filter(village_id=village.taoyuan.id).delete()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_stay SET number = 1 WHERE village_id = %s", [row.village_id]
        )


def test_whoever_was_there_before_stays_were_kept_has_theirs(village: Cast) -> None:
    """The migration: one stay for everybody, and its end for whoever has left."""
    fill = import_module("jishan.registry.migrations.0005_fill_stays")
    first, last = date(2020, 1, 1), date(2026, 2, 1)
    counted: dict[int, int] = {7: 0}

    rows = list(fill._stays(dict, [(7, 1, 10, first, None), (7, 2, 10, first, last)], counted))

    columns = "number", "resident_id", "household_id", "since", "how"
    assert [tuple(row[name] for name in columns) for row in rows] == [
        (1, 1, 10, first, "roster"),
        (2, 2, 10, first, "roster"),
        (3, 2, None, date(2026, 2, 2), "left"),
    ]
    assert counted == {7: 3}
    people = Resident.objects.filter(village_id=village.taoyuan.id)
    spans = stays_of(village.taoyuan.id, [one.id for one in people])
    assert {own: each[-1].household_id for own, each in spans.items()} == dict(
        people.values_list("id", "household_id")
    )


# Periods that were closed -----------------------------------------------------------------------


def test_nothing_changes_before_what_has_been_closed(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 1, 20, quantity=2)
    half.end(1)
    child, before = living(village, village.zhang.id)[1], Change.objects.count()
    new = NewChange(village.zhang.id, "died", date(2026, 1, 31), people=(child,))

    with pytest.raises(DayClosed):
        change_household(village.clerk, new, key=key(), now=at(2, 10))
    made = change_household(
        village.clerk, NewChange(village.zhang.id, "died", date(2026, 2, 1), people=(child,)),
        key=key(), now=at(2, 10),
    )  # fmt: skip
    half.end(2)
    with pytest.raises(DayClosed):
        undo_household_change(village.clerk, made.id, key=key(), now=at(3, 10))

    assert Change.objects.count() == before + 1


def test_points_that_a_period_clears_do_not_go_along(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "visit", 6, 20)
    half.enter(at(6, 30, 20))
    new = NewChange(village.zhang.id, "merged", date(2026, 7, 2), other_id=village.liu_neighbour.id)
    before = Change.objects.count()

    with pytest.raises(ClearingFirst):
        change_household(village.clerk, new, key=key(), now=at(7, 2))

    assert Change.objects.count() == before


# Corrections -------------------------------------------------------------------------------------


def test_an_act_of_march_taken_back_in_june_is_that_of_march_s_household(village: Cast) -> None:
    half = Half(village, members_too)
    zhang, other = village.zhang.id, village.liu_neighbour.id
    head, child = living(village, zhang)
    visit = half.act(zhang, "visit", 3, 10)
    half.end(3)
    moved(village, "moved", date(2026, 4, 2), home=zhang, people=(child,), other_id=other)
    half.end(4)
    half.end(5)
    assert Claim.objects.get(id=visit.id).credits

    reverse_claim(village.clerk, visit.id, reason="查无此事", now=at(6, 10))
    recheck(village.clerk, now=at(6, 10))

    held = balances(half.id)
    assert held.get(("own", f"r{head}"), 0) == held.get(("own", f"r{child}"), 0) == 0
    same(half)


def test_an_act_taken_back_after_its_household_merged(village: Cast) -> None:
    half = Half(village, members_too)
    zhang, other = village.zhang.id, village.liu_neighbour.id
    tree = half.act(zhang, "tree", 3, 10, quantity=5)
    half.act(other, "tree", 3, 11, quantity=2)
    half.end(3)
    moved(village, "merged", date(2026, 4, 2), home=zhang, other_id=other)
    half.end(4)
    assert balances(half.id)["spend", f"h{other}"] == 2100

    reverse_claim(village.clerk, tree.id, reason="查无此事", now=at(5, 10))
    recheck(village.clerk, now=at(5, 10))

    assert balances(half.id)["spend", f"h{other}"] == 600
    assert ("spend", f"h{zhang}") not in balances(half.id)
    same(half)


# The server beside the core -----------------------------------------------------------------------


def same(half: Half) -> None:
    """Balances, and every measure of every closed period: the book's and the replay's."""
    out = replayed(half.id, UNTIL)
    assert balances(half.id) == balances_in(out)
    for label, code, ours, theirs in measures(half.id, out):
        assert ours == theirs, (label, code)


def _somebody_changes(village: Cast, chance: random.Random, month: int) -> None:
    """One of the things that happen in families, with who is there."""
    homes = [
        one
        for one in (village.zhang.id, village.liu_neighbour.id, village.far.id)
        if living(village, one)
    ]
    home = chance.choice(homes)
    who = living(village, home)
    day = date(2026, month, chance.randint(2, 12))
    others = [one for one in homes if one != home]
    kind = chance.choice(["moved", "split", "merged", "died", "undone"])
    if kind == "merged" and len(homes) > 2:
        moved(village, kind, day, home=home, other_id=chance.choice(others))
    elif kind == "moved" and len(who) > 1 and others:
        moved(village, kind, day, home=home, people=(who[-1],), other_id=chance.choice(others))
    elif kind == "split" and len(who) > 1:
        moved(village, kind, day, home=home, people=(who[-1],), new_head=who[-1])
    elif kind == "died" and len(who) > 1:
        moved(village, kind, day, home=home, people=(who[-1],))
    elif len(who) > 1:
        made = moved(village, "split", day, home=home, people=(who[0],), new_head=who[0],
                     head=who[1])  # fmt: skip
        undo_household_change(village.clerk, made.id, key=key(), now=at(day.month, day.day, 20))


@pytest.mark.parametrize("seed", range(6))
def test_the_same_moves_come_to_the_same_averages_and_balances(village: Cast, seed: int) -> None:
    chance = random.Random(seed)
    half, acts = Half(village, members_too), []
    for month in range(1, 7):
        _somebody_changes(village, chance, month)
        for home in (village.zhang.id, village.liu_neighbour.id, village.far.id):
            if living(village, home):
                item = chance.choice(("tree", "visit"))
                many = {"quantity": chance.randint(1, 9)} if item == "tree" else {}
                acts.append(half.act(home, item, month, chance.randint(14, 28), **many))
        half.end(month)
    same(half)

    for act in chance.sample(acts, 2):
        reverse_claim(village.clerk, act.id, reason="查无此事", now=at(7, 21))
        recheck(village.clerk, now=at(7, 21))
        same(half)


def test_moves_told_as_a_table_to_the_core_come_to_the_same(village: Cast) -> None:
    """What an outsider would write: split, move and merge as events of a replay."""
    half = Half(village, members_too)
    zhang, liu, far = village.zhang.id, village.liu_neighbour.id, village.far.id
    _, child = living(village, zhang)
    roster = history(half.id, first=date(2026, 1, 1), until=UNTIL).roster
    for month, home in ((1, zhang), (1, liu), (2, far)):
        half.act(home, "visit", month, 20)
    half.end(1)
    made = moved(village, "split", date(2026, 2, 3), home=zhang, people=(child,), new_head=child)
    half.end(2)
    last = living(village, liu)[-1]
    if len(living(village, liu)) > 1:
        moved(village, "moved", date(2026, 3, 5), home=liu, people=(last,), other_id=far)
    moved(village, "merged", date(2026, 3, 9), home=made.other_id, other_id=liu)
    half.act(liu, "tree", 3, 20, quantity=3)
    half.end(3)

    past = history(half.id, first=date(2026, 1, 1), until=date(2026, 4, 10))
    acts = [one for one in past.happenings if not isinstance(one, Event)]
    told = [
        Event("split", "e1", date(2026, 2, 3), f"h{zhang}", other=f"h{made.other_id}",
              members=(f"r{child}",)),
        Event("merge", "e3", date(2026, 3, 9), f"h{made.other_id}", other=f"h{liu}"),
    ]  # fmt: skip
    if last in living(village, far):
        told.append(Event("join", "e2", date(2026, 3, 5), f"r{last}", other=f"h{far}"))
    out = replay(past.versions, roster, [*acts, *told], first=past.first, until=date(2026, 4, 10))

    assert balances(half.id) == balances_in(out)
    scheme = out.scheme
    for closing in out.closings:
        facts = period_facts(half.id, scheme, closing.period)
        measuring = Measuring(scheme, closing.period, facts)
        for code, values in closing.measures.items():
            ours = {name: value for name, value in measuring.of(code).values.items() if value}
            assert ours == {name: value for name, value in values.values.items() if value}
            assert all(isinstance(value, int | Fraction | Points) for value in ours.values())


# Rosters -----------------------------------------------------------------------------------------


def test_a_roster_that_moves_somebody_changes_nothing_before_its_day(village: Cast) -> None:
    now = at(3, 2)
    before = {"A1": [("钱一", "户主"), ("钱二", "之子")], "A2": [("孙一", "户主")]}
    after = {"A1": [("钱一", "户主")], "A2": [("孙一", "户主"), ("钱二", "女婿")]}
    identity = {"钱二": "11010519491231002X"}

    def enter(names: dict[str, list[tuple[str, str]]], day: date, name: str) -> None:
        lines = ["户编号,姓名,与户主关系,身份证号"]
        for number, people in names.items():
            lines += [f"{number},{who},{how},{identity.get(who, '')}" for who, how in people]
        preview = read_roster(
            "\n".join(lines).encode(), filename="名册.csv", mapping=None, today=now.date()
        )
        import_roster(
            village.clerk, preview, day=day, key=name, filename="名册.csv", digest="d", now=now,
            advance=lambda count: None,
        )  # fmt: skip

    enter(before, date(2026, 2, 1), "first")
    child = Resident.objects.get(name="钱二")
    first = child.household_id
    posting = settle(
        key(), Kind.EARNING, now.date(), [(AccountRef("resident", child.id, "own"), 5)]
    )
    post(village.clerk, posting, now=now, code="claim.posted")
    enter(after, date(2026, 2, 20), "second")
    enter(after, date(2026, 2, 20), "second")

    child.refresh_from_db()
    village_id = village.taoyuan.id
    spans = stays_of(village_id, [child.id])[child.id]
    assert spans == [
        Span(first, date(2026, 2, 1), date(2026, 2, 19)),
        Span(child.household_id, date(2026, 2, 20), None),
    ]
    assert Account.objects.get(holder_id=child.id).household_id == child.household_id != first
    count = Stay.objects.count()
    with pytest.raises(RosterDayWrong):
        enter(before, date(2026, 2, 19), "third")
    with pytest.raises(RosterDayWrong):
        enter(before, date(2026, 3, 3), "fourth")
    assert Stay.objects.count() == count
