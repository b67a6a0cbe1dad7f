"""`restore F.tar`: database and files from an archive of `backup`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zi_portal.backup.errors import BackupError
from zi_portal.backup.restoring import restore


class Command(BaseCommand):
    help = "Memulihkan basis data dan berkas dari arsip `backup`. Hentikan portal dan worker lebih dahulu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="F.tar", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="ganti seluruh isi basis data yang tidak kosong"
        )

    def handle(self, *args: Any, archive: Path, force: bool, **options: Any) -> None:
        try:
            problems = restore(archive, force=force, say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for problem in problems:
            self.stderr.write(f"Peringatan, jejak audit sudah tidak utuh saat dicadangkan: {problem}")
        self.stdout.write("Pulih; isi tabel, berkas, dan jejak audit sama dengan arsip.")
