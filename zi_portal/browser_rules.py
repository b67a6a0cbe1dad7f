"""Middleware: what browsers are told of every answer; nothing of a person stays behind in one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zi_portal.anonymous import SURVEYS

# Nothing of a device is asked for; passkeys need none of these.
UNUSED = ("camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "serial", "usb")
PERMISSIONS = ", ".join(f"{name}=()" for name in UNUSED)


def browser_rules(get_response: Callable) -> Callable:
    """Forbid what no page uses, let no other site load our answers, and keep out of caches what says nothing of them.

    Public pages and static files say themselves how long they may be kept, and keep their word.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith(SURVEYS):
            # no request for a file of the page names the survey; `no-referrer` would send the form with a null Origin
            response["Referrer-Policy"] = "strict-origin"
        return response

    return middleware
