"""Who it is, proven a moment ago: what sensitive acts ask for."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from units.openid import ANEW


def proved_recently(request: HttpRequest) -> bool:
    """Whether the person signed in or confirmed with password or second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT
    seconds; of an issuer counts when the person proved it there, not when it vouched for them."""
    records = get_authentication_records(request, request.user)
    last = max((record.get("proven_at", record["at"]) for record in records), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def prove_again(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless `proved_recently`: allauth's middleware then asks, keeping what was posted
    in the session, and does it afterwards. Files are not kept, so never for a form with files. Who has neither password
    nor second factor is signed out instead, and signs in anew, also at the issuer: nothing is done until then.
    """
    if proved_recently(request):
        return
    if get_adapter().get_reauthentication_methods(request.user):
        raise ReauthenticationRequired
    page = request.get_full_path()
    logout(request)
    request.session[ANEW] = True
    messages.info(request, "Demi keamanan, masuk sekali lagi untuk memastikan bahwa ini Anda.")
    raise ImmediateHttpResponse(redirect_to_login(page, settings.LOGIN_URL))


def proven(view: Callable) -> Callable:
    """A view whose POST is such an act; below `login_required`."""

    @wraps(view)
    def asking(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            prove_again(request)
        return view(request, *args, **kwargs)

    return asking
