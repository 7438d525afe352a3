"""Where a printed code leads depends on who scans it; a stranger never sees a name or a figure."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from jishan.core.access import Role
from jishan.core.errors import NotFound
from jishan.entrance.request import JishanRequest, public, user_id
from jishan.entrance.throttle import looking_up
from jishan.orgs.queries import place_of, posts_of
from jishan.registry.queries import CodeLeads, code_leads

_DESKS = {Role.SHOPKEEPER: "counter", Role.GRID_WORKER: "grid-record"}


@public
def scanned(request: JishanRequest, code: str) -> HttpResponse:
    """Shopkeeper: the counter. Grid worker: recording for it. The household: its points. Others:
    the board for a door, the card login for a card.
    """
    with looking_up(request):
        leads = code_leads(code)
        if leads is None:
            raise NotFound
    response = HttpResponseRedirect(_address(request, leads, code))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _address(request: JishanRequest, leads: CodeLeads, code: str) -> str:
    village = place_of(leads.village_id).code
    card = request.session.get("card", {})
    if (card.get("village"), card.get("household")) == (leads.village_id, leads.household_id):
        return reverse("my-home")
    desk = _desk(request, village)
    if desk:
        return f"{reverse(desk, args=[village])}?{urlencode({'code': code})}"
    if leads.kind == "card":
        return f"{reverse('card-login')}?{urlencode({'code': code})}"
    return reverse("board", args=[village])


def _desk(request: JishanRequest, village: str) -> str | None:
    if not request.user.is_authenticated:
        return None
    posts = posts_of(user_id(request), day=timezone.localdate(request.now))
    desks = [_DESKS.get(post.role) for post in posts if post.village_code == village]
    return next((desk for desk in desks if desk), None)


urlpatterns = [
    re_path(r"^[Hh]/(?P<code>[0-9A-Za-z]{4,16})$", scanned, name="door-code"),
    re_path(r"^[Kk]/(?P<code>[0-9A-Za-z]{4,16})$", scanned, name="card-code"),
]
