"""URLs of official KKE templates of a period and exports into them."""

from django.urls import path

from assessments.views import kke

_PERIOD = "instansi/<slug:instansi>/<int:year>/templat/"

urlpatterns = [
    path("penilaian/<int:pk>/kke/", kke.kke_files, name="kke_files"),
    path("penilaian/<int:pk>/kke/unduh/kosong/", kke.kke_blank, name="kke_blank"),
    path("penilaian/<int:pk>/kke/templat/<int:template>/", kke.kke_template, name="kke_template"),
    path(
        "penilaian/<int:pk>/kke/templat/<int:template>/unduh/",
        kke.kke_template_file,
        name="kke_template_file",
    ),
    path(_PERIOD, kke.period_templates, name="period_templates"),
    path(f"{_PERIOD}<int:template>/berkas/", kke.period_template_file, name="period_template_file"),
    path(f"{_PERIOD}<int:template>/hapus/", kke.period_template_remove, name="period_template_remove"),
]
