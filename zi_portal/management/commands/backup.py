"""`backup --out F.tar`: database and files in one archive, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zi_portal.backup.errors import BackupError
from zi_portal.backup.making import make


class Command(BaseCommand):
    help = "Mencadangkan basis data dan berkas ke satu arsip tar; aman dijalankan saat portal dipakai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", metavar="F.tar", type=Path, required=True, help="arsip yang dibuat")

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        try:
            problems = make(out, say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for problem in problems:
            self.stderr.write(f"Peringatan, jejak audit tidak utuh: {problem}")
        self.stdout.write(f"Cadangan tersimpan: {out} ({out.stat().st_size} byte).")
