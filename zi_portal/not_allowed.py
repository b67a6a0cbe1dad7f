"""Middleware: an address that only takes a form says so to whoever opens it, instead of an empty page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def not_allowed(get_response: Callable) -> Callable:
    """Fill an empty 405 for a GET, as of an address typed by hand or kept as a bookmark, with a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            response.content = render_to_string("405.html")
            response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response

    return middleware
