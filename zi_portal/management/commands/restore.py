"""`restore F.tar [--identity KEYFILE]`: database and files from an archive of `backup`."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zi_portal.backup import sealing
from zi_portal.backup.errors import BackupError
from zi_portal.backup.restoring import restore


class Command(BaseCommand):
    help = "Memulihkan basis data dan berkas dari arsip `backup`. Hentikan portal dan worker lebih dahulu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="F.tar", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="ganti seluruh isi basis data yang tidak kosong"
        )
        parser.add_argument(
            "--identity",
            metavar="F",
            type=Path,
            help="berkas kunci rahasia arsip terenkripsi; tanpa ini ditanyakan",
        )

    def handle(self, *args: Any, archive: Path, force: bool, identity: Path | None, **options: Any) -> None:
        try:
            keys = _keys(archive, identity)
            flaws = restore(archive, force=force, say=self.stdout.write, keys=keys)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for sha256 in flaws.missing:
            self.stderr.write(f"Peringatan, berkas sudah hilang atau rusak saat dicadangkan: {sha256}")
        for problem in flaws.audit_problems:
            self.stderr.write(f"Peringatan, jejak audit sudah tidak utuh saat dicadangkan: {problem}")
        self.stdout.write("Pulih; isi tabel, berkas, dan jejak audit sama dengan arsip.")


def _keys(archive: Path, identity: Path | None) -> list[Any]:
    """From the file, else typed by whoever sits there; never an argument, which other users of the machine can see."""
    if identity:
        return sealing.identities("\n".join(sealing.lines_of(identity)))
    if sealing.is_sealed(archive) and sys.stdin.isatty():
        return sealing.identities(getpass("Kunci rahasia (AGE-SECRET-KEY-1…): "))
    return []
