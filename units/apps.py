"""Who: instansi, unit kerja, people, roles and TPI teams."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Instansi, unit kerja, dan orang"

    def ready(self) -> None:
        """Let the security log, the keys of sessions and the codes of apps hear of sign-ins."""
        from units import authenticators, security_events, session_keys  # noqa: F401 (they need the models)
