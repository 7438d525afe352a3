"""A clerk tries a draft before the vote: from the version's page to figures she can read out."""

from pathlib import Path

from django.utils import timezone

from jishan.core.sandbox.imagining import imagined
from jishan.core.sandbox.written import acts_table, roster_table
from jishan.core.scheme.reading import read_scheme
from jishan.demo.adoption import TAOYUAN
from jishan.schemes.actions import draft_scheme
from tests.browser.hand import Hand
from tests.browser.site import Site

DRAFT = TAOYUAN.read_text("utf-8").replace('version: "1"', 'version: "2"')


def drafted(site: Site) -> str:
    version = draft_scheme(site.cast.secretary, DRAFT, now=timezone.now())
    return f"/v/taoyuan/rules/{version.pk}/"


def tables(folder: Path) -> list[Path]:
    """A roster and a year of acts, as a village might bring them."""
    scheme = read_scheme(DRAFT)
    village = imagined([scheme], seed="7", run=1, households=40)
    rows = {
        "名册.csv": roster_table(village.cast.people),
        "行为.csv": acts_table(village.happenings(scheme)),
    }
    for name, table in rows.items():
        (folder / name).write_text("\n".join(",".join(row) for row in table), "utf-8")
    return [folder / name for name in rows]


def sees_a_chart(desk: Hand, section: str) -> None:
    chart = desk.page.locator(f"#{section} svg").first
    assert chart.get_by_text("各类户平均得多少分").count() == 1
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 250


def test_imagined_villages_from_the_versions_page(site: Site) -> None:
    desk = site.staff("clerk")
    desk.go(drafted(site))
    desk.tap("试算")
    desk.tap("在设想的村里试算")

    desk.reads("设想了 10 个村，每村 50 户")
    sees_a_chart(desk, "imagined")
    assert desk.taps == 2


def test_two_tables_that_were_brought(site: Site, tmp_path: Path) -> None:
    desk = site.staff("clerk")
    desk.go(f"{drafted(site)}trial/")
    desk.page.get_by_text("上传名册和行为表").click()
    for name, path in zip(("roster", "acts"), tables(tmp_path), strict=True):
        desk.page.locator(f"[name={name}]").set_input_files(path)
    desk.tap("用这两份表试算")

    desk.reads("比了 40 户")
    sees_a_chart(desk, "tables")
    desk.page.locator("#tables").get_by_text("看表").first.click()
    desk.reads("全家在村的户")
