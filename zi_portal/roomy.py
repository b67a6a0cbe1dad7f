"""Middleware: room on the interpreter's stack for all that a request calls (docs/decisions/0059).

CPython keeps the frames of Python functions in chunks of 16 KiB and gives a chunk back to the system as soon as it is
empty. Where a page's innermost calls happen to cross the end of a chunk, each of them costs two calls of the system,
and the page two or three times its processor time. A frame that asks for much gets a larger chunk, whose rest is
enough for everything within.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

WORDS = 8_000  # of 8 bytes, never touched: CPython makes a chunk of 128 KiB, of which half is left for what is called


def roomy(get_response: Callable) -> Callable:
    """Answer the request from a frame that has room beneath it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=WORDS)
    return middleware
