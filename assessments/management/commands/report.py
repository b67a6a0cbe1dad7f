"""`report KIND --out F.pdf`: LHE, score sheet, trail or letter of the level above of a unit's year as PDF."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.management import places
from assessments.models import Assessment, IssuedDocument
from assessments.reports.jobs import content_of, preliminary_letter_file, score_sheet_file
from assessments.reports.lhe import issue_lhe
from assessments.reports.trail import trail_pdf
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import issued_already, valid_document

KINDS = ("lhe", "lembar-nilai", "trail", "surat-pendahuluan")


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when refused; an existing file is replaced.

    `lhe`: the bytes of the valid LHE. Where none is issued yet, somebody who may issue it does so hereby, under
    `--number` or, without it, with a dotted line for the number. `lembar-nilai`: a working copy before release,
    the issued sheet after it. `trail`: who judged what and what changed, as far as it is open to the person.
    `surat-pendahuluan`: the letter of the level above, a draft while the unit is with it.
    """

    help = "Menulis LHE, lembar nilai, atau jejak penilaian sebuah unit sebagai PDF."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "kind", choices=KINDS, metavar="KIND", help="lhe, lembar-nilai, trail, atau surat-pendahuluan"
        )
        places.add_arguments(parser)
        parser.add_argument("--number", default="", metavar="NOMOR", help="nomor LHE yang baru diterbitkan")
        parser.add_argument("--out", type=Path, required=True, metavar="F")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        assessment = places.find_assessment(options, actor)
        if options["number"] and options["kind"] != "lhe":
            raise CommandError("--number hanya untuk LHE.")
        with places.refusals_as_errors():
            content = self._content(options, assessment, actor)
            options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']}: {len(content)} byte")

    def _content(self, options, assessment: Assessment, actor) -> bytes:
        if options["kind"] == "trail":
            return trail_pdf(assessment, actor=actor)
        if options["kind"] == "surat-pendahuluan":
            return preliminary_letter_file(assessment, actor=actor)[0]
        if options["kind"] != "lhe":
            return score_sheet_file(assessment, actor=actor)[0]
        valid = valid_document(assessment, IssuedDocument.Kind.LHE)
        if valid is None:
            if not may(actor, "issue_documents", assessment):
                raise NotAllowed("LHE unit ini belum diterbitkan, dan peran Anda tidak dapat menerbitkannya.")
            valid = issue_lhe(assessment.pk, number=options["number"], actor=actor)
        elif not may(actor, "download_documents", assessment):
            raise NotAllowed("LHE unit ini tidak tersedia untuk peran Anda.")
        elif options["number"] not in ("", valid.number):
            raise Refused(issued_already(valid, options["number"]))
        return content_of(valid)
