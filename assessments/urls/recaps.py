"""URLs of recaps as workbooks and of all KKE in one archive."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
