"""The steps of a scheme's road: discussed, voted, filed or sent back, on notice, in force."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.scheme.document import Scheme
from jishan.core.voting import Majority, Meeting, Vote
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_notice import notice_clauses, notice_title
from jishan.entrance.words.scheme_road import DISCUSSIONS, MAJORITIES, VOTERS, WAYS
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
from jishan.schemes.queries import VersionRow, meeting_paper, version_before, version_page
from jishan.web.keys import new_key


class MeetingForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("什么会"), choices=list(DISCUSSIONS.items()))
    day = forms.DateField(label=gettext_lazy("哪一天"))
    place = forms.CharField(label=gettext_lazy("在哪里"), max_length=60)
    chair = forms.CharField(label=gettext_lazy("谁主持"), max_length=40)
    present = forms.IntegerField(label=gettext_lazy("到会人数"), min_value=1)
    minutes = forms.CharField(
        label=gettext_lazy("大家说了什么"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paper = forms.ImageField(label=gettext_lazy("会议记录的照片（可以不传）"), required=False)


class OpinionForm(forms.Form):
    """An opinion on paper or by mouth, written down by the office."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    way = forms.ChoiceField(
        label=gettext_lazy("怎么提的"),
        choices=[(way, word) for way, word in WAYS.items() if way != "page"],
    )
    item = forms.ChoiceField(label=gettext_lazy("说的是哪一项（可以不选）"), required=False)
    household = forms.CharField(
        label=gettext_lazy("户编码（不写就是不留名）"), max_length=40, required=False
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField), "declared above"
        item.choices = item_choices(scheme)


def item_choices(scheme: Scheme) -> list[tuple[str, Any]]:
    return [("", _("整个方案")), *((item.code, item.title) for item in scheme.items)]


class VoteForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("谁来表决"), choices=list(VOTERS.items()))
    meeting = forms.CharField(
        label=gettext_lazy("会议名称"), max_length=60, initial=gettext_lazy("村民代表会议")
    )
    day = forms.DateField(label=gettext_lazy("哪一天"))
    entitled = forms.IntegerField(label=gettext_lazy("应到人数"), min_value=1)
    present = forms.IntegerField(label=gettext_lazy("实到人数"), min_value=1)
    for_ = forms.IntegerField(label=gettext_lazy("赞成"), min_value=0)
    against = forms.IntegerField(label=gettext_lazy("反对"), min_value=0)
    abstained = forms.IntegerField(
        label=gettext_lazy("弃权"), min_value=0, required=False, initial=0
    )
    majority = forms.ChoiceField(
        label=gettext_lazy("要多少人赞成才通过"),
        choices=list(MAJORITIES.items()),
        required=False,
        initial=Majority.HALF.value,
    )

    def vote(self) -> Vote:
        given = self.cleaned_data
        return Vote(
            given["meeting"],
            given["day"],
            given["entitled"],
            given["present"],
            given["for_"],
            given["against"],
            given["abstained"] or 0,
            Meeting(given["kind"]),
            Majority(given["majority"] or Majority.HALF.value),
        )


class FilingForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("备案编号"), max_length=40)
    remark = forms.CharField(label=gettext_lazy("备注（可以不写）"), max_length=300, required=False)


class SendBackForm(forms.Form):
    clause = forms.CharField(label=gettext_lazy("哪一条违法"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("违反什么规定、怎么改"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么收回"), max_length=500)


class InForceForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("从哪一天起生效"))


def step_forms(request: JishanRequest, row: VersionRow, scheme: Scheme) -> dict[str, Any]:
    """The forms of the steps that may come next; the page shows those of its actor."""
    today = timezone.localdate(request.now)
    match row.state:
        case SchemeState.DISCUSSED:
            return {
                "meeting_form": MeetingForm(initial={"key": new_key(), "day": today}),
                "opinion_form": OpinionForm(scheme=scheme, initial={"key": new_key()}),
                "vote_form": VoteForm(),
            }
        case SchemeState.VOTED:
            return {"filing_form": FilingForm(), "back_form": SendBackForm()}
        case SchemeState.FILED:
            return {"reason_form": ReasonForm()}
        case SchemeState.PUBLISHED:
            over = row.notice_until is not None and request.now >= row.notice_until
            first = max(today, scheme.in_force_from)
            return {
                "notice_over": over,
                "reason_form": ReasonForm(),
                "force_form": InForceForm(initial={"day": first}),
            }
    return {}


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
        messages.error(request, _("会议没有填全，请把每一格都填好。"))
        return back(village, version)
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
        messages.error(request, _("请写明意见，选好怎么提的。"))
        return back(village, version)
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


def _answers(request: JishanRequest) -> dict[str, str]:
    return {
        name.removeprefix("answer:"): value
        for name, value in request.POST.items()
        if name.startswith("answer:") and isinstance(value, str)
    }


@require_POST
def vote(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("表决结果没有填全，请把每一格都填好。"))
        return back(village, version)
    answers = _answers(request)
    vote_scheme(request.actor, version, vote=form.vote(), answers=answers, now=request.now)
    messages.success(request, _("表决结果已记下，下一步报乡镇备案。"))
    return back(village, version)


@require_POST
def file(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = FilingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写备案编号。"))
        return back(village, version)
    file_scheme(request.actor, version, now=request.now, **form.cleaned_data)
    messages.success(request, _("已备案。"))
    return back(village, version)


@require_POST
def return_(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The township orders a correction; the village works on in the draft that follows."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("责令改正要写明是哪一条、违反什么规定。"))
        return back(village, version)
    send_back(request.actor, version, now=request.now, **form.cleaned_data)
    messages.success(request, _("已退回村里修改。"))
    return back(village, version)


@require_POST
def withdraw(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么收回。"))
        return back(village, version)
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
        messages.error(request, _("请填写生效的日子。"))
        return back(village, version)
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
