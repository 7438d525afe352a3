"""Every document that ships and every village of the tests goes through the forms, unchanged and
from an empty page."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from jishan.core.scheme.document import Scheme, scheme_digest, to_document
from jishan.core.scheme.reading import read_scheme
from jishan.schemes.drafts import Blank, Draft, _blank, placed, shipped
from jishan.web.office.editor import pages
from jishan.web.office.editor.desk import from_draft, from_post
from jishan.web.office.editor.presets import presets_of
from tests.core.test_villages import VILLAGES, _texts
from tests.faces.controls import sent_by, unlabelled
from tests.faces.test_editor_forms import drawn, keys_of, on_the_desk

SCHEMES: Mapping[str, Scheme] = dict(shipped()) | {
    f"{path.stem}-{number}": read_scheme(text)
    for path in VILLAGES
    for number, text in enumerate(_texts(yaml.safe_load(path.read_text("utf-8"))))
}


def _empty(wanted: Scheme) -> dict[str, Any]:
    """What stands there after the first page of the editor."""
    blank = Blank("某村", wanted.subjects.kinds[:1], ("一",))
    head = {"code": wanted.code, "format": 1, "name": "新", "version": "1"}
    document = _blank(blank) | head | {"in_force_from": "2030-01-01", "categories": []}
    return document | {"categories": [{"code": "none", "name": "一"}]}


def _draft(document: Mapping[str, Any]) -> Draft:
    return Draft(1, 1, document, scheme_digest(Scheme.model_validate(document)))


def _new(key: str) -> str:
    """The page on which a row is first written."""
    name, _, place = key.partition(".")
    return f"{name}.new" if place else name


def _form(key: str, value: Any) -> Any:
    """Which controls of the page are filled, and with which choices: pages alike in this are alike
    in everything."""
    if isinstance(value, dict):
        return tuple((name, _form(name, one)) for name, one in sorted(value.items()))
    if isinstance(value, list):
        return tuple(sorted({_form(key, one) for one in value}, key=repr))
    words = isinstance(value, str) and key in ("shape", "kind", "per", "combine", "counts", "whose")
    return value if words else type(value).__name__


def _owners() -> Mapping[Any, tuple[str, str]]:
    """For every form that anything fills in: the first document and page that does."""
    found: dict[Any, tuple[str, str]] = {}
    for name, scheme in SCHEMES.items():
        draft = on_the_desk(scheme)
        for key in keys_of(draft):
            page = pages.page_of(draft, key)
            found.setdefault((page.name, _form("", pages.value_of(draft, page))), (name, key))
    return found


OWNERS = _owners()


@pytest.mark.parametrize("name", SCHEMES)
def test_every_part_comes_back_unchanged_and_is_written_from_an_empty_page(name: str) -> None:
    """What its forms send, put where it came from, and page after page into a new draft; the first
    purse and category stand there already and are written over. A page that another document fills
    in alike is put in as it is."""
    wanted, mine = on_the_desk(SCHEMES[name]), set(OWNERS.values())
    draft = _draft(_empty(SCHEMES[name]))
    for key in keys_of(wanted):
        same = pages.page_of(wanted, key)
        page = pages.page_of(draft, key if key in _THERE else _new(key))
        if (name, key) not in mine and key != pages.HEAD:
            value = wanted.document[same.name]
            value = value if same.place is None else value[same.place]
            path = page.path or (same.name,)
            draft = Draft(1, 1, placed(draft.document, path, copy.deepcopy(value)), "")
            continue
        html = drawn(from_draft(wanted, same))
        assert unlabelled(html) == [], key
        assert "（已经没有了）" not in html, key
        sent = sent_by(html)
        judged, _value, scheme = from_post(wanted, same, sent).kept()
        assert (judged.wrong, scheme and to_document(scheme)) == ({}, wanted.document), key
        judged, _value, scheme = from_post(draft, page, sent).kept()
        assert judged.wrong == {}, key
        assert scheme is not None, key
        draft = Draft(1, 1, to_document(scheme), "")
    assert draft.document == wanted.document


_THERE = ("purses.0", "categories.0")


def test_every_preset_is_a_whole_process() -> None:
    draft = on_the_desk(SCHEMES["z3"])
    page = pages.page_of(draft, "process")
    for preset in presets_of(page):
        writing = from_draft(draft, page, preset=preset.code)
        judged, _value, scheme = from_post(draft, page, sent_by(drawn(writing))).kept()
        assert judged.wrong == {}, preset.code
        assert scheme is not None
        assert preset.sentence
        for kind, least in (("notice", 1), ("enter", 1)):
            assert sum(one.kind == kind for one in scheme.process.default) >= least, preset.code
