"""Load the demo: a kabupaten with two years of twelve units, and a kota behind its own wall."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.demo.accounts import accounts, table
from assessments.demo.build import INSTRUMENT, POLICY, build
from assessments.demo.content import PASSWORD
from assessments.models import InstrumentVersion, PolicyVersion
from units.models import Instansi, User


class Command(BaseCommand):
    """Goes through the services as people would. Everybody knows the password: never where real data will be."""

    help = "Load the demo into an empty database and show its accounts; with --accounts only show them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--accounts", action="store_true", help="show the accounts again, load nothing")

    def handle(self, **options: Any) -> None:
        """Build and show; exit code 1 and one line when the database is not empty or not prepared."""
        if not options["accounts"]:
            self._refuse()
            self.stdout.write("Memuat demo; ini perlu kurang lebih satu menit.")
            begun = time.monotonic()
            build(self._say)
            self.stdout.write(f"Demo siap dalam {time.monotonic() - begun:.0f} detik.")
        self._show()

    def _refuse(self) -> None:
        if Instansi.objects.exists():
            raise CommandError(
                "Basis data ini sudah berisi instansi. Demo hanya dimuat ke basis data yang kosong; "
                "seed_demo --accounts menampilkan akunnya lagi."
            )
        if User.objects.exists():
            raise CommandError(
                "Basis data ini sudah berisi akun. Demo hanya dimuat ke basis data yang kosong."
            )
        for model, code, command in (
            (InstrumentVersion, INSTRUMENT, "load_instrument assessments/instruments"),
            (PolicyVersion, POLICY, "load_policy assessments/policies"),
        ):
            if not model.objects.filter(code=code).exists():
                raise CommandError(f"{code} belum dimuat. Jalankan {command}/{code}.yaml lebih dulu.")

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _show(self) -> None:
        rows = accounts()
        if not rows:
            self.stdout.write("Basis data ini tidak memuat demo, jadi tidak ada akun demo.")
            return
        self.stdout.write(f"\nAkun demo; kata sandi semuanya: {PASSWORD}\n\n{table(rows)}\n")
