"""Middleware: pages go out compressed, whatever stands before the portal; a sheet of 113 questions has a megabyte."""

import re
import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

REFUSED = re.compile(r";\s*q\s*=\s*0(\.0*)?\s*$")
QUALITY = 5  # a third smaller than gzip in the same time; more would cost more than it saves
PADDING = 100


def compressed(get_response: Callable) -> Callable:
    """Compress pages with Brotli where the browser takes it, else and for parts of pages with gzip.

    Files are left alone: they are compressed already, and are read in ranges. Against guessing secrets from sizes
    (BREACH) the CSRF token is masked anew for each answer, and each answer is longer by a random length; for
    gzip Django's middleware does that. Every page tells caches that it depends on what the browser takes.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = _accepted(request.headers.get("Accept-Encoding", ""))
        if "br" in accepted and response.content.lstrip()[:9].lower() == b"<!doctype":
            return _with_brotli(response)
        return gzip.process_response(request, response) if "gzip" in accepted else response

    return middleware


def _accepted(header: str) -> set[str]:
    """The codings that a browser names and does not refuse (`q=0`)."""
    named = [one for one in header.lower().split(",") if not REFUSED.search(one)]
    return {one.partition(";")[0].strip() for one in named}


def _with_brotli(response: HttpResponse) -> HttpResponse:
    padding = f"<!--{secrets.token_urlsafe(secrets.randbelow(PADDING))}-->".encode()
    response.content = brotli.compress(response.content + padding, quality=QUALITY)
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(len(response.content))
    return response
