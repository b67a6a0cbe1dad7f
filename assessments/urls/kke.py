"""URLs of KKE export."""

from django.urls import path

from assessments.views import kke

urlpatterns = [
    path("penilaian/<int:pk>/kke/unduh/", kke.kke_export, name="kke_export"),
]
