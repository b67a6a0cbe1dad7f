"""`workflow_doc`: draw docs/workflow.md from the table of the workflow."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from assessments.engine.workflow_doc import as_markdown


class Command(BaseCommand):
    """Writes docs/workflow.md; a test says when it is out of date."""

    help = "Menulis docs/workflow.md dari tabel alur."

    def handle(self, *args, **options) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        target.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(str(target.relative_to(settings.BASE_DIR)))
