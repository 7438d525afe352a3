"""The frames and parts keep what every page promises: contrast, no inline code, words, labels."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.faces.guide import PAGES, ROOT, render

CSS = ROOT / "frontend" / "src" / "css"

# Foreground, background, least ratio (faces.md 1.3 c; 3 for the edge of a control, WCAG 1.4.11).
PAIRS = [
    ("ink", "paper", 4.5),
    ("ink", "sheet", 4.5),
    ("ink2", "paper", 4.5),
    ("ink2", "sheet", 4.5),
    ("sheet", "brand", 4.5),
    ("sheet", "brand-d", 4.5),
    ("sheet", "red", 4.5),
    ("brand-d", "paper", 4.5),
    ("brand-d", "sheet", 4.5),
    ("brand-d", "brand-bg", 4.5),
    ("red", "sheet", 4.5),
    ("red", "paper", 4.5),
    ("red-d", "sheet", 4.5),
    ("red-d", "red-bg", 4.5),
    ("warn", "sheet", 4.5),
    ("warn", "warn-bg", 4.5),
    ("ink2", "red-bg", 4.5),
    ("red", "warn-bg", 4.5),
    ("ink", "warn-bg", 4.5),
    ("focus", "paper", 3),
    ("line-strong", "sheet", 3),
    ("line-strong", "paper", 3),
    ("brand", "paper", 3),
]


@pytest.fixture(autouse=True)
def _own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.faces.guide"
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def _tokens() -> dict[str, str]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8").split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_can_be_read(front: str, back: str, least: float) -> None:
    tokens = _tokens()

    assert _contrast(tokens[front], tokens[back]) >= least


class _Page(HTMLParser):
    """What a content security policy would block, and what a screen reader would miss."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.described: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.inline += [name for name in own if name == "style" or name.startswith(("on", "hx-on"))]
        if tag == "style" or (tag == "script" and "src" not in own):
            self.inline.append(tag)
        self.inline += [v for v in own.values() if v and v.startswith(("http:", "https:", "//"))]
        if own.get("id"):
            self.ids.append(str(own["id"]))
        self.described += str(own.get("aria-describedby") or "").split()
        if tag == "label" and own.get("for"):
            self.labelled.add(str(own["for"]))
        if tag in {"input", "select", "textarea"} and own.get("type") not in {"hidden", None}:
            self.controls.append(str(own.get("id") or ""))
        self.headings += tag == "h1"


def _read(name: str, *, care: bool = False) -> _Page:
    page = _Page()
    page.feed(render(name, care=care))
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_inline_code_and_no_foreign_address(name: str) -> None:
    assert _read(name).inline == []


@pytest.mark.parametrize("name", PAGES)
def test_help_and_errors_are_tied_to_their_fields(name: str) -> None:
    page = _read(name)

    assert [wanted for wanted in page.described if wanted not in page.ids] == []
    assert [own for own in page.controls if own and own not in page.labelled] == []
    assert page.headings == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_offers_the_elder_version_and_the_way_back(name: str) -> None:
    plain, care = render(name), render(name, care=True)

    assert re.search(r'<html lang="zh-Hans" class="(slip-page)?">', plain)
    assert 'href="?care=1" rel="nofollow">长辈版</a>' in plain
    assert '<html lang="zh-Hans" class="care ' in care
    assert 'href="?care=0" rel="nofollow">标准版</a>' in care


def test_points_are_said_with_a_word_and_a_true_sign() -> None:
    text = render("board")

    assert '<span class="pts-word">加分 </span>+6</span>' in text
    assert '<span class="pts-word">扣分 </span>−2.5</span>' in text


def test_a_struck_row_stays_on_the_board_and_says_why() -> None:
    text = render("board")

    assert "<s>好婆婆、好媳妇评选</s>" in text
    assert "已撤下</span> 异议成立" in text


def test_htmx_may_neither_evaluate_nor_remember() -> None:
    text = render("office")

    for setting in (
        '"selfRequestsOnly":true',
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"historyCacheSize":0',
    ):
        assert setting in text


def test_every_part_documents_its_context() -> None:
    parts = (ROOT / "src" / "jishan" / "web" / "templates" / "parts").glob("*.html")

    assert [p.name for p in parts if "{% comment %}" not in Path(p).read_text("utf-8")[:120]] == []


def test_styles_use_nothing_that_old_phones_lack() -> None:
    """Chrome 66 and Safari 12: no flex gap, no clamp(), no :is(), no inset, no aspect-ratio."""
    text = "".join(p.read_text(encoding="utf-8") for p in sorted(CSS.glob("*.css")))

    assert (
        re.findall(
            r"[\s;{](?:gap|row-gap|inset|aspect-ratio):|clamp\(|min\(|:is\(|:where\(|:has\(", text
        )
        == []
    )
