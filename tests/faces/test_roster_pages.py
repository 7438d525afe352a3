"""The roster's pages as a clerk walks them, and what they never show."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.demo.cast import Cast, found_cast
from jishan.registry.actions import issue_card, open_card
from jishan.registry.incoming import keep_upload
from jishan.registry.models import Card, Household, Resident, RosterImport
from jishan.registry.sheets.roster import read_roster
from tests.departments.registry_rosters import workbook
from tests.departments.roster.village import village as people_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.faces.roster_urls"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected here
]
PEOPLE = people_of(30)[1:]


@pytest.fixture
def village(db: None) -> Cast:
    return found_cast(now=timezone.now())


def browser(village: Cast, username: str = "clerk") -> Client:
    client = Client()
    client.force_login(village.users[username], "django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: bytes, name: str = "名册.xlsx") -> str:
    """The address of the page that asks for the yes."""
    answer = client.post(
        reverse("roster-import", args=["taoyuan"]), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302
    return str(answer["Location"])


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_roster_comes_in_by_three_steps(
    village: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    client = browser(village)
    assert client.get(reverse("roster-import", args=["taoyuan"])).status_code == 200
    address = upload(client, workbook(PEOPLE))

    page = client.get(address).content.decode()
    assert "没有发现问题" in page
    assert "30<span" not in page
    assert Household.objects.count() == 4, "nothing before the yes"
    assert not [p.identity for p in PEOPLE if p.identity in page]

    sent = {"key": key_in(page)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{address}confirm/", sent, follow=True)
    assert "导入好了：新增 29 户" in answer.content.decode()
    assert Resident.objects.filter(village_id=village.taoyuan.id).count() == 6 + len(PEOPLE)
    again = client.post(f"{address}confirm/", sent)
    assert again.status_code == 302
    assert RosterImport.objects.count() == 1
    assert client.get(address).status_code == 404, "the file is thrown away"


def test_problems_are_named_by_sheet_row_and_cell(village: Cast) -> None:
    client = browser(village)
    people = list(PEOPLE)
    wife = next(n for n, p in enumerate(people) if p.relation == "妻")
    people[wife] = replace(people[wife], identity="5.10E+17")

    page = client.get(upload(client, workbook(people))).content.decode()

    row = wife + 2
    cells = f'<td>户籍表</td><td class="nowrap">{row}</td><td class="nowrap">H{row}</td>'
    assert cells in page
    assert "后几位已经丢了" in page
    assert "不会替您猜" in page


def test_a_column_is_remapped_by_its_select(village: Cast) -> None:
    client = browser(village)
    address = upload(client, workbook(PEOPLE))
    without = f"{address}?{urlencode({'m-户籍表!H': '-', 'm-户籍表!O': 'note'})}"

    page = client.get(without).content.decode()
    assert '<input type="hidden" name="m-户籍表!H" value="-">' in page
    client.post(f"{address}confirm/", {"key": key_in(page), "m-户籍表!H": "-"})

    assert RosterImport.objects.get().residents_new == len(PEOPLE)
    assert not Resident.objects.exclude(identity_hash=None).exists()


def test_a_sheet_that_is_left_out_leaves_nothing_to_import(village: Cast) -> None:
    client = browser(village)
    address = upload(client, workbook(PEOPLE))

    page = client.get(f"{address}?{urlencode({'m-户籍表!*': '-'})}").content.decode()

    assert "这份表里没有一户可以导入" in page
    assert "确认导入" not in page
    refused = client.post(f"{address}confirm/", {"key": "k", "m-户籍表!*": "-"})
    assert refused.status_code == 400
    assert "registry.nothing_to_import" in refused.content.decode()
    assert client.get(address).status_code == 200, "the file is still there"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"not a spreadsheet \x00\x01", 422, "roster.unreadable"),
        (b"<html><table></table></html>", 422, "roster.web_page"),
        (b"%PDF-1.4", 422, "roster.other_format"),
    ],
)
def test_what_is_no_spreadsheet_is_said_so(
    village: Cast, content: bytes, status: int, code: str
) -> None:
    client = browser(village)
    answer = client.get(upload(client, content))
    assert (answer.status_code, code in answer.content.decode()) == (status, True)
    assert not RosterImport.objects.exists()


def test_the_list_filters_pages_and_hides_phones(village: Cast) -> None:
    client = browser(village)
    people = people_of(80)[1:]
    address = upload(client, workbook(people))
    client.post(f"{address}confirm/", {"key": "k"})

    page = client.get(reverse("roster", args=["taoyuan"])).content.decode()
    assert "共 82 户" in page
    assert "138****" in page
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", page)
    assert not [person.identity for person in people if person.identity in page]
    after = re.search(r"\?after=(\d+)", page)
    assert after is not None
    second = client.get(f"{reverse('roster', args=['taoyuan'])}?after={after[1]}")
    assert second.content.decode().count("<tr>") == 1 + 32
    found = client.get(reverse("roster", args=["taoyuan"]), {"text": "ty001"}).content.decode()
    assert "共 1 户" in found
    assert "张桂兰" in found


def test_a_household_shows_its_people(village: Cast) -> None:
    page = browser(village, "supervisor").get(
        reverse("roster-one", args=["taoyuan", village.zhang.id])
    )
    text = page.content.decode()
    assert "张桂兰" in text
    assert "还没有发卡" in text
    assert "发卡并打印" not in text, "a supervisor writes nothing"


def test_a_card_is_printed_with_its_pin_and_reissued(village: Cast) -> None:
    client = browser(village)
    one = reverse("roster-one", args=["taoyuan", village.zhang.id])
    key = key_in(client.get(one).content.decode())

    printed = client.post(f"{one}card/", {"key": key})

    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "no-store"
    card = Card.objects.get()
    text = text_of(printed.content)
    assert "张*兰" in text
    pin = re.search(r"密码 ((?:\d ?){6})", text)
    assert pin is not None
    assert (
        open_card(card.code, pin[1].replace(" ", ""), now=timezone.now()).household_id
        == village.zhang.id
    )
    assert codes_in(printed.content) == [f"HTTP://TESTSERVER/K/{card.code}"]

    client.post(f"{one}card/reissue/", {"key": "k2"})
    assert Card.objects.filter(ended_at__isnull=True).get().version == 2
    refused = client.post(f"{one}card/", {"key": "k3"})
    assert refused.status_code == 409


def test_cards_for_a_group_print_again_after_a_lost_connection(village: Cast) -> None:
    client = browser(village)
    page = client.get(reverse("roster-printing", args=["taoyuan"])).content.decode()
    sent = {"key": key_in_field(page), "group": village.group_one.id}
    address = reverse("roster-cards", args=["taoyuan"])

    first = client.post(address, sent)
    again = client.post(address, sent)

    assert Card.objects.count() == 2
    assert text_of(first.content) == text_of(again.content)


def key_in_field(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"|value="([^"]+)"[^>]*name="key"', page)
    assert found is not None
    return found[1] or found[2]


def test_door_plates_decode_and_name_nobody(village: Cast) -> None:
    printed = browser(village).get(reverse("roster-doors", args=["taoyuan"])).content

    text = text_of(printed)
    assert "桃源村" in text
    for name in ("张桂兰", "张*兰", "欧阳春"):
        assert name not in text
    doors = Household.objects.filter(village_id=village.taoyuan.id)
    wanted = sorted(f"HTTP://TESTSERVER/H/{h.door_code}" for h in doors)
    assert sorted(codes_in(printed)) == wanted


def test_a_scanned_code_leads_where_the_scanner_belongs(village: Cast) -> None:
    door = reverse("door-code", args=[village.zhang.door_code])
    board = reverse("board", args=["taoyuan"])
    counter = reverse("counter", args=["taoyuan"])
    assert Client().get(door)["Location"] == board
    assert Client().get(door.lower())["Location"] == board
    assert browser(village, "liushu-clerk").get(door)["Location"] == board
    scanned = browser(village, "shop").get(door)
    assert scanned["Location"] == f"{counter}?code={village.zhang.door_code}"
    assert scanned["Referrer-Policy"] == "no-referrer"
    assert Client().get("/H/NOSUCH1").status_code == 404
    card = issue_card(village.clerk, village.zhang.id, key="k", now=timezone.now())
    login = reverse("card-login")
    assert Client().get(f"/K/{card.code}")["Location"] == f"{login}?code={card.code}"


def test_the_blank_roster_is_understood_whole(village: Cast) -> None:
    answer = browser(village).get(reverse("roster-template", args=["taoyuan"]))
    preview = read_roster(answer.content, filename="户籍表.xlsx")
    (sheet,) = preview.sheets
    assert len(sheet.mapping) == 15
    assert {column.confidence for column in sheet.columns} == {100}


def test_an_upload_of_another_village_is_not_found(village: Cast) -> None:
    address = upload(browser(village), workbook(PEOPLE))
    stranger = browser(village, "liushu-clerk")
    assert stranger.get(address).status_code == 404
    assert stranger.get(address.replace("taoyuan", "liushu")).status_code == 404


def test_an_upload_waits_a_day(village: Cast, now: datetime) -> None:
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    token = keep_upload(village.clerk, workbook(PEOPLE), filename="a.xlsx", now=yesterday)
    address = reverse("roster-check", args=["taoyuan", token])
    assert browser(village).get(address).status_code == 404


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def codes_in(pdf: bytes) -> list[str]:
    """Read from the page as a 150 dpi printer would put it on paper."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=150 / 72).to_pil().convert("L")
        found += [code.text for code in zxingcpp.read_barcodes(image)]
    return found
