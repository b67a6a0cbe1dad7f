"""How much there is and how much waits, read from the database: counts and ages, nothing of a person or a score."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Count, Min, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from assessments.models import Job, Notice
from assessments.services.jobs import UNFINISHED
from documents.models import Blob


def collect() -> Iterator[Metric]:
    """Six queries."""
    now = timezone.now()
    jobs = GaugeMetricFamily("zi_jobs", "Background jobs.", labels=["kind", "state"])
    for kind, state, count in Job.objects.order_by().values_list("kind", "status").annotate(Count("pk")):
        jobs.add_metric([kind, state], count)
    yield jobs
    oldest = Job.objects.filter(status=Job.Status.QUEUED).aggregate(at=Min("created_at"))["at"]
    yield _one("zi_jobs_oldest_seconds", "Age of the oldest job that waits.", _age(oldest, now))
    waiting = Notice.objects.filter(mail__in=[Notice.Mail.WAITING, Notice.Mail.SENDING])
    yield _one("zi_mails_waiting", "Mails of notices that wait.", waiting.count())
    stored = Blob.objects.aggregate(count=Count("pk"), size=Sum("size"))
    yield _one("zi_store_files", "Contents in the store.", stored["count"])
    yield _one("zi_store_bytes", "Their size.", stored["size"] or 0)
    alive = Session.objects.filter(expire_date__gt=now).count()
    yield _one("zi_sessions", "Sessions that have not ended.", alive)
    running = Job.objects.filter(status__in=UNFINISHED).count()
    yield _one("zi_jobs_unfinished", "Jobs that wait or run.", running)


def _one(name: str, text: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, text)
    family.add_metric([], value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
