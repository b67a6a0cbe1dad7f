"""Whose account somebody is who signed in at the issuer: linked, found by the address, or new and without a role."""

import re
import time

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest

from units.backends import with_second_factor
from units.models import Invitation, User
from units.openid import Identity
from units.second_factor import lacks_one
from units.services.errors import Refused
from units.services.people import open_account
from units.services.trail import tell

PENDING = (
    "openid_pending"  # in the session: who signed in at the issuer and has yet to prove whose account it is
)
PENDING_FOR = 600  # seconds
UNVERIFIED = (
    "Penyedia masuk belum memastikan alamat surel Anda. Minta pengelolanya memastikan alamat itu, "
    "atau masuk dengan kata sandi portal."
)


class ProofNeeded(Refused):
    """The address has an account, whose owner must sign in once as before; then the two are linked."""


def person_of(identity: Identity) -> User:
    """The account of somebody whom the issuer vouches for; opens one without any role for a new person.

    Raises Refused for an address that the issuer did not verify; ProofNeeded where the address alone must not open an
    existing account (docs/decisions/0049).
    """
    linked = _linked(identity)
    if linked is not None:
        return linked
    if not identity.email:
        raise Refused(UNVERIFIED)
    known = _known(identity.email)
    if known is None:
        try:
            return _open(identity)
        except (IntegrityError, Refused):  # the same person in another tab was quicker
            linked = _linked(identity)
            if linked is None:
                raise
            return linked
    if not is_enough(known, identity.email):
        raise ProofNeeded(
            "Alamat surel ini sudah mempunyai akun di portal. Masuk sekali seperti biasa, lalu akun Anda tersambung "
            "dan lain kali Anda dapat masuk lewat penyedia ini."
        )
    return known


def is_enough(person: User, email: str) -> bool:
    """Whether the issuer's word about an address opens this account: by OIDC_TRUST_EMAIL, where the account proved the
    address by an invitation sent there (older addresses were only typed, anybody's), and never for who needs a second
    factor and has none yet.
    """
    return (
        settings.OIDC_TRUST_EMAIL
        and Invitation.objects.filter(accepted_by=person, email__iexact=email).exists()
        and not lacks_one(person)
    )


def remember(request: HttpRequest, identity: Identity) -> None:
    """Keep for PENDING_FOR seconds who it is at the issuer, until a sign-in is complete."""
    kept = {"subject": identity.subject, "email": identity.email, "at": time.time()}
    request.session[PENDING] = kept | {"issuer": settings.OIDC_ISSUER}


def link_remembered(request: HttpRequest, user: User) -> None:
    """Link whom the session remembers to the account that has just been signed in to, with all its steps, when it has
    the same address; tells the owner by mail. Whatever does not fit is forgotten.
    """
    kept = request.session.pop(PENDING, None)
    if kept is None or time.time() - kept["at"] > PENDING_FOR or kept["issuer"] != settings.OIDC_ISSUER:
        return
    if not kept["email"] or _known(kept["email"]) != user:
        return
    with transaction.atomic():
        _, is_new = SocialAccount.objects.get_or_create(
            provider=kept["issuer"], uid=kept["subject"], defaults={"user": user}
        )
        if is_new:
            tell(None, user, "person.link_issuer", actor=user)
    if is_new:
        get_adapter(request).send_notification_mail(
            "account/email/openid_linked", user, context={"issuer": settings.OIDC_NAME}
        )


def _linked(identity: Identity) -> User | None:
    """By issuer and subject; a subject of another issuer is somebody else."""
    linked = SocialAccount.objects.filter(provider=settings.OIDC_ISSUER, uid=identity.subject)
    found = linked.select_related("user").first()
    return found.user if found is not None else None


def _known(email: str) -> User | None:
    owners = EmailAddress.objects.filter(email__iexact=email).values("user")
    people = with_second_factor(User.objects.filter(Q(email__iexact=email) | Q(pk__in=owners)))
    return people.order_by("pk").first()


def _open(identity: Identity) -> User:
    """An account without password and role, and its link, in one transaction."""
    wished = identity.username or identity.email
    stem = re.sub(r"[^\w.+-]", "", wished.partition("@")[0])[:140] or "pengguna"
    stem = stem if len(stem) >= 3 else f"{stem}-sso"
    with transaction.atomic():
        taken = {
            name.lower()
            for name in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
        }
        names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        username = next(name for name in names if name.lower() not in taken)
        name = identity.name[:150] or username
        user = open_account(username, email=identity.email, name=name, password=None)
        SocialAccount.objects.create(provider=settings.OIDC_ISSUER, uid=identity.subject, user=user)
        tell(None, user, "person.create", actor=user)
    return user
