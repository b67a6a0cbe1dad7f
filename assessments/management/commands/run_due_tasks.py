"""`run_due_tasks`: does all that waits, once, and ends: reminders, mails, jobs. For cron, also beside a worker."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.services import jobs
from assessments.services.postman import send_waiting
from assessments.services.reminders import remind
from audit.ran import ran


class Command(BaseCommand):
    help = "Menulis pengingat, mengirim surel, menjalankan pekerjaan yang menunggu, sekali, lalu selesai (untuk cron)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--beside-worker", action="store_true", help="pekerjaan dibiarkan untuk db_worker yang berjalan"
        )

    def handle(self, *args: Any, verbosity: int, beside_worker: bool, **options: Any) -> None:
        lost = jobs.take_up_lost()
        now = timezone.now()
        remind(now=now)  # first: jobs may take an hour
        send_waiting(now=now)
        left = 0 if beside_worker else _work(verbosity)
        ran("run_due_tasks")
        done = "Pekerjaan dibiarkan untuk db_worker" if beside_worker else "Tidak ada lagi yang menunggu"
        self.stdout.write(f"{done} ({left} tanpa antrean, {lost} terputus).")


def _work(verbosity: int) -> int:
    """Do all jobs that wait here; return how many of them had lost their place in the queue."""
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
    return jobs.run_queued()  # what lost its task, or was asked for before the worker was switched off
