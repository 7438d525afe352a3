"""What the rules may ask of a household (its dated tags), and whose login somebody's account is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.entrance.request import JishanRequest
from jishan.orgs.queries import staff_of
from jishan.registry.queries import HouseholdCard
from jishan.registry.tagging import link_account, tag_household
from jishan.registry.tags import APPROVED, DECLINED
from jishan.schemes.queries import in_force
from jishan.web.choices import offer
from jishan.web.tags_typed import tags_typed

Staff = Sequence[tuple[int, str]]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TagsForm(forms.Form):
    """`asked` are the tags that the scheme in force asks of households, to be ticked."""

    tags = forms.MultipleChoiceField(
        label=gettext_lazy("方案问到的"), widget=forms.CheckboxSelectMultiple, required=False
    )
    more = forms.CharField(
        label=gettext_lazy("别的标签"),
        help_text=gettext_lazy("几个标签用顿号隔开；没有就空着。"),
        max_length=200,
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("从哪天起"),
        help_text=gettext_lazy("这一天以前的积分不受影响。"),
        widget=_DAY,
    )

    def __init__(self, asked: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, name) for name in asked]
        offer(self, "tags", choices)

    def chosen(self) -> tuple[str, ...]:
        said = self.cleaned_data
        return tuple(dict.fromkeys((*said["tags"], *tags_typed(said["more"]))))


class AccountForm(forms.Form):
    account = forms.TypedChoiceField(
        label=gettext_lazy("账号"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, staff: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("没有账号")), *staff]
        offer(self, "account", choices)


def _staff(request: JishanRequest) -> Staff:
    return staff_of(request.place.id, timezone.localdate(request.now))


def _asked(request: JishanRequest) -> tuple[str, ...]:
    """The tags of households that the scheme in force speaks of, then the two of consent."""
    found = in_force(request.place.id, timezone.localdate(request.now))
    clauses = found.scheme.subjects.eligible if found else ()
    named = [
        name
        for one in clauses
        if one.kind == "household"
        for name in (*one.tags_any, *one.tags_all, *one.tags_none)
    ]
    return tuple(dict.fromkeys((*named, APPROVED, DECLINED)))


def context(request: JishanRequest, found: HouseholdCard) -> dict[str, Any]:
    """The forms of the household's page, for who may change the roster."""
    if Permission.IMPORT_ROSTER not in request.actor.whole:
        return {"may_tag": False}
    today, asked = timezone.localdate(request.now), _asked(request)
    now = [tag.name for tag in found.tags if tag.holds(today)]
    rest = "、".join(name for name in now if name not in asked)
    initial = {"tags": now, "more": rest, "since": today}
    staff = _staff(request)
    accounts = [
        (one, AccountForm(staff, initial={"account": one.user_id}, prefix=f"m{one.id}"))
        for one in found.members
    ]
    return {
        "may_tag": not found.until,
        "tags_form": TagsForm(asked, initial=initial),
        "accounts": accounts,
    }


@require_POST
def tags(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    form = TagsForm(_asked(request), request.POST)
    if form.is_valid():
        tag_household(
            request.actor, household_id, form.chosen(),
            from_day=form.cleaned_data["since"], now=request.now,
        )  # fmt: skip
        messages.success(request, _("标签改好了。"))
    else:
        messages.error(request, _("请写明从哪天起。"))
    return HttpResponseRedirect(reverse("roster-one", args=[village, household_id]))


@require_POST
def account(
    request: JishanRequest, village: str, household_id: int, resident_id: int
) -> HttpResponse:
    form = AccountForm(_staff(request), request.POST, prefix=f"m{resident_id}")
    if form.is_valid():
        link_account(request.actor, resident_id, form.cleaned_data["account"], now=request.now)
        messages.success(request, _("记下了。自己家的事，由别人来定。"))
    else:
        messages.error(request, _("请从列出的账号里选一个。"))
    return HttpResponseRedirect(reverse("roster-one", args=[village, household_id]))


_ONE = "v/<slug:village>/roster/<int:household_id>/"

urlpatterns = [
    path(f"{_ONE}tags/", tags, name="roster-tags"),
    path(f"{_ONE}<int:resident_id>/account/", account, name="roster-account"),
]
