"""The board's pages of the rules: those in force, and the draft that is before the village."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.claims.naming import day_words
from jishan.core.scheme.document import Resolution, Scheme
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest, public
from jishan.entrance.words.scheme_clauses import Section, clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.entrance.words.scheme_road import OPINION_STATES, since_text
from jishan.schemes.queries import (
    ShownVersion,
    VersionRow,
    adopted_version,
    answers_given,
    heard,
    in_force,
    under_way,
)
from jishan.web.board import board_page
from jishan.web.rules_steps import steps_of


@public
def rules(request: JishanRequest, village: str) -> HttpResponse:
    """The scheme in force, each clause a sentence, with who voted it and when."""
    today = timezone.localdate(request.now)
    found = in_force(request.place.id, today)
    scheme = found.scheme if found else None
    version = adopted_version(request.place.id, today)
    resolution = version.resolution or (scheme and scheme.adopted) if version else None
    context = {
        "title": _("积分规则"),
        "scheme": scheme,
        "version": version,
        "resolution": resolution,
        "decided_on": _day_of(resolution) if resolution else "",
        "sections": _in_force_words(scheme, version) if scheme and version else [],
        "draft": under_way(request.place.id),
    }
    return board_page(request, "rules", context)


def _day_of(resolution: dict[str, Any] | Resolution) -> str:
    """A village's own vote is kept as text, a document's as the document has it."""
    if isinstance(resolution, dict):
        return day_words(date.fromisoformat(resolution["day"]))
    return day_words(resolution.day)


@public
def draft(request: JishanRequest, village: str) -> HttpResponse:
    """The draft on its road: where it stands, what it changes, all of it, and what was said."""
    today = timezone.localdate(request.now)
    found = under_way(request.place.id)
    before = in_force(request.place.id, today)
    context: dict[str, Any] = {"title": _("新方案草案"), "draft": found, "before": before}
    if found is not None:
        if found.row.state is not SchemeState.DISCUSSED:
            context["title"] = _("新方案")
        context |= {
            "steps": steps_of(found.row, today),
            "heard": heard(request.place.id, found.row.id),
            "answers": _answers(request, found),
            "changes": _changes(before.scheme, found.scheme) if before else [],
            "sections": clauses(found.scheme, since_text(found.scheme.in_force_from, None, today)),
        }
    return board_page(request, "draft", context)


def _in_force_words(scheme: Scheme, version: VersionRow) -> list[Section]:
    day = version.day_from or scheme.in_force_from
    return clauses(scheme, since_text(scheme.in_force_from, day, day))


def _changes(before: Scheme, after: Scheme) -> list[Section]:
    return difference_sections(before, after, rules_only=True)


def _answers(request: JishanRequest, found: ShownVersion) -> list[dict[str, Any]]:
    """What the village answered, each under the number that its giver was told."""
    scheme = found.scheme
    return [
        {
            "row": one,
            "state": OPINION_STATES[one.state],
            "item": scheme.item(one.item).title if scheme.has_item(one.item) else "",
        }
        for one in answers_given(request.place.id, found.row.id)
    ]


urlpatterns = [
    path("b/<slug:village>/rules/", rules, name="board-rules"),
    path("b/<slug:village>/rules/draft/", draft, name="board-draft"),
]
