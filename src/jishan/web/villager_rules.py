"""A household and the rules: the draft before the village, an opinion on it, the quarter's form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest, card_holder
from jishan.entrance.words.scheme_road import OPINION_STATES
from jishan.schemes.actions import NewOpinion, give_feedback, give_opinion
from jishan.schemes.queries import (
    has_given_feedback,
    in_force,
    opinions_by,
    under_discussion,
    under_way,
)
from jishan.web.keys import new_key
from jishan.web.office.adoption_forms import item_choices, refused
from jishan.web.office.adoption_review import FeedbackForm
from jishan.web.villager import home_id, page


class OpinionForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=gettext_lazy("说的是哪一项（可以不选）"), required=False)
    text = forms.CharField(
        label=gettext_lazy("您的意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    nameless = forms.BooleanField(
        label=gettext_lazy("不留名字"),
        required=False,
        help_text=gettext_lazy(
            "不留名的意见同样要答复。请记住交上去以后给您的号码，答复贴在公开栏，按号码找。"
        ),
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField), "declared above"
        item.choices = item_choices(scheme)


@card_holder
def rules(request: JishanRequest) -> HttpResponse:
    """The draft under discussion, the quarter's form, and what the household said so far."""
    today = timezone.localdate(request.now)
    said = [{"row": one, "state": OPINION_STATES[one.state]} for one in opinions_by(request.actor)]
    context = {
        "draft": under_way(request.place.id),
        "in_force": in_force(request.place.id, today),
        "given": has_given_feedback(request.actor, request.now),
        "opinions": said,
    }
    return page(request, "rules", context)


@card_holder
def opinion(request: JishanRequest) -> HttpResponse:
    """One thing to say about the draft, with or without the name."""
    found = under_discussion(request.place.id)
    if found is None:
        raise NotFound
    form = OpinionForm(request.POST or None, scheme=found.scheme, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        home = None if given["nameless"] else home_id(request)
        said = NewOpinion(given["text"], "page", given["item"], home)
        made = give_opinion(request.actor, found.row.id, said, key=given["key"], now=request.now)
        messages.success(request, _received(made.number, nameless=given["nameless"]))
        return HttpResponseRedirect(reverse("my-rules"))
    return page(request, "opinion", {"form": form, "draft": found}, dock=False)


def _received(number: int, *, nameless: bool) -> str:
    said = _("收到了：第 %(n)s 条意见。") % {"n": number}
    if nameless:
        said += _("请记住这个号码，村里的答复贴在公开栏“新方案”里，按号码找。")
    return said


@card_holder
def feedback(request: JishanRequest) -> HttpResponse:
    """The quarter's form: three questions, and one item if there is something to say of it."""
    found = in_force(request.place.id, timezone.localdate(request.now))
    if found is None:
        raise NotFound
    initial = {"key": new_key()}
    form = FeedbackForm(request.POST or None, scheme=found.scheme, rows=1, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            give_feedback(request.actor, form.feedback("page"), key=key, now=request.now)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("收到了，谢谢您。"))
            return HttpResponseRedirect(reverse("my-rules"))
    return page(request, "feedback", {"form": form}, dock=False)


urlpatterns = [
    path("my/rules/", rules, name="my-rules"),
    path("my/rules/opinion/", opinion, name="my-opinion"),
    path("my/rules/feedback/", feedback, name="my-feedback"),
]
