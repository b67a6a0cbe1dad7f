"""`backup --out F.tar [--encrypt-to KEY]`: database and files in one archive, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.ran import ran
from zi_portal.backup import sealing
from zi_portal.backup.errors import BackupError
from zi_portal.backup.making import make


class Command(BaseCommand):
    help = "Mencadangkan basis data dan berkas ke satu arsip tar; aman dijalankan saat portal dipakai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", metavar="F.tar", type=Path, required=True, help="arsip yang dibuat")
        parser.add_argument(
            "--encrypt-to",
            metavar="age1…",
            action="append",
            default=[],
            help="enkripsi untuk kunci publik ini (boleh beberapa kali); pasangan kunci dibuat `backup_key`",
        )
        parser.add_argument(
            "--encrypt-to-file", metavar="F", type=Path, help="berkas kunci publik, satu per baris"
        )

    def handle(
        self, *args: Any, out: Path, encrypt_to: list[str], encrypt_to_file: Path | None, **options: Any
    ) -> None:
        try:
            keys = sealing.recipients(encrypt_to + sealing.lines_of(encrypt_to_file))
            if encrypt_to_file and not keys:
                raise BackupError(f"Berkas {encrypt_to_file} tidak berisi kunci publik.")
            flaws = make(out, say=self.stdout.write, keys=keys)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for problem in flaws.audit_problems:
            self.stderr.write(f"Peringatan, jejak audit tidak utuh: {problem}")
        how = "Cadangan terenkripsi" if keys else "Cadangan"
        self.stdout.write(f"{how} tersimpan: {out} ({out.stat().st_size} byte).")
        if flaws.missing:
            for sha256 in flaws.missing:
                self.stderr.write(f"Berkas {sha256} hilang atau rusak di penyimpanan.")
            raise CommandError(
                f"Arsip itu tidak memuat {len(flaws.missing)} berkas di atas. "
                "Kembalikan dari arsip yang lebih lama: docs/operations.md, bagian Backup."
            )
        ran("backup", str(out.resolve().parent))
