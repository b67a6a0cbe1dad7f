"""Kawasan: the admin sistem founds them; each instansi brings its own units and its own people for the joint TPI.

No instansi decides about another's units or people (PermenPANRB 90/2021 p. 31-35, 44: a joint TPI of representatives).
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit.services import record
from units.models import Instansi, Kawasan, KawasanSeat, KawasanUnit, Membership, UnitKerja, User
from units.queries import hats_of, in_force, tpi_people
from units.rules import acting_as, may
from units.services.errors import NotAllowed, Refused, refuse_invalid


def save_kawasan(
    kawasan: Kawasan | None,
    *,
    name: str,
    kind: str,
    basis: str,
    coordinator: Instansi,
    instansi: Iterable[Instansi],
    actor,
) -> Kawasan:
    """Found a kawasan (None) or change it. Equal values write nothing.

    Raises NotAllowed unless the actor is admin sistem; Refused: a doubled name, fewer than two instansi, a coordinator
    who does not take part, an instansi left out that still has units or representatives in it.
    """
    if not may(hats_of(actor), "keep_kawasan"):
        raise NotAllowed("Kawasan hanya dibuat oleh admin sistem.")
    with transaction.atomic():
        stored = Kawasan() if kawasan is None else _lock(kawasan)
        before = None if kawasan is None else _plain(stored)
        wanted = {place.pk: place for place in instansi}
        stored.name, stored.kind, stored.basis = name.strip(), kind, basis.strip()
        stored.coordinator = coordinator
        _check(stored, wanted)
        refuse_invalid(stored)
        stored.save()
        stored.instansi.set(wanted)
        after = _plain(stored)
        if after != before:
            _tell(stored, "kawasan.save", actor=actor, role="Admin sistem", before=before, after=after)
    return stored


def _check(kawasan: Kawasan, wanted: dict[int, Instansi]) -> None:
    reasons: list[tuple[str, str]] = []
    if Kawasan.objects.filter(name__iexact=kawasan.name).exclude(pk=kawasan.pk).exists():
        reasons.append(("Kawasan dengan nama ini sudah ada.", "name"))
    if len(wanted) < 2:
        reasons.append(("Pilih paling sedikit dua instansi peserta.", "instansi"))
    if kawasan.coordinator_id not in wanted:
        reasons.append(("Pilih koordinator dari instansi peserta.", "coordinator"))
    if kawasan.pk:
        used = set(kawasan.units.values_list("unit__instansi_id", flat=True))
        used |= set(kawasan.seats.filter(end=None).values_list("instansi_id", flat=True))
        reasons += [
            (f"{place} masih mempunyai unit atau wakil di kawasan ini.", "instansi")
            for place in Instansi.objects.filter(pk__in=used - set(wanted))
        ]
    if reasons:
        raise Refused(*reasons)


def set_units(kawasan: Kawasan, instansi: Instansi, *, units: Iterable[UnitKerja], actor) -> None:
    """Make `units` the units that this instansi has in the kawasan. Equal values write nothing.

    Raises NotAllowed unless the actor is admin inspektorat of the instansi and it takes part; Refused: a unit of
    another instansi or an inactive newcomer, a unit of which a representative is a member.
    """
    wanted = {unit.pk: unit for unit in units}
    with transaction.atomic():
        stored = _lock_for(kawasan, instansi, actor)
        mine = stored.units.filter(unit__instansi=instansi)
        before = set(mine.values_list("unit_id", flat=True))
        added = [unit for pk, unit in wanted.items() if pk not in before]
        reasons = [f"{u} bukan unit instansi ini." for u in wanted.values() if u.instansi_id != instansi.pk]
        reasons += [f"{u} sudah tidak aktif." for u in added if not u.is_active]
        seated = User.objects.filter(kawasan_seats__kawasan=stored, kawasan_seats__end=None)
        reasons += _members(list(seated), [unit.pk for unit in added])
        if reasons:
            raise Refused(*[(reason, "units") for reason in reasons])
        mine.exclude(unit__in=list(wanted)).delete()
        KawasanUnit.objects.bulk_create(KawasanUnit(kawasan=stored, unit=unit) for unit in added)
        if set(wanted) != before:
            change = {"before": {"units": sorted(before)}, "after": {"units": sorted(wanted)}}
            _tell(stored, "kawasan.units", actor=actor, role=_role(actor, instansi), **change)


def set_seats(kawasan: Kawasan, instansi: Instansi, *, people: Iterable[User], actor) -> None:
    """Make `people` the representatives of this instansi in the joint TPI from today on.

    Raises NotAllowed as `set_units`; Refused: not in a TPI team of this instansi (p. 34: the joint team is drawn from
    the TPIs), seated there for another one, a member of a unit of the kawasan (nobody assesses their own unit).
    """
    wanted = {person.pk: person for person in people}
    today = timezone.localdate()
    with transaction.atomic():
        stored = _lock_for(kawasan, instansi, actor)
        now = {seat.user_id: seat for seat in stored.seats.filter(instansi=instansi, end=None)}
        added = [person for pk, person in wanted.items() if pk not in now]
        known = set(tpi_people(instansi, today).filter(pk__in=wanted).values_list("pk", flat=True))
        elsewhere = set(
            stored.seats.filter(end=None).exclude(instansi=instansi).values_list("user", flat=True)
        )
        reasons = [f"{p} bukan anggota tim TPI instansi ini." for p in added if p.pk not in known]
        reasons += [f"{p} sudah mewakili instansi lain di kawasan ini." for p in added if p.pk in elsewhere]
        reasons += _members(added, list(stored.units.values_list("unit_id", flat=True)))
        if reasons:
            raise Refused(*[(reason, "people") for reason in reasons])
        for seat in [seat for pk, seat in now.items() if pk not in wanted]:
            _leave(seat)
        KawasanSeat.objects.bulk_create(
            KawasanSeat(kawasan=stored, instansi=instansi, user=person, start=today) for person in added
        )
        if set(wanted) != set(now):
            change = {"before": {"users": sorted(now)}, "after": {"users": sorted(wanted)}}
            _tell(stored, "kawasan.seats", actor=actor, role=_role(actor, instansi), **change)


def _members(people: list[User], units: list[int]) -> list[str]:
    """Who of these people is a member of one of these units, in words."""
    rows = Membership.objects.filter(in_force(timezone.localdate()), user__in=people, unit__in=units)
    return [
        f"{row.user} anggota {row.unit}, jadi tidak dapat menilai kawasan ini."
        for row in rows.select_related("user", "unit").order_by("unit__code", "pk")
    ]


def _leave(seat: KawasanSeat) -> None:
    today = timezone.localdate()
    if seat.start >= today:
        seat.delete()
        return
    seat.end = today - timedelta(days=1)
    seat.save(update_fields=["end"])


def _lock(kawasan: Kawasan) -> Kawasan:
    return Kawasan.objects.select_for_update(no_key=True).get(pk=kawasan.pk)


def _lock_for(kawasan: Kawasan, instansi: Instansi, actor) -> Kawasan:
    stored = _lock(kawasan)
    takes_part = stored.instansi.filter(pk=instansi.pk).exists()
    if not (takes_part and may(hats_of(actor), "manage", instansi)):
        raise NotAllowed("Peran Anda tidak mencakup pengelolaan instansi ini di kawasan.")
    return stored


def _role(actor, instansi: Instansi) -> str:
    return acting_as(hats_of(actor), instansi)


def _plain(kawasan: Kawasan) -> dict:
    values = {name: getattr(kawasan, name) for name in ("name", "kind", "basis", "coordinator_id")}
    return values | {"instansi": sorted(kawasan.instansi.values_list("pk", flat=True))}


def _tell(kawasan: Kawasan, action: str, *, actor, role: str, before=None, after=None) -> None:
    record(
        kawasan.audit_chain,
        actor=actor,
        role=role,
        action=action,
        label="units.kawasan",
        object_id=kawasan.pk,
        before=before,
        after=after,
    )
