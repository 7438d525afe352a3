"""A scheme on its road: a faulty document cannot be voted, a right one is voted, filed, in
force."""

from datetime import timedelta

from django.utils import timezone

from jishan.demo.adoption import ROAD, TAOYUAN, take_as_far
from jishan.entrance.words.figures import day_text
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


def discusses(desk: Hand) -> None:
    """The draft goes onto the board, and a meeting in the yard is written down."""
    desk.tap("交给大家讨论")
    desk.reads("草案已上公开栏")
    desk.page.get_by_text("记一次讨论会").click()
    meeting = {"place": "二组院坝", "chair": "王建国", "present": "30", "minutes": "大家都说好"}
    for name, value in meeting.items():
        desk.page.locator(f"[name={name}]").first.fill(value)
    desk.tap("记下会议")
    desk.reads("会议已记下。")


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
        desk.page.locator(f"[name={name}]").last.fill(value)
    desk.tap("记下表决结果")


def test_a_faulty_document_cannot_be_voted(site: Site) -> None:
    desk = site.staff("secretary")
    uploads(desk, FAULTY.encode())
    desk.reads("错误")
    desk.reads("没有代码为“harmonie”的")
    desk.reads("改好以后才能交给大家讨论。")
    assert desk.page.get_by_role("button", name="交给大家讨论").count() == 0
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
    discusses(desk)
    votes(desk)
    desk.reads("已表决，待备案")
    page = desk.page.url

    officer = site.staff("township")
    officer.go(page)
    officer.type("备案编号", "青政备〔2026〕1号")
    officer.tap("准予备案")
    officer.reads("已备案")

    desk.go(page)
    desk.tap("上公开栏公示")
    desk.reads("方案已上公开栏公示。")
    desk.reads("还在公示")


def test_after_the_notice_a_day_is_set(site: Site) -> None:
    cast, raw = site.cast, rows.another_scheme().decode()
    version = take_as_far(cast.secretary, cast.township_officer, raw, begun=site.now - ROAD)
    desk = site.staff("secretary")
    desk.go(f"/v/taoyuan/rules/{version}/")
    desk.reads("已经满期")
    day = timezone.localdate() + timedelta(days=1)
    desk.page.locator("[name=day]").last.fill(day.isoformat())
    desk.tap("公布生效")
    desk.reads(f"方案已公布，{day_text(day)}起按它计分。")
    desk.reads("已公布，等生效")
    village = cast.taoyuan.id
    assert version_in_force(village, day).scheme.version == "2"
    assert version_in_force(village, day - timedelta(days=1)).scheme.version == "1"


def test_a_household_says_its_opinion_on_the_telephone(site: Site) -> None:
    desk = site.staff("secretary")
    uploads(desk, rows.another_scheme())
    discusses(desk)
    phone = site.hand(375)
    phone.shows_card(site.card(site.cast.zhang))
    phone.go("/my/rules/")
    phone.tap("提意见")
    phone.type("您的意见", "植树的分再多一点")
    phone.tap("提交意见")
    phone.reads("条意见。")
    phone.reads("等答复")
