"""The steps of a scheme's road: discussed, voted, filed or sent back, on notice, in force."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_notice import notice_clauses, notice_title
from jishan.registry.queries import household_by_code
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
)
from jishan.web.office.version import shown, typed_answers


def back(village: str, version: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("rules-one", args=[village, version]))


@require_POST
def open_(request: JishanRequest, village: str, version: int) -> HttpResponse:
    open_discussion(request.actor, version, now=request.now)
    messages.success(request, _("草案已上公开栏，村民可以提意见了。"))
    return back(village, version)


@require_POST
def meeting(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = MeetingForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, version, sent={"meeting_form": form})
    given = dict(form.cleaned_data)
    key, paper = given.pop("key"), given.pop("paper")
    photograph = paper.read() if paper else None
    record_meeting(
        request.actor, version, NewMeeting(**given), key=key, now=request.now, photograph=photograph
    )
    messages.success(request, _("会议已记下。"))
    return back(village, version)


def paper(request: JishanRequest, village: str, meeting: int) -> HttpResponse:
    """The photograph of a meeting's paper."""
    found = meeting_paper(request.actor, meeting)
    return HttpResponse(found.read_bytes(), content_type="image/jpeg")


def household_id(request: JishanRequest, code: str) -> int | None:
    """The household of a door or card code; None where none was written."""
    return household_by_code(request.place.id, code).id if code.strip() else None


@require_POST
def opinion(request: JishanRequest, village: str, version: int) -> HttpResponse:
    _row, scheme = version_page(request.actor, version)
    form = OpinionForm(request.POST, scheme=scheme)
    if not form.is_valid():
        return shown(request, version, sent={"opinion_form": form})
    given = form.cleaned_data
    home = household_id(request, given["household"])
    said = NewOpinion(given["text"], given["way"], given["item"], home)
    made = give_opinion(request.actor, version, said, key=given["key"], now=request.now)
    messages.success(request, _("第 {number} 条意见已记下。").format(number=made.number))
    return back(village, version)


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
    if not form.is_valid():
        return shown(request, version, sent={"vote_form": form})
    answers = typed_answers(request)
    vote_scheme(request.actor, version, vote=form.vote(), answers=answers, now=request.now)
    messages.success(request, _("表决结果已记下，下一步报乡镇备案。"))
    return back(village, version)


@require_POST
def file(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = FilingForm(request.POST)
    if not form.is_valid():
        return shown(request, version, sent={"filing_form": form})
    file_scheme(request.actor, version, now=request.now, **form.cleaned_data)
    messages.success(request, _("已备案。"))
    return back(village, version)


@require_POST
def return_(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The township orders a correction; the village works on in the draft that follows."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return shown(request, version, sent={"back_form": form})
    send_back(request.actor, version, now=request.now, **form.cleaned_data)
    messages.success(request, _("已退回村里修改。"))
    return back(village, version)


@require_POST
def withdraw(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return shown(request, version, sent={"reason_form": form})
    reason = form.cleaned_data["reason"]
    fresh = take_back(request.actor, version, reason=reason, now=request.now)
    messages.success(request, _("已收回，另起了一份同样的草案，可以修改了。"))
    return back(village, fresh.pk)


@require_POST
def publish(request: JishanRequest, village: str, version: int) -> HttpResponse:
    _row, scheme = version_page(request.actor, version)
    before = version_before(request.place.id, version)
    current = before.scheme if before and before.row.day_from else None
    publish_scheme(
        request.actor,
        version,
        clauses=notice_clauses(scheme, current),
        title=notice_title(scheme),
        now=request.now,
    )
    messages.success(request, _("方案已上公开栏公示。"))
    return back(village, version)


@require_POST
def adopt(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = InForceForm(request.POST)
    if not form.is_valid():
        return shown(request, version, sent={"force_form": form})
    day: date = form.cleaned_data["day"]
    adopt_scheme(request.actor, version, in_force_from=day, now=request.now)
    messages.success(request, _("方案已公布，到日子就按它计分。"))
    return back(village, version)


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
