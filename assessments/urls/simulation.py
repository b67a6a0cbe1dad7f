"""URL of the simulation."""

from django.urls import path

from assessments.views.simulation import simulation

urlpatterns = [path("penilaian/<int:pk>/simulasi/", simulation, name="simulation")]
