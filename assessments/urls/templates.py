"""URLs of official KKE templates of a period and exports into them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
