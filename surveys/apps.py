"""App configuration of `surveys`."""

from django.apps import AppConfig

from audit import triggers
from surveys.answer_table import TABLE


class SurveysConfig(AppConfig):
    """Questionnaires, campaigns, answers without names."""

    name = "surveys"
    verbose_name = "Survei"

    def ready(self) -> None:
        triggers.guard(TABLE)
