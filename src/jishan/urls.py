"""The addresses. Faces have their own lists."""

from django.urls import include, path

urlpatterns = [path("", include("jishan.web.urls"))]
