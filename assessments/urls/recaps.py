"""URLs of recaps as workbooks and of all KKE in one archive."""

from django.urls import path

from assessments.views import recaps

urlpatterns = [
    path("instansi/<slug:instansi>/<int:year>/rekap/", recaps.recap, name="recap"),
]
