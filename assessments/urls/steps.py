"""URLs of pembangunan and moves."""

from django.urls import path

from assessments.views import steps

urlpatterns = [
    path("penilaian/<int:pk>/pembangunan/", steps.pembangunan, name="pembangunan"),
    path("penilaian/<int:pk>/berkas/<slug:what>/", steps.step_file, name="step_file"),
    path("penilaian/<int:pk>/langkah/<slug:name>/", steps.move, name="move"),
]
