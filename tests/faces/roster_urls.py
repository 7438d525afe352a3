"""The addresses that the roster's pages and codes need, and nothing else of the site."""

from django.urls import include, path
from django.views.generic import RedirectView

_elsewhere = RedirectView.as_view(url="/")

urlpatterns = [
    path("", include("jishan.web.entry")),
    path("", include("jishan.web.office.roster")),
    path("", include("jishan.web.codes")),
    path("b/<slug:village>/", _elsewhere, name="board"),
    path("v/<slug:village>/shop/", _elsewhere, name="counter"),
    path("v/<slug:village>/grid/record/", _elsewhere, name="grid-record"),
    path("my/", _elsewhere, name="my-home"),
]
