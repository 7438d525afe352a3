"""The quarter's feedback and the yearly review of the scheme (S0-11, ZX-23)."""

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
from jishan.web.office.adoption import household_id

YES_NO = (("1", gettext_lazy("是")), ("0", gettext_lazy("不是")), ("", gettext_lazy("没有答")))


def yes_no(value: str) -> bool | None:
    return {"1": True, "0": False}.get(value)


class FeedbackForm(forms.Form):
    """The three questions, up to three items, and a word. The same on paper and on the phone."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    knows = forms.ChoiceField(
        label=gettext_lazy("知道村里的积分办法吗"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    uses = forms.ChoiceField(
        label=gettext_lazy("这个季度用过吗（挣过分或换过东西）"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    likes = forms.ChoiceField(
        label=gettext_lazy("觉得这个办法好吗"),
        choices=YES_NO,
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
            which = _("哪一项要说说") if rows == 1 else _("第 {n} 项").format(n=row + 1)
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


class PaperForm(FeedbackForm):
    """A paper form, or several alike, entered by the office."""

    way = forms.ChoiceField(
        label=gettext_lazy("怎么收的"),
        choices=[(way, word) for way, word in WAYS.items() if way != "page"],
        initial="paper",
    )
    household = forms.CharField(
        label=gettext_lazy("户编码（不写就是不留名）"), max_length=40, required=False
    )
    count = forms.IntegerField(
        label=gettext_lazy("一样的有几份"), min_value=1, max_value=FORMS_MAX, initial=1
    )


class ReviewForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    meeting = forms.CharField(label=gettext_lazy("什么会议定的"), max_length=60)
    day = forms.DateField(label=gettext_lazy("哪一天"))
    decision = forms.ChoiceField(
        label=gettext_lazy("怎么定的"), choices=list(DECISIONS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("为什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _now(request: JishanRequest) -> tuple[Scheme | None, Periods, date]:
    today = timezone.localdate(request.now)
    found = in_force(request.place.id, today)
    return (found.scheme, found.scheme.periods, today) if found else (None, Periods(), today)


def feedback(request: JishanRequest, village: str) -> HttpResponse:
    """This quarter's forms counted, the quarter before, and a form to enter paper."""
    request.actor.require_whole(Permission.VIEW_OFFICE)
    scheme, periods, today = _now(request)
    quarter = period_of(periods, "quarter", today)
    before = period_of(periods, "quarter", quarter.first - timedelta(days=1))
    context = {
        "quarters": [_quarter(request, one, scheme) for one in (quarter, before)],
        "form": PaperForm(scheme=scheme, initial={"key": new_key()}) if scheme else None,
    }
    return render(request, "office/rules/feedback.html", context)


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
    form = PaperForm(request.POST, scheme=scheme) if scheme else None
    address = HttpResponseRedirect(reverse("rules-feedback", args=[village]))
    if form is None or not form.is_valid():
        messages.error(request, _("没有填对，请核对份数和选项。"))
        return address
    given = form.cleaned_data
    home = household_id(request, given["household"])
    said = form.feedback(given["way"], home, given["count"])
    give_feedback(request.actor, said, key=given["key"], now=request.now)
    messages.success(request, _("反馈已记下。"))
    return address


def review(request: JishanRequest, village: str) -> HttpResponse:
    """What the year showed, item by item, the reviews recorded so far, and the form for the due
    one."""
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
        context["form"] = ReviewForm(initial={"key": new_key(), "day": today}) if due else None
    return render(request, "office/rules/review.html", context)


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
    address = HttpResponseRedirect(reverse("rules-review", args=[village]))
    if not form.is_valid() or due is None:
        messages.error(request, _("评估没有填全，或者没有要评估的年度。"))
        return address
    given = dict(form.cleaned_data)
    key = given.pop("key")
    made = conclude_review(request.actor, NewReview(due.first, **given), key=key, now=request.now)
    messages.success(request, _("评估已记下。"))
    if made.draft_id is not None:
        return HttpResponseRedirect(reverse("rules-one", args=[village, made.draft_id]))
    return address


_RULES = "v/<slug:village>/rules/"

urlpatterns = [
    path(f"{_RULES}feedback/", feedback, name="rules-feedback"),
    path(f"{_RULES}feedback/enter/", feedback_enter, name="rules-feedback-enter"),
    path(f"{_RULES}review/", review, name="rules-review"),
    path(f"{_RULES}review/conclude/", conclude, name="rules-conclude"),
]
