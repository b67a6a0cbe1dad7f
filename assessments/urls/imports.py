"""URLs of imports: what was uploaded, its preview, applying, undoing, the kept file."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
