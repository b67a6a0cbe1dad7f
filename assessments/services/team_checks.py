"""What is refused of the people of a year: decrees, names, NIP, days. Reasons are (message, field) pairs."""

from __future__ import annotations

from datetime import date, timedelta

from assessments.engine.wording import long_date
from assessments.models import WorkMember
from assessments.services.errors import Refused
from assessments.services.staff_checks import EARLIEST, TOO_EARLY
from assessments.team_places import TeamPlace

AHEAD = timedelta(days=366)
Seat = WorkMember.Role


def check_decree(number: str, day: date, today: date) -> None:
    """Refused without a number, and for a day that has not come or is impossible."""
    if not number.strip():
        raise Refused(("Isi nomor SK.", "number"))
    if day < EARLIEST:
        raise Refused((TOO_EARLY.format(day.year), "day"))
    if day > today:
        raise Refused(("Tanggal SK belum tiba. Periksa tanggalnya.", "day"))


def check_member(place: TeamPlace, row: WorkMember) -> None:
    """Refused with every reason, each at its field."""
    reasons = person_reasons(row)
    reasons += day_reasons(row, place.today)
    if unknown := [code for code in row.areas if code not in place.areas]:
        reasons.append((f"Pokja {', '.join(unknown)} bukan area perubahan tahun ini.", "areas"))
    if place.assessment is not None and row.role == Seat.ANGGOTA and not row.areas:
        reasons.append(("Pilih pokja anggota ini: area perubahan yang ia kerjakan.", "areas"))
    others = [one for one in row.team.members.exclude(pk=row.pk) if _meet(one, row)]
    for other in others:
        if row.nip and other.nip == row.nip:
            text = f"NIP ini milik {other.name}, yang sudah duduk di tim ini. Ubah datanya, atau periksa angkanya."
            reasons.append((text, "nip"))
        elif not row.nip and not other.nip and other.name.casefold() == row.name.casefold():
            reasons.append(
                ("Nama ini sudah ada di tim, juga tanpa NIP. Isi NIP-nya, atau bedakan namanya.", "name")
            )
        if row.role == Seat.KETUA and other.role == Seat.KETUA:
            reasons.append(
                (f"{other.name} masih ketua. Ganti ia lebih dahulu, atau ubah kedudukannya.", "role")
            )
    if reasons:
        raise Refused(*reasons)


def person_reasons(row) -> list[tuple[str, str]]:
    """What is wrong with a name and a NIP."""
    reasons = []
    if not row.name.strip():
        reasons.append(("Isi namanya, atau pilih dari daftar pegawai.", "name"))
    if row.nip and not (len(row.nip) == 18 and row.nip.isascii() and row.nip.isdecimal()):
        reasons.append(("NIP terdiri dari 18 angka.", "nip"))
    return reasons


def day_reasons(row, today: date, first: str = "start", last: str = "end") -> list[tuple[str, str]]:
    """What is wrong with a first and a last day."""
    start, end = getattr(row, first), getattr(row, last)
    reasons = []
    for name, day in ((first, start), (last, end)):
        if day is not None and day < EARLIEST:
            reasons.append((TOO_EARLY.format(day.year), name))
        elif day is not None and day > today + AHEAD:
            reasons.append(("Tanggal ini lebih dari setahun lagi. Periksa tahunnya.", name))
    if start is not None and end is not None and end < start:
        reasons.append((f"Hari terakhir lebih awal daripada hari pertama, {long_date(start)}.", last))
    return reasons


def _meet(one: WorkMember, other: WorkMember) -> bool:
    """Whether two times have a day in common."""
    return (one.end is None or one.end >= other.start) and (other.end is None or other.end >= one.start)
