"""URL of the search over everything that a person may see."""

from django.urls import path

from assessments.views import searching

urlpatterns = [path("cari/", searching.search_page, name="search")]
