"""What the last press has changed in a draft is taken back by one press, and done again by one."""

import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jishan.core.scheme.document import to_document
from jishan.demo.cast import Cast
from jishan.schemes.drafts import Draft, move_row, save_part
from jishan.schemes.unsaved import BEFORE_MAX, before_of, keep_before
from jishan.web.office.editor.pick import offers
from tests.faces.controls import changed
from tests.faces.test_editor_pages import address, client, drafted, form_of, now_of

__all__ = ["client"]

pytestmark = pytest.mark.django_db


def pressed(client: Client, village: Cast, draft: Draft, name: str, do: str, **more: Any) -> Any:
    """A button of a step, with the text that is before the secretary."""
    seen = now_of(village, draft).digest
    return client.post(address(name, draft, **more), {"do": do, "seen": seen})


def taken_back(client: Client, village: Cast, draft: Draft) -> Any:
    return pressed(client, village, draft, "rules-write-undo", "")


def step(client: Client, draft: Draft, number: int) -> str:
    answer = client.get(address("rules-write-step", draft, number=number))
    return html.unescape(answer.content.decode())


def test_a_row_that_was_dropped_comes_back_in_its_place(client: Client, village: Cast) -> None:
    draft = drafted(village)
    pressed(client, village, draft, "rules-write-row", "drop", part="categories.0")
    assert len(now_of(village, draft).document["categories"]) == 1
    assert "刚才删掉了类别“人居环境”。" in step(client, draft, 3)

    answer = taken_back(client, village, draft)
    assert answer["Location"].endswith("/write/step/3/")
    assert now_of(village, draft) == draft
    assert "已经改回去，刚才删掉了类别“人居环境”不算。" in step(client, draft, 3)

    taken_back(client, village, draft)
    assert [one["name"] for one in now_of(village, draft).document["categories"]] == ["乡风文明"]


def test_every_change_can_be_taken_back(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    url = address("rules-write-part", draft, part="items.0")
    client.post(url, changed(form_of(client, url), do="save", title="每月检查"))
    assert "刚才改了事项“每月检查”。" in step(client, draft, 4)
    taken_back(client, village, draft)
    assert now_of(village, draft) == draft

    pressed(client, village, draft, "rules-write-row", "down", part="categories.0")
    assert "刚才移动了类别“人居环境”。" in step(client, draft, 3)
    taken_back(client, village, draft)
    assert now_of(village, draft) == draft

    pressed(client, village, draft, "rules-write-row", "drop", part="redemption")
    assert "刚才去掉了“兑换”。" in step(client, draft, 8)
    taken_back(client, village, draft)
    assert now_of(village, draft) == draft


def test_a_proposal_and_what_was_picked_are_taken_back(client: Client, village: Cast) -> None:
    draft = drafted(village)
    seen = {"seen": draft.digest}
    offer = {"finding": "scheme.consent_not_asked@subjects", "choice": "0"}
    client.post(address("rules-write-mend", draft), seen | offer)
    assert now_of(village, draft) != draft
    assert "刚才改成了“自愿参加，要同意”。" in step(client, draft, 2)
    taken_back(client, village, draft)
    assert now_of(village, draft) == draft

    picked = {"item": [next(offers(("household",))).key], "category": "c1"}
    client.post(address("rules-write-pick", draft), seen | picked)
    assert "刚才从现成的里面加了 1 项。" in step(client, draft, 4)
    taken_back(client, village, draft)
    assert now_of(village, draft) == draft


def test_what_somebody_has_changed_since_is_not_taken_back(client: Client, village: Cast) -> None:
    draft = drafted(village)
    pressed(client, village, draft, "rules-write-row", "drop", part="categories.0")
    now = timezone.now()
    left = now_of(village, draft)
    value = {"default": [{"kind": "enter", "role": "clerk"}]}
    save_part(
        village.secretary, draft.id, path=("process",), value=value, seen=left.digest, now=now
    )
    later = now_of(village, draft)
    assert before_of(village.secretary, later) is None
    assert "改回去" not in step(client, draft, 3)
    assert taken_back(client, village, draft).status_code == 302
    assert now_of(village, draft) == later


def test_pressed_twice_it_is_taken_back_once(client: Client, village: Cast) -> None:
    draft = drafted(village)
    pressed(client, village, draft, "rules-write-row", "drop", part="categories.0")
    left = now_of(village, draft)
    url = address("rules-write-undo", draft)
    assert client.post(url, {"seen": left.digest}).status_code == 302
    assert client.post(url, {"seen": left.digest}).status_code == 409
    assert now_of(village, draft) == draft


def test_what_changes_nothing_leaves_nothing_to_take_back(client: Client, village: Cast) -> None:
    draft = drafted(village)
    pressed(client, village, draft, "rules-write-row", "up", part="categories.0")
    assert before_of(village.secretary, now_of(village, draft)) is None


def test_a_change_too_large_to_keep_cannot_be_taken_back(village: Cast) -> None:
    draft = drafted(village)
    now = timezone.now()
    after = move_row(
        village.secretary,
        draft.id,
        path=("categories",),
        place=0,
        by=1,
        seen=draft.digest,
        now=now,
    )
    document = to_document(draft.scheme) | {"summary": "长" * BEFORE_MAX}
    huge = Draft(draft.id, draft.number, document, draft.digest)
    keep_before(village.secretary, huge, after, said="改了“方案”", now=now)
    assert before_of(village.secretary, after) is None
