"""What others do to an account: close and reopen it, end its sessions, take a lost second factor away.

Nothing is deleted but the second factor and the sessions: roles, seats and all that the person wrote stay, and the
audit goes on naming the person.
"""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from units.models import Instansi, Membership, TeamMember, User
from units.queries import hats_of, people_of
from units.services.errors import NotAllowed, Refused
from units.services.locking import lock_instansi
from units.services.trail import tell

CLOSE, REOPEN, END_SESSIONS, RESET = "tutup", "buka", "keluarkan", "hapus-langkah-kedua"
AUDITED = {
    CLOSE: "person.close",
    REOPEN: "person.reopen",
    END_SESSIONS: "person.end_sessions",
    RESET: "person.reset_second_factor",
}


def keep_account(person: User, act: str, *, instansi: Instansi, actor) -> bool:
    """Do one of AUDITED to the account of a person of the instansi, at once; False when there was nothing to do.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused for the actor's own account and for somebody
    who has or had a role elsewhere: an admin of one instansi never decides on another's people. KeyError for an
    unknown act.
    """
    with transaction.atomic():
        locked = lock_instansi(instansi.pk, actor=actor)
        stored = people_of(locked).filter(pk=person.pk).first()
        if stored is None:
            raise Refused("Orang ini tidak terdaftar di instansi ini.")
        if stored.pk == actor.pk:
            raise Refused("Akun sendiri diatur di halaman Profil.")
        if is_of_others(stored, locked):
            raise Refused(
                "Orang ini juga mempunyai peran di luar instansi ini. Minta admin sistem mengatur akunnya."
            )
        return _done(stored, act, instansi=locked, actor=actor)


def keep_any_account(person: User, act: str, *, actor) -> bool:
    """The same for everybody, by an admin sistem, told on the chain of the system. Raises NotAllowed, KeyError."""
    if not hats_of(actor).is_admin_sistem:
        raise NotAllowed("Hanya admin sistem yang mengatur akun di semua instansi.")
    with transaction.atomic():
        return _done(person, act, instansi=None, actor=actor)


def is_of_others(person: User, instansi: Instansi) -> bool:
    """Whether a person has or had a role or a seat outside this instansi, that of admin sistem included."""
    return (
        Membership.objects.filter(user=person).exclude(instansi=instansi).exists()
        or TeamMember.objects.filter(user=person).exclude(team__instansi=instansi).exists()
    )


def _done(person: User, act: str, *, instansi: Instansi | None, actor) -> bool:
    action = AUDITED[act]
    stored = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if act == REOPEN and stored.erased_at:
        raise Refused("Data pribadi akun ini sudah dihapus. Undang orangnya lagi dengan akun baru.")
    if act in {CLOSE, REOPEN}:
        changed = stored.is_active != (act == REOPEN)
        stored.is_active = act == REOPEN
        stored.save(update_fields=["is_active"])
    elif act == RESET:
        changed = bool(Authenticator.objects.filter(user=stored).delete()[0])
    else:
        changed = UserSession.objects.filter(user=stored).exists()
    if not changed:
        return False
    if act != REOPEN:  # who was let in by what is gone now is let out
        for session in UserSession.objects.filter(user=stored):
            session.end()
    tell(instansi, stored, action, actor=actor)
    return True
