"""What a browser would send: the successful controls of a form, read off its HTML."""

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.labels: set[str] = set()
        self.ids: list[str] = []
        self._select = ""
        self._chosen: str | None = None
        self._first: str | None = None
        self._area = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, str] = {name: value or "" for name, value in attrs}
        if found.get("id"):
            self.ids.append(found["id"])
        if tag == "label" and found.get("for"):
            self.labels.add(found["for"])
        if tag == "input":
            self._input(found)
        elif tag == "select":
            self._select, self._chosen, self._first = found["name"], None, None
        elif tag == "option":
            self._option(found)
        elif tag == "textarea":
            self._area, self._text = found["name"], ""

    def _input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in ("radio", "checkbox") and "checked" not in found:
            return
        self.sent.append((found["name"], found.get("value", "")))

    def _option(self, found: dict[str, str]) -> None:
        value = found.get("value", "")
        if self._first is None:
            self._first = value
        if "selected" in found:
            self._chosen = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            chosen = self._chosen if self._chosen is not None else self._first
            self.sent.append((self._select, chosen or ""))
        elif tag == "textarea":
            # A browser leaves out the line feed with which the text begins.
            text = self._text.removeprefix("\r").removeprefix("\n")
            self.sent.append((self._area, text.replace("\n", "\r\n")))
            self._area = ""


def _read(html: str) -> _Controls:
    parser = _Controls()
    parser.feed(html)
    return parser


def sent_by(html: str) -> QueryDict:
    """The form data of everything in this HTML."""
    found = QueryDict(mutable=True)
    for name, value in _read(html).sent:
        found.appendlist(name, value)
    return found


def changed(html: str, **values: Any) -> dict[str, Any]:
    """The form data with some of it typed anew; dots of names are written `__`."""
    data: dict[str, Any] = dict(sent_by(html).lists())
    return data | {name.replace("__", "."): value for name, value in values.items()}


def unlabelled(html: str) -> list[str]:
    """Ids that stand twice, which would make a label point to the wrong control."""
    ids = _read(html).ids
    return sorted({one for one in ids if ids.count(one) > 1})
