"""URLs of: compare."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
