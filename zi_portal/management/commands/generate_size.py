"""Fill a database for measuring: the demo, copied into so many instansi, units and years."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.demo.content import KABUPATEN, KOTA
from assessments.demo.ministry import KEMENTERIAN
from units.models import Instansi
from zi_portal.sizes.generating import Size, generate, shares

DEMO = {KABUPATEN.code, KOTA.code, KEMENTERIAN.code}
LIMITS = {"instansi": 640, "units": 25_000, "years": 5}


class Command(BaseCommand):
    """Everybody's password is the demo's: never where real data are or will be."""

    help = "Fill an empty database, or one with the demo alone, with copies of the demo, to measure the portal at size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--instansi", type=int, default=5, help="1 to 640")
        parser.add_argument("--units", type=int, default=200, help="of all instansi together, up to 25000")
        parser.add_argument("--years", type=int, default=2, help="1 to 5, the last is the present one")
        parser.add_argument("--largest", type=int, help="units of the first instansi; else all alike")
        parser.add_argument("--seed", type=int, default=1, help="of the names")
        parser.add_argument("--this-is-no-real-portal", action="store_true", help="needed where DEBUG is off")

    def handle(self, **options: Any) -> None:
        """Fill; exit code 1 and one line when refused."""
        size = Size(**{name: options[name] for name in ("instansi", "units", "years", "largest", "seed")})
        self._refuse(size, sure=options["this_is_no_real_portal"])
        if not Instansi.objects.exists():
            call_command("seed_demo", stdout=self.stdout)
        begun = time.monotonic()
        patterns = list(Instansi.objects.filter(code__in=(KABUPATEN.code, KEMENTERIAN.code)).order_by("pk"))

        def say(text: str) -> None:
            self.stdout.write(f"  {text} ({time.monotonic() - begun:.0f} detik)")
            self.stdout.flush()

        written = generate(patterns, size, newest=timezone.localdate().year, say=say)
        rows = sum(written.values())
        self.stdout.write(f"{rows} baris dalam {time.monotonic() - begun:.0f} detik.")

    def _refuse(self, size: Size, *, sure: bool) -> None:
        if not (settings.DEBUG or sure):
            raise CommandError(
                "Di portal sungguhan tidak ada data buatan. Untuk mengukur di basis data uji tanpa DEBUG, "
                "tambahkan --this-is-no-real-portal."
            )
        for name, most in LIMITS.items():
            if not 1 <= getattr(size, name) <= most:
                raise CommandError(f"--{name} harus 1 sampai {most}.")
        if size.largest is not None and size.largest < 1:
            raise CommandError("--largest harus sedikitnya 1.")
        try:
            shares(size)
        except ValueError:
            raise CommandError("Setiap instansi perlu sedikitnya satu unit; naikkan --units.") from None
        if Instansi.objects.exclude(code__in=DEMO).exists():
            raise CommandError(
                "Basis data ini berisi instansi lain daripada demo. Pakai basis data yang kosong."
            )
