"""A household before the board: its own lines, and objecting in three presses (faces.md J8)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.errors import NotFound, Refusal
from jishan.entrance.request import JishanRequest, card_holder
from jishan.entrance.words.notices import NOTICE_KINDS, OBJECTION_STATES, STRIKES
from jishan.notices.actions import MadeObjection, submit_objection
from jishan.notices.queries import NoticeLine, notice_page, notices_open, objections_by
from jishan.registry.queries import HouseholdCard, household
from jishan.web.claim_rows import days_left_words, line_shown, said
from jishan.web.keys import new_key
from jishan.web.villager import home_id, page

CLAUSE_REASONS = (
    ("这一条和大家议定的不一样", gettext_lazy("这一条和大家议定的不一样")),
    ("这一条不公平，有的户做不到", gettext_lazy("这一条不公平，有的户做不到")),
    ("这一条违反规定", gettext_lazy("这一条违反规定")),
    ("other", gettext_lazy("别的原因（写在下面）")),
)
"""Why somebody objects to a line of the rules."""


class ObjectionForm(forms.Form):
    """A common reason, or one's own words."""

    REASONS = (
        ("没有做这件事，或不是这家做的", gettext_lazy("没有做这件事，或不是这家做的")),
        ("次数、数量或分数不对", gettext_lazy("次数、数量或分数不对")),
        ("日期不对", gettext_lazy("日期不对")),
        ("是别人做的，记错了人", gettext_lazy("是别人做的，记错了人")),
        ("other", gettext_lazy("别的原因（写在下面）")),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    common = forms.ChoiceField(
        label=gettext_lazy("哪里不对"), choices=REASONS, widget=forms.RadioSelect, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("要说的话（可以不写）"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, clause: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if clause:
            common = self.fields["common"]
            assert isinstance(common, forms.ChoiceField), "declared above"
            common.choices = list(CLAUSE_REASONS)

    def reason(self) -> str:
        said_ = (self.cleaned_data["common"], self.cleaned_data["words"].strip())
        return "；".join(part for part in said_ if part and part != "other")


@card_holder
def notices(request: JishanRequest) -> HttpResponse:
    found = [
        {
            "notice": one,
            "kind": NOTICE_KINDS.get(one.kind, ""),
            "left": days_left_words(one.days_left),
        }
        for one in notices_open(request.place.id, request.now)
    ]
    return page(request, "notices", {"open": found})


@card_holder
def notice(request: JishanRequest, number: int) -> HttpResponse:
    """One notice with the household's own lines first, those that nobody else reads among them."""
    found = notice_page(request.place.id, number, request.now, household_id=home_id(request))
    own = [line for line in found.lines if line.own]
    context = {
        "notice": found.notice,
        "kind": NOTICE_KINDS.get(found.notice.kind, ""),
        "left": days_left_words(found.notice.days_left) if found.notice.open else _("已结束"),
        "rows": [_own_line(line, number, open_=found.notice.open) for line in own],
    }
    return page(request, "notice", context)


def _own_line(line: NoticeLine, number: int, *, open_: bool) -> dict[str, Any]:
    address = reverse("my-object", args=[number, line.id]) if open_ else None
    why_struck = line.struck_note or STRIKES.get(line.struck_why, "")
    return line_shown(line, why=why_struck, object_url=address)


@card_holder
def object_to(request: JishanRequest, number: int, row_id: int) -> HttpResponse:
    """① the line was chosen, ② why, ③ send. The receipt says the number and until when."""
    own = household(request.actor, home_id(request))
    line = _line(request, number, row_id)
    clause = not line.who
    form = ObjectionForm(request.POST or None, clause=clause, initial={"key": new_key()})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _objected(request, row_id, form, own)
        except Refusal as refused:
            refusal = said(refused, None)
        else:
            facts = {"n": made.number, "day": f"{made.answer_by.month}月{made.answer_by.day}日"}
            messages.success(request, _("收到了：%(n)s 号异议，%(day)s以前答复您。") % facts)
            return HttpResponseRedirect(reverse("my-objections"))
    context = {"form": form, "line": line, "number": number, "refusal": refusal}
    status = refusal.status if refusal else 200
    return page(request, "object", context, dock=False, status=status)


def _objected(
    request: JishanRequest, row_id: int, form: ObjectionForm, own: HouseholdCard
) -> MadeObjection:
    return submit_objection(
        request.actor,
        row_id,
        reason=form.reason(),
        named=own.head_name,
        key=form.cleaned_data["key"],
        now=request.now,
    )


def _line(request: JishanRequest, number: int, row_id: int) -> NoticeLine:
    found = notice_page(request.place.id, number, request.now, household_id=home_id(request))
    line = next((one for one in found.lines if one.id == row_id), None)
    if line is None:
        raise NotFound
    return line


@card_holder
def objections(request: JishanRequest) -> HttpResponse:
    rows = [
        {"row": row, "state": OBJECTION_STATES[row.state]}
        for row in objections_by(request.actor, request.now)
    ]
    return page(request, "objections", {"objections": rows})


_NOTICE = "my/notices/<int:number>/"

urlpatterns = [
    path("my/notices/", notices, name="my-notices"),
    path(_NOTICE, notice, name="my-notice"),
    path(f"{_NOTICE}lines/<int:row_id>/", object_to, name="my-object"),
    path("my/objections/", objections, name="my-objections"),
]
