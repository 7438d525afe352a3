"""The board's pages of the rules: those in force, and the draft that is before the village."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.entrance.request import JishanRequest, public
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.schemes.queries import (
    adopted_version,
    heard,
    in_force,
    under_discussion,
)
from jishan.web.board import board_page


@public
def rules(request: JishanRequest, village: str) -> HttpResponse:
    """The scheme in force, each clause a sentence, with who voted it and when."""
    today = timezone.localdate(request.now)
    found = in_force(request.place.id, today)
    scheme = found.scheme if found else None
    version = adopted_version(request.place.id, today)
    context = {
        "title": _("积分规则"),
        "scheme": scheme,
        "version": version,
        "resolution": version.resolution or (scheme and scheme.adopted) if version else None,
        "sections": clauses(scheme) if scheme else [],
        "draft": under_discussion(request.place.id),
    }
    return board_page(request, "rules", context)


@public
def draft(request: JishanRequest, village: str) -> HttpResponse:
    """The draft under discussion: what it changes, all of it, and how it was discussed so far."""
    found = under_discussion(request.place.id)
    before = in_force(request.place.id, timezone.localdate(request.now))
    context: dict[str, Any] = {"title": _("新方案草案"), "draft": found, "before": before}
    if found is not None:
        context |= {
            "heard": heard(request.place.id, found.row.id),
            "changes": difference_sections(before.scheme, found.scheme) if before else [],
            "sections": clauses(found.scheme),
        }
    return board_page(request, "draft", context)


urlpatterns = [
    path("b/<slug:village>/rules/", rules, name="board-rules"),
    path("b/<slug:village>/rules/draft/", draft, name="board-draft"),
]
