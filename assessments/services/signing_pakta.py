"""Pakta integritas signed, by one or by many at once, and a wrong signature taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from assessments.engine.wording import listed as in_words
from assessments.engine.wording import long_date
from assessments.models import Employee
from assessments.services.errors import Refused
from assessments.services.pakta import (
    event,
    lock_employee,
    lock_place,
    refuse_if_changed,
    tell,
    tell_and_end,
    told,
)
from assessments.staff_places import StaffPlace, working
from documents.models import Revision

MAX_REASON = 300
FIELDS = ("signed_on", "occasion", "scan", "version")


@dataclass(frozen=True)
class Signed:
    """What came of it: how many are signed now, and who is left because they did not work there on that day."""

    count: int
    skipped: tuple[str, ...] = ()


class Moved(Refused):
    """The list is not what was confirmed: other people have yet to sign; `now` is their `digest_of`."""

    def __init__(self, unsigned: Collection[Employee]) -> None:
        self.now = digest_of(unsigned)
        super().__init__(
            f"Daftar berubah sejak halaman ini dibuka: sekarang {len(unsigned)} pegawai belum menandatangani. "
            "Periksa namanya, lalu simpan lagi."
        )


def digest_of(rows: Collection[Employee]) -> str:
    """Who is meant, as one short text that a confirmation carries: equal for the same people, whatever their order."""
    numbers = ",".join(str(pk) for pk in sorted(row.pk for row in rows))
    return sha256(numbers.encode()).hexdigest()


def sign_pakta(
    place: StaffPlace,
    *,
    chosen: Collection[int] | None,
    seen: str,
    on: date,
    occasion: str,
    scan: Revision | None,
    actor,
) -> Signed:
    """Write that pegawai signed on one day, with one occasion and one scan.

    `chosen` None means all who have yet to sign, as they were confirmed: `seen` is their `digest_of`. Those who did not
    work there on that day are left out and named. Who has signed already stays as they are, so a second click changes
    nothing. Raises NotAllowed; Employee.DoesNotExist for somebody not of this list; Moved; Refused (a day to come, an
    unknown occasion, a scan of another owner, chosen people who did not work there on that day).
    """
    _check(place, on, occasion, scan)
    with transaction.atomic():
        lock_place(place, actor)
        rows = _rows(place, chosen)
        unsigned = [row for row in rows if row.signed_on is None]
        there = set(place.employees.filter(working(on)).values_list("pk", flat=True))
        absent = [row for row in unsigned if row.pk not in there]
        if chosen is None and unsigned and digest_of(unsigned) != seen:
            raise Moved(unsigned)
        if chosen is not None and absent:
            raise Refused(*((_absent(row, on), "on") for row in absent[:20]))
        done = [row for row in unsigned if row.pk in there]
        events = []
        for row in done:
            before = told(row)
            row.signed_on, row.occasion, row.scan = on, occasion, scan
            row.version += 1
            events.append(event("employee.sign", row, before=before, after=told(row)))
        Employee.objects.bulk_update(done, FIELDS, batch_size=200)
        tell(place, events, actor)
    return Signed(len(done), tuple(row.name for row in absent))


def correct_signature(
    pk: int, *, on: date, occasion: str, scan: Revision | None, seen: int, actor
) -> Employee:
    """Correct the day or the occasion of a signature, or bring its scan later; `scan` None keeps what is there. Issued
    pakta that say otherwise are superseded.

    What says the same writes nothing. Raises NotAllowed, Changed, Refused (not signed yet, a day to come or on which
    they did not work there, an unknown occasion, a scan of another owner).
    """
    with transaction.atomic():
        row, place = lock_employee(pk, actor, seen)
        if row.signed_on is None:
            raise Refused("Pakta integritasnya belum tercatat. Catat dahulu penandatanganannya.")
        _check(place, on, occasion, scan)
        if not place.employees.filter(working(on), pk=pk).exists():
            raise Refused((_absent(row, on), "on"))
        if (row.signed_on, row.occasion) == (on, occasion) and scan is None:
            return row
        before = told(row)
        row.signed_on, row.occasion, row.scan = on, occasion, scan or row.scan
        row.version += 1
        row.save(update_fields=[*FIELDS])
        tell_and_end(place, [event("employee.correct", row, before=before, after=told(row))], actor)
    return row


def undo_signature(pk: int, *, reason: str, seen: int, actor) -> Employee:
    """Take a signature back that was written by mistake; the audit keeps it with the reason.

    Raises NotAllowed, Changed, Refused (no reason, or too long a one).
    """
    reason = reason.strip()
    if not reason:
        raise Refused(("Tulis alasannya, misalnya “salah orang”.", "reason"))
    if len(reason) > MAX_REASON:
        raise Refused((f"Alasan paling panjang {MAX_REASON} huruf.", "reason"))
    with transaction.atomic():
        row, place = lock_employee(pk, actor)
        if row.signed_on is None:
            return row
        refuse_if_changed(row, seen)
        before = told(row)
        row.signed_on, row.occasion, row.scan = None, "", None
        row.version += 1
        row.save(update_fields=[*FIELDS])
        tell_and_end(
            place, [event("employee.unsign", row, before=before, after=told(row), reason=reason)], actor
        )
    return row


def _check(place: StaffPlace, on: date, occasion: str, scan: Revision | None) -> None:
    if on > place.today:
        raise Refused((f"{long_date(on)} belum tiba. Catat sesudah ditandatangani.", "on"))
    if on.year < 2000:
        raise Refused((f"{long_date(on)} terlalu lama. Periksa tahunnya.", "on"))
    if occasion not in Employee.Occasion.values:
        raise Refused(("Pilih kesempatannya.", "occasion"))
    owner = (place.instansi.pk, place.unit_id)
    if scan is not None and (scan.document.instansi_id, scan.document.unit_id) != owner:
        raise Refused(("Pindaian ini bukan milik tempat ini. Unggah berkasnya di sini.", "scan"))


def _rows(place: StaffPlace, chosen: Collection[int] | None) -> list[Employee]:
    """Who is meant, locked. Without a choice: who works there today or will, and has yet to sign."""
    rows = place.employees.select_for_update()
    if chosen is None:
        here = rows.filter(signed_on=None)
        return [row for row in here if row.left_on is None or row.left_on >= place.today]
    found = list(rows.filter(pk__in=set(chosen)))
    if len(found) != len(set(chosen)):
        raise Employee.DoesNotExist("somebody is not of this list")
    return found


def _absent(row: Employee, on: date) -> str:
    if row.joined_on and row.joined_on > on:
        return f"{row.name} baru mulai bekerja di sini {long_date(row.joined_on)}."
    left = long_date(row.left_on) if row.left_on else ""
    return f"{row.name} sudah keluar; hari terakhirnya {left}."


def left_out(skipped: tuple[str, ...]) -> str:
    """Those who were left out, as a sentence; "" for nobody."""
    if not skipped:
        return ""
    return f"{len(skipped)} pegawai dilewati karena tidak bekerja di sini pada tanggal itu: {in_words(skipped, 5)}."
