"""URLs of the documents of a unit."""

from django.urls import path

from assessments.views import papers

PAPER = "penilaian/<int:pk>/dokumen-unit/<int:document>/"
urlpatterns = [
    path("penilaian/<int:pk>/dokumen-unit/", papers.papers, name="papers"),
    path("penilaian/<int:pk>/dokumen-unit/unggah/", papers.papers_upload, name="papers_upload"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}ganti/", papers.paper_replace, name="paper_replace"),
    path(f"{PAPER}arsip/", papers.paper_archive, name="paper_archive"),
    path(f"{PAPER}bukti/", papers.paper_prove, name="paper_prove"),
    path(f"{PAPER}revisi/<int:number>/", papers.paper_file, name="paper_file"),
]
