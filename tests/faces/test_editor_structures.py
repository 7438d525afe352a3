"""Documents broken in their structure, as drafts are: every page of the editor opens on what can be
read, keeps it as it is, and every proposal does away with what it is for."""

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Inspection, Scheme
from jishan.schemes.drafts import shipped
from jishan.web.office.editor import pages
from jishan.web.office.editor.beside import said_of
from jishan.web.office.editor.desk import from_draft
from jishan.web.office.editor.mending import mended
from tests.core.replaying import PURSE, village
from tests.core.test_structures import broken, read
from tests.core.test_villages import VILLAGES
from tests.faces.test_editor_forms import keys_of, on_the_desk

PACKS = dict(shipped())


@pytest.mark.parametrize("name", [*(path.stem for path in VILLAGES), *PACKS])
def test_what_can_be_read_can_be_mended(name: str) -> None:
    for done, plain in broken(name):
        scheme = read(plain)
        if scheme is not None:
            _pages_open(scheme, done)
            _proposals_help(scheme, done)


def _pages_open(scheme: Scheme, done: str) -> None:
    draft = on_the_desk(scheme)
    for key in keys_of(draft):
        writing = from_draft(draft, pages.page_of(draft, key))
        writing.sheet()
        assert writing.kept()[0].wrong == {}, (done, key)


def _proposals_help(scheme: Scheme, done: str) -> None:
    for one in said_of(scheme, check(scheme)):
        for offer in one.proposals:
            after = Scheme.model_validate(mended(scheme, offer))
            assert one.key not in {left.key for left in said_of(after, check(after))}, (done, offer)


def _mended(scheme: Scheme, code: str) -> Scheme:
    """After the first press on what the finding offers."""
    (one,) = [one for one in said_of(scheme, check(scheme)) if one.key.startswith(f"{code}@")]
    return Scheme.model_validate(mended(scheme, one.proposals[0]))


def test_the_rounding_of_a_purse_is_chosen_by_one_press() -> None:
    rated = PURSE.replace("floor: none", "floor: none, rate: 1.5")

    after = _mended(village(purse=rated), "scheme.rounding_missing")

    assert after.purses[0].rate_rounding == "half_up"


def test_a_room_that_was_not_called_one_is_looked_at_with_consent_by_one_press() -> None:
    line = "{code: l, title: 卧室整洁, points: 10}"
    form = "{shape: inspection, counts: score, judging: {combine: single}, lines: [" + line + "]}"
    rules = village("items: [{code: a, title: 评比, category: env, worth: " + form + "}]")

    after = _mended(rules, "redline.indoor")

    assert isinstance(after.items[0].worth, Inspection)
    (room,) = after.items[0].worth.lines
    assert (room.place, room.door_consent, room.absent) == ("indoor", True, "scaled")
    assert "redline.indoor" not in {one.code for one in check(after)}
