"""A household's own pages, behind card and PIN: what it has, what it claims, what it objects to."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.actions import Moved, submit_claim, withdraw_claim
from jishan.claims.queries import (
    ClaimRoad,
    ClaimRow,
    Preview,
    bars_in_force,
    claimable_items,
    claims_of_household,
    marks_of_household,
    photograph,
    preview,
    slip,
    trace,
    why,
)
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import Stage, State
from jishan.entrance.request import JishanRequest, card_holder
from jishan.entrance.words import Worded
from jishan.entrance.words.notices import STRIKES
from jishan.honors.drawing import lots_of_household
from jishan.honors.naming import period_words
from jishan.honors.queries import titles_of_household
from jishan.ledger.queries import Passbook, passbook
from jishan.moving.changed import joined_household
from jishan.notices.queries import notices_open
from jishan.registry.queries import household
from jishan.schemes.queries import in_force, version_in_force
from jishan.web.act_form import ActForm, item_of
from jishan.web.claim_rows import (
    claim_entry,
    reasons_shown,
    road_steps,
    said,
    slip_receipt,
    team_shown,
    trace_shown,
)
from jishan.web.keys import new_key
from jishan.web.passbook import passbook_context

_NAV = (
    ("my-home", gettext_lazy("首页")),
    ("my-claim", gettext_lazy("申报")),
    ("my-passbook", gettext_lazy("存折")),
    ("my-notices", gettext_lazy("公示")),
)
_FAMILY = {"my-notice": "my-notices"}
LINES_A_PAGE = 20


def page(
    request: JishanRequest,
    template: str,
    context: dict[str, Any],
    *,
    dock: bool = True,
    status: int = 200,
) -> HttpResponse:
    current = request.resolver_match.url_name if request.resolver_match else ""
    current = _FAMILY.get(current or "", current)
    nav = [
        {"label": label, "url": reverse(name), "current": name == current} for name, label in _NAV
    ]
    shared = {"home_url": reverse("my-home"), "nav": nav if dock else None}
    return render(request, f"villager/{template}.html", shared | context, status=status)


def home_id(request: JishanRequest) -> int:
    assert request.actor.household_id is not None, "a card holder has a household"
    return request.actor.household_id


def _scheme(request: JishanRequest) -> Scheme | None:
    found = in_force(request.place.id, timezone.localdate(request.now))
    return found.scheme if found else None


# What we have -------------------------------------------------------------------------------


@card_holder
def home(request: JishanRequest) -> HttpResponse:
    """The balance, what is under way, what hangs on the board, the last lines."""
    own_id, today = home_id(request), timezone.localdate(request.now)
    scheme = _scheme(request)
    book = passbook(request.actor, own_id, limit=6, day=today)
    mine = claims_of_household(request.actor, own_id, request.now, limit=30)
    context = {
        "household": household(request.actor, own_id),
        "joined": joined_household(request.actor, own_id),
        "open": _entries([row for row in mine if row.state is State.OPEN][:3], scheme),
        "bars": bars_in_force(request.actor, today),
        "notices": notices_open(request.place.id, request.now, limit=3),
        **passbook_context(book, scheme, mine, url_name="my-claim-one"),
    }
    return page(request, "home", context)


def _entries(rows: list[ClaimRow], scheme: Scheme | None) -> list[dict[str, Any]]:
    return [
        claim_entry(
            row,
            scheme,
            url=reverse("my-claim-one", args=[row.id]),
            holder=False,
            photos=[reverse("my-photo", args=[one]) for one in row.photographs],
        )
        for row in rows
    ]


@card_holder
def my_passbook(request: JishanRequest) -> HttpResponse:
    """The book, newest line first; each line answers why."""
    own_id, today = home_id(request), timezone.localdate(request.now)
    before = request.GET.get("before", "")
    book: Passbook = passbook(
        request.actor,
        own_id,
        limit=LINES_A_PAGE,
        before_id=int(before) if before.isdecimal() else None,
        day=today,
    )
    mine = claims_of_household(request.actor, own_id, request.now, limit=200)
    titles = titles_of_household(request.actor, own_id)
    scheme = _scheme(request)
    context = passbook_context(book, scheme, mine, url_name="my-claim-one")
    marks = marks_of_household(request.actor, own_id)
    context |= {
        "joined": joined_household(request.actor, own_id),
        "titles": titles,
        "marks": [(one, period_words(one.period)) for one in marks],
        "lots": lots_of_household(request.actor, own_id, scheme) if scheme else (),
    }
    return page(request, "passbook", context)


# Claims -------------------------------------------------------------------------------------


@card_holder
def claim(request: JishanRequest) -> HttpResponse:
    """What did you do? The household's frequent items first."""
    today = timezone.localdate(request.now)
    groups = claimable_items(request.place.id, today, household_id=home_id(request))
    return page(request, "items", {"groups": groups})


@card_holder
def claim_new(request: JishanRequest, item: str) -> HttpResponse:
    """The form, today and once filled in, with what it would bring; then it is sent."""
    form, scheme = _act_form(request, item)
    shown, refusal = _weighed(request, form, scheme)
    if "send" in request.POST and form.is_valid() and refusal is None:
        try:
            made = _submitted(request, form)
        except Refusal as refused:
            refusal = said(refused, scheme)
        else:
            messages.success(request, _("收到了，编号 %(n)s。") % {"n": made.number})
            return HttpResponseRedirect(reverse("my-claim-one", args=[made.id]))
    return _act_page(request, form, scheme, shown, refusal)


def _submitted(request: JishanRequest, form: ActForm) -> Moved:
    return submit_claim(
        request.actor,
        form.new_claim(home_id(request)),
        key=form.cleaned_data["key"],
        now=request.now,
        photographs=form.photographs,
    )


def _act_form(request: JishanRequest, item: str) -> tuple[ActForm, Scheme]:
    today = timezone.localdate(request.now)
    scheme = version_in_force(request.place.id, today).scheme
    own = household(request.actor, home_id(request))
    card = item_of(claimable_items(request.place.id, today), item)
    posted = request.method == "POST"
    form = ActForm(
        card,
        scheme,
        own.members,
        today=today,
        key=new_key(),
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
    )
    return form, scheme


def _weighed(
    request: JishanRequest, form: ActForm, scheme: Scheme
) -> tuple[Preview | None, Worded | None]:
    """The figure, or why there is none; nothing before what has to be chosen is chosen."""
    if not (form.is_valid() if form.is_bound else form.simple):
        return None, None
    try:
        new = form.new_claim(home_id(request))
        return preview(request.actor, new, origin="self", now=request.now), None
    except (NotFound, NotAllowed):
        raise
    except Refusal as refused:
        if refused.code == "scoring.points_missing":  # the panel names the figure
            return None, None
        return None, said(refused, scheme)


def _act_page(
    request: JishanRequest,
    form: ActForm,
    scheme: Scheme,
    shown: Preview | None,
    refusal: Worded | None,
) -> HttpResponse:
    context = {
        "form": form,
        "shown": shown,
        "reasons": reasons_shown(scheme, shown.reasons) if shown else [],
        "refusal": refusal,
    }
    return page(request, "act", context, dock=False, status=refusal.status if refusal else 200)


@card_holder
def claims(request: JishanRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = claims_of_household(
        request.actor,
        home_id(request),
        request.now,
        limit=LINES_A_PAGE,
        before_number=int(before) if before.isdecimal() else None,
    )
    more = rows[-1].number if len(rows) == LINES_A_PAGE else None
    return page(request, "claims", {"claims": _entries(list(rows), _scheme(request)), "more": more})


@card_holder
def claim_one(request: JishanRequest, claim_id: int) -> HttpResponse:
    """The road of one claim: what was done with it, what comes next, and why this figure."""
    road = why(request.actor, claim_id, request.now)
    context = {
        "road": road,
        "claim": _entries([road.claim], road.rules)[0]
        | {"url": None, "team": team_shown(road.team)},
        "steps": road_steps(road),
        "trace": trace_shown(trace(request.actor, road)),
        "lines": [
            {"shown": one, "why": one.struck_note or STRIKES.get(one.struck_why, "")}
            for one in road.lines
        ],
        "may_withdraw": _withdrawable(road),
        "has_slip": road.claim.points is not None,
    }
    return page(request, "claim", context)


def _withdrawable(road: ClaimRoad) -> bool:
    claim = road.claim
    early = claim.stage in (Stage.VERIFY, Stage.REVIEW)
    return claim.origin == "self" and claim.state is State.OPEN and early


@card_holder
def withdraw(request: JishanRequest, claim_id: int) -> HttpResponse:
    """Asks once more; then the claim is taken back."""
    address = reverse("my-claim-one", args=[claim_id])
    if request.method == "POST":
        withdraw_claim(request.actor, claim_id, now=request.now)
        messages.success(request, _("已经撤回。"))
        return HttpResponseRedirect(address)
    claim = why(request.actor, claim_id, request.now).claim
    sentence = _("撤回“%(item)s”？撤回以后就不算了，要算得重新申报。") % {"item": claim.item}
    context = {"title": _("撤回申报"), "sentence": sentence, "cancel_url": address, "danger": True}
    return render(request, "confirm.html", context | {"confirm_label": _("撤回")})


@card_holder
def my_slip(request: JishanRequest, claim_id: int) -> HttpResponse:
    found = slip(request.actor, claim_id, request.now)
    context = {
        "receipt": slip_receipt(found, request.place, _scheme(request)),
        "paper": "a6" if request.GET.get("paper") == "a6" else "80",
        "back_url": reverse("my-claim-one", args=[claim_id]),
        "home_url": reverse("my-home"),
    }
    return render(request, "villager/slip.html", context)


@card_holder
def photo(request: JishanRequest, evidence_id: int) -> HttpResponse:
    found = photograph(request.actor, evidence_id, thumbnail="small" in request.GET)
    return HttpResponse(found.read_bytes(), content_type="image/jpeg")


urlpatterns = [
    path("my/", home, name="my-home"),
    path("my/passbook/", my_passbook, name="my-passbook"),
    path("my/claim/", claim, name="my-claim"),
    path("my/claim/<str:item>/", claim_new, name="my-claim-new"),
    path("my/claims/", claims, name="my-claims"),
    path("my/claims/<int:claim_id>/", claim_one, name="my-claim-one"),
    path("my/claims/<int:claim_id>/withdraw/", withdraw, name="my-withdraw"),
    path("my/claims/<int:claim_id>/slip/", my_slip, name="my-slip"),
    path("my/photos/<int:evidence_id>/", photo, name="my-photo"),
]
