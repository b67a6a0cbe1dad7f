"""URLs of the penetapan, of teams, and of the registers of a unit's year."""

from django.urls import path

from assessments.views import team

YEAR = "instansi/<slug:instansi>/<int:year>/"

DECREE = f"{YEAR}penetapan/sk/<int:decree>/"

urlpatterns = [
    path(f"{YEAR}penetapan/", team.selection, name="selection"),
    path(f"{YEAR}penetapan/unit/<int:unit>/", team.selection_unit, name="selection_unit"),
    path(f"{YEAR}penetapan/sk/", team.selection_decree_add, name="selection_decree_add"),
    path(DECREE, team.selection_decree, name="selection_decree"),
    path(f"{DECREE}keluarkan/", team.selection_decree_unit, name="selection_decree_unit"),
    path(f"{DECREE}berkas/", team.selection_decree_file, name="selection_decree_file"),
    path("penilaian/<int:pk>/tim-kerja/", team.work_team, name="work_team"),
    path("penilaian/<int:pk>/tim-kerja/tambah/", team.work_team_add, name="work_team_add"),
    path("penilaian/<int:pk>/tim-kerja/sk/", team.work_team_file, name="work_team_file"),
    path("penilaian/<int:pk>/tim-kerja/cetak/", team.work_team_print, name="work_team_print"),
    path(f"{YEAR}tim-pembangunan/", team.instansi_team, name="instansi_team"),
    path(f"{YEAR}tim-pembangunan/tambah/", team.instansi_team_add, name="instansi_team_add"),
    path(f"{YEAR}tim-pembangunan/sk/", team.instansi_team_file, name="instansi_team_file"),
    path(f"{YEAR}tim-pembangunan/cetak/", team.instansi_team_print, name="instansi_team_print"),
    path("penilaian/<int:pk>/agen-perubahan/", team.agents, name="agents"),
    path("penilaian/<int:pk>/agen-perubahan/tambah/", team.agent_add, name="agent_add"),
    path("agen/<int:pk>/", team.agent, name="agent"),
    path("agen/<int:pk>/hapus/", team.agent_remove, name="agent_remove"),
    path("agen/<int:pk>/perubahan/", team.agent_change_add, name="agent_change_add"),
    path("perubahan-agen/<int:pk>/", team.agent_change, name="agent_change"),
    path("perubahan-agen/<int:pk>/hapus/", team.agent_change_remove, name="agent_change_remove"),
    path("penilaian/<int:pk>/inovasi/", team.innovations, name="innovations"),
    path("penilaian/<int:pk>/inovasi/tambah/", team.innovation_add, name="innovation_add"),
    path("inovasi/<int:pk>/", team.innovation, name="innovation"),
    path("inovasi/<int:pk>/hapus/", team.innovation_remove, name="innovation_remove"),
    path("penilaian/<int:pk>/dari-register/<str:code>/", team.take_counts, name="take_counts"),
    path("penilaian/<int:pk>/tabel/<slug:table>/", team.unit_table, name="unit_table"),
    path("anggota-tim/<int:pk>/", team.work_member, name="work_member"),
    path("anggota-tim/<int:pk>/hapus/", team.work_member_remove, name="work_member_remove"),
    path("anggota-tim/<int:pk>/ganti/", team.work_member_replace, name="work_member_replace"),
]
