"""A village writes its rules from an empty page: nothing undecided goes before the village, and
what is before the village is not written on any more."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.demo.cast import Cast
from jishan.schemes.actions import HasErrors, open_discussion
from jishan.schemes.drafts import (
    Blank,
    CopyOf,
    Draft,
    NotADraft,
    add_rows,
    save_part,
    start_draft,
    undecided,
)
from jishan.schemes.models import SchemeVersion

PURSE = {
    "code": "points",
    "name": "积分",
    "holder": "household",
    "spendable": True,
    "floor": "zero",
}
PROCESS = {
    "default": [
        {"kind": "verify", "role": "grid_worker"},
        {"kind": "review", "role": "panel", "quorum": 3},
        {"kind": "notice", "days": 7, "day_kind": "calendar"},
        {"kind": "enter", "role": "clerk"},
    ],
    "objections_to": "supervisor",
}
PUBLICITY = {"shows": ["totals"], "names": "masked", "deductions": "household_only", "days": 30}
SWEEPING = {
    "code": "sweep",
    "title": "清扫巷道",
    "category": "c1",
    "worth": {"shape": "fixed", "points": 3},
    "caps": [{"per": "month", "points": 30}],
}


def test_from_an_empty_page_before_the_village(village: Cast, now: datetime) -> None:
    secretary = village.secretary
    begun = start_draft(
        secretary,
        "桃源村新办法",
        template=Blank("青石镇桃源村", ("household",), ("人居环境",)),
        in_force_from=date(2027, 1, 1),
        now=now,
    )

    def decides(draft: Draft, part: str, value: Any) -> Draft:
        with pytest.raises(HasErrors):
            open_discussion(secretary, draft.id, now=now)
        return save_part(secretary, draft.id, path=(part,), value=value, seen=draft.digest, now=now)

    draft = decides(begun, "purses", [PURSE])
    draft = decides(draft, "process", PROCESS)
    assert undecided(draft) == ("publicity",)
    draft = decides(draft, "publicity", PUBLICITY)
    draft = add_rows(
        secretary, draft.id, path=("items",), rows=[SWEEPING], seen=draft.digest, now=now
    )
    assert undecided(draft) == ()

    open_discussion(secretary, draft.id, now=now)
    with pytest.raises(NotADraft):
        save_part(secretary, draft.id, path=("summary",), value="晚了", seen=draft.digest, now=now)
    assert SchemeVersion.objects.get(pk=draft.id).document == draft.document

    corrected = start_draft(
        secretary,
        "桃源村新办法",
        template=CopyOf(draft.id),
        in_force_from=date(2027, 1, 1),
        now=now,
    )
    assert corrected.number == draft.number + 1
    assert corrected.document["items"] == [SWEEPING]
