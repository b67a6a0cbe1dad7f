"""Who: instansi, unit kerja, people, roles and TPI teams."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Instansi, unit kerja, dan orang"
