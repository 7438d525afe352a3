"""Pages of units, groups and the village: entered, recorded for, inspected, read."""

import io
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from jishan.claims.models import Claim
from jishan.demo.cast import Cast
from jishan.registry.models import Household, Resident, Unit
from tests.faces.world import World
from tests.stories.road import adopt, days, decided, published, tick, written
from tests.stories.subjects import act, everybody, of_group, of_unit, of_village, shop

UNITS = "/v/taoyuan/units/"
ROSTER = "/v/taoyuan/roster/"


@pytest.fixture
def counted(village: Cast, now: datetime) -> Cast:
    adopt(village, now, everybody)
    return village


def client(village: Cast, now: datetime, role: str) -> Client:
    return World(village, now).client(role)


def text_of(answer: Any) -> str:
    """What a reader reads: no tags, one blank between words."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def said(name: str, **more: Any) -> dict[str, Any]:
    return {
        "key": "k",
        "name": name,
        "kind": "shop",
        "participating": "on",
        "since": "2026-02-01",
    } | more


def test_a_clerk_enters_a_shop_and_finds_it(counted: Cast, now: datetime) -> None:
    clerk = client(counted, now, "clerk")

    made = clerk.post(
        f"{UNITS}new/", said("桃源商店", group=counted.group_one.id, tags="老字号、守信")
    )

    unit = Unit.objects.get()
    assert made.headers["Location"] == f"{UNITS}{unit.id}/"
    assert (unit.name, unit.group_id, unit.since) == (
        "桃源商店",
        counted.group_one.id,
        date(2026, 2, 1),
    )
    assert unit.tags == [["老字号", "2026-02-01", None], ["守信", "2026-02-01", None]]
    listed = text_of(clerk.get(UNITS))
    assert "桃源商店 商户 一组" in listed
    assert "共 1 个" in listed


def test_a_name_that_is_taken_is_said_above_the_form(counted: Cast, now: datetime) -> None:
    clerk = client(counted, now, "clerk")
    shop(counted, now)

    answer = clerk.post(f"{UNITS}new/", said("桃源商店"))

    assert answer.status_code == 409
    assert "“桃源商店”已经登记过了" in text_of(answer)
    assert Unit.objects.count() == 1


def test_a_pasted_list_is_entered_whole_or_not_at_all(counted: Cast, now: datetime) -> None:
    clerk = client(counted, now, "clerk")
    rows = "名称\t类别\t小组\n桃源商店\t商户\t一组\t李大伟\n红马甲\t志愿服务队\n"

    wrong = clerk.post(f"{UNITS}paste/", {"key": "a", "lines": f"{rows}老李饭店\t饭馆\t九组"})
    assert "第 4 行：类别“饭馆”看不懂" in text_of(wrong)
    assert Unit.objects.count() == 0
    clerk.post(f"{UNITS}paste/", {"key": "b", "lines": rows})
    clerk.post(f"{UNITS}paste/", {"key": "b", "lines": rows})

    found = Unit.objects.order_by("kind").values_list("name", "kind", "contact")
    assert list(found) == [("桃源商店", "shop", "李大伟"), ("红马甲", "team", "")]


def test_a_shop_is_changed_and_ends(counted: Cast, now: datetime) -> None:
    clerk = client(counted, now, "clerk")
    unit = shop(counted, now, tags=("老字号",))
    path = f"{UNITS}{unit}/change/"

    early = clerk.post(path, said("桃源商店", until="2024-12-31"))
    assert "结束的日子不能早于开始的日子（2025年1月1日）" in text_of(early)
    clerk.post(path, said("桃源超市", since="2026-03-01", until="2026-03-02", tags="守信"))

    row = Unit.objects.get()
    assert (row.name, row.since, row.until) == ("桃源超市", date(2025, 1, 1), date(2026, 3, 2))
    assert row.tags == [["老字号", "2025-01-01", "2026-02-28"], ["守信", "2026-03-01", None]]


def test_the_book_of_a_shop_and_of_a_group_can_be_read(counted: Cast, now: datetime) -> None:
    unit = shop(counted, now)
    decided(counted, act(counted, now, "shopfront", of_unit(unit)), now)
    decided(counted, act(counted, now, "group-meeting", of_group(counted)), now)
    published(counted, now)
    tick(counted, now + days(4))
    clerk = client(counted, now, "clerk")

    own = text_of(clerk.get(f"{UNITS}{unit}/"))
    group = text_of(clerk.get(f"{UNITS}places/{counted.group_one.id}/"))
    whole = text_of(clerk.get(f"{UNITS}places/{counted.taoyuan.id}/"))

    assert "单位分 2 分" in own
    assert "门前三包" in own
    assert "一组的积分" in group
    assert "小组分 8 分" in group
    assert "全村分 10 分" in whole


def test_a_grid_worker_records_for_a_shop_of_the_own_group(counted: Cast, now: datetime) -> None:
    unit = shop(counted, now)
    grid = client(counted, now, "grid")
    start = text_of(grid.get("/v/taoyuan/grid/record/?code=商店"))
    assert "桃源商店 一组 单位" in start
    code = Unit.objects.get().door_code
    scanned = grid.get(f"/h/{code}")
    assert scanned.headers["Location"] == f"/v/taoyuan/grid/record/?code={code}"
    assert "桃源商店 一组 单位" in text_of(grid.get(scanned.headers["Location"]))
    assert Client().get(f"/h/{code}").headers["Location"] == "/b/taoyuan/"
    path = f"/v/taoyuan/grid/record/for/u{unit}/"
    assert "门前三包" in text_of(grid.get(path))
    assert "清理公共路段垃圾" not in text_of(grid.get(path))

    answer = grid.post(
        f"{path}shopfront/",
        {
            "key": "one",
            "day": now.date().isoformat(),
            "origin": "recorded",
            "channel": "on_site",
            "send": "1",
        },
    )

    assert answer.status_code == 302
    assert Claim.objects.get().unit_id == unit


def test_the_township_scores_the_village_on_its_own_page(counted: Cast, now: datetime) -> None:
    township = client(counted, now, "township")
    page = text_of(township.get("/v/taoyuan/scoring/"))
    assert "全村文明指数" in page
    assert "村与村之间不排队、不比较" in page
    key = of_village(counted)
    sheet = {
        "key": "s",
        "day": now.date().isoformat(),
        "judge": "周主任",
        f"s{key}-clean": "90",
        f"s{key}-public": "85",
        f"s{key}-harmony": "80",
    }

    township.post("/v/taoyuan/scoring/index/", sheet)

    claim = Claim.objects.get()
    assert (claim.org_id, claim.act["scores"][0][2]["clean"]) == (counted.taoyuan.id, 9000)


def test_units_stand_on_one_sheet(counted: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        everybody(document)
        document["items"][-1]["subjects"] = ["unit"]

    adopt(counted, now, change)
    unit = shop(counted, now)
    shop(counted, now, "老李饭店")
    clerk = client(counted, now, "clerk")
    assert "全村文明指数 单位 填评分表" in text_of(clerk.get("/v/taoyuan/inspections/"))
    page = text_of(clerk.get("/v/taoyuan/inspections/index/of/unit/"))
    assert "桃源商店 一组" in page

    lines = {f"su{unit}-{line}": "90" for line in ("clean", "public", "harmony")}
    clerk.post(
        "/v/taoyuan/inspections/index/of/unit/",
        {"key": "s", "day": now.date().isoformat(), "judge": "赵会计", **lines},
    )

    assert list(Claim.objects.values_list("unit_id", flat=True)) == [unit]


def test_tags_of_a_household_are_ticked_from_a_day_on(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["subjects"]["eligible"] = [
            {"kind": "household", "tags_all": ["独立户口", "独立宅院"]}
        ]

    adopt(village, now, change)
    clerk = client(village, now, "clerk")
    path = f"{ROSTER}{village.zhang.id}/"
    page = text_of(clerk.get(path))
    assert "独立户口 独立宅院 两委批准 不同意参加" in page

    clerk.post(
        f"{path}tags/", {"tags": ["独立户口", "独立宅院"], "more": "老年户", "since": "2026-03-01"}
    )

    stored = Household.objects.get(id=village.zhang.id).tags
    assert [tag[0] for tag in stored] == ["独立户口", "独立宅院", "老年户"]
    assert "独立户口（2026年3月1日 起）" in text_of(clerk.get(path))
    # a reader of the roster sees them and changes nothing
    assert "保存标签" not in text_of(client(village, now, "secretary").get(path))


def test_the_account_of_a_panel_member_is_said_on_the_roster(village: Cast, now: datetime) -> None:
    clerk = client(village, now, "clerk")
    head = Resident.objects.get(household_id=village.zhang.id, head=True)
    path = f"{ROSTER}{village.zhang.id}/{head.id}/account/"
    panel = village.users["panel"].pk

    clerk.post(path, {f"m{head.id}-account": str(panel)})
    assert Resident.objects.get(id=head.id).user_id == panel
    clerk.post(path, {f"m{head.id}-account": str(village.users["liushu-clerk"].pk)})

    assert Resident.objects.get(id=head.id).user_id == panel


def test_what_each_post_did_leaves_as_a_sheet_in_the_order_of_posts(
    counted: Cast, now: datetime
) -> None:
    """SX-11: facts for the township's own appraisal, no sum, no order by figures."""
    decided(counted, act(counted, now, "group-meeting", of_group(counted)), now)
    township = client(counted, now, "township")

    answer = township.get("/v/taoyuan/audit/posts/?since=2026-01-01&until=2026-12-31")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    begin = next(number for number, row in enumerate(rows) if row[0] == "序号")
    people = {row[3]: row[1:9] for row in rows[begin + 1 :] if row[3]}
    assert people["赵会计"] == ["桃源村", "经办人", "赵会计", 1, 0, 0, 0, 0]
    assert people["李强"] == ["一组", "网格员", "李强", 0, 1, 0, 0, 0]
    assert people["陈秀英"] == ["桃源村", "评议小组成员", "陈秀英", 0, 0, 1, 0, 0]
    roles = [row[2] for row in rows[begin + 1 :] if row[3]]
    assert roles == [
        "经办人",
        *["评议小组成员"] * 3,
        "村党组织书记",
        "超市管理员",
        "村务监督委员",
        "网格员",
    ]


def test_who_may_not_answer_an_objection_is_not_asked(village: Cast, now: datetime) -> None:
    from tests.stories.test_recusal import objected

    def change(document: dict[str, Any]) -> None:
        document["process"]["objections_to"] = "supervisor"

    adopt(village, now, change)
    objected(village, now)
    before = written()

    def page(role: str) -> str:
        return text_of(client(village, now, role).get("/v/taoyuan/notices/"))

    assert "成立，撤下这一行" in page("supervisor")
    assert "成立，撤下这一行" not in page("secretary")
    assert written() == before
