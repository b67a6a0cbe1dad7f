"""URLs of `documents`."""

from django.urls import URLPattern, URLResolver

from documents.library_urls import urlpatterns as library

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [*library]
