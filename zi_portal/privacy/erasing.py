"""The account of somebody who is gone becomes "Mantan pegawai #ID": nobody's, in every page that shows it.

What they did stays with what it was done to: the audit names people by number alone, and decrees, LHE and signatures
are the agency's records, not the person's (decision 52).
"""

from datetime import datetime, timedelta
from secrets import token_hex

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CASCADE, Q
from django.utils import timezone

from audit import queries as audit
from units.models import ConflictOfInterest, Invitation, KawasanSeat, Membership, TeamMember, User
from units.queries import hats_of
from units.services.accounts import AUDITED, CLOSE
from units.services.errors import NotAllowed, Refused
from units.services.trail import tell

UNTOLD = "Dihapus bersama data pribadi."
NOWHERE = "dihapus.invalid"  # a domain that can never exist (RFC 2606)


def closed_at(person: User) -> datetime | None:
    """When the account was last closed, as the audit tells; None for one that is open or was never closed by an act."""
    if person.is_active:
        return None
    told = audit.of_object(person._meta.label_lower, person.pk).filter(action=AUDITED[CLOSE])
    return told.values_list("at", flat=True).first()


def why_not(person: User, *, now: datetime) -> list[str]:
    """Every reason against erasing the account now; empty when nothing stands against it."""
    if person.is_active:
        return ["Akun ini masih terbuka. Tutup dahulu akunnya."]
    reasons = []
    closed, days = closed_at(person), settings.RETENTION_DAYS["closed_accounts"]
    if closed is None or closed + timedelta(days=days) > now:
        since = (
            f"baru ditutup {timezone.localtime(closed):%d-%m-%Y}"
            if closed
            else "tidak diketahui kapan ditutup"
        )
        reasons.append(f"Akun ini {since}; data dihapus {days} hari setelah ditutup.")
    today = timezone.localdate(now)
    open_now = Q(end__isnull=True) | Q(end__gte=today)
    kinds = (Membership, TeamMember, KawasanSeat)
    if held := sum(kind.objects.filter(open_now, user=person).count() for kind in kinds):
        reasons.append(f"Masih ada {held} peran yang berlaku. Akhiri dahulu peran itu.")
    return reasons


def erase_person(person: User, *, actor: User) -> bool:
    """Take the personal data of a closed account away for ever; False when that was done before.

    Gone: name, e-mail, NIP, username, password, second factors, signing in elsewhere, sessions, devices, notices and
    their choices, calendar addresses, what invitations to this person said, and why they could not judge a unit.
    Only an admin sistem; told in the chain of the system, without anything of what was erased. Raises NotAllowed,
    Refused with every reason.
    """
    if not hats_of(actor).is_admin_sistem:
        raise NotAllowed("Hanya admin sistem yang menghapus data pribadi.")
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if stored.erased_at:
            return False
        now = timezone.now()
        if reasons := why_not(stored, now=now):
            raise Refused(*reasons)
        _forget_invitations(stored)
        _forget_what_is_theirs(stored)
        ConflictOfInterest.objects.filter(user=stored).update(reason=UNTOLD)
        stored.username = f"mantan-{stored.pk}-{token_hex(4)}"
        stored.email = f"mantan-{stored.pk}@{NOWHERE}"
        stored.name = f"Mantan pegawai #{stored.pk}"
        stored.new_email, stored.new_email_at = "", None
        stored.nip, stored.last_login, stored.closed_hints = "", None, []
        stored.is_staff = stored.is_superuser = False
        stored.erased_at = now
        stored.set_unusable_password()
        stored.save()
        tell(None, stored, "person.erase", actor=actor)
    return True


def _forget_invitations(person: User) -> None:
    """Those that were accepted, and those to the same address that nobody took."""
    theirs = Invitation.objects.filter(
        Q(accepted_by=person) | Q(accepted_by=None, email__iexact=person.email)
    )
    theirs.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    theirs.update(email=f"mantan-{person.pk}@{NOWHERE}", name=f"Mantan pegawai #{person.pk}", nip="")


def _forget_what_is_theirs(person: User) -> None:
    """Rows that belong to the account alone and go with it: they are those that a deleted account would take along."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    for relation in User._meta.get_fields(include_hidden=True):
        if (
            not relation.auto_created
            or relation.concrete
            or getattr(relation, "on_delete", None) is not CASCADE
        ):
            continue
        if (
            relation.related_model is not LogEntry
        ):  # what an admin sistem did in Django's admin is theirs to answer for
            relation.related_model._base_manager.filter(**{relation.field.name: person}).delete()
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    )
    about.update(object_repr=f"#{person.pk}")
