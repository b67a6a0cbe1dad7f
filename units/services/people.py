"""Accounts: opened by an invitation or a command, kept by their owners."""

import json
import re
from datetime import datetime
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from units.models import Membership, Role, User
from units.queries import links_work_since
from units.services.errors import Refused, refusal, refuse_invalid
from units.services.trail import tell


class LinkGone(Refused):
    """The link to prove an address does not work (any more)."""


def create_person(
    username: str, *, email: str, name: str, password: str, actor, nip: str = "", is_staff: bool = False
) -> User:
    """Open an account that can log in and tell the audit; it holds no role yet. Refuses as `open_account`."""
    with transaction.atomic():
        user = open_account(username, email=email, name=name, password=password, nip=nip, is_staff=is_staff)
        tell(None, user, "person.create", actor=actor if actor is not None else user)
    return user


def open_account(
    username: str, *, email: str, name: str, password: str | None, nip: str = "", is_staff: bool = False
) -> User:
    """Write an account; the caller tells the audit, after what it tells the chain of an instansi. Without a password
    (None) it is entered by the issuer alone, until its owner makes one.

    Raises Refused for a username or e-mail that is taken (whatever its case), a username with "@" (it would
    look like somebody's address), a weak password or invalid data.
    """
    username, email = username.strip(), email.strip().lower()
    user = User(username=username, email=email, name=name.strip(), nip=nip.strip(), is_staff=is_staff)
    reasons = []
    if not re.fullmatch(r"[\w.+-]{3,150}", username):
        message = (
            "Nama pengguna terdiri dari 3–150 huruf, angka, titik, garis bawah, tambah, atau tanda hubung."
        )
        reasons.append((message, "username"))
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        reasons += refusal(error, "password").reasons
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise Refused((f"Nama pengguna {username} sudah dipakai. Pilih yang lain.", "username"))
        _refuse_taken(email, nobody=user)
        user.set_password(password)
        refuse_invalid(user)
        user.save(force_insert=True)
    return user


def create_admin_sistem(username: str, *, email: str, name: str, password: str, start, actor=None) -> User:
    """Open an account with the role admin sistem from `start` on; it may enter Django's admin. Raises Refused."""
    with transaction.atomic():
        user = create_person(username, email=email, name=name, password=password, is_staff=True, actor=actor)
        membership = Membership.objects.create(user=user, role=Role.ADMIN_SISTEM, start=start)
        tell(
            None,
            membership,
            "role.give",
            actor=actor or user,
            after={"user": user.pk, "role": Role.ADMIN_SISTEM},
        )
    return user


def change_profile(user: User, *, name: str, nip: str, actor) -> User:
    """Change the actor's own name and NIP; the audit keeps which of them changed, not what they were.

    Raises Refused for invalid data. ValueError when the actor is somebody else.
    """
    _own(user, actor)
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        wanted = {"name": name.strip(), "nip": nip.strip()}
        changed = [field for field, value in wanted.items() if getattr(stored, field) != value]
        for field in changed:
            setattr(stored, field, wanted[field])
        refuse_invalid(stored)
        if changed:
            stored.save(update_fields=changed)
            tell(None, stored, "person.change", actor=actor, after={"changed": changed})
    return stored


class _AddressTokens(PasswordResetTokenGenerator):
    """A link for one wish of one person: another password, address or wish, or PASSWORD_RESET_TIMEOUT, ends it."""

    key_salt = "units.services.people.new_email"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        asked = user.new_email_at.timestamp() if user.new_email_at else None
        return json.dumps([user.pk, user.password, user.email, user.new_email, asked, timestamp])


_links = _AddressTokens()


class Wish(NamedTuple):
    """For another address: which, asked when, and the token of the link that proves it."""

    email: str
    asked_at: datetime
    token: str


def ask_email(user: User, *, email: str, password: str, actor) -> Wish:
    """Keep a new e-mail address for the actor until a link proves it; the password confirms the wish. The address
    so far stands until then, and the links of earlier wishes end.

    Raises Refused for a wrong password or an account without one, an address that is the present one or somebody
    else's, or an invalid one. ValueError when the actor is somebody else.
    """
    _own(user, actor)
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not stored.has_usable_password():
            raise Refused(("Akun ini belum punya kata sandi. Buat kata sandi dahulu.", "password"))
        if not stored.check_password(password):
            raise Refused(("Kata sandi ini tidak cocok. Ketik lagi kata sandi Anda.", "password"))
        stored.new_email = email.strip().lower()
        if stored.new_email == stored.email:
            raise Refused(("Ini alamat Anda sekarang. Tulis alamat yang baru.", "email"))
        _refuse_taken(stored.new_email, nobody=stored)
        refuse_invalid(stored)
        stored.new_email_at = asked_at = timezone.now()
        stored.save(update_fields=["new_email", "new_email_at"])
        tell(None, stored, "person.ask_email", actor=actor)
    return Wish(stored.new_email, asked_at, _links.make_token(stored))


def drop_email(user: User, *, actor, asked_at: datetime | None = None) -> None:
    """End the actor's own wish for another address (only that of `asked_at`, where given), and its link; without one
    nothing happens. ValueError when the actor is somebody else.
    """
    _own(user, actor)
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if stored.new_email and asked_at in (None, stored.new_email_at):
            stored.new_email, stored.new_email_at = "", None
            stored.save(update_fields=["new_email", "new_email_at"])
            tell(None, stored, "person.drop_email", actor=actor)


def forget_lapsed_emails() -> None:
    """Forget the addresses whose links are too old to prove them."""
    lapsed = User.objects.exclude(new_email="").exclude(new_email_at__gt=links_work_since())
    lapsed.update(new_email="", new_email_at=None)


def waiting_email(user: User, token: str) -> str:
    """The address that the link proves. Raises LinkGone when it isn't this person's, or works no more."""
    if not user.new_email or not _links.check_token(user, token):
        raise LinkGone("Tautan ini tidak berlaku lagi, atau untuk akun lain.")
    return user.new_email


def change_email(user: User, *, token: str, actor) -> User:
    """Change the actor's own e-mail address, which also logs in and receives resets, to the one that the link proves.

    The old address stops to work everywhere. Raises LinkGone; Refused when somebody else has the address by now.
    ValueError when the actor is somebody else.
    """
    _own(user, actor)
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        email = waiting_email(stored, token)
        _refuse_taken(email, nobody=stored)
        stored.email, stored.new_email, stored.new_email_at = email, "", None
        stored.save(update_fields=["email", "new_email", "new_email_at"])
        EmailAddress.objects.filter(user=stored).delete()
        tell(None, stored, "person.email", actor=actor)
    return stored


def _own(user: User, actor) -> None:
    if actor.pk != user.pk:
        raise ValueError("a profile is changed by its owner alone")


def _refuse_taken(email: str, *, nobody: User) -> None:
    taken = User.objects.filter(email__iexact=email).exclude(pk=nobody.pk).exists()
    if taken or EmailAddress.objects.filter(email__iexact=email).exclude(user=nobody.pk).exists():
        raise Refused(("Alamat surel ini sudah dipakai akun lain. Pakai alamat lain.", "email"))
