"""URLs of what follows the release: differences, next year's plan, insight over a year."""

from django.urls import path

from assessments.views import after

urlpatterns = [
    path("penilaian/<int:pk>/perbedaan/", after.differences, name="differences"),
    path("penilaian/<int:pk>/rencana/", after.plan, name="plan"),
    path("penilaian/<int:pk>/rencana/<str:code>/", after.plan_item, name="plan_item"),
    path("instansi/<slug:instansi>/<int:year>/evaluasi-tpi/", after.insight, name="insight"),
]
