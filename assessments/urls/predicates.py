"""URLs of what follows a predicate: register, revocation, reports, notes of complaints."""

from django.urls import path

from assessments.views import predicates

INSTANSI = "instansi/<slug:instansi>/"

urlpatterns = [
    path(f"{INSTANSI}predikat/", predicates.register, name="predicates"),
    path(f"{INSTANSI}predikat/catat/", predicates.add, name="predicate_add"),
    path("predikat/<int:pk>/", predicates.record, name="predicate"),
    path("predikat/<int:pk>/ubah/", predicates.edit, name="predicate_edit"),
    path("predikat/<int:pk>/cabut/", predicates.revoke, name="predicate_revoke"),
    path("predikat/<int:pk>/cabut/ubah/", predicates.revocation, name="predicate_revocation"),
    path("predikat/<int:pk>/laporan/", predicates.report, name="predicate_report"),
    path("predikat/<int:pk>/berkas/<slug:what>/", predicates.paper, name="predicate_file"),
    path(f"{INSTANSI}maladministrasi/", predicates.notes, name="maladministration"),
    path("maladministrasi/<int:pk>/", predicates.note, name="maladministration_note"),
]
