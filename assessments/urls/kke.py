"""URLs of KKE export and import."""

from django.urls import path

from assessments.views import kke

urlpatterns = [
    path("penilaian/<int:pk>/kke/unduh/", kke.kke_export, name="kke_export"),
    path("penilaian/<int:pk>/kke/impor/", kke.kke_import, name="kke_import"),
    path("penilaian/<int:pk>/kke/terapkan/", kke.kke_apply, name="kke_apply"),
]
