"""Middleware: on the public pages and in surveys everybody is nobody; caches may share what they are answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Where few answer a survey in an hour, any line or number with a finer time would name an answer (decision 0057).
SURVEYS = "/s/"
PREFIXES = ("/publik/", SURVEYS)


def anonymous(get_response: Callable) -> Callable:
    """Take the cookies off a request under PREFIXES before any middleware reads them, and off its answer.

    Whatever reads the session on the way finds an empty one, so that the answer cannot depend on the cookie, and
    must not tell caches that it does (`Vary: Cookie`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        _vary_without_cookie(response)
        return response

    return middleware


def _vary_without_cookie(response: HttpResponse) -> None:
    names = [name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip()]
    kept = [name for name in names if name.lower() != "cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif names:
        del response.headers["Vary"]
