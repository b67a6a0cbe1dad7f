"""URLs of: compare."""

from django.urls import path

from assessments.views.compare import discussing, pages

urlpatterns = [
    path("penilaian/<int:pk>/tpi-banding/", pages.tpi_compare, name="tpi_compare"),
    path("penilaian/<int:pk>/tpi-banding/<str:code>/", pages.tpi_compare_row, name="tpi_compare_row"),
    path("penilaian/<int:pk>/diskusi/<str:code>/", discussing.tpi_discuss, name="tpi_discuss"),
]
