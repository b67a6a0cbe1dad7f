"""`retention [--apply]`: what has been kept long enough, and with --apply its end."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError
from django.utils import timezone

from audit.ran import ran
from surveys.services.shuffling import rewrite_answers
from units.services.people import forget_lapsed_emails
from zi_portal.privacy.retention import KINDS, accounts_to_erase, over, remove, sweep_cache


class Command(BaseCommand):
    help = "Menyebutkan data yang masa simpannya habis; dengan --apply menghapusnya. Lamanya: RETENTION_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="benar-benar hapus")

    def handle(self, *args: Any, **options: Any) -> None:
        now, apply = timezone.now(), options["apply"]
        for kind, kept in KINDS.items():
            count = remove(kind, now=now) if apply else over(kind, now=now).count()
            done = "dihapus" if apply else "akan dihapus"
            self.stdout.write(f"{kept.title} ({settings.RETENTION_DAYS[kind]} hari): {count} {done}")
        for person in accounts_to_erase(now=now):
            self.stdout.write(f"akun tertutup #{person.pk}: datanya boleh dihapus dengan erase_person")
        if apply:
            forget_lapsed_emails()
            sweep_cache(now=now)
            ran("retention")
            try:
                rewrite_answers()
            except OperationalError as error:  # in use: tomorrow again
                self.stderr.write(
                    f"Jawaban survei belum ditulis ulang, karena tabelnya sedang dipakai: {error}"
                )
