"""URLs of: answering."""

from django.urls import path

from assessments.views import answering

urlpatterns = [
    path("penilaian/<int:pk>/area/<str:area>/", answering.area_page, name="area"),
    path("penilaian/<int:pk>/jawab/<str:code>/", answering.save_answer, name="save_answer"),
    path("penilaian/<int:pk>/dari-survei/<str:code>/", answering.take_index, name="take_index"),
    path("penilaian/<int:pk>/komentar/<str:code>/", answering.comment, name="comment"),
    path("penilaian/<int:pk>/bukti/<str:code>/tambah/", answering.evidence_add, name="evidence_add"),
    path("bukti/<int:pk>/lepas/", answering.evidence_remove, name="evidence_remove"),
    path("bukti/<int:pk>/", answering.evidence_file, name="evidence_file"),
]
