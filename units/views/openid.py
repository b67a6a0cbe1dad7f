"""Signing in at the issuer: the button's form, and the address to which the issuer sends people back."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from audit.security_log import note
from units.openid import Cancelled, IssuerError, NotAnew, address_of_issuer, is_on, who_came_back
from units.services.errors import Refused
from units.services.openid import ProofNeeded, person_of, remember

log = logging.getLogger(__name__)


@require_POST
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the issuer; `next` is the page to open afterwards, when it is one of ours."""
    if not is_on():
        raise Http404
    try:
        return redirect(address_of_issuer(request, next_url=get_next_redirect_url(request)))
    except IssuerError as error:
        log.warning("sign-in at the issuer: %s", str(error))  # of an exception the log tells the kind alone
        return _refused(request, 503)


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Sign in who comes back, with the second factor that the account has."""
    if not is_on():
        raise Http404
    try:
        identity, next_url = who_came_back(request)
    except Cancelled:
        return redirect("account_login")
    except IssuerError as error:
        note("login.refused", why=str(error))
        return _refused(request, 401, not_anew=isinstance(error, NotAnew))
    try:
        person = person_of(identity)
    except Refused as refused:
        if isinstance(refused, ProofNeeded):
            remember(request, identity)
            messages.info(request, str(refused))
            return redirect("account_login")
        note("login.refused", why="account not opened" if identity.email else "address not verified")
        return _refused(request, 403, reason=str(refused))
    if request.user.is_authenticated:  # the same person too: nothing is proven again before the second factor
        get_adapter(request).logout(request)
    remember(request, identity)
    record_authentication(request, person, "socialaccount", proven_at=identity.proven_at)
    return perform_login(request, person, redirect_url=next_url)


def _refused(request: HttpRequest, status: int, **context) -> HttpResponse:
    return render(
        request, "account/openid_refused.html", {"reason": "", "not_anew": False, **context}, status=status
    )
