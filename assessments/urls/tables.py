"""URLs of tables taken in from Excel: units, people, teams and the like, with their templates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
