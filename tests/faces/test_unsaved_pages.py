"""What is typed in the editor and not kept is found again; what is kept or given up is gone."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jishan.demo.cast import Cast
from jishan.schemes.drafts import Draft, move_row
from jishan.schemes.models import Unsaved
from jishan.schemes.unsaved import LENGTH_MAX, keep_unsaved, unsaved_of
from tests.faces.controls import changed
from tests.faces.test_editor_pages import address, client, drafted, form_of, now_of

__all__ = ["client"]

pytestmark = pytest.mark.django_db


def typed(client: Client, draft: Draft, part: str, do: str, query: str = "", **values: Any) -> Any:
    """The page filled in and sent by one of its buttons, or by the panel beside it."""
    url = address("rules-write-part", draft, part=part)
    data = changed(form_of(client, url + query), **values, do=do)
    return client.post(url, data)


def begin(client: Client, draft: Draft, **values: Any) -> Any:
    return typed(client, draft, "items.new", "look", "?shape=fixed", **values)


def page(client: Client, draft: Draft, part: str) -> str:
    return client.get(address("rules-write-part", draft, part=part)).content.decode()


def steps(client: Client, draft: Draft) -> str:
    return client.get(address("rules-write-step", draft, number=4)).content.decode()


def test_what_was_begun_waits_on_its_page_and_in_the_steps(client: Client, village: Cast) -> None:
    draft = drafted(village)
    begin(client, draft, title="清扫院子", worth__points="三十")

    assert "填过、还没有保存的" in steps(client, draft)
    assert "加一个事项：清扫院子" in steps(client, draft)
    assert "加一个事项：清扫院子" in client.get(address("rules-write", draft)).content.decode()
    again = page(client, draft, "items.new")
    assert "填的，还没有保存" in again
    assert 'value="清扫院子"' in again
    assert 'value="三十"' in again
    assert "items" not in now_of(village, draft).document


def test_a_line_more_waits_too(client: Client, village: Cast) -> None:
    draft = drafted(village)
    typed(client, draft, "items.new", "add:caps", "?shape=fixed", title="清扫院子")
    assert 'name="caps.0.per"' in page(client, draft, "items.new")


def test_what_cannot_be_kept_waits(client: Client, village: Cast) -> None:
    draft = drafted(village)
    answer = typed(client, draft, "items.new", "save", "?shape=fixed", title="清扫院子")
    assert answer.status_code == 400
    assert 'value="清扫院子"' in page(client, draft, "items.new")


def test_what_is_kept_waits_no_longer(client: Client, village: Cast) -> None:
    draft = drafted(village)
    begin(client, draft, title="清扫院子")
    answer = typed(client, draft, "items.new", "save", category="c1", worth__points="3")
    assert answer.status_code == 302
    assert unsaved_of(village.secretary, now_of(village, draft)) == ()
    assert now_of(village, draft).document["items"][0]["title"] == "清扫院子"
    assert "哪一句和您要写的最像" in page(client, draft, "items.new")


def test_it_can_be_given_up(client: Client, village: Cast) -> None:
    draft = drafted(village)
    begin(client, draft, title="清扫院子")
    url = address("rules-write-part", draft, part="items.new")
    assert client.post(url, {"do": "forget"}).status_code == 302
    assert "哪一句和您要写的最像" in page(client, draft, "items.new")


def test_what_says_the_same_as_the_draft_does_not_wait(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    typed(client, draft, "items.0", "look", title="换个名字")
    assert Unsaved.objects.filter(village_id=village.taoyuan.id).count() == 1
    before = draft.document["items"][0]["title"]
    typed(client, draft, "items.0", "look", title=before)
    assert not Unsaved.objects.filter(village_id=village.taoyuan.id).exists()


def test_a_row_that_is_moved_keeps_its_own(client: Client, village: Cast) -> None:
    draft = drafted(village, "s0")
    typed(client, draft, "items.0", "look", title="换个名字")
    moved = move_row(
        village.secretary, draft.id, path=("items",), place=0, by=1, seen=draft.digest,
        now=timezone.now(),
    )  # fmt: skip
    assert "填的，还没有保存" not in page(client, moved, "items.0")
    mine = page(client, moved, "items.1")
    assert 'value="换个名字"' in mine
    assert "草案后来改过别的地方" in mine


def test_a_row_known_by_its_place_only_does_not_find_another(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    typed(client, draft, "choices.0", "look", about="公示几天")
    assert 'value="公示几天"' in page(client, draft, "choices.0")
    begin(client, draft, title="清扫院子")
    typed(client, draft, "items.new", "save", category=draft.document["categories"][0]["code"],
          worth__points="3")  # fmt: skip
    assert 'value="公示几天"' not in page(client, draft, "choices.0")


def test_nobody_finds_what_another_has_typed(client: Client, village: Cast) -> None:
    draft = drafted(village)
    begin(client, draft, title="清扫院子")
    assert unsaved_of(village.clerk, draft) == ()
    (mine,) = unsaved_of(village.secretary, draft)
    assert mine.same


@pytest.mark.parametrize(
    "answers",
    [{"title": "旧版本的"}, {"shape": "gone"}, [], {"title": "x", "worth": {"shape": "fixed"}}],
)
def test_answers_to_what_is_no_longer_asked_are_left_alone(
    client: Client, village: Cast, answers: Any
) -> None:
    draft = drafted(village)
    now = timezone.now()
    keep_unsaved(village.secretary, draft, part="items.new", typed=answers, now=now)
    assert "哪一句和您要写的最像" in page(client, draft, "items.new")
    assert "还没有保存的" not in steps(client, draft)


def test_more_than_a_page_is_not_put_by(client: Client, village: Cast) -> None:
    draft = drafted(village)
    begin(client, draft, title="清" * LENGTH_MAX)
    assert not Unsaved.objects.filter(village_id=village.taoyuan.id).exists()


def test_what_is_gone_from_the_draft_is_not_listed(client: Client, village: Cast) -> None:
    draft = drafted(village, "z3")
    now = timezone.now()
    keep_unsaved(village.secretary, draft, part="items=gone", typed={}, now=now)
    assert "还没有保存的" not in steps(client, draft)


# Small mendings of the forms --------------------------------------------------------------------


def test_a_button_behind_more_leaves_it_open(client: Client, village: Cast) -> None:
    draft = drafted(village)
    url = address("rules-write-part", draft, part="items.new")
    form = form_of(client, f"{url}?shape=fixed")
    assert 'id="more-"><summary>更多<span class="ed-inside">' in form
    answer = typed(client, draft, "items.new", "add:needs", "?shape=fixed").content.decode()
    assert 'id="more-" open>' in answer


def test_an_error_in_a_list_says_which_line(client: Client, village: Cast) -> None:
    draft = drafted(village)
    typed(client, draft, "items.new", "add:caps", "?shape=fixed", title="清扫院子")
    answer = typed(client, draft, "items.new", "save", caps__0__points="三十").content.decode()
    assert "上限 1，最多多少分：请写数字" in answer


def test_a_proposal_that_is_taken_is_confirmed(client: Client, village: Cast) -> None:
    draft = drafted(village)
    data = {"seen": draft.digest, "finding": "scheme.consent_not_asked@subjects", "choice": "0"}
    answer = client.post(address("rules-write-mend", draft), data, follow=True)
    assert "改好了：自愿参加，要同意。" in answer.content.decode()
