"""`doctor [--json]`: looks at an installation and says what is wrong and what to do. Changes nothing."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zi_portal.watching.doctor import Level
from zi_portal.watching.doctor.examining import examine


class Command(BaseCommand):
    help = "Memeriksa pemasangan ini. Kode keluar: 0 baik, 1 ada yang perlu perhatian, 2 ada yang rusak."
    requires_system_checks = ()  # what is wrong is told below, not by ending before the first line

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="satu objek JSON, untuk skrip")

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine()
        if options["json"]:
            rows = [
                {"check": name, "level": one.level.name, "text": one.text, "advice": one.advice}
                for name, one in found
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for name, one in found:
                self.stdout.write(f"{one.level.name:<9} {name}: {one.text}")
                if one.advice:
                    self.stdout.write(f"{'':<9}   → {one.advice}")
        worst = max((one.level for _, one in found), default=Level.OK)
        if worst:
            sys.exit(int(worst))
