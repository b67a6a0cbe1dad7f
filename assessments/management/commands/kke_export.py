"""`kke_export --layout portal|jawaban|lke --out F`: a unit's KKE as a workbook."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.kke.exporting import export_portal
from assessments.kke.templating import current_templates, prepare_export, stored_bytes
from assessments.management import places
from assessments.models import Assessment, PeriodTemplate
from documents.workbooks.guard import FileRefused

LAYOUTS = ("portal", *PeriodTemplate.Layout.values)


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; an existing file is replaced."""

    help = "Mengekspor KKE sebuah unit sebagai buku kerja Excel."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser)
        parser.add_argument("--layout", choices=LAYOUTS, default="portal")
        parser.add_argument(
            "--template", type=Path, help="templat instansi; tanpa ini dipakai templat periodenya"
        )
        parser.add_argument("--blank", action="store_true", help="KKE portal tanpa jawaban")
        parser.add_argument("--block", type=int, choices=[1, 2], default=1, help="blok TPI pada templat")
        parser.add_argument("--out", type=Path, required=True, metavar="F")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        with places.refusals_as_errors():
            found = places.find_assessment(options, actor)
            if options["layout"] == "portal":
                content = self._portal(found, actor, options)
            else:
                content = self._template(found, actor, options)
            options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']}: {len(content)} byte")

    def _portal(self, found: Assessment, actor, options) -> bytes:
        if options["template"] is not None:
            raise CommandError("Susunan portal tidak memakai templat.")
        return export_portal(found.pk, actor=actor, blank=options["blank"])[0]

    def _template(self, found: Assessment, actor, options) -> bytes:
        if options["blank"]:
            raise CommandError("--blank hanya untuk susunan portal.")
        layout = options["layout"]
        data = options["template"].read_bytes() if options["template"] else self._stored(found, layout)
        made = prepare_export(found.pk, data, actor=actor, block=options["block"])
        if made.template.layout.name != layout:
            raise FileRefused(f"Templat ini bersusunan {made.template.layout.name}, bukan {layout}.")
        return made.write()[0]

    def _stored(self, found: Assessment, layout: str) -> bytes:
        stored = next((t for t in current_templates(found.period) if t.layout == layout), None)
        if stored is None:
            raise CommandError(
                f"Belum ada templat bersusunan {layout} untuk tahun {found.period.year}. "
                "Unggah di halaman Templat KKE, atau sebutkan dengan --template."
            )
        return stored_bytes(stored)
