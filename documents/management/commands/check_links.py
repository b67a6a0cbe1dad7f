"""Look whether links given as evidence can be opened by someone who is not logged in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents.linkcheck.fetch import Budget, Net
from documents.services import check_links


class Command(BaseCommand):
    """Once an hour. Does nothing until LINK_CHECKS=1: not every server may go out to the internet."""

    help = "Look at evidence links that are due (new, or not looked at for some days). Needs LINK_CHECKS=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many requests a run may make, to one host and in all."""
        parser.add_argument("--most", type=int, default=500, help="requests in all (500)")
        parser.add_argument("--per-host", type=int, default=20, help="requests to one host (20)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line; exit code 1 where another run is going on."""
        if not settings.LINK_CHECKS:
            self.stdout.write("LINK_CHECKS is off: this server does not look at links.")
            return
        checked = check_links(net=Net(), budget=Budget(per_host=options["per_host"], left=options["most"]))
        if checked is None:
            raise CommandError("another check_links is still running")
        sums = ", ".join(f"{count} {result}" for result, count in checked.counts.items())
        self.stdout.write(f"looked at: {sums}; left for the next run: {checked.left}")
