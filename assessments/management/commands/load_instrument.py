"""`load_instrument FILE`: check and store a released instrument file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.services.versions import LoadRefused, load_instrument


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; loading the same file again changes nothing."""

    help = "Memuat berkas instrumen (YAML) ke basis data."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options) -> None:
        try:
            version, new = load_instrument(options["file"])
        except LoadRefused as error:
            raise CommandError(" ".join(str(error).split())) from error
        self.stdout.write(
            f"{version.code}: {'dimuat' if new else 'sudah ada, tidak berubah'} ({version.content_hash[:12]})"
        )
