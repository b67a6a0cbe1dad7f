"""Invitations: one role for one e-mail address, through a link that works once within seven days."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from units.models import Instansi, Invitation, UnitKerja, User
from units.queries import hats_of, open_invitations
from units.rules import TPI, may_invite
from units.services.errors import NotAllowed, Refused, refuse_invalid
from units.services.memberships import checked_place, grant
from units.services.people import open_account
from units.services.trail import tell, values

VALID = timedelta(days=7)
FIELDS = ("role", "instansi", "unit", "areas", "expires_at")


class NotOpen(Refused):
    """The link does not work (any more): unknown, used, revoked or expired; the message says which."""


def invite(
    instansi: Instansi,
    *,
    email: str,
    name: str,
    role: str,
    actor,
    nip: str = "",
    unit: UnitKerja | None = None,
    areas: Iterable[str] = (),
) -> tuple[Invitation, str]:
    """Write an invitation; gives it and the token of its link, which is kept nowhere else.

    `role` is a `Role`, or `rules.TPI` for an account of somebody who will get a seat in a TPI team.
    Raises NotAllowed when the actor may not give this role here; Refused for a bad place (see
    `memberships.checked_place`), invalid data, and while an open invitation offers the same.
    """
    with transaction.atomic():
        locked = Instansi.objects.select_for_update(no_key=True).get(pk=instansi.pk)
        if not may_invite(hats_of(actor), role, locked):
            raise NotAllowed("Peran Anda tidak mencakup undangan ini.")
        if role == TPI:
            unit, codes = None, []
        else:
            unit, codes = checked_place(role, instansi=locked, unit=unit, areas=areas)
        now, email = timezone.now(), email.strip().lower()
        same = open_invitations(locked, now).filter(email=email, role=role, unit=unit)
        if same.exists():
            message = (
                "Undangan yang sama untuk alamat ini masih berlaku. Cabut dulu bila ingin mengirim ulang."
            )
            raise Refused((message, "email"))
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            token_hash=_hash(token),
            email=email,
            name=name.strip(),
            nip=nip.strip(),
            role=role,
            instansi=locked,
            unit=unit,
            areas=codes,
            created_by=actor,
            expires_at=now + VALID,
        )
        _refuse_bad_nip(invitation.nip)
        refuse_invalid(invitation)
        invitation.save(force_insert=True)
        tell(locked, invitation, "invitation.create", actor=actor, after=values(invitation, *FIELDS))
    return invitation, token


def find_open(token: str) -> Invitation:
    """The invitation of a link. Raises NotOpen with the reason for the person who followed it."""
    return _open(Invitation.objects.select_related("instansi", "unit", "created_by"), token)


def accept_new(token: str, *, username: str, password: str) -> User:
    """Open an account for the invited address and give it the role. The invited person is the actor.

    Raises NotOpen; Refused when the address has an account already (its owner logs in and accepts), for what
    `open_account` refuses, and when the role cannot be given any more.
    """
    with transaction.atomic():
        invitation = _open(Invitation.objects.select_for_update(), token)
        if registered(invitation) is not None:
            raise Refused(
                "Alamat surel undangan ini sudah mempunyai akun. Silakan masuk, lalu terima undangannya."
            )
        user = open_account(
            username,
            email=invitation.email,
            name=invitation.name,
            nip=invitation.nip,
            password=password,
        )
        _accept(invitation, user)
        tell(None, user, "person.create", actor=user)
    return user


def accept_existing(token: str, *, actor: User) -> User:
    """Give the role to the logged-in owner of the invited address.

    Raises NotOpen; NotAllowed when the actor is somebody else; Refused when the role cannot be given any more.
    """
    with transaction.atomic():
        invitation = _open(Invitation.objects.select_for_update(), token)
        if actor.email.lower() != invitation.email:
            raise NotAllowed("Undangan ini untuk alamat surel lain.")
        _accept(invitation, actor)
    return actor


def revoke(invitation: Invitation, *, actor) -> Invitation:
    """Make an open link useless. Raises NotAllowed for who may not invite so; Refused when it is used already."""
    with transaction.atomic():
        stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not may_invite(hats_of(actor), stored.role, stored.instansi):
            raise NotAllowed("Peran Anda tidak mencakup undangan ini.")
        if stored.accepted_at is not None:
            raise Refused("Undangan ini sudah diterima. Akhiri perannya bila tidak berlaku lagi.")
        if stored.revoked_at is None:
            stored.revoked_at = timezone.now()
            stored.save(update_fields=["revoked_at"])
            tell(stored.instansi, stored, "invitation.revoke", actor=actor)
    return stored


def registered(invitation: Invitation) -> User | None:
    """The account that the invited address already has."""
    return User.objects.filter(email__iexact=invitation.email).first()


def _accept(invitation: Invitation, user: User) -> None:
    if invitation.role != TPI:
        instansi = Instansi.objects.select_for_update(no_key=True).get(pk=invitation.instansi_id)
        place = {"instansi": instansi, "unit": invitation.unit, "areas": invitation.areas}
        grant(user, role=invitation.role, actor=user, **place)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    tell(invitation.instansi, invitation, "invitation.accept", actor=user)


def _open(invitations, token: str) -> Invitation:
    invitation = invitations.filter(token_hash=_hash(token)).first()
    if invitation is None:
        raise NotOpen("Tautan undangan ini tidak dikenal. Periksa kembali tautan di surel Anda.")
    if invitation.accepted_at is not None:
        raise NotOpen("Undangan ini sudah dipakai. Silakan masuk dengan akun Anda.")
    if invitation.revoked_at is not None:
        raise NotOpen("Undangan ini sudah dicabut. Hubungi pengundang Anda bila masih diperlukan.")
    if invitation.expires_at <= timezone.now():
        raise NotOpen("Masa berlaku undangan ini sudah lewat. Mintalah undangan baru kepada pengundang Anda.")
    return invitation


def _refuse_bad_nip(nip: str) -> None:
    if nip and not (len(nip) == 18 and nip.isascii() and nip.isdecimal()):
        raise Refused(("NIP terdiri dari 18 angka.", "nip"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
