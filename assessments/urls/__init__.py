"""URLs of the app `assessments`, one module a feature."""

from assessments.urls import (
    after,
    answering,
    closing,
    compare,
    history,
    imports,
    kke,
    overview,
    preliminary,
    proposals,
    recaps,
    reports,
    rounds,
    sheets,
    steps,
    tables,
    templates,
    tpi,
)

app_name = "assessments"
urlpatterns = [
    *overview.urlpatterns,
    *steps.urlpatterns,
    *answering.urlpatterns,
    *tpi.urlpatterns,
    *sheets.urlpatterns,
    *compare.urlpatterns,
    *rounds.urlpatterns,
    *preliminary.urlpatterns,
    *closing.urlpatterns,
    *after.urlpatterns,
    *history.urlpatterns,
    *kke.urlpatterns,
    *reports.urlpatterns,
    *proposals.urlpatterns,
    *templates.urlpatterns,
    *tables.urlpatterns,
    *recaps.urlpatterns,
    *imports.urlpatterns,
]
