"""`kke_export --layout portal --out F`: a unit's KKE as a workbook."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.kke.exporting import export_portal
from assessments.management import places

LAYOUTS = ("portal", "jawaban", "lke")


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; an existing file is replaced."""

    help = "Mengekspor KKE sebuah unit sebagai buku kerja Excel."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser)
        parser.add_argument("--layout", choices=LAYOUTS, default="portal")
        parser.add_argument("--template", type=Path, help="templat instansi (susunan jawaban dan lke)")
        parser.add_argument("--out", type=Path, required=True, metavar="F")

    def handle(self, *args, **options) -> None:
        if options["layout"] != "portal":
            raise CommandError(
                f"Ekspor ke susunan {options['layout']} belum tersedia; pakai --layout portal."
            )
        if options["template"] is not None:
            raise CommandError("Susunan portal tidak memakai templat.")
        actor = places.find_actor(options)
        with places.refusals_as_errors():
            content, _ = export_portal(places.find_assessment(options, actor).pk, actor=actor)
            options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']}: {len(content)} byte")
