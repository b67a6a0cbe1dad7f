"""`run_due_tasks`: does all that waits, once, and ends: jobs, reminders, mails. For cron, also beside a worker."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.services import jobs
from assessments.services.postman import send_waiting
from assessments.services.reminders import remind
from audit.ran import ran


class Command(BaseCommand):
    help = "Menjalankan pekerjaan yang menunggu, menulis pengingat, mengirim surel, sekali, lalu selesai (untuk cron)."

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
        now = timezone.now()
        remind(now=now)
        send_waiting(now=now)
        ran("run_due_tasks")
        self.stdout.write(f"Tidak ada lagi yang menunggu ({left} tanpa antrean, {lost} terputus).")
