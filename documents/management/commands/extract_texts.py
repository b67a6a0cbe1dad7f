"""Read the texts of files that are not searchable yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from documents.services.texts import catch_up


class Command(BaseCommand):
    """For cron, or once after an update. Exit code 0, also when some content could not be read now."""

    help = "Read the text of PDF and Office files that are not searchable yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many files a run may read."""
        parser.add_argument("--most", type=int, default=1000, help="files to read (1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line with the sums."""
        done, failed = catch_up(most=options["most"])
        self.stdout.write(f"read: {done}; not readable now: {failed}")
