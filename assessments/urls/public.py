"""URLs of the public pages. `zi_portal.anonymous` knows the prefix: nobody is logged in under it."""

from django.urls import path

from assessments.views.public import pages, shelves

urlpatterns = [
    path("publik/", pages.home, name="public_home"),
    path("publik/ketentuan/", pages.terms, name="public_terms"),
    path("publik/instansi/", pages.instansi_list, name="public_instansi_list"),
    path("publik/instansi/<slug:instansi>/", pages.instansi, name="public_instansi"),
    path("publik/pustaka/", shelves.library, name="public_library"),
    path("publik/pustaka/<int:pk>/berkas/", shelves.library_file, name="public_library_file"),
    path("publik/pengumuman/", shelves.notices, name="public_notices"),
]
