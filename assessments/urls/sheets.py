"""URLs of: sheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
