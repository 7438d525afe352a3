"""Invented people for roster files: the same every time, no third person's data."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from jishan.registry.sheets.identity import check_digit
from jishan.registry.sheets.preview import Field

SURNAMES = "张王李赵陈杨周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "桂兰建国秀英志强春梅德明玉珍文华小红大山永福翠花国庆丽娟长青淑芬海燕立新金凤荣生雪梅"
REGION = "510199"


@dataclass
class Person:
    """One row; every value as the clean file has it."""

    group: str
    household_no: str
    head: str
    name: str
    relation: str
    sex: str
    identity: str
    birth_date: date
    phone: str
    door: str
    ethnicity: str = "汉族"
    residence_kind: str = "农业"
    resident: str = "是"
    note: str = ""


STANDARD: list[tuple[str, Field]] = [
    ("序号", Field.SERIAL),
    ("村民小组", Field.GROUP),
    ("户编号", Field.HOUSEHOLD_NO),
    ("户主姓名", Field.HEAD),
    ("姓名", Field.NAME),
    ("与户主关系", Field.RELATION),
    ("性别", Field.SEX),
    ("身份证号", Field.IDENTITY),
    ("出生日期", Field.BIRTH_DATE),
    ("民族", Field.ETHNICITY),
    ("户口性质", Field.RESIDENCE_KIND),
    ("联系电话", Field.PHONE),
    ("门牌号", Field.DOOR),
    ("是否常住", Field.RESIDENT),
    ("备注", Field.NOTE),
]

# Relation, sex, years younger than the head.
_MEMBERS = [("妻", "女", 1), ("长子", "男", 25), ("长女", "女", 27), ("父亲", "男", -26)]


def identity_number(born: date, sequence: int, *, male: bool) -> str:
    """A number whose check digit is right and which never ends in 000."""
    serial = (sequence * 2 + (1 if male else 0)) % 1000
    seventeen = f"{REGION}{born:%Y%m%d}{serial:03d}"
    digit = check_digit(seventeen)
    if serial == 0 or f"{serial:03d}{digit}".endswith("000"):
        return identity_number(born, sequence + 1, male=male)
    return seventeen + digit


def village(households: int, *, groups: int = 2, seed: int = 1) -> list[Person]:
    """`households` households of one to five people, spread over `groups` groups in order."""
    dice = random.Random(seed)
    people: list[Person] = []
    for number in range(households):
        group = f"{'一二三四五六七八九十'[number * groups // households]}组"
        people += _household(dice, number, group, len(people))
    return people


def _household(dice: random.Random, number: int, group: str, before: int) -> list[Person]:
    born = date(1950, 1, 1) + timedelta(days=dice.randrange(40 * 365))
    surname = SURNAMES[number % len(SURNAMES)]
    at = 2 * (number // len(SURNAMES)) % len(GIVEN)
    head = surname + GIVEN[at : at + 2]
    family: list[Person] = []
    for relation, sex, years in [("户主", "男", 0), *_MEMBERS[: number % 5]]:
        own = born + timedelta(days=years * 365 + (97 if years else 0))
        place = before + len(family)
        other = dice.choice(SURNAMES) + dice.choice(GIVEN) + GIVEN[place % len(GIVEN)]
        family.append(
            Person(
                group=group,
                household_no=f"{number + 1:03d}",
                head=head,
                name=other if family else head,
                relation=relation,
                sex=sex,
                identity=identity_number(own, place, male=sex == "男"),
                birth_date=own,
                phone=f"138{10000000 + place}" if not family else "",
                door=f"{number + 1}号",
            )
        )
    return family


def standard_row(number: int, person: Person) -> list[object]:
    """The fifteen columns of `STANDARD`."""
    return [
        number,
        person.group,
        person.household_no,
        person.head,
        person.name,
        person.relation,
        person.sex,
        person.identity,
        person.birth_date.isoformat(),
        person.ethnicity,
        person.residence_kind,
        person.phone,
        person.door,
        person.resident,
        person.note,
    ]
