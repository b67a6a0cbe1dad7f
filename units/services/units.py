"""Unit kerja of an instansi. A unit is never deleted: what was assessed keeps its name."""

from django.db import transaction
from django.db.models import ProtectedError

from units.models import Instansi, UnitKerja
from units.services.errors import Refused, refuse_invalid
from units.services.locking import lock_instansi
from units.services.trail import tell, values

FIELDS = ("code", "name", "parent", "level", "core_service", "service_kind", "head_name", "head_post")


def create_unit(instansi: Instansi, *, actor, **data) -> UnitKerja:
    """Register a unit with the data of `FIELDS` (`code` and `name` required).

    Raises NotAllowed unless the actor is admin inspektorat there; Refused for a code that another unit of the
    instansi has (whatever its case), a parent of another instansi, or invalid data.
    """
    with transaction.atomic():
        lock_instansi(instansi.pk, actor=actor)
        unit = UnitKerja(instansi=instansi, **_known(data))
        _check(unit)
        unit.save(force_insert=True)
        tell(instansi, unit, "unit.create", actor=actor, after=values(unit, *FIELDS))
    return unit


def change_unit(unit: UnitKerja, *, actor, **data) -> UnitKerja:
    """Change the fields of `FIELDS` that are given; what is equal writes nothing. Refuses as `create_unit`.

    Refused too: a parent that is the unit itself or stands below it.
    """
    with transaction.atomic():
        instansi = lock_instansi(unit.instansi_id, actor=actor)
        stored = instansi.units.get(pk=unit.pk)
        before = values(stored, *FIELDS)
        for field, value in _known(data).items():
            setattr(stored, field, value)
        _check(stored)
        after = values(stored, *FIELDS)
        if after != before:
            stored.save(update_fields=FIELDS)
            tell(instansi, stored, "unit.change", actor=actor, before=before, after=after)
    return stored


def set_active(unit: UnitKerja, *, active: bool, actor) -> UnitKerja:
    """Deactivate a unit (it gets no new roles, teams or periods) or take it back. Asked twice it happens once."""
    with transaction.atomic():
        instansi = lock_instansi(unit.instansi_id, actor=actor)
        stored = instansi.units.get(pk=unit.pk)
        if stored.is_active != active:
            stored.is_active = active
            stored.save(update_fields=["is_active"])
            action = "unit.activate" if active else "unit.deactivate"
            tell(
                instansi, stored, action, actor=actor, before={"active": not active}, after={"active": active}
            )
    return stored


def remove_unit(unit: UnitKerja, *, actor) -> None:
    """Take back a unit on which nothing hangs: registered by mistake, nothing was assessed. The audit keeps it.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused when roles, teams, periods, documents or
    units below hang on it.
    """
    with transaction.atomic():
        instansi = lock_instansi(unit.instansi_id, actor=actor)
        stored = instansi.units.get(pk=unit.pk)
        before, pk = values(stored, *FIELDS), stored.pk
        try:
            stored.delete()
        except ProtectedError as error:
            message = f"{stored} sudah dipakai (peran, tim, periode, berkas, atau unit di bawahnya), jadi tetap ada."
            raise Refused(message) from error
        stored.pk = pk
        tell(instansi, stored, "unit.remove", actor=actor, before=before)


def _known(data: dict) -> dict:
    unknown = sorted(set(data) - set(FIELDS))
    if unknown:
        raise TypeError(f"unknown fields of a unit: {', '.join(unknown)}")
    return {key: value.strip() if isinstance(value, str) else value for key, value in data.items()}


def _check(unit: UnitKerja) -> None:
    others = UnitKerja.objects.filter(instansi=unit.instansi_id).exclude(pk=unit.pk)
    reasons = []
    if same := others.filter(code__iexact=unit.code).first():
        reasons.append((f"Kode {unit.code} sudah dipakai {same.name}. Pilih kode lain.", "code"))
    if unit.parent_id is not None:
        parents = dict(UnitKerja.objects.filter(instansi=unit.instansi_id).values_list("pk", "parent"))
        if unit.parent_id not in parents:
            reasons.append(("Pilih unit induk dari instansi yang sama.", "parent"))
        elif unit.pk in _line(unit.parent_id, parents):
            reasons.append(("Unit induk tidak boleh unit ini sendiri atau unit di bawahnya.", "parent"))
    if reasons:
        raise Refused(*reasons)
    refuse_invalid(unit)


def _line(start: int, parents: dict[int, int | None]) -> set[int]:
    """The unit `start` and all above it."""
    seen: set[int] = set()
    at: int | None = start
    while at is not None and at not in seen:
        seen.add(at)
        at = parents[at]
    return seen
