"""Who it is, proven a moment ago: what sensitive acts ask for."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse


def proved_recently(request: HttpRequest) -> bool:
    """Whether the person signed in or confirmed with password or second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT
    seconds."""
    records = get_authentication_records(request, request.user)
    last = max((record["at"] for record in records), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def prove_again(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless `proved_recently`: allauth's middleware then asks, keeping what was posted
    in the session, and does it afterwards. Files are not kept, so never for a form with files.
    """
    if not proved_recently(request):
        raise ReauthenticationRequired


def proven(view: Callable) -> Callable:
    """A view whose POST is such an act; below `login_required`."""

    @wraps(view)
    def asking(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            prove_again(request)
        return view(request, *args, **kwargs)

    return asking
