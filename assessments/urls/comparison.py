"""URL of the page "Bandingkan"."""

from django.urls import path

from assessments.views import comparison

urlpatterns = [path("penilaian/<int:pk>/bandingkan/", comparison.comparison, name="comparison")]
