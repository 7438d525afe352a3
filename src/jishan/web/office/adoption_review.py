"""The quarter's feedback and the yearly review of the scheme (S0-11, ZX-23)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.core.errors import Refusal
from jishan.core.periods import Period, period_of
from jishan.core.scheme.document import Periods, Scheme
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_road import DECISIONS, SAYS, WAYS
from jishan.reports.rule_use import ItemUse, conclude_review, rule_use
from jishan.schemes.actions import FORMS_MAX, NewFeedback, NewReview, give_feedback
from jishan.schemes.queries import (
    FeedbackSum,
    feedback_of,
    in_force,
    review_due,
    reviews_of,
)
from jishan.web.keys import new_key
from jishan.web.office.adoption_forms import HouseholdOrNobody, a_day, refused

OPEN = ("", gettext_lazy("不答"))
KNOWS = (("1", gettext_lazy("知道")), ("0", gettext_lazy("不知道")), OPEN)
USES = (("1", gettext_lazy("用过")), ("0", gettext_lazy("没用过")), OPEN)
LIKES = (("1", gettext_lazy("好")), ("0", gettext_lazy("不好")), OPEN)
QUESTIONS = {"knows": KNOWS, "uses": USES, "likes": LIKES}


def yes_no(value: str) -> bool | None:
    return {"1": True, "0": False}.get(value)


class FeedbackForm(forms.Form):
    """The three questions, up to three items, and a word. The same on paper and on the phone."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    knows = forms.ChoiceField(
        label=gettext_lazy("知道村里的积分办法吗"),
        choices=KNOWS,
        widget=forms.RadioSelect,
        required=False,
    )
    uses = forms.ChoiceField(
        label=gettext_lazy("这个季度用过吗（挣过分或换过东西）"),
        choices=USES,
        widget=forms.RadioSelect,
        required=False,
    )
    likes = forms.ChoiceField(
        label=gettext_lazy("觉得这个办法好吗"),
        choices=LIKES,
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("想说的话（可以不写）"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, scheme: Scheme, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [("", _("不选")), *((item.code, item.title) for item in scheme.items)]
        says = [("", _("不选")), *SAYS.items()]
        self.rows = rows
        asked = []
        for row in range(rows):
            which = _("哪一项要说说")
            if rows > 1:
                which = _("{which}（第 {n} 项）").format(which=which, n=row + 1)
            self.fields[f"item{row}"] = forms.ChoiceField(
                label=which, choices=items, required=False
            )
            self.fields[f"says{row}"] = forms.ChoiceField(
                label=_("这一项怎么样"), choices=says, required=False
            )
            asked += [f"item{row}", f"says{row}"]
        self.order_fields(["key", "knows", "uses", "likes", *asked, "text"])

    def feedback(self, way: str, household: int | None = None, forms_: int = 1) -> NewFeedback:
        given = self.cleaned_data
        said = {given[f"item{row}"]: given[f"says{row}"] for row in range(self.rows)}
        return NewFeedback(
            way,
            yes_no(given["knows"]),
            yes_no(given["uses"]),
            yes_no(given["likes"]),
            {item: says for item, says in said.items() if item and says},
            given["text"],
            household,
            forms_,
        )


class PaperForm(HouseholdOrNobody, FeedbackForm):
    """A paper form, or several alike, entered by the office."""

    way = forms.ChoiceField(
        label=gettext_lazy("怎么收的"),
        choices=[(way, word) for way, word in WAYS.items() if way != "page"],
        initial="paper",
    )
    count = forms.IntegerField(
        label=gettext_lazy("一样的有几份"), min_value=1, max_value=FORMS_MAX, initial=1
    )


class ReviewForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    meeting = forms.CharField(label=gettext_lazy("什么会议定的"), max_length=60)
    day = a_day(gettext_lazy("哪一天"))
    decision = forms.ChoiceField(
        label=gettext_lazy("怎么定的"), choices=list(DECISIONS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("为什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


_DECIDED = ("meeting", "day", "decision", "reason")


def _now(request: JishanRequest) -> tuple[Scheme | None, Periods, date]:
    today = timezone.localdate(request.now)
    found = in_force(request.place.id, today)
    return (found.scheme, found.scheme.periods, today) if found else (None, Periods(), today)


def feedback(request: JishanRequest, village: str) -> HttpResponse:
    """This quarter's forms counted, the quarter before, and a form to enter paper."""
    return _feedback_page(request)


def _feedback_page(
    request: JishanRequest, sent: PaperForm | None = None, status: int = 200
) -> HttpResponse:
    """`sent`: a paper form that came back, as it was filled in."""
    request.actor.require_whole(Permission.VIEW_OFFICE)
    scheme, periods, today = _now(request)
    quarter = period_of(periods, "quarter", today)
    before = period_of(periods, "quarter", quarter.first - timedelta(days=1))
    context = {
        "quarters": [_quarter(request, one, scheme) for one in (quarter, before)],
        "form": sent or (_paper_form(request, scheme) if scheme else None),
    }
    return render(request, "office/rules/feedback.html", context, status=status)


def _paper_form(request: JishanRequest, scheme: Scheme) -> PaperForm:
    posted = request.POST or None
    initial = {"key": new_key()}
    return PaperForm(posted, scheme=scheme, village_id=request.place.id, initial=initial)


def _quarter(request: JishanRequest, period: Period, scheme: Scheme | None) -> dict[str, Any]:
    found = feedback_of(request.actor, period)
    return {"period": period, "sum": found, "items": said_of_items(found, scheme)}


def said_of_items(found: FeedbackSum, scheme: Scheme | None) -> list[dict[str, Any]]:
    """Each item that was spoken of, with what was said of it and how often."""
    return [
        {
            "title": scheme.item(code).title if scheme and scheme.has_item(code) else code,
            "said": [(SAYS[says], count) for says, count in said.items()],
        }
        for code, said in found.items.items()
    ]


@require_POST
def feedback_enter(request: JishanRequest, village: str) -> HttpResponse:
    scheme, _periods, _today = _now(request)
    form = _paper_form(request, scheme) if scheme else None
    status = 400
    if form is not None and form.is_valid():
        given = form.cleaned_data
        said = form.feedback(given["way"], given["household"], given["count"])
        try:
            give_feedback(request.actor, said, key=given["key"], now=request.now)
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, _("反馈已记下。"))
            return HttpResponseRedirect(reverse("rules-feedback", args=[village]))
    return _feedback_page(request, form, status)


def review(request: JishanRequest, village: str) -> HttpResponse:
    """What the year showed, item by item, the reviews recorded so far, and the form for the due
    one."""
    return _review_page(request)


def _review_page(
    request: JishanRequest, sent: ReviewForm | None = None, status: int = 200
) -> HttpResponse:
    """`sent`: a review that came back, as it was filled in."""
    request.actor.require_whole(Permission.VIEW_OFFICE)
    today = timezone.localdate(request.now)
    reviews = [
        {"row": one, "decision": DECISIONS[one.decision]} for one in reviews_of(request.actor)
    ]
    context: dict[str, Any] = {"reviews": reviews}
    if in_force(request.place.id, today) is not None:
        due = review_due(request.place.id, today)
        use = rule_use(request.actor, due.first if due else today, request.now)
        context |= {"use": use, "items": [_item(one) for one in use.items], "due": due}
        fresh = ReviewForm(initial={"key": new_key(), "day": today}) if due else None
        context["form"] = sent if due and sent else fresh
    return render(request, "office/rules/review.html", context, status=status)


def _item(one: ItemUse) -> dict[str, Any]:
    said = "，".join(f"{SAYS[says]} {count}" for says, count in one.said.items())
    marks = [_("一次也没用过")] if one.never else []
    marks += [_("每次都到上限")] if one.always_capped else []
    marks += [_("有异议")] if one.objections else []
    return {"use": one, "said": said, "marks": marks}


@require_POST
def conclude(request: JishanRequest, village: str) -> HttpResponse:
    form = ReviewForm(request.POST)
    due = review_due(request.place.id, timezone.localdate(request.now))
    status = 400
    if form.is_valid():
        try:
            made = _concluded(request, form.cleaned_data, due or _last_year(request))
        except Refusal as refusal:
            if due is None:
                raise
            status = refused(form, refusal)
        else:
            messages.success(request, _("评估已记下。"))
            return HttpResponseRedirect(_after_review(village, made))
    return _review_page(request, form, status)


def _concluded(request: JishanRequest, given: Mapping[str, Any], year: Period) -> int | None:
    """The draft that the decision began, if any. The same key again is the same review, when
    nothing is due any more too."""
    wanted = NewReview(year.first, **{name: given[name] for name in _DECIDED})
    return conclude_review(request.actor, wanted, key=given["key"], now=request.now).draft_id


def _last_year(request: JishanRequest) -> Period:
    _scheme, periods, today = _now(request)
    this_year = period_of(periods, "year", today)
    return period_of(periods, "year", this_year.first - timedelta(days=1))


def _after_review(village: str, draft: int | None) -> str:
    """The draft that the decision to change began, else the reviews."""
    if draft is None:
        return reverse("rules-review", args=[village])
    return reverse("rules-one", args=[village, draft])


_RULES = "v/<slug:village>/rules/"

urlpatterns = [
    path(f"{_RULES}feedback/", feedback, name="rules-feedback"),
    path(f"{_RULES}feedback/enter/", feedback_enter, name="rules-feedback-enter"),
    path(f"{_RULES}review/", review, name="rules-review"),
    path(f"{_RULES}review/conclude/", conclude, name="rules-conclude"),
]
