"""Who needs a second factor to sign in, and the middleware that asks for it before anything else."""

from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import ResolverMatch

from units.authenticators import UNREADABLE
from units.hats import Hats
from units.models import Role, TeamMember
from units.queries import hats_of

# Who scores, who administers, and who sees what TPI wrote before anybody else does.
COMPULSORY = frozenset({*TeamMember.Seat.values, Role.PENILAI_PENDAHULUAN, Role.ADMIN, Role.ADMIN_SISTEM})
# Pages of the own account, where a second factor is set up and a session ends.
OPEN = ("account_", "mfa_", "usersessions_")
ASKED = "Peran Anda mewajibkan verifikasi dua langkah. Pasang satu cara di bawah ini, lalu lanjutkan pekerjaan Anda."


def is_compulsory(hats: Hats) -> bool:
    """Whether somebody with these hats must sign in with a second factor."""
    return any(hat.role in COMPULSORY for hat in hats.hats)


def is_missing(user) -> bool:
    """Whether a person who needs a second factor has none yet. No query beyond those of the hats."""
    return (
        settings.SECOND_FACTOR
        and user.is_authenticated
        and not user.has_second_factor
        and (user.in_joint_team or is_compulsory(hats_of(user)))
    )


def _is_open(match: ResolverMatch) -> bool:
    """Whether an address belongs to the own account; Django's admin has names that begin alike, in a namespace."""
    return not match.namespaces and (match.url_name or "").startswith(OPEN)


def _is_factor_page(match: ResolverMatch) -> bool:
    """Whether a page is about second factors, and not the one that asks who it is while a POST waits."""
    name = match.url_name or ""
    return name.startswith("mfa_") and "reauthenticate" not in name


def second_factor_first(get_response: Callable) -> Callable:
    """Lead whoever lacks a compulsory second factor to the page where it is set up; nothing else opens until then.

    Signing out and the pages of the own account stay open. A script's request is told by HX-Redirect.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ValidationError) or getattr(exception, "code", "") != UNREADABLE:
            return None
        messages.error(request, exception.message)
        return redirect("mfa_index")

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method == "GET" and _is_factor_page(request.resolver_match):
            request.session.pop(STATE_SESSION_KEY, None)  # an abandoned POST is not done by a later visit
        if _is_open(request.resolver_match) or not is_missing(request.user):
            return None
        if request.htmx:
            return HttpResponse(status=403, headers={"HX-Redirect": resolve_url("mfa_index")})
        messages.warning(request, ASKED)
        return redirect("mfa_index")

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
