"""Recording for somebody: which household, what was done, who said so, where and why; the next."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.claims.actions import Moved, record_claim
from jishan.claims.queries import Preview, preview, recordable_items, subjects_found
from jishan.core.access import Permission
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded
from jishan.entrance.words.claims import SUBJECT_KINDS as KINDS
from jishan.registry.queries import (
    FoundHousehold,
    HouseholdCard,
    code_leads,
    household,
    households_found,
)
from jishan.web.act_form import ActForm
from jishan.web.act_recorded import recorded_form
from jishan.web.claim_rows import reasons_shown, said
from jishan.web.grid import page

FOUND_MAX = 30


def record(request: JishanRequest, village: str) -> HttpResponse:
    """Which household? A code, a number or a name that means one leads straight to it."""
    request.actor.require(Permission.RECORD_CLAIM)
    text = request.GET.get("code", "").strip()[:60]
    found = found_households(request, text)
    typed = text.rstrip("/").rpartition("/")[2]
    others = subjects_found(request.actor, typed, timezone.localdate(request.now))
    if len(found) == 1 and not (text and others):
        return HttpResponseRedirect(reverse("grid-record-household", args=[village, found[0].id]))
    context = {"text": text, "found": found, "others": [(one, KINDS[one.kind]) for one in others]}
    return page(request, "record", context)


def found_households(request: JishanRequest, text: str) -> tuple[FoundHousehold, ...]:
    """By what was typed, or by a card's or a door's code as the scanner reads it."""
    wanted = text.rstrip("/").rpartition("/")[2]
    found = households_found(request.actor, wanted, limit=FOUND_MAX)
    if found or not wanted:
        return found
    leads = code_leads(wanted)
    if leads is None or leads.village_id != request.place.id:
        return ()
    try:
        home = household(request.actor, leads.household_id)
    except NotFound:  # another group's: for this actor there is no such household
        return ()
    return households_found(request.actor, home.number, limit=1)


def record_household(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """What was done? The household's frequent items first."""
    request.actor.require(Permission.RECORD_CLAIM)
    own = household(request.actor, household_id)
    today = timezone.localdate(request.now)
    groups = recordable_items(request.actor, today, household_id=own.id)
    return page(request, "items", {"household": own, "groups": groups})


def record_item(request: JishanRequest, village: str, household_id: int, item: str) -> HttpResponse:
    """Who, when, how it was told, where and why; saved, the next household."""
    request.actor.require(Permission.RECORD_CLAIM)
    own = household(request.actor, household_id)
    groups = recordable_items(request.actor, timezone.localdate(request.now))
    form, scheme = recorded_form(request, groups, item, own.members)
    shown, refusal = _weighed(request, own, form, scheme)
    if "send" in request.POST and form.is_valid() and refusal is None:
        try:
            made = _recorded(request, own, form)
        except Refusal as refused:
            refusal = said(refused, scheme)
        else:
            _say_saved(request, own, form.card.title, made)
            return HttpResponseRedirect(reverse("grid-record", args=[village]))
    return _act_page(request, own, form, scheme, shown, refusal)


def _weighed(
    request: JishanRequest, own: HouseholdCard, form: ActForm, scheme: Scheme
) -> tuple[Preview | None, Worded | None]:
    """The figure, or why there is none; before anything is typed, silence is no refusal."""
    if not (form.is_valid() if form.is_bound else form.simple):
        return None, None
    origin = form.cleaned_data["origin"] if form.is_bound else form.fields["origin"].initial
    try:
        return preview(request.actor, form.new_claim(own.id), origin=origin, now=request.now), None
    except (NotFound, NotAllowed):
        raise
    except Refusal as refused:
        open_ = refused.code == "scoring.points_missing" or not form.is_bound
        return None, None if open_ else said(refused, scheme)


def _recorded(request: JishanRequest, own: HouseholdCard, form: ActForm) -> Moved:
    return record_claim(
        request.actor,
        form.new_claim(own.id),
        origin=form.cleaned_data["origin"],
        channel=form.cleaned_data["channel"],
        key=form.cleaned_data["key"],
        now=request.now,
        photographs=form.photographs,
    )


def _say_saved(request: JishanRequest, own: HouseholdCard, title: str, made: Moved) -> None:
    facts = {"who": own.head_name, "what": title, "n": made.number}
    messages.success(request, _("记下了：%(who)s，%(what)s，编号 %(n)s。下一户？") % facts)


def _act_page(
    request: JishanRequest,
    own: HouseholdCard,
    form: ActForm,
    scheme: Scheme,
    shown: Preview | None,
    refusal: Worded | None,
) -> HttpResponse:
    context = {
        "household": own,
        "form": form,
        "shown": shown,
        "reasons": reasons_shown(scheme, shown.reasons) if shown else [],
        "refusal": refusal,
        "nav": None,
    }
    return page(request, "act", context, status=refusal.status if refusal else 200)


_RECORD = "v/<slug:village>/grid/record/"
_HOUSEHOLD = f"{_RECORD}<int:household_id>/"

urlpatterns = [
    path(_RECORD, record, name="grid-record"),
    path(_HOUSEHOLD, record_household, name="grid-record-household"),
    path(f"{_HOUSEHOLD}<str:item>/", record_item, name="grid-record-item"),
]
