"""Remove content of the evidence store that nothing refers to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.ran import ran
from documents.services import sweep
from documents.untouched import touching


class Command(BaseCommand):
    """Tell (or with --apply: remove) content older than 24 hours without any reference. Exit code 0.

    Beside a backup or a restore nothing is removed: an archive needs what its moment of the database refers to, and
    a restore brings the files before the rows.
    """

    help = "Remove evidence content older than 24 hours that nothing refers to; without --apply only list it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch: --apply."""
        parser.add_argument("--apply", action="store_true", help="really remove")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per thing and one with the sums."""
        if not options["apply"]:
            self._sweep(apply=False)
            return
        with touching() as may:
            if not may:
                self.stdout.write("a backup or a restore is under way; nothing removed, the next run will")
                return
            self._sweep(apply=True)
            ran("evidence_sweep")

    def _sweep(self, *, apply: bool) -> None:
        swept = sweep(now=timezone.now(), apply=apply)
        for sha256 in swept.blobs:
            self.stdout.write(f"unused {sha256}")
        for sha256 in swept.strays:
            self.stdout.write(f"stray {sha256}")
        for path in swept.temporary:
            self.stdout.write(f"temporary {path.name}")
        done = "removed" if apply else "would remove"
        self.stdout.write(
            f"{done}: {len(swept.blobs)} unused, {len(swept.strays)} stray, {len(swept.temporary)} temporary"
        )
