"""Every shape of a title on the server, one small document apiece: who has it was worked out by
hand, and the announced ranking says the same as a replay of the same acts (P4, KS, Z3, S2, ZX-10).

Six households in March: 甲 50, 乙 40, 丙 30, 丁 20 (in two acts), 戊 20, 己 10; 丙 lives in the
second group, all others in the first; 乙 and 丁 are growers, 戊 keeps animals.
"""

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from jishan.claims.actions import NewVeto, record_veto
from jishan.core.access import villager_actor
from jishan.core.replay.events import Event, Person
from jishan.demo.cast import Cast
from jishan.honors.drawing import lots_of_household
from jishan.honors.queries import board_ranking, titles_of_household
from jishan.registry.models import Household
from tests.faces.world import World
from tests.stories.ranked import AFTER, Ranked, at
from tests.stories.road import key, neighbours

MARCH, LAST_OF_MARCH = date(2026, 3, 10), date(2026, 3, 31)
NAMES = "甲乙丙丁戊己"
POINTS = {"甲": (50,), "乙": (40,), "丙": (30,), "丁": (12, 8), "戊": (20,), "己": (10,)}
TAGS = {"乙": "种植户", "丁": "种植户", "戊": "养殖户"}


def small(*honours: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A document of one item and these titles."""
    whole = {"scope": "village", "ties": "all_in", "measure": "month"}
    return {
        "format": 1,
        "code": "small",
        "name": "小办法",
        "organisation": "桃源村",
        "version": "1",
        "subjects": {"kinds": ["household"]},
        "categories": [{"code": "env", "name": "环境"}],
        "items": [
            {"code": "good", "title": "做好事", "category": "env",
             "worth": {"shape": "per_unit", "points": 1, "unit": "件", "whole": True}}
        ],
        "purses": [
            {"code": "honour", "name": "荣誉分", "holder": "household", "spendable": False,
             "floor": "none"}
        ],
        "measures": [
            {"code": "month", "name": "本月", "shape": "points", "purse": "honour",
             "period": "month"},
            {"code": "acts", "name": "本月次数", "shape": "points", "purse": "honour",
             "value": "times", "period": "month"},
            {"code": "year", "name": "全年", "shape": "points", "purse": "honour",
             "period": "year"},
        ],
        "publicity": {"shows": ["totals", "honours"], "names": "masked",
                      "deductions": "household_only", "ranking": "voted"},
        "honours": [
            {"code": f"t{number}", "name": f"称号{number}", **whole, **one}
            for number, one in enumerate(honours, 1)
        ],
    } | more  # fmt: skip


class Six(Ranked):
    """The six households and their March."""

    def live(self) -> None:
        village = self.village
        cast = [village.zhang.id, village.liu_neighbour.id, village.far.id]
        self.ids = dict(zip(NAMES, [*cast, *neighbours(village, 3)], strict=True))
        for name, own in self.ids.items():
            tags = [TAGS[name]] if name in TAGS else []
            Household.objects.filter(village_id=self.id, id=own).update(tags=tags)
            group = "二组" if name == "丙" else "一组"
            self.people.append(Person(f"h{own}", "household", group=group, tags=frozenset(tags)))
        self.does(3)

    def does(self, month: int) -> None:
        for name, quantities in POINTS.items():
            for quantity in quantities:
                self.act("good", self.key_of(name), date(2026, month, 10), quantity=quantity)
        self.enter(date(2026, month, 12))

    def key_of(self, name: str) -> str:
        return f"h{self.ids[name]}"

    def have(self, ranking: int, title: str) -> str:
        """Who has the title, by the names of the story."""
        names = {self.key_of(name): name for name in NAMES}
        found = [names[one[0]] for one in self.lines(ranking) if title in one[3]]
        return "".join(sorted(found, key=NAMES.index))


def told(village: Cast, *honours: dict[str, Any], **more: Any) -> Six:
    six = Six(village, small(*honours, **more))
    six.live()
    return six


SHARE = {"shape": "top_share", "of": "all", "rounding": "half_up"}
FOUR, AT_MOST_40 = {"shape": "ranks", "last": 4}, [{"measure": "month", "at_most": 40}]
FIRST_ONE = {"shape": "ranks", "last": 1}


@pytest.mark.parametrize(
    ("honour", "who"),
    [
        ({"pick": SHARE | {"percent": 30}}, "甲乙"),  # 1.8 households
        ({"pick": SHARE | {"percent": 30, "rounding": "down"}}, "甲"),
        ({"pick": SHARE | {"above_percent": 30, "percent": 50}}, "丙"),
        ({"pick": SHARE | {"percent": 5, "at_least": 1}}, "甲"),
        ({"pick": {"shape": "ranks", "last": 3}}, "甲乙丙"),
        ({"pick": {"shape": "ranks", "first": 2, "last": 3}}, "乙丙"),
        ({"pick": FOUR}, "甲乙丙丁戊"),
        ({"pick": FOUR, "ties": "all_out"}, "甲乙丙"),
        ({"pick": FOUR, "ties": "all_out", "then_by": ["acts"]}, "甲乙丙丁"),
        ({"pick": {"shape": "threshold", "at_least": 20}}, "甲乙丙丁戊"),
        ({"pick": {"shape": "threshold", "above": 20}}, "甲乙丙"),
        ({"pick": {"shape": "threshold", "at_least": 20, "below": 40}}, "丙丁戊"),
        ({"pick": {"shape": "threshold", "at_least": 20, "quota": 2}}, "甲乙"),
        ({"pick": FIRST_ONE, "scope": "group"}, "甲丙"),
        ({"pick": FIRST_ONE, "scope": "class", "classes": ["种植户", "养殖户"]}, "乙戊"),
        ({"pick": {"shape": "ranks", "last": 2}, "who": {"tags_any": ["种植户"]}}, "乙丁"),
        ({"pick": {"shape": "seats", "count": 2, "of": "all"}, "scope": "group"}, "甲乙"),
        ({"pick": {"shape": "ranks", "last": 2}, "gates": AT_MOST_40}, "乙丙"),
        (
            {"pick": {"shape": "ranks", "last": 2}, "gaps": "left",
             "gates": AT_MOST_40}, "乙",
        ),
    ],
)  # fmt: skip
def test_who_has_the_title(village: Cast, honour: dict[str, Any], who: str) -> None:
    six = told(village, honour)

    made = six.announced("month", "month", LAST_OF_MARCH)

    assert six.have(made, "称号1") == who
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_bands_leave_no_gap(village: Cast) -> None:
    """Gold from 40, silver from 20 to below 40, bronze below: everybody has exactly one."""
    six = told(
        village,
        {"pick": {"shape": "threshold", "at_least": 40}},
        {"pick": {"shape": "threshold", "at_least": 20, "below": 40}},
        {"pick": {"shape": "threshold", "below": 20}},
    )

    made = six.announced("month", "month", LAST_OF_MARCH)

    assert [six.have(made, f"称号{n}") for n in (1, 2, 3)] == ["甲乙", "丙丁戊", "己"]
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_a_title_inside_another_and_one_that_excludes_another(village: Cast) -> None:
    six = told(
        village,
        {"pick": {"shape": "threshold", "at_least": 30}},
        {"pick": FIRST_ONE},
        {"pick": {"shape": "threshold", "below": 45}, "inside": "t1"},
        {"pick": {"shape": "ranks", "last": 2}, "not_with": ["t2"]},
    )

    made = six.announced("month", "month", LAST_OF_MARCH)

    assert [six.have(made, f"称号{n}") for n in (1, 2, 3, 4)] == ["甲乙丙", "甲", "乙丙", "乙丙"]
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_a_title_of_the_year_inside_one_of_a_month(village: Cast) -> None:
    """A nested contest over periods: only who had the title in March can win the year's."""
    six = told(
        village,
        {"pick": {"shape": "threshold", "at_least": 20, "below": 40}},
        {"pick": FIRST_ONE, "measure": "year", "inside": "t1"},
    )
    for month in range(4, 13):
        six.does(month)
    for month in range(3, 13):
        six.announced("month", "month", date(2026, month, 28))

    year = six.announced("year", "year")

    assert six.have(year, "称号2") == "丙"
    assert six.lines(year) == six.core_says("year")


CRIME = {
    "code": "crime", "name": "刑事犯罪", "documents": ["判决书"], "bars": ["honours"],
    "lasts": {"months": 1},
}  # fmt: skip


def test_a_veto_needs_a_document_and_ends_by_itself(village: Cast) -> None:
    """甲 is barred from 20 March for a month: no title in March, the first place in May again."""
    six = told(village, {"pick": {"shape": "ranks", "last": 2}}, vetoes=[CRIME])
    day = date(2026, 3, 20)
    veto = NewVeto(six.ids["甲"], "crime", day, "判决书", "(2026)7号")
    record_veto(village.clerk, veto, key=key(), now=at(day))
    six.said.append(Event("bar", "v1", day, six.key_of("甲"), what="crime", document="判决书"))
    six.enter(date(2026, 3, 21))
    for month in (4, 5):
        six.does(month)

    march = six.announced("month", "month", LAST_OF_MARCH)
    may = six.announced("month", "month", date(2026, 5, 31))

    assert (six.have(march, "称号1"), six.have(may, "称号1")) == ("乙丙", "甲乙")
    assert six.lines(march) == six.core_says("month", "2026-03")
    assert six.lines(may) == six.core_says("month", "2026-05")
    (first,) = [one for one in six.page(march).lines if one.household_id == six.ids["甲"]]
    assert (first.position, [one.reason for one in first.reasons]) == (1, ["barred"])


# Draws --------------------------------------------------------------------------------------------

DRAW: dict[str, Any] = {"shape": "draw", "count": 2, "seed": "村民代表会议当场定的号 7351"}
LUCKY: dict[str, Any] = {
    "pick": DRAW,
    "gates": [{"measure": "month", "at_least": 20}],
}


def value_of(seed: str, name: str) -> str:
    """What a villager works out: SHA-256 of the seed, a blank, and the lot."""
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def test_a_draw_among_the_qualified_can_be_drawn_again_by_hand(village: Cast) -> None:
    six = told(village, LUCKY)
    made = six.announced("month", "month", LAST_OF_MARCH)

    (draw,) = six.page(made).draws
    assert draw.seed == "村民代表会议当场定的号 7351 2026-03"
    by_hand = sorted(value_of(draw.seed, six.key_of(name)) for name in "甲乙丙丁戊")
    assert [one.drawn for one in draw.lots] == by_hand
    winners = {one.name for one in draw.lots[:2]}
    assert winners == {one.name for one in draw.lots if one.taken}
    assert six.have(made, "称号1") == "".join(name for name in NAMES if six.key_of(name) in winners)
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_a_draw_falls_differently_in_each_month(village: Cast) -> None:
    six = told(village, LUCKY | {"pick": DRAW | {"count": 1}})
    for month in range(4, 10):
        six.does(month)

    months = [
        six.have(six.announced("month", "month", date(2026, month, 28)), "称号1")
        for month in range(3, 10)
    ]

    assert len(set(months)) > 1
    assert "己" not in months


def test_points_bring_lots_and_the_best_one_is_told(village: Cast) -> None:
    pick = DRAW | {"points_per_lot": 10}
    six = told(village, LUCKY | {"pick": pick, "gates": []})

    made = six.announced("month", "month", LAST_OF_MARCH)

    (draw,) = six.page(made).draws
    for one in draw.lots:
        own, _, number = one.name.partition("#")
        name = next(name for name in NAMES if six.key_of(name) == own)
        lots = [f"{own}#{n}" for n in range(1, sum(POINTS[name]) // 10 + 1)]
        assert one.drawn == min(value_of(draw.seed, lot) for lot in lots)
        assert 1 <= int(number) <= len(lots)
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_the_last_place_among_equals_is_drawn(village: Cast) -> None:
    six = told(village, {"pick": FOUR, "ties": "draw", "seed": "九二"})

    made = six.announced("month", "month", LAST_OF_MARCH)

    (draw,) = six.page(made).draws
    lots = {name: value_of("九二 2026-03", six.key_of(name)) for name in "丁戊"}
    assert [one.drawn for one in draw.lots] == sorted(lots.values())
    assert six.have(made, "称号1") == "甲乙丙" + min(lots, key=lambda name: lots[name])
    assert six.lines(made) == six.core_says("month", "2026-03")


def test_the_board_shows_how_to_draw_again_and_the_passbook_ones_lot(village: Cast) -> None:
    six = told(village, LUCKY)
    made = six.announced("month", "month", LAST_OF_MARCH)
    world = World(village, AFTER)

    board = (
        world.client("nobody")
        .get(reverse("board-ranking-one", args=["taoyuan", made]))
        .content.decode()
    )
    mine = world.client("card").get("/my/passbook/").content.decode()

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", board))
    assert "抽签号： 村民代表会议当场定的号 7351 2026-03" in text
    assert "够条件的一共 5 张签，抽中 2 张。" in text
    assert "抽中的正是签值最小的 2 张，和公布的一样。" in text
    assert "自己怎么再抽一遍" in text
    assert "张桂兰" not in text
    for name in "甲乙丙丁戊":
        assert six.key_of(name) in text
        assert value_of("村民代表会议当场定的号 7351 2026-03", six.key_of(name))[:16] in text
    assert f"<code>{six.key_of('甲')}</code>" in mine


def test_where_only_titles_are_shown_losers_of_a_draw_are_not_named(village: Cast) -> None:
    document = small(LUCKY)
    document["publicity"]["ranking"] = "honours_only"
    six = Six(village, document)
    six.live()

    made = six.announced("month", "month", LAST_OF_MARCH)

    (draw,) = board_ranking(six.id, made, day=AFTER.date()).draws
    assert [bool(one.who) for one in draw.lots] == [one.taken for one in draw.lots]
    assert sum(one.taken for one in draw.lots) == 2


def test_who_draws_no_lots_is_told_of_none(village: Cast) -> None:
    six = told(village, {"pick": FIRST_ONE})

    assert lots_of_household(village.zhang_actor, village.zhang.id, six.scheme) == ()
    actor = villager_actor(six.ids["甲"], six.id)
    assert titles_of_household(actor, six.ids["甲"]) == ()
