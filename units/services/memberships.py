"""Dated roles: given to people of the instansi, ended on a date, never deleted."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from units.areas import AREAS
from units.models import Instansi, Membership, Role, UnitKerja, User
from units.models.membership import UNIT_ROLES
from units.queries import forget_hats, overlapping, people_of
from units.rules import role_label, roles_in
from units.services.conflicts import refuse_assessed
from units.services.errors import Refused, refuse_invalid
from units.services.locking import lock_instansi
from units.services.trail import tell, values

FIELDS = ("user", "role", "unit", "areas", "start", "end")


def give_role(
    user: User,
    *,
    instansi: Instansi,
    role: str,
    actor,
    unit: UnitKerja | None = None,
    areas: Iterable[str] = (),
    start: date | None = None,
) -> Membership:
    """Give a person of the instansi one more role, from `start` (today when None), without an end.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused for somebody who is not (or no longer)
    a person of this instansi and for everything that `checked_place` and `grant` refuse.
    """
    with transaction.atomic():
        locked = lock_instansi(instansi.pk, actor=actor)
        if not people_of(locked).filter(pk=user.pk, is_active=True).exists():
            raise Refused(("Orang ini belum terdaftar di instansi ini. Kirim undangan lebih dulu.", "user"))
        return grant(user, instansi=locked, role=role, unit=unit, areas=areas, start=start, actor=actor)


def checked_place(
    role: str, *, instansi: Instansi, unit: UnitKerja | None, areas: Iterable[str]
) -> tuple[UnitKerja | None, list[str]]:
    """The unit and the ordered area codes that a role really has.

    Refused: a role that the instansi does not have, a unit role without an active unit of the instansi, a unit
    for a role without one, areas for anybody but a petugas, unknown area codes.
    """
    if role not in roles_in(instansi):
        raise Refused(("Peran ini tidak tersedia di instansi ini.", "role"))
    wanted = list(dict.fromkeys(areas))
    reasons = []
    if role not in UNIT_ROLES:
        if unit is not None:
            reasons.append((f"{role_label(role)} berlaku untuk seluruh instansi; kosongkan unitnya.", "unit"))
    elif unit is None:
        reasons.append((f"Pilih unit untuk {role_label(role)}.", "unit"))
    elif unit.instansi_id != instansi.pk:
        reasons.append(("Unit ini bukan unit instansi ini.", "unit"))
    elif not unit.is_active:
        reasons.append((f"{unit} sudah tidak aktif.", "unit"))
    if wanted and role != Role.PETUGAS:
        reasons.append(("Area pokja hanya untuk petugas unit.", "areas"))
    if unknown := [code for code in wanted if code not in AREAS]:
        reasons.append((f"Area pokja tidak dikenal: {', '.join(unknown)}.", "areas"))
    if reasons:
        raise Refused(*reasons)
    return unit, [code for code in AREAS if code in wanted]


def grant(
    user: User,
    *,
    instansi: Instansi,
    role: str,
    actor,
    unit: UnitKerja | None = None,
    areas: Iterable[str] = (),
    start: date | None = None,
) -> Membership:
    """Write a membership; the caller has locked the instansi and asked for permission.

    Refused: a bad place, the same role in the same place on one of its days, a unit that the person assesses.
    """
    unit, codes = checked_place(role, instansi=instansi, unit=unit, areas=areas)
    start = start or timezone.localdate()
    same = Membership.objects.filter(overlapping(start), user=user, role=role, instansi=instansi, unit=unit)
    if same.exists():
        raise Refused((f"{user} sudah memegang peran {role_label(role)} di sini pada tanggal itu.", "role"))
    if unit is not None:
        refuse_assessed(user, unit, start=start)
    membership = Membership(user=user, role=role, instansi=instansi, unit=unit, areas=codes, start=start)
    refuse_invalid(membership)
    membership.save(force_insert=True)
    tell(instansi, membership, "role.give", actor=actor, after=values(membership, *FIELDS))
    forget_hats(user)
    return membership


def end_role(membership: Membership, *, end: date, actor) -> Membership:
    """End a role: `end` is the last day on which it holds. An end that is set can only be brought forward.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused for an end before the start or after
    the end that is set, a role that is over, and the last admin inspektorat of the instansi.
    """
    with transaction.atomic():
        instansi = lock_instansi(membership.instansi_id, actor=actor)
        stored = instansi.memberships.select_related("user").get(pk=membership.pk)
        before = stored.end
        if before is not None and (before < timezone.localdate() or end >= before):
            raise Refused((f"Peran ini sudah ditetapkan berakhir pada {before:%d/%m/%Y}.", "end"))
        if end < stored.start:
            raise Refused((f"Tanggal akhir tidak boleh sebelum mulai ({stored.start:%d/%m/%Y}).", "end"))
        others = instansi.memberships.filter(role=Role.ADMIN, end=None, start__lte=timezone.localdate())
        if stored.role == Role.ADMIN and not others.exclude(pk=stored.pk).exists():
            raise Refused("Ini satu-satunya admin inspektorat. Tunjuk admin lain lebih dulu.")
        stored.end = end
        stored.save(update_fields=["end"])
        tell(instansi, stored, "role.end", actor=actor, before={"end": before}, after={"end": end})
    return stored


def change_areas(membership: Membership, *, areas: Iterable[str], actor) -> Membership:
    """Set the pokja areas of a petugas (none = whole unit with Hasil). Equal areas write nothing.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused as `checked_place`, and for a role
    that has ended.
    """
    with transaction.atomic():
        instansi = lock_instansi(membership.instansi_id, actor=actor)
        stored = instansi.memberships.select_related("unit").get(pk=membership.pk)
        if stored.end is not None and stored.end < timezone.localdate():
            raise Refused("Peran ini sudah berakhir.")
        _, codes = checked_place(stored.role, instansi=instansi, unit=stored.unit, areas=areas)
        before = stored.areas
        if codes != before:
            stored.areas = codes
            stored.save(update_fields=["areas"])
            tell(
                instansi, stored, "role.areas", actor=actor, before={"areas": before}, after={"areas": codes}
            )
    return stored
