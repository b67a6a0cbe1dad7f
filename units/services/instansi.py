"""Instansi: created by the admin sistem, their letter data kept by the admin inspektorat."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from units.models import Instansi
from units.queries import hats_of
from units.rules import may
from units.services.errors import NotAllowed, Refused, refuse_invalid
from units.services.locking import lock_instansi
from units.services.trail import tell, values

CONTACT = ("contact_office", "contact_email", "contact_phone")  # stands on the public pages
EDITABLE = ("name", "time_zone", "leader_name", "leader_post", "city", *CONTACT)


def create_instansi(code: str, *, name: str, kind: str, time_zone: str, actor, **letter: str) -> Instansi:
    """Create an instansi; `letter` may hold `leader_name`, `leader_post`, `city` and CONTACT.

    Raises NotAllowed unless the actor is admin sistem, Refused for invalid or doubled data. The code stands in
    addresses, so it has only letters, digits, `-` and `_`, and differs from others in more than its case.
    """
    if not may(hats_of(actor), "create_instansi"):
        raise NotAllowed("Instansi hanya dibuat oleh admin sistem.")
    code = code.strip()
    try:
        validate_slug(code)
    except ValidationError as error:
        message = "Kode instansi hanya memuat huruf, angka, garis bawah, dan tanda hubung."
        raise Refused((message, "code")) from error
    with transaction.atomic():
        if Instansi.objects.filter(code__iexact=code).exists():
            raise Refused((f"Kode {code} sudah dipakai instansi lain.", "code"))
        instansi = Instansi(code=code, name=name.strip(), kind=kind, time_zone=time_zone, **letter)
        refuse_invalid(instansi)
        instansi.save(force_insert=True)
        tell(
            None, instansi, "instansi.create", actor=actor, after=values(instansi, "code", "kind", *EDITABLE)
        )
    return instansi


def change_instansi(instansi: Instansi, *, actor, **wanted: str) -> Instansi:
    """Change the fields of `EDITABLE` that are given. An equal value writes nothing.

    Raises NotAllowed unless the actor is admin inspektorat of the instansi, Refused for invalid data.
    """
    with transaction.atomic():
        stored = lock_instansi(instansi.pk, actor=actor)
        before = values(stored, *EDITABLE)
        if unknown := sorted(set(wanted) - set(EDITABLE)):
            raise TypeError(f"not editable: {', '.join(unknown)}")
        for field, value in wanted.items():
            setattr(stored, field, value.strip())
        refuse_invalid(stored)
        after = values(stored, *EDITABLE)
        if after != before:
            stored.save(update_fields=EDITABLE)
            tell(stored, stored, "instansi.change", actor=actor, before=before, after=after)
    return stored
