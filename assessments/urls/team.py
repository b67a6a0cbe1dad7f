"""URLs of the penetapan, of teams, and of the registers of a unit's year."""

from django.urls import path

from assessments.views import team

YEAR = "instansi/<slug:instansi>/<int:year>/"

urlpatterns = [
    path("penilaian/<int:pk>/tim-kerja/", team.work_team, name="work_team"),
    path("penilaian/<int:pk>/tim-kerja/tambah/", team.work_team_add, name="work_team_add"),
    path("penilaian/<int:pk>/tim-kerja/sk/", team.work_team_file, name="work_team_file"),
    path("penilaian/<int:pk>/tim-kerja/cetak/", team.work_team_print, name="work_team_print"),
    path(f"{YEAR}tim-pembangunan/", team.instansi_team, name="instansi_team"),
    path(f"{YEAR}tim-pembangunan/tambah/", team.instansi_team_add, name="instansi_team_add"),
    path(f"{YEAR}tim-pembangunan/sk/", team.instansi_team_file, name="instansi_team_file"),
    path(f"{YEAR}tim-pembangunan/cetak/", team.instansi_team_print, name="instansi_team_print"),
    path("anggota-tim/<int:pk>/", team.work_member, name="work_member"),
    path("anggota-tim/<int:pk>/ganti/", team.work_member_replace, name="work_member_replace"),
]
