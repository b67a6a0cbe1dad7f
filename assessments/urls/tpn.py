"""URLs of TPN's results, sanggah and WBK mandiri."""

from django.urls import path

from assessments.views import tpn

urlpatterns = [
    path("instansi/<slug:instansi>/<int:year>/tpn/", tpn.tpn_year, name="tpn_year"),
    path("instansi/<slug:instansi>/<int:year>/tpn/mulai/", tpn.tpn_start, name="tpn_start"),
    path("instansi/<slug:instansi>/<int:year>/tpn/surat/", tpn.tpn_letter, name="tpn_letter"),
    path("instansi/<slug:instansi>/<int:year>/masa-sanggah/", tpn.objection_window, name="objection_window"),
    path(
        "instansi/<slug:instansi>/<int:year>/masa-sanggah/pengumuman/",
        tpn.objection_window_scan,
        name="objection_window_scan",
    ),
    path("kelola/<slug:instansi>/wbk-mandiri/", tpn.self_permits, name="self_permits"),
    path(
        "kelola/<slug:instansi>/wbk-mandiri/<int:permit>/surat/",
        tpn.self_permit_scan,
        name="self_permit_scan",
    ),
    path("penilaian/<int:pk>/wbk-mandiri/", tpn.self_determination, name="self_determination"),
    path("penilaian/<int:pk>/tpn/", tpn.tpn, name="tpn"),
    path("penilaian/<int:pk>/tpn/tahap/<slug:stage>/", tpn.tpn_stage, name="tpn_stage"),
    path("penilaian/<int:pk>/tpn/survei/", tpn.tpn_survey, name="tpn_survey"),
    path("penilaian/<int:pk>/tpn/sanggah/", tpn.tpn_objection, name="tpn_objection"),
    path("penilaian/<int:pk>/tpn/sanggah/surat/", tpn.tpn_objection_letter, name="tpn_objection_letter"),
    path("penilaian/<int:pk>/tpn/penetapan/", tpn.tpn_decision, name="tpn_decision"),
    path("penilaian/<int:pk>/tpn/berkas/<slug:kind>/<int:number>/", tpn.tpn_file, name="tpn_file"),
    path("penilaian/<int:pk>/tpn/<str:area>/", tpn.tpn_values, name="tpn_values"),
]
