"""`verify_package F.zip [--sha256 HEX] [--json]`: whether the package of a proposal is whole; asks no database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.package.verifying import Verified, verify


class Command(BaseCommand):
    """Exit code 1 and one line on stderr when it is not; with --json the same as data on stdout, numbers as strings."""

    help = "Memeriksa paket usulan (ZIP): sidik tiap berkas, manifes, dan bentuknya. Tanpa basis data."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="F.zip")
        parser.add_argument("--sha256", default="", metavar="HEX", help="sidik paket menurut halaman paket")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, file: Path, sha256: str, as_json: bool, **options: Any) -> None:
        try:
            found = verify(file, sha256=sha256.strip())
        except OSError as error:
            raise CommandError(f"{file.name}: tidak dapat dibaca ({error.strerror}).") from error
        if as_json:
            self.stdout.write(json.dumps(_told(file, found), ensure_ascii=False, indent=1))
        if not found.ok:
            more = f" (dan {len(found.problems) - 1} masalah lain)" if len(found.problems) > 1 else ""
            raise CommandError(f"Paket tidak utuh: {found.problems[0]}{more}")
        if not as_json:
            draft = "DRAF, belum disetujui. " if found.manifest["status"] == "draf" else ""
            self.stdout.write(f"{found.sha256}  {file.name}")
            self.stdout.write(f"Paket utuh: {len(found.manifest['files']) + 2} berkas. {draft}".rstrip())


def _told(file: Path, found: Verified) -> dict[str, Any]:
    manifest = found.manifest
    return {
        "file": file.name,
        "ok": found.ok,
        "sha256": found.sha256,
        "size": str(found.size),
        "status": manifest.get("status"),
        "state": manifest.get("state"),
        "year": manifest.get("year"),
        "instansi": manifest.get("instansi"),
        "proposal": manifest.get("proposal"),
        "confidential": manifest.get("confidential"),
        "files": str(len(manifest["files"]) + 2) if manifest else None,
        "units": str(len(manifest["units"])) if manifest else None,
        "links": str(len(manifest["links"])) if manifest else None,
        "problems": found.problems,
    }
