"""Target plans (目标计划) at the desk: of a village, and of the township or county above it.

One set of pages under two addresses: `v/<village>/targets/` stands in a village,
`o/<place>/targets/` in the area itself, whose pages list its villages in the tree's order and never
by size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.core.access import Actor, Level, Permission
from jishan.core.targets.checker import check
from jishan.core.targets.document import Plan, to_plain
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.targets import PLAN_STATES, fen_words, target_sentence
from jishan.law import law_in_force
from jishan.orgs.queries import Place
from jishan.schemes.actions import warning_key
from jishan.targets.actions import (
    Decision,
    adopt_plan,
    decide_report,
    draft_plan,
    grant_award,
    report_count,
    report_target,
)
from jishan.targets.queries import (
    TargetPage,
    VillagePart,
    report_photograph,
    standings_of,
    target_page,
    version_page,
    versions_of,
)
from jishan.web.keys import new_key
from jishan.web.office.tables import Key
from jishan.web.office.version import typed_answers
from jishan.web.targets_forms import AwardForm, DecideForm, DecisionForm, PlanForm, ReportForm
from jishan.web.targets_shown import (
    decided,
    picture,
    plan_shown,
    report_shown,
    standing_shown,
    village_shown,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where these pages stand: who is there, and under which addresses."""

    actor: Actor
    place: Place
    area: bool
    today: date

    def url(self, name: str, *rest: Any) -> str:
        return reverse(f"area-{name}" if self.area else name, args=[self.place.code, *rest])

    def back(self, name: str, *rest: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.url(name, *rest))

    @property
    def may_adopt(self) -> bool:
        wanted = Permission.MANAGE_AREA_PLAN if self.area else Permission.ADOPT_PLAN
        return wanted in self.actor.whole

    @property
    def may_report(self) -> bool:
        wanted = Permission.MANAGE_AREA_PLAN if self.area else Permission.REPORT_TARGET
        return wanted in self.actor.whole


def desk_of(request: JishanRequest) -> Desk:
    """In a village the entrance knows who is asking; in an area the same posts say it."""
    today = timezone.localdate(request.now)
    area = request.place.level is not Level.VILLAGE
    actor = request.officer if area else request.actor
    return Desk(actor, request.place, area, today)


def _page(
    request: JishanRequest, desk: Desk, template: str, context: dict[str, Any]
) -> HttpResponse:
    surroundings = {
        "desk": desk,
        "area": desk.area,
        "actor": desk.actor,
        "list_url": desk.url("targets"),
    }
    return render(request, f"targets/{template}.html", surroundings | context)


def targets(request: JishanRequest, **_place: str) -> HttpResponse:
    """The plans that concern the place, and every version of its own."""
    desk = desk_of(request)
    plans = [
        plan_shown(one, desk.today) for one in standings_of(desk.actor, desk.place, day=desk.today)
    ]
    for plan in plans:
        for project in plan["projects"]:
            for one in project["targets"]:
                one["url"] = desk.url("targets-one", plan["plan"].plan_id, one["target"].code)
    versions = [
        (one, PLAN_STATES[one.state], decided(one), desk.url("targets-version", one.id))
        for one in versions_of(desk.actor, desk.place)
    ]
    context = {"plans": plans, "versions": versions, "form": PlanForm()}
    return _page(request, desk, "list", context | {"draft_url": desk.url("targets-draft")})


@require_POST
def draft(request: JishanRequest, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    form = PlanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请先选一个计划文件。"))
        return desk.back("targets")
    made = draft_plan(desk.actor, form.cleaned_data["file"].read(), now=request.now)
    return desk.back("targets-version", made.pk)


def version(request: JishanRequest, version: int, **_place: str) -> HttpResponse:
    """One version: every target as a sentence, what the checker says, and the decision."""
    desk = desk_of(request)
    row, plan = version_page(desk.actor, desk.place, version_id=version)
    context = {
        "row": row,
        "plan": plan,
        "state": PLAN_STATES[row.state],
        "decided": decided(row),
        "findings": _findings(check(plan, redlines=law_in_force()), row.answers),
        "sentences": [target_sentence(plan, one) for one in plan.targets],
        "form": DecisionForm(initial={"day": desk.today.isoformat()}),
        "adopt_url": desk.url("targets-adopt", version),
        "export_url": desk.url("targets-export", version),
    }
    return _page(request, desk, "version", context)


def _findings(found: Sequence[Any], answers: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "severity": one.severity,
            "text": finding_text(one),
            "key": warning_key(one.code, one.path),
            "answer": answers.get(warning_key(one.code, one.path), ""),
        }
        for one in found
    ]


@require_POST
def adopt(request: JishanRequest, version: int, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写什么会议、哪一天定的。"))
        return desk.back("targets-version", version)
    answers = typed_answers(request)
    decision = Decision(**form.cleaned_data)
    adopt_plan(desk.actor, version, decision=decision, answers=answers, now=request.now)
    messages.success(request, _("计划定下来了，公开栏上已经能看到。"))
    return desk.back("targets")


def export(request: JishanRequest, version: int, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    row, plan = version_page(desk.actor, desk.place, version_id=version)
    text = yaml.safe_dump(to_plain(plan), allow_unicode=True, sort_keys=False)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    filename = f"plan-{desk.place.code}-{row.number}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def one(request: JishanRequest, plan: int, target: str, **_place: str) -> HttpResponse:
    """One target: where it stands, what was reported, and the next step of whoever looks."""
    desk = desk_of(request)
    page = target_page(desk.actor, desk.place, plan_id=plan, target=target, day=desk.today)
    return _one(request, desk, page, _report_form(desk, page))


def _report_form(desk: Desk, page: TargetPage, request: JishanRequest | None = None) -> ReportForm:
    document = page.plan.document
    shown = [report_shown(document, page, row) for row in page.reports if not row.corrected]
    corrected = [(one["row"].id, f"{one['day']}：{one['words']}") for one in shown]
    initial = {"key": new_key(), "day": desk.today.isoformat()}
    return ReportForm(
        document,
        page.standing.target,
        corrected=corrected,
        data=request.POST if request else None,
        files=request.FILES if request else None,
        initial=initial,
    )


def _one(request: JishanRequest, desk: Desk, page: TargetPage, form: ReportForm) -> HttpResponse:
    document, standing = page.plan.document, page.standing
    plan_id, code = page.plan.plan_id, standing.target.code
    reports = [report_shown(document, page, row) for row in page.reports]
    for shown in reports:
        shown["photo"] = desk.url("targets-photo", shown["row"].id)
    waiting = next((row for row in reports if row["row"].id == standing.waiting_id), None)
    context = {
        "page": page,
        "one": standing_shown(page.plan, standing, desk.today),
        "sentence": target_sentence(document, standing.target),
        "reports": reports,
        "villages": [_village(document, page, part) for part in standing.villages],
        "awarded": fen_words(total)
        if (total := sum(part.awarded for part in standing.villages))
        else "",
        "picture": picture(page),
        "waiting": waiting,
        "by_hand": desk.may_report and (standing.part or not standing.counts),
        "form": form,
        "decide_form": DecideForm(initial={"key": new_key()}),
        "award_form": AwardForm(initial={"key": new_key()}),
        "award": fen_words(page.due.fen) if page.due else "",
        "report_url": desk.url("targets-report", plan_id, code),
        "count_url": desk.url("targets-count", plan_id, code),
        "decide_url": waiting and desk.url("targets-decide", waiting["row"].id),
        "award_url": page.due_id and desk.url("targets-award", page.due_id),
        "key": new_key(),
    }
    return _page(request, desk, "one", context)


def _village(document: Plan, page: TargetPage, part: VillagePart) -> dict[str, Any]:
    """A village's row leads to its own page, where its report is accepted."""
    rest = [page.plan.plan_id, page.standing.target.code]
    url = reverse("targets-one", args=[part.village.code, *rest])
    return village_shown(document, page, part) | {"url": url}


@require_POST
def report(request: JishanRequest, plan: int, target: str, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    page = target_page(desk.actor, desk.place, plan_id=plan, target=target, day=desk.today)
    form = _report_form(desk, page, request)
    if not form.is_valid():
        return _one(request, desk, page, form)
    photo = form.cleaned_data["photo"]
    report_target(
        desk.actor,
        plan,
        form.report(),
        key=form.cleaned_data["key"],
        now=request.now,
        photograph=photo.read() if photo else None,
    )
    messages.success(request, _("已记下。记错了就再报一次，选“更正”。"))
    return desk.back("targets-one", plan, target)


@require_POST
def count(request: JishanRequest, plan: int, target: str, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    form = Key(request.POST)
    if not form.is_valid():
        messages.error(request, _("这一页放得太久了，请刷新再报。"))
        return desk.back("targets-one", plan, target)
    key = form.cleaned_data["key"]
    report_count(desk.actor, plan, target, key=key, now=request.now)
    messages.success(request, _("已照系统数出来的数上报。"))
    return desk.back("targets-one", plan, target)


@require_POST
def decide(request: JishanRequest, report: int, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选通过或退回；退回要写明哪里没有做到。"))
        return desk.back("targets")
    said = form.cleaned_data
    decide_report(
        desk.actor, report, accepted=said["accepted"], note=said["note"], key=said["key"],
        now=request.now,
    )  # fmt: skip
    messages.success(request, _("验收结果已记下。"))
    return desk.back("targets")


@require_POST
def award(request: JishanRequest, report: int, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    form = AwardForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("这一页放得太久了，请刷新再记。"))
        return desk.back("targets")
    said = form.cleaned_data
    done = grant_award(desk.actor, report, note=said["note"], key=said["key"], now=request.now)
    messages.success(request, _("已记奖补 {money}。").format(money=fen_words(done.fen)))
    return desk.back("targets")


def photo(request: JishanRequest, report: int, **_place: str) -> HttpResponse:
    desk = desk_of(request)
    small = "small" in request.GET
    found = report_photograph(desk.actor, desk.place, report_id=report, thumbnail=small)
    return HttpResponse(found.read_bytes(), content_type="image/jpeg")


_STEPS = (
    ("", targets, "targets"),
    ("draft/", draft, "targets-draft"),
    ("versions/<int:version>/", version, "targets-version"),
    ("versions/<int:version>/adopt/", adopt, "targets-adopt"),
    ("versions/<int:version>/document/", export, "targets-export"),
    ("reports/<int:report>/decide/", decide, "targets-decide"),
    ("reports/<int:report>/award/", award, "targets-award"),
    ("reports/<int:report>/photo/", photo, "targets-photo"),
    ("<int:plan>/<str:target>/", one, "targets-one"),
    ("<int:plan>/<str:target>/report/", report, "targets-report"),
    ("<int:plan>/<str:target>/count/", count, "targets-count"),
)

urlpatterns = [
    path(f"v/<slug:village>/targets/{address}", view, name=name) for address, view, name in _STEPS
] + [
    path(f"o/<slug:place>/targets/{address}", view, name=f"area-{name}")
    for address, view, name in _STEPS
]
