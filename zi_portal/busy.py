"""Beyond capacity the portal says so at once and stays quick, instead of letting everybody wait for nothing.

`busy` is the middleware that counts (decision 0054); `answer` is the one page of "not now, in a moment", also for a
database that does not answer in time, is away, or has no room left (decision 0050).
"""

import logging
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from assessments.handover import problems
from assessments.services.passing import database_passes, is_away, is_full, passes
from assessments.views.handover.api import refusal
from zi_portal.gate import Gate
from zi_portal.machines import PREFIX

logger = logging.getLogger(__name__)
READS = {"GET", "HEAD", "OPTIONS"}
UNGATED = {"/sehat/", "/siap/", "/metrik/"}  # who looks after the portal must always get through
BUSY = "Portal sedang sibuk"
AWAY = "Basis data portal sedang tidak dapat dihubungi"
FULL = "Ruang penyimpanan server penuh"
UNTOUCHED, MAYBE = "Belum ada yang berubah", "Mungkin belum tersimpan"
QUIET = 60  # seconds between two lines of the log
SOON = (5, 15)  # seconds; not the same for all, or all come back at once


def busy(get_response: Callable) -> Callable:
    """Let in as many requests as the process can work on; who waits too long, or finds no place to wait, is told."""
    gate = Gate(settings.BUSY_SLOTS, settings.BUSY_PLACES, settings.BUSY_PATIENCE)
    logged = -QUIET

    def middleware(request: HttpRequest) -> HttpResponse:
        nonlocal logged
        if request.path_info in UNGATED:
            return get_response(request)
        is_write = request.method not in READS
        if not gate.enter(is_write=is_write):
            if time.monotonic() - logged >= QUIET:
                logged = time.monotonic()
                logger.warning(
                    "more is asked for than this process can do: requests are refused (sedang sibuk)"
                )
            response = answer(request)
            response._has_been_logged = True  # Django would write a line for each of hundreds a second
            return response
        try:
            return get_response(request)
        finally:
            gate.leave(is_write=is_write)

    return middleware


def answer(request: HttpRequest, why: str = "") -> HttpResponse:
    """503 in the form that the asker understands, with the seconds after which to come again (`Retry-After`).

    Without `why` it was refused at the gate, and only then nothing can have changed: a database that was cut off may
    have committed before.
    """
    with suppress(OSError):  # whoever sent it has gone
        while request.method not in READS and request.read(1 << 16):
            pass  # a server that closes on half a form cuts its own answer off
    wait = random.randint(*SOON)  # noqa: S311 (spreads people, hides nothing)
    is_write = request.method not in READS
    state = MAYBE if why and is_write else UNTOUCHED
    told = f"{why or BUSY}. {state}; coba lagi dalam {wait} detik."
    if request.path_info.startswith(PREFIX):
        response = refusal(problems.busy(wait))
    elif request.headers.get("Accept", "").startswith("application/json"):
        response = JsonResponse({"message": told}, status=503)
    elif request.headers.get("HX-Request"):
        response = HttpResponse(told, status=503, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(_page(why or BUSY, wait, is_write, bool(why)), status=503)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


@cache
def _page(why: str, wait: int, is_form: bool, is_unsure: bool) -> str:
    told = {"why": why, "is_busy": why == BUSY, "is_full": why == FULL, "is_unsure": is_unsure}
    return render_to_string("503.html", told | {"wait": wait, "is_form": is_form})


def failed(request: HttpRequest) -> HttpResponse:
    """What an exception that nobody caught is answered with: what passes by itself is 503."""
    error = sys.exc_info()[1]
    if passes(error):
        return answer(request, _why(error))
    return server_error(request)


def _why(error: BaseException) -> str:
    """What is the matter, as far as the database, its driver or the machine says so."""
    if is_full(error):
        return FULL
    return AWAY if database_passes(error) and is_away(error) else BUSY
