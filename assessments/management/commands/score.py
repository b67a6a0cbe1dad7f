"""`score --json`: answers, scores and verdicts of a unit's year, for scripts."""

import json

from django.core.management.base import BaseCommand

from assessments.management import places
from assessments.score_summary import score_summary


class Command(BaseCommand):
    """Decimal point, six places, no % sign; exit code 1 and one line on stderr when refused."""

    help = "Menampilkan jawaban, nilai, dan pemenuhan nilai minimal sebuah unit."

    def add_arguments(self, parser) -> None:
        places.add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="keluaran JSON")

    def handle(self, *args, **options) -> None:
        actor = places.find_actor(options)
        with places.refusals_as_errors():
            summary = score_summary(places.find_assessment(options, actor), actor=actor)
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
            return
        for side, sheet in summary.items():
            if sheet is not None:
                met = [name for name, found in sheet["verdict"].items() if found["met"]]
                self.stdout.write(
                    f"{side}: {sheet['scores']['total']} ({sheet['answered']} dari {sheet['of']} terjawab; "
                    f"memenuhi: {', '.join(met) or '-'})"
                )
