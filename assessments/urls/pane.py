"""URLs of: the reading pane."""

from django.urls import path

from assessments.views import pane

urlpatterns = [
    path("bukti/<int:pk>/baca/", pane.pane, name="pane"),
    path("bukti/<int:pk>/lembar/", pane.pane_sheet, name="pane_sheet"),
]
