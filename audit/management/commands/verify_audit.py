"""`verify_audit`: proves that no entry of the audit was changed, removed or moved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from audit import queries, triggers
from audit.queries import Problem
from audit.ran import ran
from audit.security_log import note


class Command(BaseCommand):
    help = "Memeriksa keutuhan jejak audit (rantai hash). Kode keluar 1 bila ada yang tidak utuh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", metavar="KEY", help="hanya rantai ini, misalnya assessment:12")
        parser.add_argument(
            "--expect",
            metavar="KEY:LENGTH:HASH",
            action="append",
            default=[],
            help="kepala rantai yang tercetak di LHE; boleh diulang",
        )

    def handle(self, *args: Any, chain: str | None, expect: list[str], **options: Any) -> None:
        expected = [_parse(text) for text in expect]
        problems = queries.verify(chain) if chain else queries.verify_all()
        problems += [problem for head in expected if (problem := queries.matches(*head))]
        problems += [
            Problem("-", None, "trigger", f"pemicu basis data {name} tidak terpasang")
            for name in triggers.missing(connection)
        ]
        if problems:
            note("audit.broken", problems=len(problems), chain=problems[0].chain)
            for problem in problems[1:]:
                self.stdout.write(str(problem))
            more = f" (dan {len(problems) - 1} masalah lain)" if len(problems) > 1 else ""
            raise CommandError(f"Jejak audit tidak utuh: {problems[0]}{more}")
        heads = queries.heads()
        if chain:
            heads = {chain: heads[chain]}
        for key, (digest, length) in sorted(heads.items()):
            self.stdout.write(f"{key}:{length}:{digest}")
        self.stdout.write(f"Jejak audit utuh: {len(heads)} rantai.")
        if not chain:
            ran("verify_audit")


def _parse(text: str) -> tuple[str, int, str]:
    parts = text.rsplit(":", 2)
    if len(parts) != 3 or not parts[0] or not (parts[1].isascii() and parts[1].isdigit()):
        raise CommandError(f"--expect {text}: bentuknya KEY:LENGTH:HASH, misalnya assessment:12:57:ab12…")
    return parts[0], int(parts[1]), parts[2]
