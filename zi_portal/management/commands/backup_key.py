"""`backup_key --out F`: a pair of keys for encrypted backups; the secret one into a file, the public one printed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zi_portal.backup import sealing
from zi_portal.backup.errors import BackupError


class Command(BaseCommand):
    help = "Membuat kunci rahasia cadangan (format age) ke berkas, dan menampilkan kunci publiknya."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", metavar="F", type=Path, required=True, help="berkas kunci rahasia yang dibuat"
        )

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        try:
            public = sealing.write_key(out)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(
            f"Kunci rahasia tersimpan di {out}. Simpan di luar server ini: tanpanya cadangan tidak terbuka."
        )
        self.stdout.write(public)
