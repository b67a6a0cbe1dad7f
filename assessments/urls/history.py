"""URLs of: history."""

from django.urls import path

from assessments.views import history

urlpatterns = [
    path("penilaian/<int:pk>/riwayat/", history.history, name="history"),
    path("penilaian/<int:pk>/riwayat/banding/", history.history_compare, name="history_compare"),
    path("penilaian/<int:pk>/riwayat/<str:code>/", history.history_question, name="history_question"),
    path("penilaian/<int:pk>/jejak/", history.trail, name="trail"),
]
