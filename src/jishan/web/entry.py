"""The entrance: the front page, login by password or by card, logout, and what goes wrong there."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jishan.core.errors import Refusal
from jishan.entrance.request import JishanRequest, public, refusal_page, user_id
from jishan.entrance.words import worded
from jishan.orgs.queries import posts_of, villages_under
from jishan.registry.actions import open_card
from jishan.web.navigation import desk_of


class WrongLogin(Refusal):
    code = "entrance.wrong_login"


class LockedOut(Refusal):
    code = "entrance.locked_out"


class FormExpired(Refusal):
    code = "entrance.form_expired"


class LoginForm(forms.Form):
    username = forms.CharField(label=_("账号"), max_length=40)
    password = forms.CharField(label=_("密码"), max_length=128, widget=forms.PasswordInput)


class CardForm(forms.Form):
    code = forms.CharField(label=_("卡号"), max_length=20)
    pin = forms.CharField(label=_("密码（6 位数字）"), max_length=6, widget=forms.PasswordInput)


@public
def front(request: JishanRequest) -> HttpResponse:
    return render(request, "front.html", {"villages": villages_under("/")})


def _destination(request: JishanRequest, fallback: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and safe else fallback


@public
def staff_login(request: JishanRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(_destination(request, reverse("my-posts")))
        refusal = worded(WrongLogin())
    context = {"form": form, "refusal": refusal, "next": request.GET.get("next", "")}
    return render(request, "login.html", context, status=refusal.status if refusal else 200)


@public
def card_login(request: JishanRequest) -> HttpResponse:
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = open_card(form.cleaned_data["code"], form.cleaned_data["pin"], now=request.now)
        except Refusal as refusal:
            said = worded(refusal)
            context = {"form": form, "refusal": said, "next": request.POST.get("next", "")}
            return render(request, "card_login.html", context, status=said.status)
        request.session.cycle_key()
        request.session["card"] = {
            "village": card.village_id,
            "id": card.id,
            "household": card.household_id,
        }
        return HttpResponseRedirect(_destination(request, reverse("my-home")))
    if request.method != "POST":
        form = CardForm(initial={"code": request.GET.get("code", "")})
    context = {"form": form, "refusal": None, "next": request.GET.get("next", "")}
    return render(request, "card_login.html", context)


@require_POST
@public
def leave(request: JishanRequest) -> HttpResponse:
    logout(request)
    response = HttpResponseRedirect(reverse("front"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def my_posts(request: JishanRequest) -> HttpResponse:
    """Where somebody works: one post leads straight there, several are a choice."""
    posts = posts_of(user_id(request), day=timezone.localdate(request.now))
    desks = [desk_of(post) for post in posts]
    if len(desks) == 1:
        return HttpResponseRedirect(desks[0].url)
    return render(request, "my_posts.html", {"desks": desks})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without its token: nothing was done, say so."""
    return refusal_page(request, FormExpired())


def locked_out(request: HttpRequest, credentials: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """What django-axes answers after too many wrong passwords."""
    return refusal_page(request, LockedOut())


urlpatterns = [
    path("", front, name="front"),
    path("login/", staff_login, name="login"),
    path("card/", card_login, name="card-login"),
    path("logout/", leave, name="logout"),
    path("work/", my_posts, name="my-posts"),
]
