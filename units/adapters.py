"""How allauth behaves here: accounts come by invitation only."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from audit.security_log import note
from units.client_address import client_address
from units.mail import send_later
from units.proven import prove_again
from units.security_events import account_of
from units.services.openid import link_remembered

RESET = "account/email/password_reset_key"

# Whoever waits this long (s) for the lock of a counter is refused as if the limit were reached. An office that signs in
# at eight shares one counter, that of its address; allauth's one second locked some of fifty out (docs/performance.md).
ratelimit.CACHE_LOCK_WAIT_TIMEOUT = 8


class AccountAdapter(DefaultAccountAdapter):
    """Closes open sign-up, answers a forgotten password at once, and takes a sign-in of a moment ago for proof enough;
    everything else stays as allauth has it.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an admin creates accounts and invites their owners."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which limits count. Raises PermissionDenied for a request without any."""
        address = client_address(request)
        if not address:
            raise PermissionDenied("no address")
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter for an account, by whichever of its names and at whichever form its password is guessed."""
        typed = str(credentials.get("email") or credentials.get("username") or "").lower()
        return f"account:{account_of(credentials) or typed}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has failed too often, and tell the security log."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note("login.locked", user=account_of(credentials))
            raise

    def login(self, request: HttpRequest, user) -> None:
        """Sign in; after all steps, and after the session was made new, who came from the issuer is linked."""
        super().login(request, user)
        link_remembered(request, user)

    def set_password(self, user, password: str) -> None:
        """A new password, however it is made, also ends the wish for another address, whose link it kills."""
        user.new_email, user.new_email_at = "", None
        super().set_password(user, password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a forgotten password, at the portal's own address, whatever host the request named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL}{path}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who it is before allauth's own sensitive acts as before ours (`units.proven`): by raising, since
        allauth itself asks nothing of who has neither password nor second factor.
        """
        prove_again(current.request)
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; that of a forgotten password after the answer, which is then as quick for an unknown address."""
        context = context | {"site": settings.SITE_URL}
        if template_prefix != RESET:
            super().send_mail(template_prefix, email, context)
            return
        told = {"request": current.request, "email": email} | context
        send_later(self.render_mail(template_prefix, email, told), "password_reset")
