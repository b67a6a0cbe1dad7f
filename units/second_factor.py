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
from units.models import Role, TeamMember, User
from units.queries import hats_of

# Who scores, who administers, and who sees what TPI wrote before anybody else does.
COMPULSORY = frozenset({*TeamMember.Seat.values, Role.PENILAI_PENDAHULUAN, Role.ADMIN, Role.ADMIN_SISTEM})
# Pages of the own account, where a second factor is set up and a session ends.
OPEN = ("account_", "mfa_", "usersessions_")
ASKED = "Akun Anda wajib memakai verifikasi dua langkah. Pasang satu cara di bawah ini, lalu lanjutkan pekerjaan Anda."


def lacks_one(person: User) -> bool:
    """Whether a person, read by `units.backends.with_second_factor`, has no second factor but needs one: everybody
    where SECOND_FACTOR_FOR_ALL is set, else by role. No query beyond those of the hats.
    """
    return not person.has_second_factor and (
        settings.SECOND_FACTOR_FOR_ALL
        or person.in_joint_team
        or any(hat.role in COMPULSORY for hat in hats_of(person).hats)
    )


def _must_set_up(user) -> bool:
    return settings.SECOND_FACTOR and user.is_authenticated and lacks_one(user)


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
        if _is_open(request.resolver_match) or not _must_set_up(request.user):
            return None
        if request.htmx:
            return HttpResponse(status=403, headers={"HX-Redirect": resolve_url("mfa_index")})
        messages.warning(request, ASKED)
        return redirect("mfa_index")

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
