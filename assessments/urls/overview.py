"""URLs of home, the overview of a year, the page of a unit, the periods."""

from django.urls import path

from assessments.views import overview

urlpatterns = [
    path("", overview.home, name="home"),
    path("instansi/<slug:instansi>/<int:year>/", overview.period, name="period"),
    path("penilaian/<int:pk>/", overview.assessment, name="assessment"),
    path("kelola/<slug:instansi>/periode/", overview.periods, name="periods"),
    path("kelola/<slug:instansi>/periode/<int:year>/", overview.period_edit, name="period_edit"),
    path("kelola/<slug:instansi>/periode/<int:year>/unit/", overview.register, name="register"),
]
