"""The API that PortalRB pulls from (its guide 1.0.0): three endpoints, JSON alone, whatever happens.

Each view stands on its own: it asks for the token itself. `zi_portal/machines.py` keeps sessions and pages off.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import get_ip  # of IPv6 the network, as for sign-ins
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.views.decorators.csrf import csrf_exempt

from assessments.handover import contents, problems
from assessments.handover.gate import admit
from assessments.handover.problems import Problem
from assessments.models import HandoverToken
from assessments.services.handover import record_pull
from audit.security_log import note

logger = logging.getLogger(__name__)
Act = Callable[[HandoverToken], dict[str, Any]]


@csrf_exempt
def unit_wbk(request: HttpRequest) -> HttpResponse:
    """The units proposed for WBK."""
    return respond(request, lambda token: contents.list_body(token, "WBK", timezone.now()))


@csrf_exempt
def unit_wbbm(request: HttpRequest) -> HttpResponse:
    """The units proposed for WBBM."""
    return respond(request, lambda token: contents.list_body(token, "WBBM", timezone.now()))


@csrf_exempt
def unit_answers(request: HttpRequest, unit_id: str) -> HttpResponse:
    """The LKE answers of one proposed unit."""
    return respond(request, lambda token: contents.answers_body(token, unit_id, timezone.now()))


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address under the prefix."""
    return respond(request, None)


def respond(request: HttpRequest, act: Act | None) -> HttpResponse:
    """Admit the token, make the answer and write the pull down; every refusal and every fault is JSON.

    `act` gives the body for a token; None: there is no such address.
    """
    try:
        _check_transport(request)
        header = request.META.get("HTTP_AUTHORIZATION", "")
        token = admit(header, address=_address(request), now=timezone.now())
        response = _answered(request, token, act)
        told = {
            "path": escape_uri_path(request.path_info),
            "status": response.status_code,
            "sha256": sha256(response),
        }
        if not record_pull(token, **told):
            raise problems.unauthorized()
    except Problem as problem:
        if problem.status == 401 and request.META.get("HTTP_AUTHORIZATION"):
            note("token.refused")
        return refusal(problem)
    except (BadRequest, SuspiciousOperation):
        return refusal(problems.bad_request())
    except Exception:
        logger.exception("the hand-over API failed")
        return refusal(problems.server_error())
    return response


def _check_transport(request: HttpRequest) -> None:
    request.get_host()  # raises DisallowedHost
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise problems.https_required()


def _address(request: HttpRequest) -> str:
    try:
        return get_ip(request)
    except PermissionDenied:  # no address to be had: those without share one count
        return ""


def _answered(request: HttpRequest, token: HandoverToken, act: Act | None) -> HttpResponse:
    try:
        if act is None:
            raise problems.unknown_address()
        if request.method != "GET":
            raise problems.method_not_allowed()
        if request.META.get("QUERY_STRING") and settings.PORTALRB_REFUSE_PARAMETERS:
            raise problems.invalid_request()
        return _json(200, act(token))
    except Problem as problem:
        return refusal(problem)


def refusal(problem: Problem) -> HttpResponse:
    """The answer that a problem is."""
    response = _json(problem.status, problem.body)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _json(status: int, body: dict[str, Any]) -> HttpResponse:
    """The same data give the same bytes; nobody on the way keeps them. The length tells an answer that was cut off."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))
    if status == 200:
        response["ETag"] = f'"{sha256(response)}"'
    return response


def sha256(response: HttpResponse) -> str:
    """The hash of what is sent."""
    return hashlib.sha256(response.content).hexdigest()
