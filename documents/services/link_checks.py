"""Links are looked at before a reviewer meets them; what was seen is kept beside the revision."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from documents.linkcheck.errors import OutOfBudget
from documents.linkcheck.fetch import Budget, Net
from documents.linkcheck.verdict import Verdict, look
from documents.models import LinkCheck, Revision

AGAIN = timedelta(days=7)
AGAIN_PROBLEM = timedelta(days=1)  # a server may have had a bad day; what the unit mended is soon seen
LONGEST = timedelta(minutes=20)  # of one run; cron starts the next
PAUSE = 0.5  # seconds between two requests
RUNNING = "documents.check_links"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a run did: addresses looked at by result, and how many were left for the next run."""

    counts: dict[str, int]
    left: int


def due(now: datetime) -> QuerySet[Revision]:
    """Links of documents that are not archived, never looked at or not lately; the longest waiting first."""
    fresh = LinkCheck.objects.filter(
        Q(result=LinkCheck.Result.OK, checked_at__gt=now - AGAIN)
        | ~Q(result=LinkCheck.Result.OK) & Q(checked_at__gt=now - AGAIN_PROBLEM)
    )
    links = Revision.objects.exclude(url="").filter(document__archived_at=None)
    return links.exclude(link_check__in=fresh).order_by("link_check__checked_at", "pk")


def check_links(
    *,
    net: Net,
    budget: Budget,
    now: Callable[[], datetime] = timezone.now,
    pause: float = PAUSE,
) -> Checked | None:
    """Look at what is due, each address once however many documents name it; None while another run is going on.

    Every result is stored at once, so that a run that is killed loses nothing.
    """
    if not cache.add(RUNNING, True, timeout=LONGEST.total_seconds()):
        return None
    try:
        return _check(net, budget, now, pause)
    finally:
        cache.delete(RUNNING)


def _check(net: Net, budget: Budget, now: Callable[[], datetime], pause: float) -> Checked:
    begun, counts, left = now(), dict.fromkeys(LinkCheck.Result.values, 0), 0
    # NULLs come first on one database and last on the other
    waiting = list(due(begun).values_list("link_check__checked_at", "pk", "url"))
    waiting.sort(key=lambda row: (row[0] is not None, row[0] or begun, row[1]))
    for url in dict.fromkeys(url for _, _, url in waiting):
        try:
            if now() - begun > LONGEST - timedelta(minutes=1):
                raise OutOfBudget("time")
            verdict = look(url, net=net, budget=budget)
        except OutOfBudget:
            left += 1
            continue
        _keep(url, verdict, now())
        counts[verdict.result] += 1
        time.sleep(pause)
    return Checked(counts=counts, left=left)


def _keep(url: str, verdict: Verdict, at: datetime) -> None:
    """One row for every revision with this address."""
    rows = [
        LinkCheck(
            revision_id=pk,
            result=verdict.result,
            detail=verdict.detail,
            status=verdict.status,
            checked_at=at,
        )
        for pk in Revision.objects.filter(url=url, document__archived_at=None).values_list("pk", flat=True)
    ]
    LinkCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["revision"],
        update_fields=["result", "detail", "status", "checked_at"],
    )
