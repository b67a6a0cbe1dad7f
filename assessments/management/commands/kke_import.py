"""`kke_import F`: preview a workbook's answers, or take them in with `--apply`, all or nothing."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.kke.exchange import apply_import, preview_import
from assessments.kke.importing import Plan
from assessments.kke.wish import Wish
from assessments.management import places
from assessments.services.errors import Conflict, Refused


class Command(BaseCommand):
    """Without `--apply` nothing is written. Exit code 1 and one line on stderr when refused."""

    help = "Mengimpor jawaban dari buku kerja KKE (pratinjau tanpa --apply)."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="F")
        parser.add_argument("--side", choices=["unit", "tpi"], default="unit")
        parser.add_argument("--block", type=int, choices=[1, 2], default=1, help="blok TPI pada berkas")
        parser.add_argument("--on-conflict", choices=["file", "portal"], help="yang dipakai bila berbeda")
        parser.add_argument("--blanks-empty", action="store_true", help="sel kosong mengosongkan jawaban")
        parser.add_argument("--apply", action="store_true", help="terapkan, semua atau tidak sama sekali")
        parser.add_argument("--json", action="store_true", help="keluaran JSON")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        wish = Wish(options["side"], options["block"], options["on_conflict"], options["blanks_empty"])
        with places.refusals_as_errors():
            pk = places.find_assessment(options, actor).pk
            with options["file"].open("rb") as file:
                plan = preview_import(pk, file, wish, actor=actor, name=options["file"].name)
                if not options["apply"]:
                    self._say(plan, applied=False, as_json=options["json"])
                    return
                file.seek(0)
                try:
                    plan = apply_import(pk, file, wish, actor=actor, name=options["file"].name)
                except Refused:
                    self._say(plan, applied=False, as_json=options["json"])
                    raise
                except Conflict as error:
                    raise CommandError(f"Jawaban berubah saat impor berjalan: {error}. Ulangi.") from error
        self._say(plan, applied=True, as_json=options["json"])

    def _say(self, plan: Plan, *, applied: bool, as_json: bool) -> None:
        data = plan.as_json(applied=applied)
        if as_json:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        self.stdout.write(plan.reading.where)
        self.stdout.write(
            f"{data['understood']} pertanyaan dikenali, {len(plan.reading.unknown)} baris tidak dikenali, "
            f"{len(plan.changes)} perubahan, {len(plan.conflicts)} berbeda dari portal."
        )
        for warning in data["warnings"]:
            self.stdout.write(f"  {warning['cell']}: {warning['why']}")
        self.stdout.write("Diterapkan." if applied else "Belum diterapkan.")
