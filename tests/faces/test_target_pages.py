"""Target plans on the pages: what an office, an area and the board read, and what forms do."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jishan.demo.cast import found_cast
from jishan.demo.targets import tell_targets
from jishan.targets.models import Plan, TargetReport
from tests.departments.pictures import picture
from tests.faces import target_rows as rows
from tests.faces.world import World


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


@pytest.fixture
def told(world: World) -> World:
    """The plans of the demo county with their reports."""
    tell_targets(world.cast.users, now=world.now)
    return world


def page(client: Client, name: str, **kwargs: Any) -> str:
    answer = client.get(reverse(name, kwargs=kwargs))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def words(text: str) -> str:
    """What a person reads of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def plan_number(code: str) -> int:
    return Plan.objects.get(organization__code=code).pk


def test_the_board_says_every_target_in_words_and_draws_a_bar(told: World) -> None:
    text = page(Client(), "board-targets", village="taoyuan")

    said = words(text)
    assert "硬化入户路 正在做" in said
    assert "完成 65%" in said
    assert "780 米" in said
    assert "用上无害化厕所的农户 已验收" in said
    assert "村集体自筹 8 万元" in said
    assert 'aria-label="硬化入户路：完成 65%"' in text
    assert '<rect x="0" y="0" width="65"' in text


def test_the_board_shows_the_villages_part_of_the_townships_plan_and_nobody_elses(
    told: World,
) -> None:
    said = words(page(Client(), "board-targets", village="taoyuan"))

    assert "青石镇：青石镇和美乡村建设计划" in said
    assert "已验收 2 个 每验收一个美丽屋场奖补 5 万元；已记 10 万元" in said
    assert "柳树" not in said


def test_the_board_names_no_person(told: World) -> None:
    said = words(page(Client(), "board-targets", village="taoyuan"))

    names = {user.name for user in told.cast.users.values()}
    assert {name for name in names if name in said} == set()


def test_a_board_without_a_plan_says_so(world: World) -> None:
    said = words(page(Client(), "board-targets", village="songping"))

    assert "村里还没有定下来的目标计划" in said


def test_a_draft_shows_its_findings_and_is_adopted_with_a_meeting(world: World) -> None:
    client = world.client("secretary")
    answer = client.post(
        reverse("targets-draft", args=["taoyuan"]), {"file": rows.plan_file(world)}
    )
    said = words(page(client, "targets-version", village="taoyuan", version=_version(answer)))
    assert "没有发现错误，也没有要提醒的。" in said
    assert "硬化入户路，" in said

    client.post(
        reverse("targets-adopt", args=["taoyuan", _version(answer)]),
        {"meeting": "村民代表会议", "day": str(timezone.localdate(world.now)), "note": "3 号"},
    )

    listed = words(page(client, "targets", village="taoyuan"))
    assert "修路计划" in listed
    assert "村民代表会议" in listed
    assert "还没有开始" in listed


def _version(answer: Any) -> int:
    return int(answer.headers["Location"].rstrip("/").split("/")[-1])


def test_an_unreadable_plan_is_told_line_by_line(world: World) -> None:
    wrong = SimpleUploadedFile("plan.yaml", b"format: 1\nkind: plan\nname: x\n")
    answer = world.client("secretary").post(
        reverse("targets-draft", args=["taoyuan"]), {"file": wrong}
    )

    assert answer.status_code == 400
    assert "还没有填“目标”" in answer.content.decode()


def test_a_report_with_a_photograph_is_accepted_and_awarded(world: World) -> None:
    plan = rows.plan_of(world, "taoyuan").plan_id
    here = {"village": "taoyuan", "plan": plan, "target": "lane"}
    clerk, officer = world.client("clerk"), world.client("township")
    photo = SimpleUploadedFile("lane.jpg", picture(), "image/jpeg")
    said = rows.said(world, "own") | {"figure": "12", "note": "都硬化了", "photo": photo}

    assert clerk.post(reverse("targets-report", kwargs=here), said).status_code == 302
    report = TargetReport.objects.get()
    shown = words(page(officer, "targets-one", **here))
    assert "达到了，等验收" in shown
    assert "12 条，赵会计报" in shown
    assert _post(officer, "targets-decide", report.id, {"accepted": "1", "note": "看过"}) == 302
    shown = words(page(officer, "targets-one", **here))
    assert "照验收的数，这次记 1.2 万元。" in shown
    assert _post(officer, "targets-award", report.id, {"note": "1 号"}) == 302

    shown = words(page(clerk, "targets-one", **here))
    assert "已验收" in shown
    assert "奖补 1.2 万元（1 号）" in shown
    assert clerk.get(reverse("targets-photo", args=["taoyuan", report.id])).status_code == 200


def _post(client: Client, name: str, report: int, said: Mapping[str, str]) -> int:
    address = reverse(name, args=["taoyuan", report])
    return client.post(address, {"key": f"{name}-{report}", **said}).status_code


def test_what_was_typed_stays_when_a_field_is_wrong(world: World) -> None:
    plan = rows.plan_of(world, "taoyuan").plan_id
    address = reverse("targets-report", args=["taoyuan", plan, "lane"])

    answer = world.client("clerk").post(
        address, rows.said(world, "own") | {"figure": "", "note": "写了半天"}
    )

    assert answer.status_code == 200
    assert "写了半天" in answer.content.decode()
    assert TargetReport.objects.count() == 0


def test_sending_back_needs_its_reason(world: World) -> None:
    report = rows.report_of(world, "taoyuan")
    officer = world.client("township")

    _post(officer, "targets-decide", report, {"accepted": "0", "note": ""})
    said = words(page(officer, "targets", village="taoyuan"))
    assert "退回要写明哪里没有做到" in said
    assert "达到了，等验收" in said

    _post(officer, "targets-decide", report, {"accepted": "0", "note": "差两条"})
    assert "验收时退回，要补做后再报。" in words(page(officer, "targets", village="taoyuan"))


def test_the_townships_page_lists_its_villages_in_their_order_and_ranks_none(
    told: World,
) -> None:
    plan = plan_number("qingshi")
    text = page(
        told.client("township"), "area-targets-one", place="qingshi", plan=plan, target="yards"
    )

    said = words(text)
    assert "照村的顺序列，不排名次。" in said
    assert said.index("柳树村") < said.index("桃源村"), "the order of the tree"
    assert "1 个 等验收" in said
    assert "各村共记奖补 10 万元。" in said
    listed = words(page(told.client("township"), "area-targets", place="qingshi"))
    assert "1 个村等验收 每验收一个美丽屋场奖补 5 万元；已记 10 万元" in listed
    address = reverse("targets-one", args=["liushu", plan, "yards"])
    assert f'href="{address}"' in text


def test_a_target_that_is_counted_is_reported_by_one_button(told: World) -> None:
    plan = plan_number("taoyuan")
    clerk = told.client("clerk")
    here = {"village": "taoyuan", "plan": plan, "target": "taking-part"}
    text = page(clerk, "targets-one", **here)
    assert "照数上报" in text
    assert 'name="figure"' not in text

    clerk.post(reverse("targets-count", kwargs=here), {"key": "count"})

    assert TargetReport.objects.get(target="taking-part").origin == "counted"


def test_a_page_asks_the_same_number_of_questions_whatever_was_reported(told: World) -> None:
    pages = (
        (Client(), "board-targets", {"village": "taoyuan"}, 6),
        (told.client("clerk"), "targets", {"village": "taoyuan"}, 9),
        (told.client("township"), "area-targets", {"place": "qingshi"}, 10),
    )
    before = [_questions(client, name, kwargs) for client, name, kwargs, _ in pages]
    for number in range(12):
        rows.more(told, plan_number("qingshi"), "farms", number)

    after = [_questions(client, name, kwargs) for client, name, kwargs, _ in pages]
    assert after == before
    assert [count <= most for count, (*_, most) in zip(after, pages, strict=True)] == [True] * 3


def _questions(client: Client, name: str, kwargs: Mapping[str, str]) -> int:
    page(client, name, **kwargs)
    with CaptureQueriesContext(connection) as asked:
        page(client, name, **kwargs)
    return len(asked)


def test_the_desk_shows_what_waits_to_be_accepted(world: World) -> None:
    here = {"village": "taoyuan"}
    assert "等验收的目标" not in page(world.client("secretary"), "desk", **here)
    rows.report_of(world, "taoyuan")
    theirs = words(page(world.client("secretary"), "desk", **here))
    assert "等验收的目标 1 个" in theirs
    assert "等上级或别人验收" in theirs
    assert "等您验收 1 个" in words(page(world.client("township"), "desk", **here))
