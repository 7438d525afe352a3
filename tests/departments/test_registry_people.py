"""Households and people one at a time, finding them, and what each reader may see."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.core.errors import NotAllowed, NotFound
from jishan.demo.cast import Cast
from jishan.registry.actions import (
    IdentityTaken,
    IdentityWrong,
    NewResident,
    NumberTaken,
    add_resident,
    found_household,
    issue_card,
)
from jishan.registry.models import Household, Resident
from jishan.registry.queries import (
    household,
    households_found,
    masked_heads,
    participants_count,
    residents_of,
)
from jishan.registry.roster_table import RosterFilters, carded_households, doors, roster_table
from jishan.registry.rosters import import_roster
from tests.departments.registry_rosters import preview_of
from tests.departments.roster.village import village as people_of

IDENTITY = "510199197003071234"  # the check digit does not fit: invented
WANG = NewResident("王 春兰", sex="女", identity=IDENTITY, phone="13812345678")


def enter_wang(village: Cast, now: datetime, key: str = "wang") -> Household:
    return found_household(
        village.clerk, WANG, group_id=village.group_one.id, address="一组9号", key=key, now=now
    )


def test_a_household_is_founded_once(village: Cast, now: datetime) -> None:
    made = enter_wang(village, now)

    assert enter_wang(village, now).id == made.id
    found = household(village.clerk, made.id)
    assert (found.number, found.head_name, found.group) == ("J0001", "王春兰", "一组")
    assert [(m.name, m.head, m.birth_year, m.identity_tail, m.phone) for m in found.members] == [
        ("王春兰", True, 1970, "1234", "138****5678")
    ]
    assert found.since == date(2026, 3, 2)


def test_what_cannot_be_entered_is_refused_and_nothing_stays(village: Cast, now: datetime) -> None:
    enter_wang(village, now)
    before = (Household.objects.count(), Resident.objects.count())
    with pytest.raises(IdentityTaken):
        enter_wang(village, now, key="twice")
    with pytest.raises(IdentityWrong):
        found_household(village.clerk, NewResident("赵", identity="5101"), key="x", now=now)
    with pytest.raises(NumberTaken):
        found_household(village.clerk, NewResident("赵"), number="TY001", key="x", now=now)
    with pytest.raises(NotFound):
        found_household(
            village.outsider, NewResident("赵"), group_id=village.group_one.id, key="x", now=now
        )
    with pytest.raises(NotAllowed):
        found_household(village.secretary, NewResident("赵"), key="x", now=now)
    assert (Household.objects.count(), Resident.objects.count()) == before


def test_a_person_joins_a_household_of_the_village(village: Cast, now: datetime) -> None:
    child = NewResident("张小宝", relation="孙子", birth_year=2024)
    add_resident(village.clerk, village.zhang.id, resident=child, key="c", now=now)
    add_resident(village.clerk, village.zhang.id, resident=child, key="c", now=now)

    names = [m.name for m in residents_of(village.taoyuan.id, village.zhang.id, date(2026, 3, 2))]
    assert names == ["张桂兰", "张明", "张小宝"]
    assert len(residents_of(village.taoyuan.id, village.zhang.id, date(2026, 3, 1))) == 2
    with pytest.raises(NotFound):
        add_resident(village.clerk, village.elsewhere.id, resident=child, key="d", now=now)


def test_initials_names_numbers_and_codes_find(village: Cast, now: datetime) -> None:
    made = enter_wang(village, now)
    for text in ("wcl", "WCL", "wc", "王春", "J0001", "j0001", made.door_code.lower(), "一组9号"):
        assert [h.id for h in households_found(village.clerk, text)] == [made.id], text
    assert households_found(village.clerk, " ") == ()
    assert households_found(village.clerk, "zzz") == ()
    assert households_found(village.outsider, "王春兰") == ()
    child = NewResident("单小雨", relation="孙女")
    add_resident(village.clerk, made.id, resident=child, key="c", now=now)
    assert [h.id for h in households_found(village.clerk, "sxy")] == [made.id]
    assert [h.id for h in households_found(village.clerk, "dxy")] == []


def test_a_grid_worker_reaches_his_own_group_only(village: Cast, now: datetime) -> None:
    assert [h.id for h in households_found(village.grid_worker, "刘长福")] == [
        village.liu_neighbour.id
    ]
    assert households_found(village.grid_worker, "欧阳春") == ()
    with pytest.raises(NotFound):
        household(village.grid_worker, village.far.id)
    with pytest.raises(NotAllowed):
        roster_table(village.grid_worker, RosterFilters())


def test_phones_and_identities_are_for_readers_of_the_roster(village: Cast, now: datetime) -> None:
    made = enter_wang(village, now)
    for reader, seen in (
        (village.clerk, ("1234", "138****5678")),
        (village.supervisor, ("1234", "138****5678")),
        (village.grid_worker, ("", "")),
        (village.shopkeeper, ("", "")),
    ):
        member = household(reader, made.id).members[0]
        assert (member.identity_tail, member.phone) == seen
    own = household(village.zhang_actor, village.zhang.id)
    assert own.head_name == "张桂兰"
    with pytest.raises(NotFound):
        household(village.zhang_actor, made.id)


def test_the_table_filters_and_pages_by_key(village: Cast, now: datetime) -> None:
    preview = preview_of(people_of(60, groups=6))
    import_roster(village.clerk, preview, key="k", filename="f", digest="d", now=now)
    issue_card(village.clerk, village.zhang.id, key="k", now=now)
    seen: list[str] = []
    after = ""
    while True:
        page = roster_table(village.clerk, RosterFilters(), limit=25, after=after)
        seen += [row.number for row in page.rows]
        if not (after := page.next):
            break
    assert page.total == len(seen) == len(set(seen)) == 63
    assert seen[:3] == sorted(seen)[:3]
    two = roster_table(village.clerk, RosterFilters(group_id=village.group_two.id))
    assert (two.total, {row.group for row in two.rows}) == (11, {"二组"})
    carded = roster_table(village.clerk, RosterFilters(card="issued"))
    assert [(r.number, r.card_version) for r in carded.rows] == [("TY001", 1)]
    assert len(carded_households(village.clerk, group_id=None, carded=False)) == 62
    assert len(doors(village.clerk, group_id=village.group_two.id)) == 11
    assert roster_table(village.clerk, RosterFilters(closed=True)).total == 0
    for wrong in ("x", "12345", str(village.elsewhere.id)):
        with pytest.raises(NotFound):
            roster_table(village.clerk, RosterFilters(), after=wrong)


def test_the_table_asks_the_same_for_ten_and_for_many(village: Cast, now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        roster_table(village.clerk, RosterFilters())
    import_roster(
        village.clerk, preview_of(people_of(120)), key="k", filename="f", digest="d", now=now
    )
    with CaptureQueriesContext(connection) as many:
        page = roster_table(village.clerk, RosterFilters())
    assert (len(page.rows), page.total) == (50, 123)
    assert len(few) == len(many) == 4


def test_the_board_gets_masked_heads_of_its_own_village(village: Cast) -> None:
    wanted = [village.zhang.id, village.far.id, village.elsewhere.id]
    assert masked_heads(village.taoyuan.id, wanted) == {
        village.zhang.id: "张*兰",
        village.far.id: "欧*春",
    }
    assert participants_count(village.taoyuan.id, date(2026, 3, 2)).households == 3
    assert participants_count(village.taoyuan.id, date(2026, 3, 2)).residents == 6
    assert participants_count(village.taoyuan.id, date(2019, 1, 1)).households == 0
