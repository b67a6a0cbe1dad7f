"""Close or reopen an account, end its sessions, or take a lost second factor away, whoever's it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.mail import send_account_changed
from units.models import User
from units.services.accounts import AUDITED, keep_any_account
from units.services.errors import Refused


class Command(BaseCommand):
    """For people of several instansi, for admins, and for the admin sistem: what no page of an instansi may do."""

    help = "Close (tutup), reopen (buka), sign out (keluarkan) or take the second factor away (hapus-langkah-kedua)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("act", choices=sorted(AUDITED))
        parser.add_argument("--as", dest="by", required=True, help="username of the admin sistem who does it")

    def handle(self, **options: Any) -> None:
        """Do it; exit code 1 and one line when it is refused."""
        person, actor = (self._known(options[name]) for name in ("username", "by"))
        try:
            changed = keep_any_account(person, options["act"], actor=actor)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if changed:
            send_account_changed(person, options["act"])
        self.stdout.write(
            f"{person.username}: {options['act']}." if changed else f"{person.username}: sudah demikian."
        )

    def _known(self, username: str) -> User:
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"Akun {username} tidak dikenal.")
        return user
