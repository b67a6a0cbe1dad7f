"""URLs of TPN's results."""

from django.urls import path

from assessments.views import tpn

urlpatterns = [
    path("penilaian/<int:pk>/tpn/", tpn.tpn, name="tpn"),
    path("penilaian/<int:pk>/tpn/<str:area>/", tpn.tpn_values, name="tpn_values"),
]
