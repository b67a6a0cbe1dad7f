"""URLs of proposals."""

from django.urls import path

from assessments.views import proposals

urlpatterns = [
    path("instansi/<slug:instansi>/<int:year>/usulan/", proposals.proposals, name="proposals"),
    path("usulan/<int:pk>/", proposals.proposal, name="proposal"),
    path("usulan/<int:pk>/surat/", proposals.proposal_scan, name="proposal_scan"),
    path("usulan/<int:pk>/<slug:action>/", proposals.proposal_act, name="proposal_act"),
]
