"""URLs of: what helps people along."""

from django.urls import path

from assessments.views import helping

urlpatterns = [
    path("bantuan/", helping.overview, name="help"),
    path("bantuan/istilah/", helping.term_list, name="help_terms"),
    path("bantuan/panduan/<slug:guide>/", helping.guide, name="help_guide"),
    path("bantuan/petunjuk/<slug:name>/tutup/", helping.hint_close, name="hint_close"),
]
