"""Where a draft begins: an empty page, a version of one's own, or a scheme that is shipped."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.access import Permission
from jishan.core.scheme.document import Subjects
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_labels import choice_words, label_of
from jishan.entrance.words.scheme_road import STATES
from jishan.schemes.drafts import Blank, CopyOf, Shipped, Template, shipped, start_draft
from jishan.schemes.queries import versions_of
from jishan.web.choices import offer
from jishan.web.days import OF_DOCUMENTS

_KINDS = ("household", "resident", "unit", "group")
_OWN_MAX = 4
BLANK = "blank"
PACK = "pack"


class StartForm(forms.Form):
    """What no scheme can begin without. Categories are asked of an empty page only."""

    name = forms.CharField(
        label=gettext_lazy("方案名称"),
        max_length=120,
        help_text=gettext_lazy("公示栏上就这样写，如“桃源村积分管理办法”。"),
    )
    day = forms.DateField(
        label=gettext_lazy("打算从哪一天起执行"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=OF_DOCUMENTS,
        help_text=gettext_lazy("以后还能改。规则只管这一天以后的事。"),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("从什么开始写"), widget=forms.RadioSelect, choices=()
    )
    pack = forms.ChoiceField(
        label=gettext_lazy("照着哪一份"),
        required=False,
        choices=(),
        help_text=gettext_lazy("照着别处现成的改才选。"),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("积分记在谁名下"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("从空白开始才填。大多数村只选“户”。"),
    )
    categories = forms.CharField(
        label=gettext_lazy("分哪几类"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("从空白开始才填。一行写一类，如“人居环境”。以后还能加。"),
    )

    def __init__(self, request: JishanRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = choice_words(label_of(Subjects, "kinds"), _KINDS)
        offer(self, "kinds", [(kind, words[kind]) for kind in _KINDS])
        offer(self, "source", _sources(request))
        known = [(pack, scheme.name) for pack, scheme in shipped()]
        offer(self, "pack", [("", _("请选择")), *known])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("source") == BLANK:
            if not found.get("kinds"):
                self.add_error("kinds", _("请至少选一样。"))
            if not found.get("categories", "").strip():
                self.add_error("categories", _("请至少写一类。"))
        elif found.get("source") == PACK and not found.get("pack"):
            self.add_error("pack", _("请选一份。"))
        return found

    def template(self, organisation: str) -> Template:
        """Where the draft begins."""
        kind, _sep, rest = self.cleaned_data["source"].partition(":")
        if kind == "copy":
            return CopyOf(int(rest))
        if kind == PACK:
            return Shipped(self.cleaned_data["pack"], organisation)
        lines = self.cleaned_data["categories"].splitlines()
        names = dict.fromkeys(line.strip() for line in lines if line.strip())
        return Blank(organisation, tuple(self.cleaned_data["kinds"]), tuple(names))


def _sources(request: JishanRequest) -> list[tuple[str, Any]]:
    """What was put to the village comes before its drafts."""
    rows = sorted(versions_of(request.actor), key=lambda row: row.state is SchemeState.DRAFT)
    own = [
        (
            f"copy:{row.id}",
            _("照着本村的“%(name)s”改（第 %(n)d 版，%(state)s）")
            % {"n": row.number, "name": row.name, "state": STATES[row.state]},
        )
        for row in rows[:_OWN_MAX]
    ]
    return [(BLANK, _("从空白开始，一步一步写")), *own, (PACK, _("照着别处现成的改"))]


def start(request: JishanRequest, village: str) -> HttpResponse:
    """Begin a draft; what was typed stays when something is wrong."""
    request.actor.require_whole(Permission.ADOPT_SCHEME)
    initial = {"source": BLANK, "day": _next_year(request)}
    form = StartForm(request, request.POST or None, initial=initial)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "office/editor/start.html", {"form": form}, status=status)
    draft = start_draft(
        request.actor,
        form.cleaned_data["name"],
        template=form.template(_full_name(request)),
        in_force_from=form.cleaned_data["day"],
        now=request.now,
    )
    return HttpResponseRedirect(reverse("rules-write-step", args=[village, draft.id, 1]))


def _full_name(request: JishanRequest) -> str:
    return f"{request.place.township}{request.place.name}"


def _next_year(request: JishanRequest) -> date:
    return date(timezone.localdate(request.now).year + 1, 1, 1)


urlpatterns = [path("v/<slug:village>/rules/write/", start, name="rules-write-start")]
