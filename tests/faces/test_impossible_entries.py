"""What no village means, typed or sent all the same: a sentence each time, and nothing changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jishan.core.workflow import SchemeState
from jishan.demo.cast import found_cast
from jishan.schemes.models import Discussion, SchemeVersion
from jishan.targets.models import TargetReport
from tests.faces import rows, target_rows
from tests.faces.test_rules_pages import version
from tests.faces.world import World

START = "/v/taoyuan/rules/write/"


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


@pytest.fixture
def desk(world: World) -> Client:
    return world.client("secretary")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "0202-01-01"}, "请写 1900 年到 2199 年之间的一天。"),
        ({"day": "9999-12-31"}, "请写 1900 年到 2199 年之间的一天。"),
        ({"categories": "人居环境" * 1100}, "确保该变量包含不超过 2000 字符"),
    ],
)
def test_a_draft_begins_with_what_a_document_can_hold(
    world: World, desk: Client, typed: dict[str, str], sentence: str
) -> None:
    said: dict[str, Any] = {
        "name": "甲",
        "day": "2027-01-01",
        "source": "blank",
        "kinds": ["household"],
        "categories": "人居环境",
    }
    before = SchemeVersion.objects.count()
    answer = desk.post(START, said | typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert SchemeVersion.objects.count() == before


def test_nobody_counts_more_people_than_a_county_has(world: World, desk: Client) -> None:
    one = version(world, SchemeState.DISCUSSED)
    held = Discussion.objects.filter(village_id=world.cast.taoyuan.id).count()
    said = {
        "key": "k",
        "kind": "forum",
        "day": timezone.localdate(world.now).isoformat(),
        "place": "村委会",
        "chair": "王建国",
        "present": str(10**30),
        "minutes": "说了",
    }
    answer = desk.post(f"/v/taoyuan/rules/{one}/meeting/", said)
    assert answer.status_code == 400
    assert "说了</textarea>" in answer.content.decode()
    votes = world.vote() | {"entitled": 10**30, "present": 10**30, "for_": 10**30}
    assert desk.post(f"/v/taoyuan/rules/{one}/vote/", votes).status_code == 400
    assert Discussion.objects.filter(village_id=world.cast.taoyuan.id).count() == held


@pytest.mark.parametrize("part", ["items.²", "items." + "9" * 5000, "items.１", "items.-1"])
def test_a_row_that_is_no_number_is_not_found(world: World, desk: Client, part: str) -> None:
    one = version(world, SchemeState.DRAFT)
    assert desk.get(f"/v/taoyuan/rules/{one}/write/part/{part}/").status_code == 404


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("items.new", {"do": "paste:caps"}),
        ("items.new", {"do": "add:repeat.within"}),
        ("items.new", {"do": "on:caps.0", "caps.n": "1"}),
        ("process", {"do": "add:categories.0", "categories.n": "1"}),
        ("process", {"do": "off:default.0", "default.n": "1"}),
        ("process", {"do": "drop:default.x", "default.n": "1"}),
    ],
)
def test_a_press_on_a_button_that_no_page_has_changes_nothing(
    world: World, desk: Client, part: str, sent: dict[str, str]
) -> None:
    one = version(world, SchemeState.DRAFT)
    before = SchemeVersion.objects.get(pk=one).digest
    assert desk.post(f"/v/taoyuan/rules/{one}/write/part/{part}/", sent).status_code == 200
    assert SchemeVersion.objects.get(pk=one).digest == before


def test_a_sign_that_no_database_keeps_is_refused_in_words(world: World, desk: Client) -> None:
    """PostgreSQL keeps no text with a zero in it; nobody types one."""
    one = version(world, SchemeState.DRAFT)
    before = world.fingerprint()
    page = f"/v/taoyuan/rules/{one}/write/part/items.new/"
    for answer in (
        desk.post(page, {"do": "look", "title": "扫\0地"}),
        desk.post(page, {"do": "look", "ti\0tle": "扫地"}),
        desk.get("/b/taoyuan/?group=%00"),
        desk.get("/v/taoyuan/rules/%00/"),
    ):
        if answer.status_code == 404:
            continue
        assert answer.status_code == 400
        assert "有存不下的符号" in answer.content.decode()
    assert world.fingerprint() == before


def test_a_count_without_a_key_of_its_page_is_not_taken(world: World, desk: Client) -> None:
    plan = target_rows.plan_of(world, "taoyuan")
    url = f"/v/taoyuan/targets/{plan.plan_id}/part/count/"
    for key in ("", "x" * 65):
        answer = desk.post(url, {"key": key}, follow=True)
        assert "这一页放得太久了" in answer.content.decode()
    assert not TargetReport.objects.filter(village_id=world.cast.taoyuan.id).exists()


def test_a_figure_with_a_million_digits_is_refused_at_once(world: World, desk: Client) -> None:
    plan = target_rows.plan_of(world, "taoyuan")
    day = timezone.localdate(world.now) - timedelta(days=1)
    said = {"key": "k", "figure": "1e999999999", "day": day.isoformat(), "note": ""}
    answer = desk.post(f"/v/taoyuan/targets/{plan.plan_id}/lane/report/", said)
    assert answer.status_code == 400


def test_rules_are_not_published_for_a_day_that_no_calendar_of_theirs_holds(
    world: World, desk: Client
) -> None:
    """From then on every page that plays the village's versions would have broken."""
    one = rows.version_in(world, "published")
    answer = desk.post(f"/v/taoyuan/rules/{one}/adopt/", {"day": "9999-12-31"})
    assert answer.status_code == 400
    assert "请写 1900 年到 2199 年之间的一天。" in answer.content.decode()
    assert SchemeVersion.objects.values_list("state", flat=True).get(pk=one) == "published"
    assert desk.get(f"/v/taoyuan/rules/{one}/trial/").status_code == 200


def test_a_period_at_the_end_of_time_is_not_closed(desk: Client) -> None:
    answer = desk.get("/v/taoyuan/closing/", {"kind": "month", "day": "9999-12-31"})
    assert answer.status_code == 400
    assert "请写 1900 年到 2199 年之间的一天。" in answer.content.decode()
    address = "/v/taoyuan/closing/week/9999-12-31/"
    assert desk.get(address).status_code == 404
    assert desk.post(f"{address}end/", {"key": "k"}).status_code == 404


@pytest.mark.parametrize("number", ["9" * 5000, str(10**30), "²"])
def test_a_tick_at_a_number_that_nothing_has_ticks_nothing(world: World, number: str) -> None:
    """Where nothing is ticked the page says so."""
    sent = {"key": "k", "claim": [number]}
    for role, address in (("panel", "review/all/"), ("clerk", "notices/publish/")):
        answer = world.client(role).post(f"/v/taoyuan/{address}", sent, follow=True)
        assert answer.status_code == 200
        assert "请先勾选" in answer.content.decode()


def test_a_ranking_at_the_end_of_time_is_not_shown(world: World) -> None:
    asked = {"measure": "month:month_total", "day": "9999-12-31"}
    answer = world.client("clerk").get("/v/taoyuan/rankings/preview/", asked)
    assert answer.status_code == 400
    assert "请写 1900 年到 2199 年之间的一天。" in answer.content.decode()
