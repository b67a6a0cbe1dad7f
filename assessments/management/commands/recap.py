"""`recap --out F.xlsx`: the units of an instansi's year, one row each."""

from pathlib import Path

from django.core.management.base import BaseCommand

from assessments.kke.recap_rows import recap_file
from assessments.management import places


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; an existing file is replaced."""

    help = "Menulis rekapitulasi unit-unit instansi sebagai buku kerja Excel."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser, unit=False)
        parser.add_argument("--out", type=Path, required=True, metavar="F")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        with places.refusals_as_errors():
            content = recap_file(places.find_period(options, actor), actor=actor)
            options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']}: {len(content)} byte")
