"""A new key for the session when somebody proves anew who it is or sets a second factor up: what was known of the old
one is worth nothing. Django and allauth do it at sign-in and with a new password.
"""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(account.authentication_step_completed)
def _proven(sender, request: HttpRequest, reauthenticated: bool = False, **kwargs) -> None:
    if reauthenticated:
        renew(request)


@receiver(mfa.authenticator_added)
def _factor_set(sender, request: HttpRequest, **kwargs) -> None:
    renew(request)


def renew(request: HttpRequest) -> None:
    """Give the session another key; the list of devices follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
