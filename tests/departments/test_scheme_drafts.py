"""Writing a draft part by part: what is kept, what is refused, and that a refusal changes
nothing."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import to_document
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent
from jishan.schemes.actions import draft_scheme
from jishan.schemes.drafts import (
    Blank,
    CopyOf,
    Draft,
    DraftChanged,
    NotADraft,
    Shipped,
    StillNamed,
    Template,
    add_rows,
    move_row,
    open_draft,
    remove_row,
    save_part,
    shipped,
    start_draft,
    undecided,
)
from jishan.schemes.models import Scheme, SchemeVersion

EMPTY = Blank("青石镇桃源村", ("household",), ("人居环境", "乡风文明"))
DAY = date(2027, 1, 1)


def started(village: Cast, now: datetime, template: Template = EMPTY) -> Draft:
    return start_draft(
        village.secretary, "桃源村积分办法", template=template, in_force_from=DAY, now=now
    )


def stood(version_id: int) -> Any:
    """All that a refusal must not change."""
    version = SchemeVersion.objects.get(pk=version_id)
    return version.document, version.digest, version.state, AuditEvent.objects.count()


def refused(refusal: type[Refusal], version_id: int, step: Callable[[], object]) -> Refusal:
    before = stood(version_id)
    with pytest.raises(refusal) as found:
        step()
    assert stood(version_id) == before
    return found.value


# Starting ----------------------------------------------------------------------------------------


def test_an_empty_page_holds_only_what_was_asked(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    document = draft.document
    assert document["name"] == "桃源村积分办法"
    assert document["organisation"] == "青石镇桃源村"
    assert document["in_force_from"] == "2027-01-01"
    assert document["categories"] == [
        {"code": "c1", "name": "人居环境"},
        {"code": "c2", "name": "乡风文明"},
    ]
    assert undecided(draft) == ("purses", "process", "publicity")


def test_what_is_undecided_is_an_error_to_the_checker(village: Cast, now: datetime) -> None:
    errors = {one.code for one in check(started(village, now).scheme) if one.severity == "error"}
    assert errors == {
        "scheme.no_notice",
        "redline.debt",
        "redline.names_in_full",
        "redline.deductions_shown",
    }


def test_the_same_start_twice_is_one_draft(village: Cast, now: datetime) -> None:
    assert started(village, now) == started(village, now)
    assert SchemeVersion.objects.filter(state="draft").count() == 1


def test_a_copy_of_the_version_in_force(village: Cast, now: datetime) -> None:
    adopted = SchemeVersion.objects.get()
    draft = started(village, now, CopyOf(adopted.pk))
    changed = {"name", "version", "in_force_from"}
    assert draft.document["version"] == "2"
    assert {key: one for key, one in draft.document.items() if key not in changed} == {
        key: one for key, one in adopted.document.items() if key not in changed
    }


def test_a_shipped_scheme_becomes_the_village_s_own(village: Cast, now: datetime) -> None:
    draft = started(village, now, Shipped("z3", "青石镇桃源村"))
    assert draft.document["organisation"] == "青石镇桃源村"
    assert draft.document["code"] == "taoyuan"
    assert [item["title"] for item in draft.document["items"]] == ["每月入户检查评比"]


def test_what_began_before_is_there_from_the_beginning(village: Cast, now: datetime) -> None:
    """S0 began two items in July 2025: a scheme of 2027 does not say so any more."""
    dated = [item.get("active_from") for item in to_document(dict(shipped())["s0"])["items"]]
    assert any(dated)
    items = started(village, now, Shipped("s0", "青石镇桃源村")).document["items"]
    assert not any("active_from" in item for item in items)


def test_nothing_begins_from_what_is_not_there(village: Cast, now: datetime) -> None:
    count = SchemeVersion.objects.count()
    for template in (CopyOf(999), Shipped("nowhere", "x"), Shipped("redlines", "x")):
        with pytest.raises(NotFound):
            started(village, now, template)
    assert SchemeVersion.objects.count() == count


def test_who_may_not_adopt_may_not_write(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    for actor in (village.clerk, village.township_officer, village.zhang_actor):
        opening = partial(open_draft, actor, draft.id)
        saving = partial(save_part, actor, draft.id, path=("summary",), value="x", now=now)
        refused(NotAllowed, draft.id, opening)
        refused(NotAllowed, draft.id, partial(saving, seen=draft.digest))


def test_another_village_s_draft_is_not_there(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    theirs = Scheme.objects.create(organization_id=village.liushu.id, code="x", name="x")
    SchemeVersion.objects.filter(pk=draft.id).update(scheme=theirs)
    refused(NotFound, draft.id, lambda: open_draft(village.secretary, draft.id))
    saving = partial(save_part, village.secretary, draft.id, path=("summary",), value="x", now=now)
    refused(NotFound, draft.id, partial(saving, seen=draft.digest))


# Writing -----------------------------------------------------------------------------------------


def test_a_part_is_put_in_its_place(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    value = {"kinds": ["household"], "eligible": [{"kind": "household", "consent": True}]}
    saved = save_part(
        village.secretary, draft.id, path=("subjects",), value=value, seen=draft.digest, now=now
    )
    assert saved.document == {**draft.document, "subjects": value}
    assert saved.digest != draft.digest
    assert open_draft(village.secretary, draft.id) == saved
    assert AuditEvent.objects.filter(code="scheme.edited", object_id=draft.id).count() == 1


def test_the_head_is_merged_and_gives_the_scheme_its_name(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    saved = save_part(
        village.secretary,
        draft.id,
        path=(),
        value={"name": "新名称", "summary": "每月一次", "review": None},
        seen=draft.digest,
        now=now,
    )
    assert saved.document["name"] == "新名称"
    assert saved.document["summary"] == "每月一次"
    assert "review" not in saved.document


def test_a_scheme_without_another_version_is_called_as_its_draft(
    village: Cast, now: datetime
) -> None:
    text = TAOYUAN.read_text("utf-8").replace("code: taoyuan", "code: second")
    draft = open_draft(village.secretary, draft_scheme(village.secretary, text, now=now).pk)
    value = {"name": "改过的名称"}
    save_part(village.secretary, draft.id, path=(), value=value, seen=draft.digest, now=now)
    names = dict(Scheme.objects.values_list("code", "name"))
    assert names == {"taoyuan": "桃源村积分方案", "second": "改过的名称"}


def test_saving_what_stands_there_already_writes_nothing(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    before = stood(draft.id)
    saved = save_part(
        village.secretary,
        draft.id,
        path=("subjects",),
        value=draft.document["subjects"],
        seen=draft.digest,
        now=now,
    )
    assert saved == draft
    assert stood(draft.id) == before


def test_what_somebody_else_has_saved_is_not_written_over(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    save_part(
        village.secretary, draft.id, path=("summary",), value="甲", seen=draft.digest, now=now
    )
    for step in (
        lambda: save_part(
            village.secretary, draft.id, path=("summary",), value="乙", seen=draft.digest, now=now
        ),
        lambda: add_rows(
            village.secretary,
            draft.id,
            path=("categories",),
            rows=[{"code": "x", "name": "x"}],
            seen=draft.digest,
            now=now,
        ),
        lambda: remove_row(
            village.secretary, draft.id, path=("categories",), place=0, seen=draft.digest, now=now
        ),
        lambda: move_row(
            village.secretary,
            draft.id,
            path=("categories",),
            place=0,
            by=1,
            seen=draft.digest,
            now=now,
        ),
    ):
        refused(DraftChanged, draft.id, step)


def test_what_has_left_the_desk_is_not_written_on(village: Cast, now: datetime) -> None:
    adopted = SchemeVersion.objects.get()
    found = refused(NotADraft, adopted.pk, lambda: open_draft(village.secretary, adopted.pk))
    assert found.facts == {"number": 1}


def test_rows_are_added_moved_and_removed(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    added = add_rows(
        village.secretary,
        draft.id,
        path=("categories",),
        rows=[{"code": "c3", "name": "邻里和睦"}],
        seen=draft.digest,
        now=now,
    )
    moved = move_row(
        village.secretary,
        draft.id,
        path=("categories",),
        place=2,
        by=-1,
        seen=added.digest,
        now=now,
    )
    assert [one["code"] for one in moved.document["categories"]] == ["c1", "c3", "c2"]
    at_the_end = move_row(
        village.secretary, draft.id, path=("categories",), place=2, by=1, seen=moved.digest, now=now
    )
    assert at_the_end == moved
    gone = remove_row(
        village.secretary, draft.id, path=("categories",), place=0, seen=moved.digest, now=now
    )
    assert [one["code"] for one in gone.document["categories"]] == ["c3", "c2"]


def test_what_something_else_names_is_not_removed(village: Cast, now: datetime) -> None:
    """The refusal says who names it: the streak and the board of 中坪村 name its month's points."""
    draft = started(village, now, Shipped("z3", "青石镇桃源村"))
    found = refused(
        StillNamed,
        draft.id,
        lambda: remove_row(
            village.secretary, draft.id, path=("measures",), place=0, seen=draft.digest, now=now
        ),
    )
    assert found.facts["name"] == "本月积分"
    assert "连续三个月 5 分" in found.facts["who"]
    assert "公示栏" in found.facts["who"]


def test_a_row_that_is_not_there_is_not_found(village: Cast, now: datetime) -> None:
    draft = started(village, now)
    removing = partial(remove_row, village.secretary, draft.id, seen=draft.digest, now=now)
    for place in (-1, 2, 99):
        refused(NotFound, draft.id, partial(removing, path=("categories",), place=place))


def test_a_document_brought_as_a_file_is_written_on_as_well(village: Cast, now: datetime) -> None:
    text = TAOYUAN.read_text("utf-8").replace('version: "1"', 'version: "2"')
    version = draft_scheme(village.secretary, text, now=now)
    draft = open_draft(village.secretary, version.pk)
    saved = save_part(
        village.secretary,
        draft.id,
        path=("items", 0),
        value={**draft.document["items"][0], "title": "扫院子"},
        seen=draft.digest,
        now=now,
    )
    assert to_document(saved.scheme)["items"][0]["title"] == "扫院子"
    assert saved.document["items"][1:] == draft.document["items"][1:]
