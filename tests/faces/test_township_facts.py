"""What the township reads of its villages: indices as facts, the posts' sheet; no places anywhere
(SX-07, SX-11, redlines E.1)."""

import io
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from jishan.claims.actions import NewInspection, publish_claims, record_inspections
from jishan.core.points import Points
from jishan.core.scoring import JudgeScores
from jishan.demo.cast import Cast
from jishan.orgs.queries import villages_under
from jishan.reports.indices import village_indices
from tests.faces.world import World
from tests.stories.ranked import Ranked, pack
from tests.stories.road import days, key, tick
from tests.stories.subjects import of_village

MARCH = date(2026, 3, 1)


FORM = {
    "code": "form",
    "title": "全村环境检查",
    "category": "文明指数",
    "subjects": ["village"],
    "origins": ["inspection"],
    "worth": {
        "shape": "inspection",
        "lines": [
            {"code": "road", "title": "道路", "points": 60},
            {"code": "river", "title": "河道", "points": 40},
        ],
        "judging": {"combine": "mean", "rounding": "half_up"},
        "counts": "score_only",
    },
}


@pytest.fixture
def sx(village: Cast, now: datetime) -> Ranked:
    """桃源村 under 三乡有礼 with a form more, scored by two officers, in the book."""
    document = pack("sx")
    single = [one for one in document["items"] if "village" in one["subjects"]]
    document["items"].append(FORM)
    ranked = Ranked(village, document)
    for number, item in enumerate([*single, FORM]):
        scores = tuple(
            JudgeScores(judge, {line["code"]: Points(points) for line in item["worth"]["lines"]})
            for judge, points in (("周主任", 30_00 + number), ("吴干事", 33_00 + number))
        )
        row = NewInspection(None, scores, subject=of_village(village))
        record_inspections(
            village.township_officer, item["code"], day=now.date(), rows=[row], key=key(), now=now
        )
    publish_claims(village.clerk, key=key(), now=now)
    tick(village, now + days(3))
    return ranked


def client(village: Cast, now: datetime, role: str) -> Client:
    return World(village, now).client(role)


def sheet(answer: Any) -> list[list[Any]]:
    found = load_workbook(io.BytesIO(answer.content)).active
    assert found is not None
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_each_index_is_what_the_judges_said_together(sx: Ranked, village: Cast) -> None:
    villages = villages_under("/yunling/qingshi/")

    found = village_indices(villages, since=MARCH, until=date(2026, 3, 31))

    assert [one.village.name for one in found] == [one.name for one in villages]
    mine = next(one for one in found if one.village.id == village.taoyuan.id)
    *singles, form = mine.scores
    assert [one.title for one in singles] == ["环境清洁指数", "公共场所文明指数", "人际和谐指数"]
    assert [[line.points for line in one.shown] for one in singles] == [[31_50], [31_51], [31_52]]
    assert [(one.title, one.points, one.full) for one in form.shown] == [
        ("道路", 31_53, 60_00),
        ("河道", 31_53, 40_00),
        ("合计", 63_06, 100_00),
    ]
    assert [one.scores for one in found if one is not mine] == [()] * (len(villages) - 1)
    before = village_indices(villages, since=date(2026, 1, 1), until=date(2026, 2, 28))
    assert not any(one.scores for one in before)


def test_the_township_reads_and_exports_them_in_the_order_of_the_tree(
    sx: Ranked, village: Cast, now: datetime
) -> None:
    officer = client(village, now, "township")
    span = "since=2026-03-01&until=2026-03-31"

    page = officer.get(f"/o/qingshi/facts/?{span}").content.decode()
    rows = sheet(officer.get(f"/o/qingshi/facts/indices/?{span}"))

    plain = re.sub(r"<[^>]+>", " ", page)
    assert "河道 31.53 / 40 合计 63.06 / 100" in re.sub(r"\s+", " ", plain)
    begin = next(number for number, row in enumerate(rows) if row[0] == "序号")
    told = [row for row in rows[begin + 1 :] if row[1]]
    assert {(row[1], row[2]) for row in told} == {("桃源村", datetime(2026, 3, 2))}
    assert [row[3:] for row in told[2:]] == [
        ["人际和谐指数", "人际和谐", 31.52, 100],
        ["全村环境检查", "道路", 31.53, 60],
        ["全村环境检查", "河道", 31.53, 40],
        ["全村环境检查", "合计", 63.06, 100],
    ]
    for word in ("名次", "第一", "倒数", "排名第"):
        assert word not in plain


def test_posts_of_all_villages_leave_as_one_sheet(sx: Ranked, village: Cast, now: datetime) -> None:
    officer = client(village, now, "township")

    rows = sheet(officer.get("/o/qingshi/facts/posts/?since=2026-01-01&until=2026-12-31"))

    begin = next(number for number, row in enumerate(rows) if row[0] == "序号")
    people = [row for row in rows[begin + 1 :] if row[3]]
    assert [row[0] for row in people] == list(range(1, len(people) + 1))
    places = [row[1] for row in people]
    assert places.index("桃源村一组") > places.index("桃源村")
    assert "柳树村" in places
    assert [row[1] for row in people if row[3] == "刘大山"] == ["柳树村"]


def test_a_county_reads_and_takes_no_sheet_and_has_no_such_page_itself(
    sx: Ranked, village: Cast, now: datetime
) -> None:
    county = client(village, now, "county")

    assert "导出" not in county.get("/o/qingshi/facts/").content.decode()
    assert county.get("/o/qingshi/facts/posts/").status_code == 403
    assert county.get("/o/yunling/facts/").status_code == 404
    assert "facts" not in county.get("/o/yunling/").content.decode()


def test_whoever_is_logged_in_sees_the_name_and_the_way_out(village: Cast, now: datetime) -> None:
    page = World(village, now).client("township").get("/o/qingshi/facts/").content.decode()

    assert "退出</button>" in page
    assert '<span class="top-who">周主任</span>' in page
