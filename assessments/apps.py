"""App configuration of `assessments`."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """What is measured."""

    name = "assessments"
    verbose_name = "Penilaian"
