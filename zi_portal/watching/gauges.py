"""How much there is and how much waits, read from the database: counts and ages, nothing of a person or a score."""

from collections.abc import Iterator

from django.contrib.sessions.models import Session
from django.db.models import Count, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from assessments.models import Job, Notice
from assessments.services.job_queue import waiting_since
from documents.models import Blob


def collect() -> Iterator[Metric]:
    """Five queries."""
    now = timezone.now()
    jobs = GaugeMetricFamily("zi_jobs", "Background jobs.", labels=["kind", "state"])
    for kind, state, count in Job.objects.order_by().values_list("kind", "status").annotate(Count("pk")):
        jobs.add_metric([kind, state], count)
    yield jobs
    since = waiting_since(now)
    waits = max(0.0, (now - since).total_seconds()) if since else 0.0
    yield _one("zi_jobs_oldest_seconds", "How long the oldest job that could be done has waited.", waits)
    waiting = Notice.objects.filter(mail__in=Notice.UNSENT)
    yield _one("zi_mails_waiting", "Mails of notices that wait.", waiting.count())
    stored = Blob.objects.aggregate(count=Count("pk"), size=Sum("size"))
    yield _one("zi_store_files", "Contents in the store.", stored["count"])
    yield _one("zi_store_bytes", "Their size.", stored["size"] or 0)
    alive = Session.objects.filter(expire_date__gt=now).count()
    yield _one("zi_sessions", "Sessions that have not ended.", alive)


def _one(name: str, text: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, text)
    family.add_metric([], value)
    return family
