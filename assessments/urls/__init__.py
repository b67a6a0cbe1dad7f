"""URLs of the app `assessments`, one module a feature."""

from assessments.urls import answering, kke, overview, proposals, reports, steps, tpi

app_name = "assessments"
urlpatterns = [
    *overview.urlpatterns,
    *steps.urlpatterns,
    *answering.urlpatterns,
    *tpi.urlpatterns,
    *kke.urlpatterns,
    *reports.urlpatterns,
    *proposals.urlpatterns,
]
