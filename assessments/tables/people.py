"""People and their roles: who is new gets an invitation, as by the form; no password stands in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils import timezone

from units.models import Membership, Role, User
from units.models.membership import UNIT_ROLES
from units.queries import open_invitations, people_of
from units.rules import TPI, role_label
from units.services.invitations import invite
from units.services.memberships import change_areas, end_role, give_role

from .people_columns import people_columns
from .table import Key, Present, Row, Scope, Table
from .writing import attempt

NOT_OURS = "Nama dan NIP akun yang sudah ada diubah oleh pemiliknya sendiri; isian di berkas tidak dipakai."


def row_key(values: Mapping[str, str]) -> Key:
    """A person's role in a place."""
    return (values["email"].casefold(), values["role"], values.get("unit", ""))


def _present(scope: Scope) -> dict[Key, Present]:
    lasting = Membership.objects.filter(instansi=scope.instansi).exclude(end__lt=scope.today)
    rows = lasting.select_related("user", "unit").order_by(
        "user__name", "user_id", "role", "unit__code", "start"
    )
    found: dict[Key, Present] = {}
    for row in rows:
        key = (row.user.email.casefold(), row.role, row.unit.code if row.unit else "")
        found[key] = Present(_role_values(row), row)
    for invitation in (
        open_invitations(scope.instansi, timezone.now()).select_related("unit").order_by("name", "pk")
    ):
        code = invitation.unit.code if invitation.unit else ""
        values = {
            "email": invitation.email,
            "name": invitation.name,
            "nip": invitation.nip,
            "role": invitation.role,
            "unit": code,
            "areas": ";".join(invitation.areas),
        }
        found.setdefault((invitation.email.casefold(), invitation.role, code), Present(values, invitation))
    return found


def _role_values(row: Membership) -> dict[str, str]:
    return {
        "email": row.user.email,
        "name": row.user.name,
        "nip": row.user.nip,
        "role": row.role,
        "unit": row.unit.code if row.unit else "",
        "areas": ";".join(row.areas),
        "start": row.start.isoformat(),
        "end": row.end.isoformat() if row.end else "",
    }


def _people(scope: Scope, rows: Sequence[Row]) -> dict[str, User]:
    """Lower-case address → person of this instansi; one query. Accounts of other instansi are nobody here."""
    emails = {row.values["email"].lower() for row in rows}
    known = User.objects.filter(pk__in=people_of(scope.instansi).order_by().values("pk"), is_active=True)
    found = known.annotate(address=Lower("email")).filter(address__in=emails)
    return {user.email.lower(): user for user in found}


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    people = _people(scope, rows)
    for row in rows:
        _judge_place(row)
        if row.before is None:
            person = people.get(row.values["email"].lower())
            row.thing = person if row.values["role"] != TPI else None
            _judge_new(row, person)
        elif not isinstance(row.thing, Membership):
            _judge_invited(row)
        elif any(row.values.get(n, row.before[n]) != row.before[n] for n in ("name", "nip")):
            row.note(NOT_OURS, "name")


def _judge_place(row: Row) -> None:
    role, unit = row.values["role"], row.values.get("unit", "")
    try:
        validate_email(row.values["email"])
    except ValidationError:
        row.refuse("Alamat surel tidak sah. Periksa tulisannya.", "email")
    if role in UNIT_ROLES and not unit:
        row.refuse(f"Isi unit untuk {role_label(role)}.", "unit")
    if role not in UNIT_ROLES and unit:
        row.refuse(f"{role_label(role)} berlaku untuk seluruh instansi; kosongkan unitnya.", "unit")
    if row.values.get("areas") and role != Role.PETUGAS:
        row.refuse("Area pokja hanya untuk petugas unit.", "areas")


def _judge_new(row: Row, person: User | None) -> None:
    if person is None:
        row.note("Undangan dikirim ke alamat ini sesudah impor diterapkan.", "email")
        if row.values.get("start") or row.values.get("end"):
            row.refuse("Orang baru mulai berperan saat menerima undangan; kosongkan tanggalnya.", "start")
    elif row.values["role"] == TPI:
        row.refuse("Orang ini sudah punya akun di instansi ini. Beri kedudukan lewat tabel Tim TPI.", "role")
    elif (person.name, person.nip) != (row.values["name"], row.values.get("nip", person.nip)):
        row.note(NOT_OURS, "name")


def _judge_invited(row: Row) -> None:
    """An invitation stands as it was sent; what differs waits until it is accepted, or is revoked and sent anew."""
    if row.changes:
        first = next(iter(row.changes))
        row.refuse(
            "Undangan untuk peran ini masih menunggu. Cabut dulu undangannya bila isinya berubah.", first
        )


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    done = []
    for row in rows:
        made = attempt(scope, row, lambda row=row: _save(scope, row))
        if made is not None:
            done.append(made)
    return done


def _save(scope: Scope, row: Row) -> dict[str, Any]:
    unit = scope.units.get(row.values.get("unit", ""))
    areas = [code for code in row.get("areas").split(";") if code]
    if row.before is None and row.thing is None:
        invitation, token = invite(
            scope.instansi,
            email=row.values["email"],
            name=row.values["name"],
            nip=row.values.get("nip", ""),
            role=row.values["role"],
            unit=unit,
            areas=areas,
            actor=scope.actor,
        )
        scope.invitations.append((invitation, token))
        return {"invitation": invitation.pk}
    if row.before is None:
        start = date.fromisoformat(row.values["start"]) if "start" in row.values else None
        role = give_role(
            row.thing,
            instansi=scope.instansi,
            role=row.values["role"],
            unit=unit,
            areas=areas,
            start=start,
            actor=scope.actor,
        )
    else:
        role = row.thing
        if "areas" in row.changes:
            role = change_areas(role, areas=areas, actor=scope.actor)
    if "end" in row.changes:
        role = end_role(role, end=date.fromisoformat(row.changes["end"][1]), actor=scope.actor)
    return {"role": role.pk}


PEOPLE = Table(
    key="orang",
    title="Orang dan peran",
    sheet="Orang",
    purpose="Mengundang orang baru, memberi peran kepada orang yang sudah terdaftar, mengubah pokja, mengakhiri peran.",
    columns=people_columns,
    identify=("email", "role", "unit"),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    no_undo=(
        "Impor orang tidak dapat diurungkan sekaligus, karena undangan sudah terkirim. Cabut undangan atau akhiri "
        "peran satu per satu di halamannya."
    ),
    hints=(
        "Orang yang belum terdaftar di instansi ini menerima undangan di surelnya dan memilih kata sandinya sendiri. "
        "Jangan menulis kata sandi di berkas ini.",
        "Peran yang diakhiri tidak dihapus: isi kolom Sampai dengan hari terakhirnya.",
    ),
    max_rows=1_000,
)
