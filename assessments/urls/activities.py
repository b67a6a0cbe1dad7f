"""URLs of the action plan."""

from django.urls import path

from assessments.views import activities

PLAN = "penilaian/<int:pk>/rencana-aksi/"
ONE = f"{PLAN}<int:number>/"

urlpatterns = [
    path(PLAN, activities.activities, name="activities"),
    path(f"{PLAN}baru/", activities.activity_new, name="activity_new"),
    path(f"{PLAN}xlsx/", activities.activities_workbook, name="activities_workbook"),
    path(f"{PLAN}impor/", activities.activities_import, name="activities_import"),
    path(f"{PLAN}dari-lhe/", activities.activities_take, name="activities_take"),
    path(ONE, activities.activity, name="activity"),
    path(f"{ONE}ubah/", activities.activity_edit, name="activity_edit"),
    path(f"{ONE}hapus/", activities.activity_remove, name="activity_remove"),
    path(f"{ONE}kemajuan/", activities.activity_note, name="activity_note"),
    path(f"{ONE}dokumen/", activities.activity_papers, name="activity_papers"),
    path(f"{ONE}dokumen/<int:document>/lepas/", activities.activity_paper_off, name="activity_paper_off"),
    path(f"{ONE}dokumen/<int:document>/bukti/", activities.activity_prove, name="activity_prove"),
]
