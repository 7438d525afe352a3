"""Recording for a unit, a villager group or the village: what was done, when, where and why."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.claims.actions import Moved, record_claim
from jishan.claims.queries import (
    Preview,
    SubjectCard,
    preview,
    recordable_items,
    subject_card,
)
from jishan.core.access import Permission
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded
from jishan.web.act_form import ActForm
from jishan.web.act_recorded import recorded_form
from jishan.web.claim_rows import reasons_shown, said
from jishan.web.grid import page


def subject(request: JishanRequest, village: str, key: str) -> HttpResponse:
    """What was done?"""
    request.actor.require(Permission.RECORD_CLAIM)
    own = subject_card(request.actor, key)
    today = timezone.localdate(request.now)
    groups = recordable_items(request.actor, today, kind=own.kind)
    return page(request, "items", {"subject": own, "groups": groups})


def subject_item(request: JishanRequest, village: str, key: str, item: str) -> HttpResponse:
    """Who, when, how it was told, where and why; saved, the next one."""
    request.actor.require(Permission.RECORD_CLAIM)
    own = subject_card(request.actor, key)
    today = timezone.localdate(request.now)
    groups = recordable_items(request.actor, today, kind=own.kind)
    form, scheme = recorded_form(request, groups, item)
    shown, refusal = _weighed(request, own, form, scheme)
    if "send" in request.POST and form.is_valid() and refusal is None:
        try:
            made = _recorded(request, own, form)
        except Refusal as refused:
            refusal = said(refused, scheme)
        else:
            facts = {"who": own.name, "what": form.card.title, "n": made.number}
            messages.success(request, _("记下了：%(who)s，%(what)s，编号 %(n)s。下一户？") % facts)
            return HttpResponseRedirect(reverse("grid-record", args=[village]))
    return _act_page(request, own, form, scheme, shown, refusal)


def _weighed(
    request: JishanRequest, own: SubjectCard, form: ActForm, scheme: Scheme
) -> tuple[Preview | None, Worded | None]:
    """The figure, or why there is none; before anything is typed, silence is no refusal."""
    if not (form.is_valid() if form.is_bound else form.simple):
        return None, None
    origin = form.cleaned_data["origin"] if form.is_bound else form.fields["origin"].initial
    new = form.new_claim(None, own.key)
    try:
        return preview(request.actor, new, origin=origin, now=request.now), None
    except (NotFound, NotAllowed):
        raise
    except Refusal as refused:
        open_ = refused.code == "scoring.points_missing" or not form.is_bound
        return None, None if open_ else said(refused, scheme)


def _recorded(request: JishanRequest, own: SubjectCard, form: ActForm) -> Moved:
    return record_claim(
        request.actor,
        form.new_claim(None, own.key),
        origin=form.cleaned_data["origin"],
        channel=form.cleaned_data["channel"],
        key=form.cleaned_data["key"],
        now=request.now,
        photographs=form.photographs,
    )


def _act_page(
    request: JishanRequest,
    own: SubjectCard,
    form: ActForm,
    scheme: Scheme,
    shown: Preview | None,
    refusal: Worded | None,
) -> HttpResponse:
    context = {
        "subject": own,
        "form": form,
        "shown": shown,
        "reasons": reasons_shown(scheme, shown.reasons) if shown else [],
        "refusal": refusal,
        "nav": None,
    }
    return page(request, "act", context, status=refusal.status if refusal else 200)


_SUBJECT = "v/<slug:village>/grid/record/for/<str:key>/"

urlpatterns = [
    path(_SUBJECT, subject, name="grid-subject"),
    path(f"{_SUBJECT}<str:item>/", subject_item, name="grid-subject-item"),
]
