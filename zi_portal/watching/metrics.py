"""Numbers for Prometheus: how the portal does, nothing of whom it is for.

Each process counts in files of its own in PROMETHEUS_MULTIPROC_DIR (mapped into memory); whichever process is asked
adds up the files of all. `gunicorn.conf.py` empties the folder at the start. A process that begins
joins the files of those that have ended. Without METRICS_TOKEN nothing
is counted.
"""

import fcntl
import hmac
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from zi_portal.anonymous import SURVEYS
from zi_portal.watching import gauges

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_own = CollectorRegistry()
requests = Counter("zi_requests", "Answered requests.", ["route", "method", "status"], registry=_own)
seconds = Histogram("zi_request_seconds", "Time to the answer.", ["route"], registry=_own, buckets=BUCKETS)


@cache
def errors() -> Counter:
    """Without labels it opens its file as soon as it is made: never by a command, which imports this, too."""
    return Counter("zi_database_errors", "Requests that the database ended.", registry=_own)


def metrics(get_response: Callable) -> Callable:
    """Middleware: count every request by its route (never its address), status class and duration;
    none of surveys, whose count would tell when an answer came.
    """
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed
    errors()  # shown from the start, with 0
    got_request_exception.connect(_count_error, dispatch_uid="zi_portal.metrics")

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        if request.path_info.startswith(SURVEYS):
            return response
        route = _route(request)
        method = request.method if request.method in METHODS else "lain"
        requests.labels(route, method, f"{response.status_code // 100}xx").inc()
        seconds.labels(route).observe(time.perf_counter() - begun)
        return response

    return middleware


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """All numbers, for whoever brings the token of the setting; a page that does not exist for everybody else."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if not wanted or kind != "Bearer" or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Now())
    with ExitStack() as while_added:
        if settings.METRICS_DIR:
            held = while_added.enter_context((settings.METRICS_DIR / "lock").open("w"))
            fcntl.flock(held, fcntl.LOCK_SH)  # no process that ends moves what it counted meanwhile
            MultiProcessCollector(registry, path=str(settings.METRICS_DIR))
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def join_ended() -> None:
    """What processes counted that are no more goes over into one file, unless somebody adds them up just now."""
    if not settings.METRICS_DIR:
        return
    with (settings.METRICS_DIR / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for path in settings.METRICS_DIR.glob("*_*.db"):
            kind, _, pid = path.stem.partition("_")
            if not pid.isdecimal() or Path("/proc", pid).exists():
                continue
            ended = MmapedDict(str(path.with_name(f"{kind}_ended.db")))
            for key, value, stamp, _ in MmapedDict.read_all_values_from_file(str(path)):
                ended.write_value(key, ended.read_value(key)[0] + value, stamp)
            ended.close()
            path.unlink()


class _Now:
    """What is read from the database when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        yield from gauges.collect()


def _route(request: HttpRequest) -> str:
    """The pattern, so that neither numbers nor names stand in it and there are only as many as we have pages."""
    if request.resolver_match is not None:
        return request.resolver_match.route or "/"
    return next((name for name in ("api", "static") if request.path_info.startswith(f"/{name}/")), "lain")


def _count_error(sender: object, **kwargs: object) -> None:
    if isinstance(sys.exc_info()[1], Error):
        errors().inc()
