"""Invented people: the same ones every time. Their identity numbers fail the checksum on
purpose."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishan.registry.sheets.identity import check_digit

SURNAMES = (
    "张王李赵陈刘杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟")
MEN = (
    "建国",
    "志强",
    "长福",
    "大山",
    "文才",
    "德旺",
    "永贵",
    "春生",
    "家宝",
    "光明",
    "守田",
    "金水",
    "双喜",
    "连成",
    "有才",
    "开泰",
    "保林",
    "福来",
    "正清",
    "宗义",
)
WOMEN = (
    "桂兰",
    "秀英",
    "玉芬",
    "春梅",
    "小芳",
    "翠花",
    "凤仙",
    "素珍",
    "月娥",
    "彩云",
    "爱莲",
    "桂香",
    "金凤",
    "淑贞",
    "银花",
    "巧云",
    "冬梅",
    "腊梅",
    "玉珍",
    "雪莲",
)
YOUNG = (
    "子轩",
    "雨桐",
    "浩然",
    "思远",
    "佳怡",
    "梓涵",
    "明宇",
    "欣悦",
    "志远",
    "晓彤",
    "文博",
    "诗涵",
)
REGION = "530199"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    relation: str
    sex: str
    born: date
    identity: str
    phone: str


@dataclass(frozen=True, slots=True)
class Family:
    """A household of the demo: `group` counts from 1, the head comes first."""

    number: str
    group: int
    door: str
    people: tuple[Person, ...]


def families(count: int, *, prefix: str, groups: int, seed: int) -> Iterator[Family]:
    """`count` households spread evenly over the groups; the same seed gives the same village."""
    chance = random.Random(seed)  # noqa: S311  # invented people, no secret
    serial = 1
    for index in range(count):
        group = index * groups // count + 1
        people = _family(chance, serial)
        serial += len(people)
        yield Family(
            f"{prefix}{index + 1:03d}", group, f"{'一二三四五六'[group - 1]}组{index + 1}号", people
        )


def _family(chance: random.Random, serial: int) -> tuple[Person, ...]:
    surname = chance.choice(COMPOUND) if chance.random() < 0.01 else chance.choice(SURNAMES)
    head_sex = "女" if chance.random() < 0.18 else "男"
    head_born = chance.randint(1938, 1990)
    shapes = [("户主", surname, head_sex, head_born)]
    if chance.random() < 0.8:
        spouse = "男" if head_sex == "女" else "女"
        shapes.append(("配偶", chance.choice(SURNAMES), spouse, head_born + chance.randint(-3, 4)))
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        born = head_born + chance.randint(21, 30)
        if born <= 2023:
            sex = chance.choice("男女")
            shapes.append(("子" if sex == "男" else "女", surname, sex, born))
    return tuple(_person(chance, serial + offset, *shape) for offset, shape in enumerate(shapes))


def _person(
    chance: random.Random, serial: int, relation: str, surname: str, sex: str, year: int
) -> Person:
    given = YOUNG if year > 1995 else MEN if sex == "男" else WOMEN
    born = date(year, chance.randint(1, 12), chance.randint(1, 28))
    order = serial * 2 % 1000 // 2 * 2 + (1 if sex == "男" else 0)
    body = f"{REGION}{born:%Y%m%d}{order % 1000:03d}"
    right = check_digit(body)
    wrong = "1" if right != "1" else "2"  # never 0: an ending of 000 reads as lost digits
    phone = f"1300{chance.randint(0, 9_999_999):07d}" if 16 <= 2026 - year <= 75 else ""
    return Person(surname + chance.choice(given), relation, sex, born, body + wrong, phone)


def roster_rows(village: Iterator[Family]) -> Iterator[tuple[Any, ...]]:
    """The rows of a 户籍表 as a clerk keeps it (reports.forms.ROSTER)."""
    line = 0
    for family in village:
        for person in family.people:
            line += 1
            yield (
                line,
                f"{'一二三四五六'[family.group - 1]}组",
                family.number,
                family.people[0].name,
                person.name,
                person.relation,
                person.sex,
                person.identity,
                person.born,
                "汉族",
                "农业",
                person.phone,
                family.door,
                "是",
                None,
            )
