"""URLs of the library: reading for everybody who is logged in, shelves for their keepers."""

from django.urls import path

from documents.views import items, notices, reading

urlpatterns = [
    path("pustaka/", reading.library, name="library"),
    path("pustaka/<int:pk>/berkas/", reading.library_file, name="library_file"),
    path("kelola/<slug:shelf>/pustaka/", items.shelf_list, name="shelf"),
    path("kelola/<slug:shelf>/pustaka/baru/", items.shelf_add, name="shelf_add"),
    path("kelola/<slug:shelf>/pustaka/<int:pk>/", items.shelf_item, name="shelf_item"),
    path(
        "kelola/<slug:shelf>/pustaka/<int:pk>/riwayat/<int:former>/", items.shelf_former, name="shelf_former"
    ),
    path("kelola/<slug:shelf>/pustaka/<int:pk>/hapus/", items.shelf_remove, name="shelf_remove"),
    path("kelola/<slug:shelf>/pengumuman/", notices.notice_list, name="notices"),
    path("kelola/<slug:shelf>/pengumuman/baru/", notices.notice_add, name="notice_add"),
    path("kelola/<slug:shelf>/pengumuman/<int:pk>/", notices.notice, name="notice"),
    path("kelola/<slug:shelf>/pengumuman/<int:pk>/hapus/", notices.notice_remove, name="notice_remove"),
]
