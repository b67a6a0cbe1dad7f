"""URLs of: the check-list of evidence."""

from django.urls import path

from assessments.views import answering

urlpatterns = [
    path("penilaian/<int:pk>/butir/<str:code>/", answering.checklist, name="checklist"),
    path("bukti/<int:pk>/butir/", answering.use_line, name="use_line"),
]
