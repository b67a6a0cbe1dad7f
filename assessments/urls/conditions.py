"""URLs of the conditions for a proposal, of a unit and of the instansi."""

from django.urls import path

from assessments.views import conditions

UNIT = "penilaian/<int:pk>/syarat/"
INSTANSI = "instansi/<slug:instansi>/<int:year>/syarat/"

urlpatterns = [
    path(UNIT, conditions.syarat, name="syarat"),
    path(f"{UNIT}<slug:condition>/", conditions.one, name="condition"),
    path(f"{UNIT}<slug:condition>/tarik/", conditions.withdraw, name="condition_withdraw"),
    path(f"{UNIT}<slug:condition>/dokumen/<int:version>/", conditions.document, name="condition_file"),
    path(INSTANSI, conditions.instansi_syarat, name="instansi_syarat"),
    path(f"{INSTANSI}<slug:condition>/", conditions.one, name="instansi_condition"),
    path(f"{INSTANSI}<slug:condition>/tarik/", conditions.withdraw, name="instansi_condition_withdraw"),
    path(
        f"{INSTANSI}<slug:condition>/dokumen/<int:version>/",
        conditions.document,
        name="instansi_condition_file",
    ),
    path(
        "instansi/<slug:instansi>/<int:year>/syarat-unit/",
        conditions.conditions_table,
        name="conditions_table",
    ),
]
