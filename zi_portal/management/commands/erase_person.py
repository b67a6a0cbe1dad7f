"""`erase_person USERNAME --as ADMIN`: erases the personal data of a closed account, after asking twice."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from units.models import User
from units.services.errors import Refused
from zi_portal.privacy.erasing import erase_person


class Command(BaseCommand):
    help = (
        "Menghapus data pribadi akun yang sudah ditutup, untuk selamanya. Riwayat dan jejak audit tetap utuh."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="akun yang dihapus datanya")
        parser.add_argument(
            "--as", dest="by", required=True, metavar="ADMIN", help="admin sistem yang melakukannya"
        )

    def handle(self, *args: Any, username: str, by: str, **options: Any) -> None:
        person, actor = _known(username), _known(by)
        if not actor.check_password(getpass(f"Kata sandi {actor.username}: ")):
            raise CommandError("Kata sandi tidak cocok.")
        self.stdout.write(
            f"Nama, surel, NIP, dan cara masuk {person} ({person.username}) akan hilang untuk selamanya."
        )
        if input("Ketik nama pengguna itu sekali lagi: ").strip() != person.username:
            raise CommandError("Nama pengguna berbeda; tidak ada yang dihapus.")
        try:
            done = erase_person(person, actor=actor)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Mantan pegawai #{person.pk}." if done else "Data akun ini sudah pernah dihapus.")


def _known(username: str) -> User:
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"Akun {username} tidak dikenal.")
    return user
