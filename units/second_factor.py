"""Who needs a second factor to sign in, and the middleware that asks for it before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

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
        and is_compulsory(hats_of(user))
    )


def second_factor_first(get_response: Callable) -> Callable:
    """Lead whoever lacks a compulsory second factor to the page where it is set up; nothing else opens until then.

    Signing out and the pages of the own account stay open. A script's request is told by HX-Redirect.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if (request.resolver_match.url_name or "").startswith(OPEN) or not is_missing(request.user):
            return None
        if request.htmx:
            return HttpResponse(status=403, headers={"HX-Redirect": resolve_url("mfa_index")})
        messages.warning(request, ASKED)
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
