"""What a row of a staff list cannot say: names, NIP, days, heads. Reasons are (message, field) pairs."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from assessments.engine.wording import long_date
from assessments.models import Employee
from assessments.services.errors import Refused
from assessments.services.stays import heads_together, overlap, same_place
from assessments.staff_places import StaffPlace, employees_of

EARLIEST = date(1950, 1, 1)  # nobody who still works began before; earlier is a slip of the keyboard
TOO_EARLY = "Tahun {} terlalu lama. Tulis tahunnya dengan empat angka."


def check_employee(row: Employee, place: StaffPlace, *, ahead: bool = False) -> None:
    """Refused with all that a row cannot say, each at its field; `ahead`: the first day may be to come."""
    reasons = []
    if not row.name.strip():
        reasons.append(("Isi nama pegawai.", "name"))
    if row.nip and not (len(row.nip) == 18 and row.nip.isascii() and row.nip.isdecimal()):
        reasons.append(("NIP terdiri dari 18 angka.", "nip"))
    elif found := bearer(row, place):
        reasons.append((found, "nip" if row.nip else "name"))
    if row.joined_on and row.joined_on < EARLIEST:
        reasons.append((TOO_EARLY.format(row.joined_on.year), "joined_on"))
    if row.joined_on and row.left_on and row.joined_on > row.left_on:
        day = long_date(row.left_on)
        reasons.append((f"Hari terakhirnya di sini lebih dahulu, {day}.", "joined_on"))
    if row.joined_on and row.joined_on > place.today and not ahead:
        reasons.append(("Tanggal ini belum tiba. Catat pegawai sesudah ia mulai bekerja.", "joined_on"))
    if row.joined_on and row.signed_on and row.joined_on > row.signed_on:
        day = long_date(row.signed_on)
        reasons.append((f"Pakta integritasnya ditandatangani lebih dahulu, {day}.", "joined_on"))
    if row.leads and (other := _other_head(row, place)):
        reasons.append((f"{other.name} masih ditandai sebagai pimpinan. Lepas tandanya dahulu.", "leads"))
    if reasons:
        raise Refused(*reasons)


def bearer(row: Employee, place: StaffPlace) -> str:
    """Who else has this NIP, or (without one) this name here, in words; "" for nobody."""
    if not row.nip:
        twins = place.employees.filter(nip="", name__iexact=row.name).exclude(pk=row.pk)
        here = Q(left_on=None) | Q(left_on__gte=place.today)
        alike = (row.left_on is None or row.left_on >= place.today) and twins.filter(here).exists()
        said = "Nama ini sudah ada di daftar, juga tanpa NIP. Isi NIP-nya, atau bedakan namanya."
        return said if alike else ""
    rows = employees_of(place.instansi).filter(nip=row.nip).exclude(pk=row.pk)
    for other in rows.select_related("unit", "instansi").order_by("left_on", "pk"):
        if not overlap(row, other, place.today):
            continue
        at = "daftar ini" if same_place(row, other) else str(other.unit or other.instansi)
        whose = f"NIP ini milik {other.name} di {at}"
        if other.left_on is None:
            return f"{whose}. Periksa angkanya, atau catat dahulu hari terakhirnya."
        day = long_date(other.left_on)
        return (
            f"{whose}, yang hari terakhirnya {day}. Bila ia kembali, isi mulai bekerja sesudah hari itu, "
            "atau batalkan keluarnya."
        )
    return ""


def _other_head(row: Employee, place: StaffPlace) -> Employee | None:
    """Who heads the place on a day on which this one would too."""
    heads = place.employees.filter(leads=True).exclude(pk=row.pk)
    return next((other for other in heads if heads_together(row, other, place.today)), None)


def check_left(row: Employee, place: StaffPlace, day: date, field: str = "left_on") -> None:
    """Refused for a last day that cannot be."""
    if day < EARLIEST:
        raise Refused((TOO_EARLY.format(day.year), field))
    if day > place.today + timedelta(days=366):
        raise Refused(("Tanggal ini lebih dari setahun lagi. Periksa tahunnya.", field))
    if row.joined_on and day < row.joined_on:
        raise Refused((f"Sebelum ia mulai bekerja di sini, {long_date(row.joined_on)}.", field))
    if row.signed_on and day < row.signed_on:
        when = long_date(row.signed_on)
        raise Refused(
            (f"Sebelum ia menandatangani pakta integritas, {when}. Periksa kedua tanggalnya.", field)
        )
