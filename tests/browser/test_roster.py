"""A roster as the village keeps it: dropped, its problems read, confirmed; again, no doubles
(J9)."""

import base64

import pytest

from jishan.registry.models import Household, Resident
from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.departments.roster.values import identity_as_number

FILE = identity_as_number()
HOUSEHOLDS, PEOPLE = FILE.households, FILE.residents
"""All are new to the book: its 张桂兰 of group one is another person, by sex and year of birth."""
PRESSES_MAX = 4

DROP = """([box, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const bag = new DataTransfer();
  bag.items.add(new File([bytes], name));
  box.dispatchEvent(new DragEvent("drop", { dataTransfer: bag, bubbles: true, cancelable: true }));
}"""


def drops(desk: Hand) -> None:
    box = desk.page.locator("[data-drop]").element_handle()
    desk.page.evaluate(DROP, [box, FILE.filename, base64.b64encode(FILE.content).decode()])
    desk.reads(f"已选：{FILE.filename}")


def chooses(desk: Hand) -> None:
    file = {"name": FILE.filename, "mimeType": "application/octet-stream", "buffer": FILE.content}
    desk.page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]


def brought_in(desk: Hand, *, dropped: bool) -> None:
    """① the file, ② look at it."""
    desk.go("/v/taoyuan/roster/import/")
    drops(desk) if dropped else chooses(desk)
    desk.taps += 1
    desk.tap("看一看这份表")
    desk.reads("核对户籍表")


@pytest.mark.parametrize(("width", "javascript"), [(1366, True), (1366, False), (360, True)])
def test_problems_are_named_and_nothing_is_doubled(
    site: Site, width: int, javascript: bool
) -> None:
    desk = site.staff("clerk", width, javascript=javascript)
    before = Household.objects.count(), Resident.objects.count()
    brought_in(desk, dropped=javascript)
    problems = desk.page.locator("#rows tbody tr")
    told = [row.locator("td").all_inner_texts() for row in problems.all()]
    assert [(sheet, row, cell) for sheet, row, cell, _, _ in told] == [
        ("户籍表", "4", "H4"),
        ("户籍表", "7", "H7"),
    ]
    assert all("身份证" in sentence for _, _, _, sentence, _ in told)
    assert (Household.objects.count(), Resident.objects.count()) == before
    desk.tap("确认导入")
    desk.reads(f"新增 {HOUSEHOLDS} 户 {PEOPLE} 人")
    assert desk.taps <= PRESSES_MAX
    after = Household.objects.count(), Resident.objects.count()
    assert after == (before[0] + HOUSEHOLDS, before[1] + PEOPLE)

    brought_in(desk, dropped=javascript)
    desk.tap("确认导入")
    desk.reads("新增 0 户 0 人")
    assert (Household.objects.count(), Resident.objects.count()) == after
