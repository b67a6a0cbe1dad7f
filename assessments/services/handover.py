"""Tokens and windows of the hand-over to PortalRB, and the trace that each pull leaves."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.engine.jakarta import JAKARTA, end_of_day
from assessments.models import HandoverToken, HandoverWindow, Period
from audit.services import record
from units.models import Instansi
from units.services.errors import Refused, refuse_invalid
from units.services.locking import lock_instansi
from units.services.trail import tell, values

RIGHTS = ("may_wbk", "may_wbbm", "may_answers")
SHOWN = ("opens_on", "closes_on", "basis")
LABEL = HandoverToken._meta.label_lower
COARSE = timedelta(hours=1)  # how often the last use of a token is written
LONGEST_PATH = 200


def make_token(
    instansi: Instansi, *, name: str, expires_on: date, rights: list[str], form_id: UUID, actor
) -> tuple[HandoverToken, str]:
    """Make a token; gives it and its text, which is kept nowhere. It holds to the end of `expires_on` in Jakarta.

    Raises NotAllowed; Refused for a name that a valid token has, no right, a day that is past or too far, and the
    same form sent again (`form_id`): what it made was shown then.
    """
    with transaction.atomic():
        locked = lock_instansi(instansi.pk, actor=actor)
        now = timezone.now()
        _refuse_token(locked, name.strip(), expires_on, rights, form_id, now)
        text = secrets.token_urlsafe(32)
        token = HandoverToken(
            instansi=locked,
            name=name.strip(),
            token_hash=HandoverToken.hash_of(text),
            form_id=form_id,
            created_by=actor,
            created_at=now,
            expires_at=end_of_day(expires_on),
            **{right: right in rights for right in RIGHTS},
        )
        refuse_invalid(token)
        token.save(force_insert=True)
        after = values(token, "name", *RIGHTS) | {"expires_at": token.expires_at.isoformat()}
        tell(locked, token, "handover.token_create", actor=actor, after=after)
    return token, text


def _refuse_token(
    instansi: Instansi, name: str, expires_on: date, rights: list[str], form_id: UUID, now: datetime
) -> None:
    reasons: list[tuple[str, str]] = []
    valid = instansi.handover_tokens.filter(revoked_at=None, expires_at__gt=now)
    if HandoverToken.objects.filter(form_id=form_id).exists():
        raise Refused(
            "Token dari formulir ini sudah dibuat dan ditampilkan. Bila belum tersalin, cabut lalu buat lagi."
        )
    if valid.filter(name__iexact=name).exists():
        reasons.append(("Nama ini sudah dipakai token lain yang masih berlaku.", "name"))
    if not rights or set(rights) - set(RIGHTS):
        reasons.append(("Pilih paling sedikit satu hak.", "rights"))
    today = now.astimezone(JAKARTA).date()
    last = today + timedelta(days=settings.PORTALRB_TOKEN_DAYS)
    if not today <= expires_on <= last:
        message = f"Isi tanggal dari hari ini sampai {last:%d-%m-%Y} ({settings.PORTALRB_TOKEN_DAYS} hari)."
        reasons.append((message, "expires_on"))
    if reasons:
        raise Refused(*reasons)


def revoke_token(token: HandoverToken, *, actor) -> HandoverToken:
    """Make a token useless from now on. Asked twice it happens once. Raises NotAllowed."""
    with transaction.atomic():
        locked = lock_instansi(token.instansi_id, actor=actor)
        stored = HandoverToken.objects.select_for_update().get(pk=token.pk)
        if stored.revoked_at is None:
            stored.revoked_at, stored.revoked_by = timezone.now(), actor
            stored.save(update_fields=["revoked_at", "revoked_by"])
            tell(locked, stored, "handover.token_revoke", actor=actor)
    return stored


def save_window(
    period: Period, *, opens_on: date, closes_on: date, basis: str, seen: int, actor
) -> HandoverWindow:
    """Record the days on which PortalRB may pull a year, and what announced them.

    `seen` is the version that the actor saw, 0 where there was none. Raises NotAllowed; Refused for days in the wrong
    order, without their basis, and when somebody else saved meanwhile.
    """
    with transaction.atomic():
        instansi = lock_instansi(period.instansi_id, actor=actor)
        stored = HandoverWindow.objects.select_for_update().filter(period=period).first()
        before = _told(stored) if stored else None
        if closes_on < opens_on:
            raise Refused(("Hari penutupan tidak boleh sebelum hari pembukaan.", "closes_on"))
        if seen != (stored.version if stored else 0):
            raise Refused(
                "Masa pengambilan ini baru saja diubah orang lain. Muat ulang halaman, lalu putuskan."
            )
        window = stored or HandoverWindow(period=period, version=0)
        window.opens_on, window.closes_on, window.basis = opens_on, closes_on, basis.strip()
        window.version += 1
        window.set_by, window.set_at = actor, timezone.now()
        refuse_invalid(window)
        window.save()
        tell(instansi, window, "handover.window", actor=actor, before=before, after=_told(window))
    return window


def _told(window: HandoverWindow) -> dict[str, str]:
    return {name: str(getattr(window, name)) for name in SHOWN}


def record_pull(token: HandoverToken, *, path: str, status: int, sha256: str) -> bool:
    """Write down that a token pulled: what, with which result, and the hash of what it was given.

    The token is asked once more under its lock. Gives False, and writes nothing, when it was revoked while the answer
    was made: then the answer must not be given.
    """
    now = timezone.now()
    with transaction.atomic():
        stored = HandoverToken.objects.select_for_update().get(pk=token.pk)
        if not stored.holds_at(now):
            return False
        used = Q(last_used_at=None) | Q(last_used_at__lt=now - COARSE)
        HandoverToken.objects.filter(used, pk=token.pk).update(last_used_at=now)
        record(
            f"instansi:{token.instansi_id}",
            actor=None,
            role="PortalRB",
            action="handover.pull",
            label=LABEL,
            object_id=token.pk,
            after={"path": path[:LONGEST_PATH], "status": status, "sha256": sha256},
        )
    return True
