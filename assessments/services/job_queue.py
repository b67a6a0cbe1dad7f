"""What of the background work waits, and since when: for who takes it up and for who looks after it."""

from datetime import datetime, timedelta

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments.models import Job

UNFINISHED = [Job.Status.QUEUED, Job.Status.RUNNING]
LOST_AFTER = timedelta(seconds=90)  # without a heartbeat


def due(now: datetime) -> QuerySet[Job]:
    """Jobs that may be taken up at this moment."""
    return Job.objects.filter(Q(not_before=None) | Q(not_before__lte=now), status=Job.Status.QUEUED)


def waiting_since(now: datetime) -> datetime | None:
    """Since when the job that has waited longest could have been taken up; None where none waits.

    One that is tried again waits from then on, one whose worker died from its last sign of life.
    """
    begun = Greatest(F("created_at"), Coalesce("not_before", "created_at"), Coalesce("beat_at", "created_at"))
    return due(now).aggregate(at=Min(begun))["at"]


def is_alive(now: datetime) -> Q:
    """Which jobs somebody works on, as was heard a short while ago."""
    return Q(status=Job.Status.RUNNING, beat_at__gte=now - LOST_AFTER)


def is_silent(now: datetime) -> Q:
    """Which jobs run without sign of life: their worker was killed."""
    return Q(status=Job.Status.RUNNING, beat_at__lt=now - LOST_AFTER)
