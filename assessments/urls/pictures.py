"""URLs of results as pictures."""

from django.urls import path

from assessments.views import pictures

urlpatterns = [
    path("penilaian/<int:pk>/gambar/", pictures.pictures, name="pictures"),
    path("instansi/<slug:instansi>/<int:year>/gambar/", pictures.year, name="year_pictures"),
]
