"""URLs of marks on evidence."""

from django.urls import path

from assessments.views.marks import saving

urlpatterns = [
    path("bukti/<int:pk>/tanda/", saving.evidence_mark, name="evidence_mark"),
]
