"""`run_due_tasks`: does everything that waits, once, and ends. For cron, where no worker can run."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from assessments.services import jobs


class Command(BaseCommand):
    help = "Menjalankan semua pekerjaan yang menunggu, sekali, lalu selesai (untuk cron)."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        lost = jobs.take_up_lost()
        if jobs.has_worker():
            call_command(
                "db_worker",
                batch=True,
                interval=0,
                queue_name="*",
                reload=False,
                startup_delay=False,
                verbosity=max(0, verbosity - 1),
            )
        left = jobs.run_queued()  # what lost its task, or was asked for before the worker was switched off
        self.stdout.write(f"Tidak ada lagi yang menunggu ({left} tanpa antrean, {lost} terputus).")
