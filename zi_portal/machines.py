"""Middleware: under the API's prefix there are machines, no browsers. No session, no cookie, no page, no redirect."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from assessments.views.handover.api import unknown

PREFIX = "/api/"


def machines(get_response: Callable) -> Callable:
    """Answer what stands under PREFIX here and now: whatever comes after in the list of middleware never sees it.

    So nothing reads a cookie or asks for a CSRF token, and no handler answers with a page. The views answer JSON
    whatever happens, an address that nobody knows included.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path != PREFIX.rstrip("/") and not path.startswith(PREFIX):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        try:
            match = resolve(path)
        except Resolver404:
            return unknown(request)
        return match.func(request, *match.args, **match.kwargs)

    return middleware
