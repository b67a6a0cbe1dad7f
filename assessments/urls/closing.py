"""URLs of recommendation and signatures; finalising itself is in `tpi`, reopening is a move (`steps`)."""

from django.urls import path

from assessments.views import tpi

urlpatterns = [
    path("penilaian/<int:pk>/rekomendasi/", tpi.recommendation, name="recommendation"),
    path("penilaian/<int:pk>/tanda-tangan/", tpi.sign, name="sign"),
    path("penilaian/<int:pk>/tanda-tangan/kembalikan/", tpi.decline, name="decline"),
]
