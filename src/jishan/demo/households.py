"""The named households of the cast, founded through the registry's own actions."""

from dataclasses import dataclass
from datetime import date, datetime

from jishan.core.access import Actor
from jishan.orgs.models import Organization
from jishan.registry.actions import NewResident, add_resident, found_household
from jishan.registry.queries import residents_of

SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """A household's ids and names. `head_id` is the head's resident row, `member_id` another's."""

    id: int
    village_id: int
    number: str
    door_code: str
    head: str
    head_id: int
    member_id: int


CAST = (
    ("taoyuan-1", "TY001", "张桂兰", "女", 1951, "张明", 1979),
    ("taoyuan-1", "TY002", "刘长福", "男", 1958, "刘小芳", 1988),
    ("taoyuan-2", "TY003", "欧阳春", "男", 1966, "欧阳玲", 1995),
    ("liushu-1", "LS001", "柳玉芬", "女", 1962, "柳建", 1990),
)
"""Group, number, head with sex and year of birth, another member with year of birth."""


def found_households(
    clerk: Actor, other_clerk: Actor, places: dict[str, Organization], *, now: datetime
) -> tuple[DemoHousehold, ...]:
    """The four households; each clerk founds those of the own village."""
    return tuple(
        _found(clerk if row[0].startswith("taoyuan") else other_clerk, places[row[0]], row, now=now)
        for row in CAST
    )


def _found(
    clerk: Actor,
    group: Organization,
    row: tuple[str, str, str, str, int, str, int],
    *,
    now: datetime,
) -> DemoHousehold:
    _, number, head, sex, born, member, member_born = row
    household = found_household(
        clerk,
        NewResident(head, relation="户主", sex=sex, birth_year=born, since=SINCE),
        number=number,
        group_id=group.pk,
        address=f"{group.name}{int(number[2:])}号",
        key=f"cast-{number}",
        now=now,
    )
    other = add_resident(
        clerk,
        household.id,
        resident=NewResident(member, relation="子女", birth_year=member_born, since=SINCE),
        key=f"cast-{number}-2",
        now=now,
    )
    head_id = next(
        one.id for one in residents_of(clerk.village_id, household.id, SINCE) if one.name == head
    )
    return DemoHousehold(
        household.id,
        household.village_id,
        number,
        household.door_code,
        head,
        head_id,
        other.id,
    )
