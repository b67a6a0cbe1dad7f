"""Middleware: every request has an id, which its log lines, its answer and its page of an error show, and one line."""

import logging
import re
import time
from collections.abc import Callable
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.security_log import note
from audit.tracing import traced
from units.client_address import client_address
from zi_portal.anonymous import SURVEYS
from zi_portal.log_lines import route_of

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
# Asked every few seconds, or not by people: told at LOG_LEVEL=DEBUG alone.
QUIET = ("/sehat/", "/siap/", "/metrik/", settings.STATIC_URL)
log = logging.getLogger("zi_portal.access")


def request_log(get_response: Callable) -> Callable:
    """Give the request its id: that of our own proxy (TRUSTED_PROXIES), else a random one.

    The line holds method, route, status, milliseconds, and who it was as an id; no address of a page or a machine, no
    form, no name. An address of a machine is in the security log alone, where somebody must be kept out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        begun, is_seen = time.perf_counter(), not request.path_info.startswith(SURVEYS)
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        request_id = given if GIVEN.fullmatch(given) else token_hex(8)
        with traced(request=request_id, address=client_address(request) if is_seen else ""):
            response = get_response(request)
            response.headers[HEADER] = request_id
            if is_seen:
                if response.status_code == 429:
                    note("limit.reached", route=route_of(request))
                _tell(request, response, round((time.perf_counter() - begun) * 1000))
            elif response.status_code < 500:
                response._has_been_logged = True  # Django would tell each 4xx with its time
        return response

    return middleware


def _tell(request: HttpRequest, response: HttpResponse, milliseconds: int) -> None:
    facts = {
        "method": request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "-",
        "route": route_of(request),
        "status": response.status_code,
        "ms": milliseconds,
    }
    user = getattr(request, "_cached_user", None)  # never asks the database who it was
    if user is not None and user.pk is not None:
        facts["user"] = user.pk
    quiet = request.path_info.startswith(QUIET)
    log.log(logging.DEBUG if quiet else logging.INFO, "request", extra={"facts": facts})
