"""Signals of Django and allauth, as lines of the security log."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db.models import Q
from django.dispatch import receiver

from audit.security_log import note
from units.models import User


@receiver(auth.user_logged_in)
def _logged_in(sender, user, **kwargs) -> None:
    note("login.ok", user=user.pk)


@receiver(auth.user_logged_out)
def _logged_out(sender, user, **kwargs) -> None:
    if user is not None:
        note("logout", user=user.pk)


@receiver(auth.user_login_failed)
def _failed(sender, credentials, **kwargs) -> None:
    note("login.failed", user=account_of(credentials))


@receiver(account.password_changed)
@receiver(account.password_set)
def _password_changed(sender, user, **kwargs) -> None:
    note("password.changed", user=user.pk)


@receiver(account.password_reset)
def _password_reset(sender, user, **kwargs) -> None:
    note("password.reset", user=user.pk)


@receiver(mfa.authenticator_added)
@receiver(mfa.authenticator_reset)
def _factor_set(sender, user, authenticator, **kwargs) -> None:
    codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    note("recovery_codes.made" if codes else "second_factor.set", user=user.pk, kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def _factor_removed(sender, user, authenticator, **kwargs) -> None:
    note("second_factor.removed", user=user.pk, kind=authenticator.type)


@receiver(mfa.authentication_failed)
def _factor_failed(sender, user, **kwargs) -> None:
    note("second_factor.failed", user=user.pk)


def account_of(credentials: dict) -> int | None:
    """The id of the account that somebody tried to enter; what they typed may be a password and is not told."""
    typed = credentials.get("username") or credentials.get("email") or ""
    return (
        User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        .values_list("pk", flat=True)
        .first()
    )
