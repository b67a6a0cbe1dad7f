"""URLs of: preliminary."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
