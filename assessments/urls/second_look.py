"""URLs of the second look at a unit's answers."""

from django.urls import path

from assessments.views import second_look

urlpatterns = [
    path("penilaian/<int:pk>/lihat-lagi/", second_look.second_look, name="second_look"),
]
