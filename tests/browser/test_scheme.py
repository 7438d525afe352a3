"""A scheme on its road: a faulty document cannot be voted, a right one is voted, filed, in
force."""

from datetime import timedelta

from django.utils import timezone

from jishan.demo.adoption import TAOYUAN
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import version_in_force
from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.faces import rows

FAULTY = TAOYUAN.read_text("utf-8").replace("category: harmony", "category: harmonie")


def uploads(desk: Hand, document: bytes) -> None:
    desk.go("/v/taoyuan/rules/")
    file = {"name": "方案.yaml", "mimeType": "application/yaml", "buffer": document}
    desk.page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    desk.tap("放进来检查")
    desk.reads("检查结果")


def votes(desk: Hand) -> None:
    """The meeting's figures, and an answer to each reminder."""
    for answer in desk.page.locator("[name^='answer:']").all():
        answer.fill("村民代表会议议定")
    figures = {
        "meeting": "村民代表会议",
        "day": timezone.localdate().isoformat(),
        "entitled": "40",
        "present": "36",
        "for_": "33",
        "against": "1",
    }
    for name, value in figures.items():
        desk.page.locator(f"[name={name}]").fill(value)
    desk.tap("记下表决结果")


def test_a_faulty_document_cannot_be_voted(site: Site) -> None:
    desk = site.staff("secretary")
    uploads(desk, FAULTY.encode())
    desk.reads("错误")
    desk.reads("没有代码为“harmonie”的")
    votes(desk)
    desk.reads("改好才能表决")
    assert SchemeVersion.objects.latest("id").state == "draft"


def test_a_file_that_is_no_scheme_is_refused_in_words(site: Site) -> None:
    desk = site.staff("secretary")
    desk.go("/v/taoyuan/rules/")
    file = {"name": "方案.yaml", "mimeType": "application/yaml", "buffer": b"a: [1, 2} 3"}
    desk.page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    desk.tap("放进来检查")
    desk.reads("这份方案文件读不了")
    assert SchemeVersion.objects.count() == 1


def test_voted_filed_in_force(site: Site) -> None:
    desk = site.staff("secretary")
    uploads(desk, rows.another_scheme())
    votes(desk)
    desk.reads("已表决，待备案")
    page = desk.page.url

    officer = site.staff("township")
    officer.go(page)
    officer.type("备案编号", "青政备〔2026〕1号")
    officer.tap("准予备案")
    officer.reads("已备案")

    desk.go(page)
    day = timezone.localdate() + timedelta(days=1)
    desk.page.locator("[name=day]").last.fill(day.isoformat())
    desk.tap("公布")
    desk.reads("方案已公布，到日子就按它计分。")
    village = site.cast.taoyuan.id
    assert version_in_force(village, day).scheme.version == "2"
    assert version_in_force(village, day - timedelta(days=1)).scheme.version == "1"
