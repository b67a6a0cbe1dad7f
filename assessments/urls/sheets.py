"""URLs of: the work queue, one question at a time, members' sheets, conflicts of interest."""

from django.urls import URLPattern, path

from assessments.views import sheets, tpi

urlpatterns: list[URLPattern] = [
    path("tpi/", sheets.tpi_queue, name="tpi_queue"),
    path("penilaian/<int:pk>/tpi/soal/<str:code>/", tpi.tpi_question, name="tpi_question"),
    path("penilaian/<int:pk>/tpi-lanjut/", tpi.tpi_next, name="tpi_next"),
    path("penilaian/<int:pk>/tpi/<str:code>/tetap/", tpi.tpi_confirm, name="tpi_confirm"),
    path("penilaian/<int:pk>/tpi-anggota/", sheets.tpi_members, name="tpi_members"),
    path("penilaian/<int:pk>/benturan/", sheets.declare_conflict, name="declare_conflict"),
]
