"""URLs of imports: what was uploaded, its preview, applying, undoing, the kept file."""

from django.urls import URLPattern, path

from assessments.views import imports

urlpatterns: list[URLPattern] = [
    path("penilaian/<int:pk>/kke/impor/", imports.kke_import, name="kke_import"),
    path("impor/<int:pk>/", imports.import_page, name="import"),
    path("impor/<int:pk>/pilihan/", imports.import_decide, name="import_decide"),
    path("impor/<int:pk>/urungkan/", imports.import_undo, name="import_undo"),
    path("impor/<int:pk>/batalkan/", imports.import_discard, name="import_discard"),
    path("impor/<int:pk>/berkas/", imports.import_file, name="import_file"),
]
