"""`recap --out F.xlsx [--kind …]`: a recap of an instansi's year; without a kind the units, one row each."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand

from assessments.kke.recaps.making import RECAPS, UNITS, recap_file
from assessments.management import places


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; an existing file is replaced."""

    help = "Menulis rekapitulasi unit-unit instansi sebagai buku kerja Excel."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser, unit=False)
        parser.add_argument("--out", type=Path, required=True, metavar="F")
        parser.add_argument("--kind", choices=[*RECAPS], default=UNITS, help="jenis rekap")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        with places.refusals_as_errors():
            period = places.find_period(options, actor)
            with (
                recap_file(period, actor=actor, kind=options["kind"]) as content,
                options["out"].open("wb") as out,
            ):
                shutil.copyfileobj(content, out)
        self.stdout.write(f"{options['out']}: {options['out'].stat().st_size} byte")
