"""Every page that can be looked at, in both versions: axe finds nothing (WCAG 2.2 AA), nothing is
too small to press or to read, and nothing runs off a small screen (faces.md U2, U6, U7)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.browser.site import Site, cookie_of
from tests.faces import routes
from tests.faces.routes import EVERYBODY, Line
from tests.faces.world import World
from tests.house.source import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SUBJECTS = sorted(module.name for module in iter_modules(routes.__path__))
NARROW, WIDE = 375, 1440
WHOLE_PAGE = 4000
"""So high that the bar at the foot covers nothing; people scroll."""
NOT_PAGES = {
    "my-photo",
    "grid-photo",
    "claims-photo",
    "targets-photo",
    "area-targets-photo",
    "audit-posts",
    "closing-shares",
    "rules-packet",
    "rules-feedback-paper",
    "rules-trial-sample",
    "rules-paper",
    "township-indices",
    "township-posts",
}
PAGE_MAX = 150 * 1024

RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return found.violations.map((one) =>
    `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""

TOO_SMALL = """([side, letters]) => {
  const found = [];
  const shown = (box, element) =>
    box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden";
  const pressed =
    "button, select, summary, textarea, input:not([type=hidden]), a.btn, a.tile, a.row";
  for (const element of document.querySelectorAll(pressed)) {
    const held = element.closest("label") || element;
    const box = held.getBoundingClientRect();
    if (shown(box, held) && !element.closest(".sr") && Math.round(box.height) < side)
      found.push(`${Math.round(box.height)} px high: ${element.outerHTML.slice(0, 110)}`);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (letters && walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !shown(element.getBoundingClientRect(), element)) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < letters)
      found.push(`small text: ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...new Set(found)].slice(0, 6);
}"""

SIDEWAYS = """() => {
  const root = document.documentElement;
  root.style.fontSize = "30px";
  const wide = root.scrollWidth - root.clientWidth;
  const beyond = [...document.querySelectorAll("body *")].filter((one) =>
    one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".table-wrap, .sr"));
  const names = beyond.slice(0, 3).map((one) => one.outerHTML.slice(0, 100));
  root.style.fontSize = "";
  return wide > 0 ? [`${wide} px beyond the edge: ${names.join(" | ")}`] : [];
}"""


@cache
def axe() -> str:
    return AXE.read_text("utf-8")


@dataclass
class Visits:
    """One tab for each role, logged in; what was wrong on the pages they looked at."""

    site: Site
    world: World
    care: bool
    found: list[str] = field(default_factory=list)
    tabs: dict[str, Page] = field(default_factory=dict)
    seen: int = 0

    def tab(self, role: str) -> Page:
        if role not in self.tabs:
            context: BrowserContext = self.site.context(NARROW)
            if role != "nobody":
                context.add_cookies([cookie_of(self.world.client(role), self.site.url)])
            if self.care:
                context.add_cookies([{"name": "care", "value": "1", "url": self.site.url}])
            self.tabs[role] = context.new_page()
        return self.tabs[role]

    def look(self, name: str, line: Line) -> None:
        role = next((one for one in EVERYBODY if one in line.allowed), "nobody")
        if line.door == "card":
            role = "card"
        kwargs = dict(line.kwargs(self.world, "own"))
        query = line.data(self.world, "own") if line.data else {}
        tab = self.tab(role)
        answer = tab.goto(reverse(name, kwargs=kwargs, query=query or None))
        assert answer is not None
        self.seen += 1
        self._note(name, NARROW, [] if answer.status == 200 else [f"answers {answer.status}"])
        weight = len(answer.body())
        self._note(name, NARROW, [f"{weight} bytes"] if weight > PAGE_MAX else [])
        tab.evaluate(axe())
        for width in (WIDE, NARROW):
            tab.set_viewport_size({"width": width, "height": WHOLE_PAGE})
            self._note(name, width, tab.evaluate(RUN_AXE, TAGS))
        side, letters = (60, 18) if self.care else (44, 0)
        desk = tab.locator("link[href*='office']").count() > 0
        self._note(
            name, NARROW, tab.evaluate(TOO_SMALL, [24 if desk and not self.care else side, letters])
        )
        tab.set_viewport_size({"width": 320, "height": 640})
        self._note(name, 320, tab.evaluate(SIDEWAYS))
        tab.set_viewport_size({"width": NARROW, "height": 900})

    def _note(self, name: str, width: int, wrong: list[str]) -> None:
        self.found += [f"{name} at {width}: {one}" for one in wrong]


def pages(subject: str) -> Iterator[tuple[str, Line]]:
    """The addresses of one subject that answer a GET with a page."""
    lines: dict[str, Line] = import_module(f"{routes.__name__}.{subject}").LINES
    for name, line in lines.items():
        download = name in NOT_PAGES or name.endswith(("-export", "-template", "-doors"))
        if line.method == "get" and line.ok == 200 and not download:
            yield name, line


@pytest.mark.parametrize("care", [False, True], ids=["standard", "care"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_everybody_can_use_every_page(site: Site, subject: str, care: bool) -> None:
    visits = Visits(site, World(site.cast, site.now), care)
    for name, line in pages(subject):
        visits.look(name, line)
    assert visits.seen > 0
    assert visits.found == [], "\n".join(visits.found)
