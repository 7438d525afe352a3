"""What villages usually do, to be chosen and then adjusted: nobody begins a process on a blank
page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jishan.core.scheme.document import Process
from jishan.entrance.words.scheme_clauses.conduct import stages_text
from jishan.schemes.drafts import Draft, undecided
from jishan.web.office.editor.pages import Page

OWN = "own"
"""To write it step by step oneself."""


@dataclass(frozen=True, slots=True)
class Preset:
    """`value` is what the document would hold."""

    code: str
    title: Any
    value: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """What a villager reads of it."""
        return stages_text(Process.model_validate(self.value).default)


_VERIFY = {"kind": "verify", "role": "grid_worker"}
_REVIEW = {"kind": "review", "role": "panel", "quorum": 5}
_WEEK = {"kind": "notice", "days": 7, "day_kind": "calendar"}
_ENTER = {"kind": "enter", "role": "clerk"}


def _process(*stages: Mapping[str, Any], objections_to: str = "supervisor") -> dict[str, Any]:
    return {"default": list(stages), "recusal": True, "objections_to": objections_to}


_PRESETS: Mapping[str, tuple[Preset, ...]] = {
    "process": (
        Preset("usual", _("多数村这么办"), _process(_VERIFY, _REVIEW, _WEEK, _ENTER)),
        Preset(
            "visits",
            _("入户检查打分的"),
            _process(_VERIFY | {"note": "入户评比"}, _REVIEW | {"note": "审核"}, _WEEK, _ENTER),
        ),
        Preset(
            "records",
            _("凭记录就能算的：出工、志愿时间、交废品"),
            _process({"kind": "verify", "role": "clerk", "note": "核对记录"}, _WEEK, _ENTER),
        ),
        Preset(
            "panel",
            _("评议小组直接评的"),
            _process(_REVIEW, _WEEK, _ENTER),
        ),
        Preset(
            "notice_first",
            _("先公示、后审定的"),
            _process(_VERIFY, _WEEK, {"kind": "approve", "role": "secretary"}, _ENTER),
        ),
        Preset(
            "township",
            _("村里评完还要报乡镇的"),
            _process(_VERIFY, _REVIEW, _WEEK, {"kind": "approve", "role": "township_officer"},
                     _ENTER),
        ),
    ),
}  # fmt: skip
"""Part of the document → what may be chosen for it."""


def presets_of(page: Page) -> tuple[Preset, ...]:
    """What is offered for the page; nothing for most."""
    return _PRESETS.get(page.name, ())


def asks_first(draft: Draft, page: Page, chosen: str) -> bool:
    """Whether the page begins with the choice: where nobody has decided it yet, and where somebody
    wants to choose again (`?preset=`)."""
    if not presets_of(page):
        return False
    return chosen == "" if page.name in undecided(draft) else chosen == "again"


def preset_value(page: Page, chosen: str) -> Mapping[str, Any] | None:
    return next((one.value for one in presets_of(page) if one.code == chosen), None)
