"""Middleware: after a session has ended, logging in leads back to a page, never to an address that only takes POST."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

ENDED = "Sesi Anda sudah berakhir, jadi yang baru saja dikirim belum diproses. Masuk, lalu ulangi."


def return_after_login(get_response: Callable) -> Callable:
    """Turn the login redirect of a refused POST to the page that it came from, and say that nothing was done.

    Scripts ask with the HX-Request header and tell the person themselves (static/js/autosave.js).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or request.htmx or not _to_login(response):
            return response
        messages.warning(request, ENDED)
        return redirect_to_login(_page_before(request), settings.LOGIN_URL)

    return middleware


def _to_login(response: HttpResponse) -> bool:
    login = resolve_url(settings.LOGIN_URL)
    return isinstance(response, HttpResponseRedirectBase) and response.url.startswith(
        f"{login}?{REDIRECT_FIELD_NAME}="
    )


def _page_before(request: HttpRequest) -> str:
    """The path of the referring page when it is one of ours, else the first page."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return settings.LOGIN_REDIRECT_URL
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
