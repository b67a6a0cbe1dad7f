"""The page behind the link of an invitation; the only way in without an account."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.forms.base import attempt
from units.forms.people import AcceptForm
from units.models import Invitation
from units.rules import role_label
from units.services.errors import Refused
from units.services.invitations import NotOpen, accept_existing, accept_new, find_open, registered

BACKEND = "units.backends.PortalBackend"


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account and accept, or accept as the logged-in owner of the invited address.

    As long as the link is open every answer is a 200, mistakes included.
    """
    try:
        invitation = find_open(token)
    except NotOpen as gone:
        return render(request, "units/accept_gone.html", {"reason": str(gone)}, status=410)
    owner = registered(invitation)
    if request.user.is_authenticated:
        return _as_somebody(request, invitation, token, mine=owner == request.user)
    if owner is not None:
        return _page(request, invitation, "accept_login")
    form = AcceptForm(request.POST or None)
    user = attempt(form, lambda data: accept_new(token, username=data["username"], password=data["password"]))
    if user is None:
        return _page(request, invitation, "accept_new", {"form": form})
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="password")  # as a sign-in by the form does
    UserSession.objects.create_from_request(request)
    messages.success(request, f"Selamat datang, {user}. Akun Anda sudah siap.")
    return redirect("/")


def _as_somebody(request: HttpRequest, invitation: Invitation, token: str, *, mine: bool) -> HttpResponse:
    if not mine:
        return _page(request, invitation, "accept_other")
    if request.method == "POST":
        try:
            accept_existing(token, actor=request.user)
        except Refused as refused:
            return _page(request, invitation, "accept_mine", {"refusals": refused.reasons})
        messages.success(request, f"Undangan sebagai {role_label(invitation.role)} diterima.")
        return redirect("/")
    return _page(request, invitation, "accept_mine", {"refusals": []})


def _page(
    request: HttpRequest, invitation: Invitation, template: str, context: dict | None = None
) -> HttpResponse:
    known = {"invitation": invitation, "role": role_label(invitation.role)}
    return render(request, f"units/{template}.html", known | (context or {}))
