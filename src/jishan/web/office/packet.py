"""The papers of the rules. What the villagers' representative meeting has before it (表决材料): the
rules in plain words, what changes, what it costs, what the trial showed, the ballot sheet; and the
quarter's form for whoever fills it in by hand."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.claims.naming import label_words
from jishan.core.access import Permission
from jishan.core.periods import period_of
from jishan.core.sandbox.comparing import Comparison
from jishan.core.sandbox.groups import ClassFigures
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.figures import day_text
from jishan.entrance.words.sandbox import (
    WAYS,
    class_name,
    comparison_sentences,
    imagined_sentences,
    points,
)
from jishan.entrance.words.scheme_clauses import Section, clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.scheme_road import SAYS, since_text
from jishan.paper.typesetting import typeset
from jishan.schemes.actions import warning_key
from jishan.schemes.queries import (
    VersionRow,
    findings_for,
    version_before,
    version_in_force,
    version_page,
)
from jishan.trials.queries import KeptTrial, trials_of
from jishan.web.office.adoption_review import QUESTIONS, FeedbackForm

BALLOT_LINES = 24
BALLOT_LINES_MAX = 96
"""A sheet for more signs than this is of no use: an assembly of all villagers counts hands."""
PRINTED_FEWEST = 5
"""A class of fewer homes is not printed: the paper goes from hand to hand."""
PRINTED = ("group", "oldest", "alone", "absence", "size", "disability")
_NOT_PRINTED = ("choices",)


def packet(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The PDF, with the trial that says most: on past records, on tables, in imagined villages."""
    request.actor.require_whole(Permission.VIEW_LEDGER)
    row, scheme = version_page(request.actor, version)
    trials = trials_of(request.actor, version)
    content = _head(request, row, scheme) | {
        "rules": _sections(clauses(scheme, _since(request, row, scheme))),
        "changes": _changes(request, version, scheme),
        "trial": _trial({kind: one for kind, one in trials.items() if one.same}, scheme),
        "warnings": _warnings(request, row, scheme),
        "replaced": [{"clause": one.clause, "by": one.by} for one in scheme.replaced],
        "choices": [{"about": one.about, "text": one.text} for one in scheme.choices],
        "lines": _lines(request, version),
    }
    content["first"] = _first(content, _since(request, row, scheme))
    return _pdf(typeset("packet", content), _("表决材料.pdf"))


def _head(request: JishanRequest, row: VersionRow, scheme: Scheme) -> dict[str, Any]:
    return {
        "village": request.place.name,
        "name": scheme.name,
        "number": row.number,
        "day": day_text(timezone.localdate(request.now)),
    }


def _since(request: JishanRequest, row: VersionRow, scheme: Scheme) -> str:
    return since_text(scheme.in_force_from, row.day_from, timezone.localdate(request.now))


def _lines(request: JishanRequest, version: int) -> int:
    """One for everybody who could come to the vote before, so that nobody signs in a margin."""
    before = version_before(request.actor.village_id, version)
    entitled = before.row.resolution.get("entitled", 0) if before else 0
    return entitled if 0 < entitled <= BALLOT_LINES_MAX else BALLOT_LINES


def _sections(found: list[Section]) -> list[dict[str, Any]]:
    return [
        {"title": one.title, "sentences": list(one.sentences)}
        for one in found
        if one.part not in _NOT_PRINTED
    ]


TRIAL_FIRST = 2
"""Sentences of the trial that stand before everything."""


def _first(content: dict[str, Any], since: str) -> list[str]:
    """What somebody should know who reads no further."""
    said = [_("要表决的是：这份规则定不定。定了，{since}。").format(since=since)]
    changes = content["changes"]
    if changes is None:
        said.append(_("这是村里的第一份方案。"))
    else:
        count = sum(len(one["sentences"]) for one in changes["sections"])
        said.append(_("比原来改了 {count} 处，在第二部分逐处写明。").format(count=count))
    trial = content["trial"]
    said += trial["sentences"][:TRIAL_FIRST] if trial else [_("还没有试算过要花多少、谁多谁少。")]
    errors = sum(bool(one["error"]) for one in content["warnings"])
    if errors:
        said.append(_("还有 {count} 处错误没有改好，改好以前不能表决。").format(count=errors))
    return said


def _changes(request: JishanRequest, version: int, scheme: Scheme) -> dict[str, Any] | None:
    """What differs in the rules from the version before it; None for a village's first."""
    before = version_before(request.actor.village_id, version)
    if before is None:
        return None
    return {
        "before": _("《{name}》第 {number} 版").format(
            name=before.row.name, number=before.row.number
        ),
        "sections": _sections(difference_sections(before.scheme, scheme, rules_only=True)),
    }


def _warnings(request: JishanRequest, row: VersionRow, scheme: Scheme) -> list[dict[str, str]]:
    day = timezone.localdate(request.now)
    return [
        {
            "text": finding_text(one),
            "answer": row.answers.get(warning_key(one.code, one.path), ""),
            "error": "1" if one.severity == "error" else "",
        }
        for one in findings_for(request.actor.village_id, scheme, day)
        if one.severity in ("error", "warning")
    ]


def _trial(trials: dict[str, KeptTrial], scheme: Scheme) -> dict[str, Any] | None:
    kept = next((trials[kind] for kind in ("history", "tables") if kind in trials), None)
    if kept is not None and kept.comparison is not None:
        return {
            "basis": _("用 {since}至 {until}的记录试算").format(
                since=day_text(kept.comparison.since), until=day_text(kept.comparison.until)
            ),
            "sentences": comparison_sentences(kept.comparison),
            "classes": _classes(kept.comparison),
        }
    imagined = trials.get("imagined")
    if imagined is None:
        return None
    sentences = imagined_sentences(scheme, imagined.imagined[-1])
    return {"basis": _("用设想的村试算"), "sentences": sentences, "classes": []}


def _classes(found: Comparison) -> list[list[str]]:
    return [
        [
            _class_title(one),
            str(one.homes),
            points(one.mean_first),
            points(one.mean_second),
            str(one.gained),
            str(one.lost),
        ]
        for one in (found.village, *found.classes)
        if one.way in ("village", *PRINTED) and one.homes >= PRINTED_FEWEST
    ]


def _class_title(one: ClassFigures) -> str:
    if one.way == "village":
        return WAYS[one.way]
    return f"{WAYS[one.way]}：{class_name(one.way, one.name)}"


def feedback_paper(request: JishanRequest, village: str) -> HttpResponse:
    """The quarter's form, empty, to be printed: the same questions as on the telephone."""
    request.actor.require_whole(Permission.VIEW_OFFICE)
    today = timezone.localdate(request.now)
    scheme = version_in_force(request.place.id, today).scheme
    asked = FeedbackForm(scheme=scheme, rows=1)
    content = {
        "village": request.place.name,
        "name": scheme.name,
        "quarter": label_words(period_of(scheme.periods, "quarter", today).label),
        "questions": [
            {
                "text": str(asked.fields[name].label),
                "choices": [str(word) for value, word in choices if value],
            }
            for name, choices in QUESTIONS.items()
        ],
        "says": list(SAYS.values()),
        "items": [item.title for item in scheme.items],
    }
    return _pdf(typeset("feedback", content), _("反馈表.pdf"))


def _pdf(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(filename)}"
    return response


urlpatterns = [
    path("v/<slug:village>/rules/<int:version>/packet.pdf", packet, name="rules-packet"),
    path("v/<slug:village>/rules/feedback.pdf", feedback_paper, name="rules-feedback-paper"),
]
