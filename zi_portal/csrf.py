"""A form without its token is refused by Django's page, and told to the security log."""

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from audit.security_log import note
from zi_portal.log_lines import route_of


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with templates/403_csrf.html; the reason may quote headers and is nowhere told (`log_lines.message_of`)."""
    note("csrf.refused", route=route_of(request))
    return csrf_failure(request, reason)
