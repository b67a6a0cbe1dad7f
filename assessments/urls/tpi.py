"""URLs of: tpi."""

from django.urls import path

from assessments.views import tpi

urlpatterns = [
    path("penilaian/<int:pk>/tpi/<str:area>/", tpi.tpi_area, name="tpi_area"),
    path("penilaian/<int:pk>/tpi/<str:code>/simpan/", tpi.tpi_save, name="tpi_save"),
    path("penilaian/<int:pk>/tpi-selesai/", tpi.tpi_done, name="tpi_done"),
    path("penilaian/<int:pk>/tpi-sepakat/", tpi.tpi_agree, name="tpi_agree"),
    path("penilaian/<int:pk>/pertimbangan/", tpi.considerations, name="considerations"),
    path("penilaian/<int:pk>/finalisasi/", tpi.finalise, name="finalise"),
]
