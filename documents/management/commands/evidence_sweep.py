"""Remove content of the evidence store that nothing refers to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.ran import ran
from documents.services import sweep


class Command(BaseCommand):
    """Tell (or with --apply: remove) content older than 24 hours without any reference. Exit code 0."""

    help = "Remove evidence content older than 24 hours that nothing refers to; without --apply only list it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch: --apply."""
        parser.add_argument("--apply", action="store_true", help="really remove")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per thing and one with the sums."""
        swept = sweep(now=timezone.now(), apply=options["apply"])
        for sha256 in swept.blobs:
            self.stdout.write(f"unused {sha256}")
        for sha256 in swept.strays:
            self.stdout.write(f"stray {sha256}")
        for path in swept.temporary:
            self.stdout.write(f"temporary {path.name}")
        if options["apply"]:
            ran("evidence_sweep")
        done = "removed" if options["apply"] else "would remove"
        self.stdout.write(
            f"{done}: {len(swept.blobs)} unused, {len(swept.strays)} stray, {len(swept.temporary)} temporary"
        )
