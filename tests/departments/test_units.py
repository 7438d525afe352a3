"""What the register of units refuses, and the roster's columns of tags, consent and approval."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.core.errors import NotAllowed, NotFound
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Household, PublicCode, Unit
from jishan.registry.rosters import import_roster
from jishan.registry.sheets.roster import read_roster
from jishan.registry.tags import APPROVED, DECLINED
from jishan.registry.unit_table import unit, units
from jishan.registry.units import (
    NewUnit,
    TooManyUnits,
    UnitEndsEarly,
    UnitKindUnknown,
    UnitNameMissing,
    UnitNameTaken,
    change_unit,
    found_unit,
    found_units,
)

SHOP = NewUnit("桃源商店", "shop")


def state() -> tuple[Any, ...]:
    return (
        list(Unit.objects.order_by("id").values_list("name", "until", "tags")),
        PublicCode.objects.count(),
        AuditEvent.objects.count(),
    )


def test_a_unit_is_entered_once_and_has_a_code_of_its_own(village: Cast, now: datetime) -> None:
    first = found_unit(village.clerk, SHOP, key="k", now=now)
    again = found_unit(village.clerk, SHOP, key="k", now=now)

    row = Unit.objects.get()
    assert (first, again, row.since) == (row.id, row.id, now.date())
    assert PublicCode.objects.get(code=row.door_code).kind == "unit"
    assert AuditEvent.objects.filter(code="unit.founded").count() == 1


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewUnit(" ", "shop"), UnitNameMissing),
        (NewUnit("桃源商店", "team"), UnitNameTaken),
        (NewUnit("新店", "bank"), UnitKindUnknown),
        (NewUnit("新店", "shop", 987_654), NotFound),
    ],
)
def test_what_cannot_be_entered(
    village: Cast, now: datetime, new: NewUnit, refusal: type[Exception]
) -> None:
    found_unit(village.clerk, SHOP, key="k", now=now)
    before = state()

    with pytest.raises(refusal):
        found_units(village.clerk, [NewUnit("又一家", "shop"), new], key="l", now=now)

    assert state() == before


def test_who_may_not_enter_units_and_how_many_at_once(village: Cast, now: datetime) -> None:
    before = state()

    with pytest.raises(NotAllowed):
        found_unit(village.secretary, SHOP, key="k", now=now)
    many = [NewUnit(f"店{number}", "shop") for number in range(301)]
    with pytest.raises(TooManyUnits):
        found_units(village.clerk, many, key="k", now=now)

    assert state() == before


def test_a_unit_does_not_end_before_it_began(village: Cast, now: datetime) -> None:
    made = found_unit(village.clerk, SHOP, key="k", now=now)
    before = state()

    with pytest.raises(UnitEndsEarly):
        change_unit(village.clerk, made, SHOP, from_day=now.date(), until=date(2020, 1, 1), now=now)

    assert state() == before


def test_a_grid_worker_sees_the_units_of_the_own_group_without_their_contacts(
    village: Cast, now: datetime
) -> None:
    near = NewUnit("近店", "shop", village.group_one.id, contact="李大伟")
    far = NewUnit("远店", "shop", village.group_two.id)
    own, other = found_units(village.clerk, [near, far], key="k", now=now)

    assert [(row.name, row.contact) for row in units(village.grid_worker)] == [("近店", "")]
    assert unit(village.clerk, own).contact == "李大伟"
    with pytest.raises(NotFound):
        unit(village.grid_worker, other)
    with pytest.raises(NotFound):
        unit(village.outsider, own)


# The roster ---------------------------------------------------------------------------------

TITLES = ["户编号", "户主姓名", "姓名", "与户主关系", "户标签", "两委批准", "同意参加"]


def roster(village: Cast, now: datetime, *rows: list[str], key: str = "k") -> Any:
    lines = "\n".join(",".join(row) for row in (TITLES, *rows))
    preview = read_roster(lines.encode("utf-8-sig"), filename="名册.csv")
    entered = import_roster(
        village.clerk, preview, key=key, filename="名册.csv", digest="d", now=now
    )
    return preview, entered


def test_the_roster_says_who_takes_part(village: Cast, now: datetime) -> None:
    roster(
        village,
        now,
        ["X1", "孙大海", "孙大海", "户主", "独立户口、独立宅院", "", ""],
        ["X1", "孙大海", "钱小花", "妻", "", "", ""],
        ["X2", "钱有福", "钱有福", "户主", "非本村户籍", "是", "否"],
    )

    tags = dict(Household.objects.filter(number__startswith="X").values_list("number", "tags"))
    assert tags == {
        "X1": [["独立宅院", None, None], ["独立户口", None, None]],
        "X2": [[DECLINED, None, None], [APPROVED, None, None], ["非本村户籍", None, None]],
    }


def test_a_later_roster_changes_tags_from_its_day_on(village: Cast, now: datetime) -> None:
    first = ["X2", "钱有福", "钱有福", "户主", "非本村户籍", "否", ""]
    roster(village, now, first)

    later = now.replace(month=4)
    _, same = roster(village, later, ["X2", "钱有福", "钱有福", "户主", "", "", ""], key="l")
    _, entered = roster(village, later, ["X2", "钱有福", "钱有福", "户主", "", "是", ""], key="m")

    assert (same.households_changed, entered.households_changed) == (0, 1)
    assert Household.objects.get(number="X2").tags == [
        ["非本村户籍", None, None],
        [APPROVED, "2026-04-02", None],
    ]


def test_an_answer_that_is_neither_yes_nor_no_is_pointed_at(village: Cast, now: datetime) -> None:
    preview, _ = roster(village, now, ["X2", "钱有福", "钱有福", "户主", "", "在讨论", ""])

    assert [(one.code, one.cell) for one in preview.warnings if one.cell == "F2"] == [
        ("roster.yes_no_unclear", "F2")
    ]
    assert Household.objects.get(number="X2").tags == []
