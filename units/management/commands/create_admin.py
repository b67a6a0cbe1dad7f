"""Make an account with the role admin sistem, the first one of a new installation."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from units.services.errors import Refused
from units.services.people import create_admin_sistem

FIELDS = {"username": "Nama pengguna", "email": "Alamat surel", "name": "Nama lengkap"}


class Command(BaseCommand):
    """Takes what it needs from options, else from ADMIN_USERNAME, ADMIN_EMAIL, ADMIN_NAME and ADMIN_PASSWORD in the
    environment, else asks for it. The password is never an option: those are seen in the list of processes."""

    help = "Make an account with the role admin sistem (options, ADMIN_* in the environment, or questions)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        for field, label in FIELDS.items():
            parser.add_argument(f"--{field}", help=label)
        parser.add_argument("--no-input", action="store_true", help="refuse instead of asking")

    def handle(self, **options: Any) -> None:
        """Create the account; exit code 1 and one line when it is refused."""
        ask = not options["no_input"] and sys.stdin.isatty()
        values = {
            field: options[field] or os.environ.get(f"ADMIN_{field.upper()}") or self._ask(field, ask)
            for field in FIELDS
        }
        password = os.environ.get("ADMIN_PASSWORD") or self._ask_password(ask)
        try:
            user = create_admin_sistem(
                values["username"],
                email=values["email"],
                name=values["name"],
                password=password,
                start=timezone.localdate(),
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Admin sistem {user.username} siap. Masuk di {settings.SITE_URL}/akun/login/")

    def _ask(self, field: str, ask: bool) -> str:
        if not ask:
            raise CommandError(f"{FIELDS[field]} belum ada: isi --{field} atau ADMIN_{field.upper()}.")
        return input(f"{FIELDS[field]}: ")

    def _ask_password(self, ask: bool) -> str:
        if not ask:
            raise CommandError("Kata sandi belum ada: isi ADMIN_PASSWORD.")
        first = getpass.getpass("Kata sandi: ")
        if first != getpass.getpass("Ulangi kata sandi: "):
            raise CommandError("Kedua kata sandi tidak sama.")
        return first
