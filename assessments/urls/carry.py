"""URLs of taking over an earlier year."""

from django.urls import path

from assessments.views import carry

urlpatterns = [
    path("penilaian/<int:pk>/ambil-alih/", carry.carry, name="carry"),
    path("penilaian/<int:pk>/ambil-alih/urungkan/", carry.carry_undo, name="carry_undo"),
    path("penilaian/<int:pk>/ambil-alih/daftar/", carry.carry_list, name="carry_list"),
    path("penilaian/<int:pk>/periksa-ulang/", carry.carry_check, name="carry_check"),
    path("instansi/<slug:instansi>/<int:year>/ambil-alih/", carry.carry_many, name="carry_many"),
]
