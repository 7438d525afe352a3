"""Who is asking, and when: request.now, request.place, request.actor. The only clock of the pages.

Every view has a door. Without a mark it is for staff and closed: somebody must be logged in and
hold an appointment that reaches the village named in the address (`place`: a township or county).
`@public` is open; `@card_holder` wants a household's card and PIN.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from jishan.core.access import Actor, Permission, villager_actor
from jishan.core.errors import Refusal
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.entrance.words import worded
from jishan.entrance.words.scheme_findings import finding_line
from jishan.orgs.queries import Place, actor_in_village, area_for, place_of, village_place
from jishan.registry.queries import card_is_valid
from jishan.schemes.queries import one_reading

IDLE = timedelta(minutes=30)
_TOUCH = timedelta(minutes=1)
_DETAILS_MAX = 20
_READS = ("GET", "HEAD")


class Door(StrEnum):
    STAFF = "staff"
    PUBLIC = "public"
    CARD = "card"


View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Open to everybody: the board, the entrance."""
    view.door = Door.PUBLIC  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


def card_holder(view: View) -> View:
    """For a household that has shown its card and PIN."""
    view.door = Door.CARD  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


class JishanRequest(HttpRequest):
    """A request after the entrance. `place` and `actor` exist only behind a door that asks for
    them; at a township or county `officer` is who asks, standing in the area itself."""

    now: datetime
    care: bool
    place: Place
    actor: Actor
    officer: Actor
    htmx: Any


class EntranceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        entered = cast(JishanRequest, request)
        entered.now = timezone.now()
        chosen = request.GET.get("care")
        entered.care = (chosen or request.COOKIES.get("care")) == "1"
        with one_reading() if request.method in _READS else nullcontext():
            response = self.get_response(request)
        if chosen in ("0", "1"):
            response.set_cookie("care", chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
        if getattr(entered, "actor", None) is not None:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        try:
            _require_storable(request)
            return _enter(cast(JishanRequest, request), getattr(view, "door", Door.STAFF), kwargs)
        except Refusal as refusal:
            return refusal_page(request, refusal)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refusal) else None


class NotStorable(Refusal):
    """A zero among the signs: no keyboard types it, and PostgreSQL keeps no text with it."""

    code = "entrance.not_storable"


def _require_storable(request: HttpRequest) -> None:
    sent = (request.GET, request.POST)
    texts = [text for values in sent for name, given in values.lists() for text in (name, *given)]
    if any("\0" in str(text) for text in (request.path_info, *texts)):
        raise NotStorable


def _enter(request: JishanRequest, door: Door, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Set `place` and `actor` for the door, or send to the login page."""
    if door is Door.PUBLIC:
        if "village" in kwargs:
            request.place = village_place(kwargs["village"])
        return None
    if _gone_idle(request):
        request.session.flush()
        return _to_login(request, "card-login" if door is Door.CARD else "login")
    if door is Door.CARD:
        return _enter_with_card(request)
    if not request.user.is_authenticated:
        return _to_login(request, "login")
    user, day = user_id(request), timezone.localdate(request.now)
    if "village" in kwargs:
        request.place = village_place(kwargs["village"])
        request.actor = actor_in_village(user, request.place, day=day)
    elif "place" in kwargs:
        request.place, request.officer = area_for(
            user, kwargs["place"], Permission.VIEW_TOWNSHIP, day=day
        )
    return None


def user_id(request: HttpRequest) -> int:
    """The number of the user who is logged in."""
    found: int | None = request.user.pk
    assert found is not None, "the door has been passed"
    return found


def _enter_with_card(request: JishanRequest) -> HttpResponse | None:
    card = request.session.get("card")
    if card is None or not card_is_valid(card["village"], card["id"]):
        return _to_login(request, "card-login")
    request.place = place_of(card["village"])
    request.actor = villager_actor(card["household"], card["village"])
    return None


def _gone_idle(request: JishanRequest) -> bool:
    """A shared office PC forgets whoever left it (faces.md 5.2)."""
    stamp = request.now.timestamp()
    seen = request.session.get("seen")
    if seen is not None and stamp - seen > IDLE.total_seconds():
        return True
    if request.session.keys() and (seen is None or stamp - seen > _TOUCH.total_seconds()):
        request.session["seen"] = stamp
    return False


def _to_login(request: HttpRequest, name: str) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(name)}?{query}")


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The one page of every "no": a code and a sentence (as a part of a page for htmx)."""
    said = worded(refusal)
    part = bool(getattr(request, "htmx", False))
    template = "parts/refusal.html" if part else "refusal.html"
    details: tuple[str, ...] = ()
    back_url = "" if part else _came_from(request)
    if isinstance(refusal, SchemeUnreadable):
        details = tuple(finding_line(finding) for finding in refusal.findings[:_DETAILS_MAX])
    context = {"refusal": said, "details": details, "back_url": back_url}
    context["home_url"] = _home(request)
    return render(request, template, context, status=said.status)


def _came_from(request: HttpRequest) -> str:
    """The page of this house that led here, never another house's; empty where it is unknown, or
    where it is the very page that was refused."""
    referer = request.headers.get("referer", "")
    own = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referer, own, require_https=request.is_secure()):
        return ""
    found = urlsplit(referer)
    address = f"{found.path}?{found.query}" if found.query else found.path
    if request.method in _READS and address == request.get_full_path():
        return ""
    return address if url_has_allowed_host_and_scheme(address, own) else ""


def _home(request: HttpRequest) -> str:
    """The first page of whoever is asking."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        return reverse("my-posts")
    return reverse("my-home" if request.session.get("card") else "front")
