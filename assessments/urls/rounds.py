"""URLs of rounds of perbaikan."""

from django.urls import path

from assessments.views.rounds import page, saving

urlpatterns = [
    path("penilaian/<int:pk>/perbaikan/", page.rounds, name="rounds"),
    path("penilaian/<int:pk>/perbaikan/kembalikan/", page.round_return, name="round_return"),
    path("penilaian/<int:pk>/perbaikan/<str:code>/permintaan/", saving.round_request, name="round_request"),
    path("penilaian/<int:pk>/perbaikan/<str:code>/usul/", saving.round_proposal, name="round_proposal"),
    path("penilaian/<int:pk>/perbaikan/<str:code>/tanggapan/", saving.round_reply, name="round_reply"),
]
