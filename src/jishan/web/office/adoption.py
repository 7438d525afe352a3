"""The steps of a scheme's road: discussed, voted, filed or sent back, on notice, in force."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.core.errors import Refusal
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.figures import day_text
from jishan.entrance.words.scheme_notice import notice_clauses, notice_title
from jishan.entrance.words.scheme_road import since_text
from jishan.schemes.actions import (
    NewMeeting,
    NewOpinion,
    adopt_scheme,
    answer_opinion,
    file_scheme,
    give_opinion,
    open_discussion,
    publish_scheme,
    record_meeting,
    send_back,
    take_back,
    vote_scheme,
)
from jishan.schemes.queries import meeting_paper, version_before, version_page
from jishan.web.office.adoption_forms import (
    FilingForm,
    InForceForm,
    MeetingForm,
    OpinionForm,
    ReasonForm,
    SendBackForm,
    VoteForm,
    refused,
)
from jishan.web.office.version import shown, typed_answers


def back(village: str, version: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("rules-one", args=[village, version]))


def step(
    request: JishanRequest, version: int, name: str, form: forms.Form, act: Callable[[], int]
) -> HttpResponse:
    """One step of the road by its form. `act` does it and gives the version to go on with.

    What is refused is said above the form, which comes back as it was filled in.
    """
    status = 400
    if form.is_valid():
        try:
            return back(request.place.code, act())
        except Refusal as refusal:
            status = refused(form, refusal)
    return shown(request, version, sent={name: form}, status=status)


@require_POST
def open_(request: JishanRequest, village: str, version: int) -> HttpResponse:
    open_discussion(request.actor, version, now=request.now)
    messages.success(request, _("草案已上公开栏，村民可以提意见了。"))
    return back(village, version)


@require_POST
def meeting(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = MeetingForm(request.POST, request.FILES)

    def act() -> int:
        given = dict(form.cleaned_data)
        key, paper = given.pop("key"), given.pop("paper")
        photograph = paper.read() if paper else None
        said = NewMeeting(**given)
        record_meeting(
            request.actor, version, said, key=key, now=request.now, photograph=photograph
        )
        messages.success(request, _("会议已记下。"))
        return version

    return step(request, version, "meeting_form", form, act)


def paper(request: JishanRequest, village: str, meeting: int) -> HttpResponse:
    """The photograph of a meeting's paper."""
    found = meeting_paper(request.actor, meeting)
    return HttpResponse(found.read_bytes(), content_type="image/jpeg")


@require_POST
def opinion(request: JishanRequest, village: str, version: int) -> HttpResponse:
    _row, scheme = version_page(request.actor, version)
    form = OpinionForm(request.POST, scheme=scheme, village_id=request.place.id)

    def act() -> int:
        given = form.cleaned_data
        said = NewOpinion(given["text"], given["way"], given["item"], given["household"])
        made = give_opinion(request.actor, version, said, key=given["key"], now=request.now)
        messages.success(request, _("第 {number} 条意见已记下。").format(number=made.number))
        return version

    return step(request, version, "opinion_form", form, act)


@require_POST
def answer(request: JishanRequest, village: str, version: int, opinion: int) -> HttpResponse:
    taken, said = request.POST.get("taken", ""), request.POST.get("answer", "")
    if taken not in ("0", "1"):
        messages.error(request, _("请选采纳还是不采纳。"))
        return back(village, version)
    answer_opinion(request.actor, opinion, taken=taken == "1", answer=said, now=request.now)
    messages.success(request, _("已答复。"))
    return back(village, version)


@require_POST
def vote(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = VoteForm(request.POST)

    def act() -> int:
        answers = typed_answers(request)
        vote_scheme(request.actor, version, vote=form.vote(), answers=answers, now=request.now)
        messages.success(request, _("表决结果已记下，下一步报乡镇备案。"))
        return version

    return step(request, version, "vote_form", form, act)


@require_POST
def file(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = FilingForm(request.POST)

    def act() -> int:
        file_scheme(request.actor, version, now=request.now, **form.cleaned_data)
        messages.success(request, _("已备案。"))
        return version

    return step(request, version, "filing_form", form, act)


@require_POST
def return_(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The township orders a correction; the village works on in the draft that follows."""
    form = SendBackForm(request.POST)

    def act() -> int:
        send_back(request.actor, version, now=request.now, **form.cleaned_data)
        messages.success(request, _("已退回村里修改。"))
        return version

    return step(request, version, "back_form", form, act)


@require_POST
def withdraw(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> int:
        reason = form.cleaned_data["reason"]
        fresh = take_back(request.actor, version, reason=reason, now=request.now)
        messages.success(request, _("已收回，另起了一份同样的草案，可以修改了。"))
        return fresh.pk

    return step(request, version, "reason_form", form, act)


@require_POST
def publish(request: JishanRequest, village: str, version: int) -> HttpResponse:
    _row, scheme = version_page(request.actor, version)
    before = version_before(request.place.id, version)
    current = before.scheme if before and before.row.day_from else None
    since = since_text(scheme.in_force_from, None, timezone.localdate(request.now))
    publish_scheme(
        request.actor,
        version,
        clauses=notice_clauses(scheme, current, since=since),
        title=notice_title(scheme),
        now=request.now,
    )
    messages.success(request, _("方案已上公开栏公示。"))
    return back(village, version)


@require_POST
def adopt(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = InForceForm(request.POST)

    def act() -> int:
        day: date = form.cleaned_data["day"]
        adopt_scheme(request.actor, version, in_force_from=day, now=request.now)
        said = _("方案已公布，{day}起按它计分。").format(day=day_text(day))
        messages.success(request, said)
        return version

    return step(request, version, "force_form", form, act)


_ONE = "v/<slug:village>/rules/<int:version>/"

urlpatterns = [
    path(f"{_ONE}open/", open_, name="rules-open"),
    path(f"{_ONE}meeting/", meeting, name="rules-meeting"),
    path("v/<slug:village>/rules/paper/<int:meeting>/", paper, name="rules-paper"),
    path(f"{_ONE}opinion/", opinion, name="rules-opinion"),
    path(f"{_ONE}opinions/<int:opinion>/", answer, name="rules-answer"),
    path(f"{_ONE}vote/", vote, name="rules-vote"),
    path(f"{_ONE}file/", file, name="rules-file"),
    path(f"{_ONE}return/", return_, name="rules-return"),
    path(f"{_ONE}withdraw/", withdraw, name="rules-withdraw"),
    path(f"{_ONE}publish/", publish, name="rules-publish"),
    path(f"{_ONE}adopt/", adopt, name="rules-adopt"),
]
