"""URLs of kawasan and of their integration."""

from django.urls import path

from assessments.views import kawasan

PAPER = "kawasan/<int:pk>/<int:year>/bukti/<int:evidence>/"
urlpatterns = [
    path("kawasan/", kawasan.kawasan_mine, name="kawasan_mine"),
    path("kawasan/<int:pk>/", kawasan.kawasan, name="kawasan"),
    path("kawasan/<int:pk>/tahun/", kawasan.kawasan_open, name="kawasan_open"),
    path("kawasan/<int:pk>/<int:year>/", kawasan.kawasan_year, name="kawasan_year"),
    path("kawasan/<int:pk>/<int:year>/tanda-tangan/", kawasan.kawasan_sign, name="kawasan_sign"),
    path("kawasan/<int:pk>/<int:year>/tarik/", kawasan.kawasan_unsign, name="kawasan_unsign"),
    path("kawasan/<int:pk>/<int:year>/penetapan/", kawasan.kawasan_determine, name="kawasan_determine"),
    path("kawasan/<int:pk>/<int:year>/cetak/", kawasan.kawasan_print, name="kawasan_print"),
    path("kawasan/<int:pk>/<int:year>/bukti/", kawasan.kawasan_bring, name="kawasan_bring"),
    path(f"{PAPER}lepas/", kawasan.kawasan_take_off, name="kawasan_take_off"),
    path(f"{PAPER}<slug:what>/", kawasan.kawasan_paper, name="kawasan_paper"),
    path("kawasan/<int:pk>/<int:year>/pencabutan/", kawasan.kawasan_revoke, name="kawasan_revoke"),
]
