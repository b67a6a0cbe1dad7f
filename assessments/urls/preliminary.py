"""URLs of: preliminary."""

from django.urls import path

from assessments.views import preliminary

urlpatterns = [
    path("penilaian/<int:pk>/pendahuluan/", preliminary.conclusion, name="preliminary"),
    path("penilaian/<int:pk>/pendahuluan/surat/", preliminary.letter, name="preliminary_letter"),
    path("penilaian/<int:pk>/pembinaan/", preliminary.coaching, name="coaching"),
]
