"""App configuration of `surveys`."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questionnaires, campaigns, answers without names."""

    name = "surveys"
    verbose_name = "Survei"
