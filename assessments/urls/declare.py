"""URLs of the pencanangan, and of staff lists with their pakta integritas."""

from django.urls import path

from assessments.views import declare

LIST = "instansi/<slug:instansi>/pegawai/<int:unit>/"  # unit 0: the instansi itself

urlpatterns = [
    path("penilaian/<int:pk>/pencanangan/", declare.pencanangan, name="pencanangan"),
    path(
        "penilaian/<int:pk>/pencanangan/<int:declaration>/pakai/",
        declare.use_declaration,
        name="use_declaration",
    ),
    path(
        "instansi/<slug:instansi>/<int:year>/pencanangan/",
        declare.instansi_pencanangan,
        name="instansi_pencanangan",
    ),
    path(
        "instansi/<slug:instansi>/<int:year>/pencanangan/<int:declaration>/",
        declare.instansi_declaration,
        name="instansi_declaration",
    ),
    path("penilaian/<int:pk>/pencanangan/cetak-piagam/", declare.charter, name="charter"),
    path(
        "instansi/<slug:instansi>/<int:year>/pencanangan/<int:declaration>/cetak-piagam/",
        declare.instansi_charter,
        name="instansi_charter",
    ),
    path("penilaian/<int:pk>/pencanangan/menyusul/", declare.declaration_later, name="declaration_later"),
    path(
        "instansi/<slug:instansi>/<int:year>/pencanangan/<int:declaration>/menyusul/",
        declare.instansi_later,
        name="instansi_later",
    ),
    path(
        "instansi/<slug:instansi>/<int:year>/pencanangan/<int:declaration>/berkas/<str:what>/",
        declare.declaration_file,
        name="declaration_file",
    ),
    path("penilaian/<int:pk>/pegawai/impor/", declare.staff_import, name="staff_import"),
    path(LIST, declare.staff, name="staff"),
    path(f"{LIST}tambah/", declare.staff_add, name="staff_add"),
    path(f"{LIST}tanda-tangan/", declare.staff_sign, name="staff_sign"),
    path(f"{LIST}ekspor/", declare.staff_export, name="staff_export"),
    path(f"{LIST}cetak/", declare.staff_print, name="staff_print"),
    path("pegawai/<int:pk>/", declare.employee_edit, name="employee_edit"),
    path("pegawai/<int:pk>/keluar/", declare.employee_left, name="employee_left"),
    path("pegawai/<int:pk>/batal-keluar/", declare.employee_stay, name="employee_stay"),
    path("pegawai/<int:pk>/pindah/", declare.employee_move, name="employee_move"),
    path("pegawai/<int:pk>/batal-pakta/", declare.employee_unsign, name="employee_unsign"),
    path("pegawai/<int:pk>/pakta/", declare.employee_signed, name="employee_signed"),
    path("pegawai/<int:pk>/pindaian/", declare.employee_scan, name="employee_scan"),
]
