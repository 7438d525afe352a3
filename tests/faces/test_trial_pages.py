"""The page that tries a version, its charts, and the paper for the meeting."""

import re
from datetime import datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.demo.cast import Cast
from jishan.schemes.drafts import open_draft, save_part
from jishan.schemes.queries import scheme_of
from jishan.trials.actions import try_history, try_imagined
from jishan.trials.models import Trial
from jishan.web.office.charts import Bar, bar_chart
from jishan.web.office.trial_rows import sizes_of
from tests.faces.world import World
from tests.stories.road import posted
from tests.stories.test_trial import ACTS, ROSTER, dearer


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def clerk(village: Cast, now: datetime) -> Client:
    return World(village, now).client("clerk")


def page(client: Client, version: int, name: str = "rules-trial") -> str:
    answer = client.get(reverse(name, args=["taoyuan", version]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_offers_what_can_be_tried(village: Cast, now: datetime, clerk: Client) -> None:
    version = dearer(village, now)
    text = page(clerk, version)

    assert "村里还没有入账的记录" in text
    assert "50 户的村，设想 10 个" in text
    assert "上传名册和行为表" in text


def test_sentences_charts_and_the_same_figures_as_tables(
    village: Cast, now: datetime, clerk: Client
) -> None:
    posted(village, now, "lane-sweep")
    version, later = dearer(village, now), now + timedelta(days=5)
    try_history(village.clerk, version, year=str(now.year), now=later)
    text = page(clerk, version)

    assert "得分变多的 1 户，变少的 0 户" in text
    assert 'aria-labelledby="months-history-title months-history-text"' in text
    assert text.count("<title id=") == text.count("<desc id=") == 2
    assert "张*兰" in text
    assert "张桂兰" not in text
    assert "赵会计试算" in text


def test_a_reload_reckons_nothing(village: Cast, now: datetime, clerk: Client) -> None:
    version = dearer(village, now)
    clerk.post(
        reverse("rules-trial-imagined", args=["taoyuan", version]), {"size": "20,1", "seed": "春"}
    )
    at = Trial.objects.get().at

    assert "设想了 1 个村，每村 20 户" in page(clerk, version)
    assert page(clerk, version) is not None
    assert Trial.objects.get().at == at


def test_tables_are_read_and_their_faults_are_named(
    village: Cast, now: datetime, clerk: Client
) -> None:
    version = dearer(village, now)
    address = reverse("rules-trial-tables", args=["taoyuan", version])

    def send(roster: bytes, acts: bytes) -> Any:
        files = {"roster": ("roster.csv", roster), "acts": ("acts.csv", acts)}
        return clerk.post(
            address, {name: SimpleUploadedFile(*given) for name, given in files.items()}
        )

    wrong = send(ROSTER.raw, "日期,对象,事项\n2026-13-01,H1,x\n".encode())
    assert wrong.status_code == 400
    assert "行为表第 2 行" in wrong.content.decode()
    assert not Trial.objects.exists()
    assert send(ROSTER.raw, ACTS.raw).status_code == 302
    assert "比了 2 户" in page(clerk, version)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rules-trial-history", {}),
        ("rules-trial-tables", {}),
        ("rules-trial-imagined", {"size": "many"}),
    ],
)
def test_a_form_that_is_not_filled_in_says_so(
    village: Cast, now: datetime, clerk: Client, name: str, data: dict[str, str]
) -> None:
    version = dearer(village, now)
    answer = clerk.post(reverse(name, args=["taoyuan", version]), data, follow=True)

    assert "请选" in answer.content.decode() or "两份都要" in answer.content.decode()
    assert not Trial.objects.exists()


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(one.get_textpage().get_text_bounded() for one in document)


def test_the_packet_holds_rules_changes_trial_and_ballot(
    village: Cast, now: datetime, clerk: Client
) -> None:
    version = dearer(village, now)
    try_imagined(village.clerk, version, households=20, runs=1, seed="1", now=now)
    answer = clerk.get(reverse("rules-packet", args=["taoyuan", version]))
    text = words(answer.content).replace("\r\n", "")

    assert answer["Content-Type"] == "application/pdf"
    assert "清理公共路段垃圾：每次 +9 分" in text
    assert "由 3 分改为 9 分" in text
    assert "设想了 1 个村，每村 20 户" in text
    assert "表决单" in text
    assert "弃权" in text


def test_a_packet_without_a_trial_says_so(village: Cast, now: datetime, clerk: Client) -> None:
    version = dearer(village, now)
    answer = clerk.get(reverse("rules-packet", args=["taoyuan", version]))

    assert "还没有试算" in words(answer.content)


def test_a_bar_is_as_long_as_its_figure() -> None:
    rows = [Bar("甲", (200, 100), ("2", "1")), Bar("乙", (0, 400), ("0", "4"))]
    chart = bar_chart("x", "<题>", "说明", rows, ("前", "后"))

    assert 'width="170" height="12" fill="#0b7a3b"' in chart
    assert 'width="85" height="12" fill="#ffffff"' in chart
    assert "&lt;题&gt;" in chart
    assert chart.count("<rect") == 5
    assert bar_chart("y", "题", "说明", [], ("后",)).startswith("<svg")


def test_sizes_tell_how_long_they_take(village: Cast, now: datetime) -> None:
    sizes = sizes_of(scheme_of(dearer(village, now)))
    assert [(one.households, one.runs) for one in sizes] == [(50, 10), (100, 10), (200, 10)]
    assert [one.seconds for one in sizes] == sorted(one.seconds for one in sizes)


def test_the_paper_begins_with_what_one_should_know_first(
    village: Cast, now: datetime, clerk: Client
) -> None:
    version = dearer(village, now)
    answer = clerk.get(reverse("rules-packet", args=["taoyuan", version]))
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    first = re.sub(r"\s", "", text[text.index("先看这几句") : text.index("一、规则")])
    assert "要表决的是：这份规则定不定" in first
    assert re.search(r"比原来改了\d+处，在第二部分逐处写明。", first)
    assert "还没有试算过要花多少、谁多谁少。" in first


def upload(name: str, raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def test_what_was_not_counted_is_said_with_the_reason(
    village: Cast, now: datetime, clerk: Client
) -> None:
    version = dearer(village, now)
    acts = "编号,日期,对象,事项\n1,2026-03-01,H1,lane-sweep\n2,2026-03-02,H1,扫大街\n"
    url = reverse("rules-trial-tables", args=["taoyuan", version])
    files = {"roster": upload("名册.csv", ROSTER.raw), "acts": upload("行为.csv", acts.encode())}
    shown = clerk.post(url, files, follow=True).content.decode()
    assert "有 1 件事按新方案不能计分，为什么写在下面。" in shown
    assert "没有计分的事" in shown
    assert "扫大街" in shown


def test_an_empty_table_is_said_to_be_empty(village: Cast, now: datetime, clerk: Client) -> None:
    url = reverse("rules-trial-tables", args=["taoyuan", dearer(village, now)])
    files = {"roster": upload("名册.csv", ROSTER.raw), "acts": upload("行为.csv", b"")}
    shown = clerk.post(url, files, follow=True).content.decode()
    assert "行为表是空的，请换一个。名册和行为表两份都要。" in shown


def test_what_the_draft_has_no_more_is_said_by_its_title(
    village: Cast, now: datetime, clerk: Client
) -> None:
    posted(village, now, "lane-sweep")
    version, later = dearer(village, now), now + timedelta(days=5)
    draft = open_draft(village.secretary, version)
    items = [one for one in draft.document["items"] if one["code"] != "lane-sweep"]
    save_part(village.secretary, version, path=("items",), value=items, seen=draft.digest, now=now)
    try_history(village.clerk, version, year=str(now.year), now=later)
    text = page(clerk, version)

    assert "“清理公共路段垃圾”：这份方案里没有这一项" in text
    assert "lane-sweep" not in text


def test_a_trial_of_an_earlier_text_is_neither_shown_nor_printed(
    village: Cast, now: datetime, clerk: Client
) -> None:
    """The figures before the vote are those of the text that is voted on."""
    version = dearer(village, now)
    try_imagined(village.clerk, version, households=20, runs=1, seed="1", now=now)
    assert "设想了 1 个村，每村 20 户" in page(clerk, version)
    draft = open_draft(village.secretary, version)
    items = [one for one in draft.document["items"] if one["code"] != "lane-sweep"]
    save_part(village.secretary, version, path=("items",), value=items, seen=draft.digest, now=now)

    text = page(clerk, version)
    assert "设想了 1 个村，每村 20 户" not in text
    assert "草案在上次试算以后改过，请再试算一次。" in text
    packet = clerk.get(reverse("rules-packet", args=["taoyuan", version]))
    assert "还没有试算" in words(packet.content)


def test_a_size_that_no_village_has_and_a_version_that_is_not_there(
    village: Cast, now: datetime, clerk: Client
) -> None:
    version = dearer(village, now)
    url = reverse("rules-trial-imagined", args=["taoyuan", version])
    for size in ("1,0", "0,0", "0,1"):
        answer = clerk.post(url, {"size": size}, follow=True)
        assert "请选设想多大的村。" in answer.content.decode()
    assert not Trial.objects.exists()
    for name in ("rules-trial", "rules-packet"):
        assert clerk.get(reverse(name, args=["taoyuan", 10**30])).status_code == 404
