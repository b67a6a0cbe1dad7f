"""`alarm UNIT`: a mail to ALARM_EMAIL that a service failed. Asks no database: that may be what is away."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError

TEXT = """\
Layanan {unit} di {site} gagal.

Sebabnya: journalctl -u {unit} --since today
Keadaan seluruhnya: portal-zi doctor

Bila terus gagal, surel ini datang lagi sesudah enam jam.
"""


class Command(BaseCommand):
    """Started by systemd (OnFailure=) for the units that have their time."""

    help = "Tell ALARM_EMAIL by mail that a service failed. Exit code 1 where nobody is named or no mail goes out."
    requires_system_checks = ()  # what is wrong may be why the service failed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The service, as systemd calls it."""
        parser.add_argument("unit", help="portal-zi-backup …")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it."""
        if not settings.ALARM_EMAIL:
            raise CommandError("ALARM_EMAIL is empty: nobody is told.")
        unit = options["unit"]
        text = TEXT.format(unit=unit, site=settings.SITE_URL)
        send_mail(f"Portal ZI: {unit} gagal", text, None, settings.ALARM_EMAIL)
