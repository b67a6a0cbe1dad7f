"""Middleware: a session ends so long after signing in, however busy it was."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse


def session_length(get_response: Callable) -> Callable:
    """Sign out who signed in longer ago than `SESSION_COOKIE_AGE`; Django's own count begins anew with each write."""

    def middleware(request: HttpRequest) -> HttpResponse:
        has_session = (
            settings.SESSION_COOKIE_NAME in request.COOKIES
        )  # else nothing is read, nor varies with it
        proofs = (request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []) if has_session else []
        if proofs and time.time() - min(proof["at"] for proof in proofs) > settings.SESSION_COOKIE_AGE:
            logout(request)
        return get_response(request)

    return middleware
