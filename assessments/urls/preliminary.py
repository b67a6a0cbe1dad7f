"""URLs of: preliminary."""

from django.urls import path

from assessments.views import preliminary

urlpatterns = [
    path("penilaian/<int:pk>/pendahuluan/", preliminary.conclusion, name="preliminary"),
]
