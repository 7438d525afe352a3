"""Who is ranked besides households: persons and Party members, shops and other units, volunteer
teams, villager groups. One story for each kind, under a shipped document where one ranks them; the
figures are those of a replay of the same acts (ZX-01, ZX-10, ZX-29, ZX-32, HS-13, HS-20, SX-09)."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from jishan.claims.actions import close_period, reverse_claim
from jishan.claims.queries import marks_of_group, marks_of_unit, marks_on_board
from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from jishan.honors.mending import recheck
from jishan.honors.models import ConferredTitle, RankingCorrection, TitleChange
from jishan.honors.queries import (
    board_ranking,
    measures_to_rank,
    titles_of_group,
    titles_of_household,
    titles_of_unit,
)
from jishan.ledger.models import Account
from jishan.notices.models import NoticeRow
from jishan.orgs.queries import place_of
from jishan.reports.exports import ranking_workbook
from jishan.reports.year import year_facts
from tests.stories.ranked import AFTER, LAST, Ranked, at, fixed, pack

MARCH, MAY = date(2026, 3, 10), date(2026, 5, 12)


@pytest.fixture
def zx(village: Cast) -> Ranked:
    """曾巷村's rules with items: villagers, Party members and units, each for themselves."""
    document = pack("zx")
    document["items"] = [
        fixed("walk", "平安稳定", 3, subjects=["resident"]),
        fixed("shop", "村建设", 2, subjects=["unit"]),
    ]
    ranked = Ranked(village, document)
    ranked.homes()
    return ranked


def test_units_have_their_own_ranking_title_and_page(zx: Ranked, village: Cast) -> None:
    shop = zx.unit("桃源商店", "shop", village.group_one.id)
    bank = zx.unit("农商行网点", "company")
    idle = zx.unit("老李饭店", "shop")
    for unit, times in ((shop, 3), (bank, 1)):
        for number in range(times):
            zx.act("shop", unit, date(2026, 3, 10 + number))
    zx.enter(date(2026, 3, 20))

    made = zx.announced("year", "unit_year")

    assert zx.lines(made) == zx.core_says("unit_year") == sorted([
        (shop, 1, 600, ("先进单位",)), (bank, 2, 200, ()), (idle, 3, 0, ()),
    ])  # fmt: skip
    assert zx.page(made).subject == "unit"
    title = ConferredTitle.objects.get(village_id=zx.id, ranking_id=made)
    assert (f"u{title.unit_id}", title.household_id, title.org_id) == (shop, None, None)
    (mine,) = titles_of_unit(village.clerk, int(shop[1:]))
    assert (mine.honour, mine.span, mine.withdrawn) == ("先进单位", "2026年", False)
    assert titles_of_unit(village.clerk, int(bank[1:])) == ()
    shown = board_ranking(zx.id, made, day=AFTER.date())
    assert [(one.who, one.group, one.titles) for one in shown.lines] == [
        ("农商行网点", "", ()),
        ("桃源商店", "一组", ("先进单位",)),
    ]
    assert year_facts([place_of(zx.id)], 2026)[0].titles == {"先进单位": 1}


def test_an_act_of_a_shop_is_reversed_and_the_ranking_follows(zx: Ranked, village: Cast) -> None:
    shop, bank = zx.unit("桃源商店", "shop"), zx.unit("农商行网点", "company")
    wrong = [zx.act("shop", shop, MARCH), zx.act("shop", shop, MAY)]
    zx.act("shop", bank, MARCH)
    zx.enter(MAY)
    made = zx.announced("year", "unit_year")

    for one in wrong:
        reverse_claim(village.clerk, one.id, reason="不是这家做的", now=AFTER)
    recheck(village.clerk, now=AFTER)

    assert zx.lines(made) == zx.core_says("unit_year", without=("1", "2"))
    assert titles_of_unit(village.clerk, int(shop[1:]))[0].withdrawn
    assert not titles_of_unit(village.clerk, int(bank[1:]))[0].withdrawn
    changes = TitleChange.objects.filter(village_id=zx.id).values_list("subject", "given")
    assert set(changes) == {(shop, False), (bank, True)}
    assert RankingCorrection.objects.filter(village_id=zx.id, ranking_id=made).count() == 1
    assert year_facts([place_of(zx.id)], 2026)[0].titles == {"先进单位": 1}
    (told,) = board_ranking(zx.id, made, day=AFTER.date()).mended
    assert [(one.who, one.lost, one.given) for one in told.lines] == [
        ("农商行网点", (), ("先进单位",)),
        ("桃源商店", ("先进单位",), ()),
    ]


def test_the_ranking_of_units_leaves_as_a_sheet_of_its_own(zx: Ranked, village: Cast) -> None:
    shop = zx.unit("桃源商店", "shop", village.group_one.id)
    zx.act("shop", shop, MARCH)
    zx.enter(MARCH)
    made = zx.announced("year", "unit_year")

    book = ranking_workbook(
        village.clerk, made, group_id=None, village_name="桃源村", now=AFTER, today=AFTER.date()
    )

    sheet = load_workbook(BytesIO(book)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["名次", "单位", "村民小组", "本期积分", "称号"] in rows
    assert [1, "桃源商店", "一组", 2, "先进单位"] in rows


def test_party_members_are_ranked_among_themselves(zx: Ranked, village: Cast) -> None:
    """Of one measure two titles: one for Party members, one for everybody else."""
    zhang, liu, far = village.zhang, village.liu_neighbour, village.far
    for person in (zhang.head_id, far.head_id):
        zx.tagged(person, "党员")
    for person, times in ((zhang.head_id, 1), (far.head_id, 4), (liu.head_id, 2)):
        for number in range(times):
            zx.act("walk", f"r{person}", date(2026, 3, 1 + number))
    zx.enter(date(2026, 3, 20))

    made = zx.announced("year", "personal_year")

    assert zx.lines(made) == zx.core_says("personal_year")
    titled = {one[0]: one[3] for one in zx.lines(made) if one[3]}
    assert titled == {
        f"r{zhang.head_id}": ("党员标兵",),
        f"r{far.head_id}": ("党员标兵",),
        f"r{liu.head_id}": ("优秀村民",),
    }
    (mine,) = titles_of_household(village.zhang_actor, zhang.id)
    assert (mine.honour, mine.person) == ("党员标兵", "张桂兰")
    shown = board_ranking(zx.id, made, day=AFTER.date())
    assert [(one.who, one.group) for one in shown.lines] == [
        ("张*兰", "一组"), ("刘*福", "一组"), ("欧*春", "二组"),
    ]  # fmt: skip


def test_hs_ranks_persons_by_the_year(village: Cast) -> None:
    """HS-13, HS-20: the best three persons of the year; by door codes where those are shown."""
    document = pack("hs")
    first = document["categories"][0]["code"]
    document["items"] = [fixed("visit", first, 2, subjects=["resident"])]
    document["publicity"]["names"] = "code"
    hs = Ranked(village, document)
    hs.homes()
    people = (village.zhang.head_id, village.zhang.member_id, village.far.head_id)
    for times, person in enumerate(people, 1):
        for number in range(times):
            hs.act("visit", f"r{person}", date(2026, 4, 1 + number))
    hs.enter(date(2026, 4, 20))

    made = hs.announced("year", "personal_year")

    assert hs.lines(made) == hs.core_says("personal_year")
    shown = board_ranking(hs.id, made, day=AFTER.date())
    assert sorted(one.who for one in shown.lines) == sorted(
        [village.zhang.door_code, village.zhang.door_code, village.far.door_code]
    )


def test_sx_ranks_volunteer_teams_and_never_the_village_or_a_post(village: Cast) -> None:
    """SX-09; SX-07 and SX-11 stay facts."""
    document = pack("sx")
    document["items"].append(
        fixed("help", "团队积分", 2, subjects=["unit"], who={"tags_any": ["志愿队"]})
    )
    sx = Ranked(village, document)
    sx.homes()
    red = sx.unit("红马甲", "team", None, "志愿队")
    sx.unit("桃源商店", "shop")
    sx.act("help", red, MARCH)
    sx.enter(MARCH)

    made = sx.announced("year", "team_year")

    assert sx.lines(made) == sx.core_says("team_year")
    choices = {one.code: one.subject for one in measures_to_rank(village.clerk, LAST)}
    assert choices == {"quarter": "household", "year": "household", "team_year": "unit"}


GROUPS = {
    "subjects": {"kinds": ["household", "group"]},
    "purses": [
        {"code": "honour", "name": "荣誉分", "holder": "household", "spendable": False,
         "floor": "none"},
        {"code": "team", "name": "小组分", "holder": "group", "takes": "own",
         "spendable": False, "floor": "none"},
    ],
    "measures": [
        {"code": "homes", "name": "各户", "shape": "points", "purse": "honour", "period": "year"},
        {"code": "size", "name": "人口", "shape": "members", "members": "at_end",
         "period": "year"},
        {"code": "sum", "name": "组内各户合计", "shape": "gather", "subject": "group",
         "measure": "homes", "how": "sum", "period": "year"},
        {"code": "people", "name": "组内人口", "shape": "gather", "subject": "group",
         "measure": "size", "how": "sum", "period": "year"},
        {"code": "each", "name": "人均", "shape": "ratio", "over": "sum", "under": "people",
         "empty": 0, "period": "year", "rounding": "half_up"},
        {"code": "own", "name": "小组自己的", "shape": "points", "purse": "team",
         "period": "month"},
        {"code": "flags", "name": "流动红旗面数", "shape": "holding", "honours": ["flag"],
         "period": "month"},
        {"code": "flags_year", "name": "全年红旗", "shape": "fold", "measure": "flags",
         "how": "sum", "missing": "zero", "period": "year"},
    ],
    "honours": [
        {"code": "best", "name": "人均第一组", "measure": "each",
         "pick": {"shape": "ranks", "last": 1}, "scope": "village", "ties": "all_in"},
        {"code": "flag", "name": "流动红旗", "measure": "own",
         "pick": {"shape": "threshold", "above": 0, "quota": 1}, "scope": "village",
         "ties": "all_in"},
        {"code": "flagged", "name": "红旗小组", "measure": "flags_year",
         "pick": {"shape": "threshold", "at_least": 2}, "scope": "village", "ties": "all_in"},
    ],
}  # fmt: skip


@pytest.fixture
def groups(village: Cast) -> Ranked:
    """Groups by points for each head, by a moving flag each month, and by flags of the year."""
    document = pack("zp") | GROUPS
    document.pop("redemption")
    document["categories"] = [{"code": "env", "name": "环境"}]
    document["items"] = [
        fixed("sweep", "env", 4, subjects=["household"]),
        fixed("meet", "env", 5, subjects=["group"]),
    ]
    document["benefits"], document["publicity"]["measures"] = [], ["homes"]
    document["publicity"]["shows"] = ["totals", "honours"]
    ranked = Ranked(village, document)
    ranked.homes()
    ranked.groups()
    return ranked


def test_groups_are_ranked_by_their_points_for_each_head(groups: Ranked, village: Cast) -> None:
    groups.act("sweep", f"h{village.zhang.id}", MARCH)
    groups.act("sweep", f"h{village.far.id}", MARCH)
    groups.act("sweep", f"h{village.far.id}", MAY)
    groups.enter(MAY)

    made = groups.announced("year", "each")

    assert groups.lines(made) == groups.core_says("each")
    assert [(one.head_name, one.points, one.titles) for one in groups.page(made).lines][:2] == [
        ("二组", 400, ("人均第一组",)),
        ("一组", 100, ()),
    ]
    (mine,) = titles_of_group(village.clerk, village.group_two.id)
    assert (mine.honour, mine.span) == ("人均第一组", "2026年")
    shown = board_ranking(groups.id, made, day=AFTER.date())
    assert [(one.who, one.titles) for one in shown.lines] == [("二组", ("人均第一组",))]


def test_moving_flags_of_groups_add_up_to_a_title(groups: Ranked, village: Cast) -> None:
    """Month by month a flag for the best group; who had it twice is a flag group of the year."""
    for month, group in ((3, "一组"), (4, "二组"), (5, "一组")):
        groups.act("meet", group, date(2026, month, 8))
        groups.enter(date(2026, month, 20))
    for month in (3, 4, 5):
        groups.announced("month", "own", date(2026, month, 9))

    made = groups.announced("year", "flags_year")

    assert groups.lines(made) == groups.core_says("flags_year")
    assert [one[3] for one in groups.lines(made) if one[0] == "一组"] == [("红旗小组",)]
    titles = titles_of_group(village.clerk, village.group_one.id)
    assert [(one.honour, one.span) for one in titles] == [
        ("红旗小组", "2026年"), ("流动红旗", "2026年5月"), ("流动红旗", "2026年3月"),
    ]  # fmt: skip


def test_an_act_of_a_group_is_reversed_and_flags_follow(groups: Ranked, village: Cast) -> None:
    first = groups.act("meet", "一组", MARCH)
    groups.act("meet", "一组", MAY)
    groups.enter(MAY)
    march = groups.announced("month", "own", MARCH)
    year = groups.announced("year", "flags_year")
    assert titles_of_group(village.clerk, village.group_one.id)[0].honour == "红旗小组"

    reverse_claim(village.clerk, first.id, reason="记错了", now=AFTER)
    recheck(village.clerk, now=AFTER)

    assert groups.lines(year) == groups.core_says("flags_year", without=("1",))
    assert groups.lines(march) == groups.core_says("own", "2026-03", without=("1",))
    assert [one.withdrawn for one in titles_of_group(village.clerk, village.group_one.id)] == [
        True, True,
    ]  # fmt: skip


def test_a_title_that_gives_points_goes_over_the_board_into_the_books_of_units_and_groups(
    village: Cast,
) -> None:
    """What a close gives to a shop and to a group is claimed, shown, entered, and taken back again
    when the act falls on which it rested."""
    document = pack("zx")
    document["subjects"]["kinds"] += ["group"]
    document["items"] = [
        fixed("shop", "村建设", 2, subjects=["unit"]),
        fixed("meet", "村建设", 5, subjects=["group"]),
    ]
    document["purses"].append(
        {"code": "group", "name": "小组分", "holder": "group", "takes": "own",
         "spendable": False, "floor": "none"}
    )  # fmt: skip
    document["measures"].append(
        {"code": "groups", "name": "小组季度积分", "shape": "points", "purse": "group",
         "period": "quarter"}
    )  # fmt: skip
    prize = {"pick": {"shape": "ranks", "last": 1}, "scope": "village", "ties": "all_in",
             "gives_points": 10, "category": "村建设"}  # fmt: skip
    document["honours"] = [
        prize | {"code": "shops", "name": "季度先进单位", "measure": "unit_quarter",
                 "gates": [{"measure": "unit_quarter", "above": 0}]},
        prize | {"code": "groups", "name": "季度红旗组", "measure": "groups",
                 "gates": [{"measure": "groups", "above": 0}]},
    ]  # fmt: skip
    zx = Ranked(village, document)
    zx.homes()
    shop = zx.unit("桃源商店", "shop")
    zx.groups()
    wrong = zx.act("shop", shop, MARCH)
    zx.act("meet", "二组", MARCH)
    zx.enter(MARCH)
    close_period(village.clerk, "quarter", MARCH, key="q1", now=at(date(2026, 4, 2)))
    zx.enter(date(2026, 4, 3))

    assert books(zx) == {("unit", int(shop[1:])): 1200, ("group", village.group_two.id): 1500}
    rows = NoticeRow.objects.filter(village_id=zx.id, what__contains="季度", points__gt=0)
    assert {(one.who, one.points) for one in rows} == {("二组", 1000), ("桃源商店", 1000)}
    made = zx.announced("quarter", "unit_quarter", MARCH)
    assert zx.lines(made) == zx.core_says("unit_quarter", "2026Q1")

    reverse_claim(village.clerk, wrong.id, reason="记错了", now=AFTER)
    recheck(village.clerk, now=AFTER)

    assert books(zx) == {("unit", int(shop[1:])): 0, ("group", village.group_two.id): 1500}
    assert titles_of_unit(village.clerk, int(shop[1:]))[0].withdrawn
    assert zx.lines(made) == zx.core_says("unit_quarter", "2026Q1", without=("1",))


def test_marks_of_units_and_groups_stand_on_the_board_and_on_their_pages(
    zx: Ranked, village: Cast
) -> None:
    """ZX-10 with a streak: two good months one after another."""
    document = zx.document
    document["measures"].append(
        {"code": "unit_month", "name": "单位本月", "shape": "points", "purse": "unit",
         "period": "month"}
    )  # fmt: skip
    document["streaks"] = [
        {"code": "steady", "name": "月月不断", "measure": "unit_month", "holds": {"at_least": 2},
         "length": 2, "counting": "consecutive", "windows": "separate", "restart": "year",
         "missing": "breaks", "mark": "门前三包示范"}
    ]  # fmt: skip
    zx = Ranked(village, document)
    shop = zx.unit("桃源商店", "shop", village.group_one.id)
    for month in (3, 4):
        zx.act("shop", shop, date(2026, month, 10))
        zx.enter(date(2026, month, 12))
    for month in (3, 4):
        day = date(2026, month, 10)
        close_period(village.clerk, "month", day, key=f"m{month}", now=at(date(2026, 5, month)))

    (mine,) = marks_of_unit(village.clerk, int(shop[1:]))
    assert (mine.streak, mine.mark, mine.period.label) == ("月月不断", "门前三包示范", "2026-04")
    assert marks_of_group(village.clerk, village.group_one.id) == ()
    shown = marks_on_board(zx.id, day=AFTER.date())
    assert [(one.who, one.group) for one in shown] == [("桃源商店", "一组")]
    with pytest.raises(NotFound):
        marks_of_unit(village.outsider, int(shop[1:]))


def books(zx: Ranked) -> dict[tuple[str, int], int]:
    rows = Account.objects.filter(village_id=zx.id, holder_kind__in=["unit", "group"])
    return {(one.holder_kind, one.holder_id): one.balance for one in rows}
