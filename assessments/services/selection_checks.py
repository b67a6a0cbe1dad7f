"""What every write to the penetapan asks and tells: the lock, what a decree cannot say, the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.engine.wording import long_date
from assessments.models import Assessment, DecreeUnit, Period, SelectionDecree, State
from assessments.selections import Kind, last_words
from assessments.services.errors import Refused
from assessments.services.periods import require_admin
from assessments.services.team_checks import check_decree
from assessments.staff_places import StaffPlace
from audit.services import record
from documents.models import Revision
from units.models import Instansi, UnitKerja

ROLE = "Admin inspektorat"
PREDICATES = ("WBK", "WBBM")


@dataclass(frozen=True)
class DecreeData:
    """What a decree says of itself. `kind`: `SelectionDecree.Kind`."""

    kind: str
    number: str
    date: date
    note: str = ""


def lock_year(period: Period, actor, units: Iterable[int] = ()) -> None:
    """Lock the years of these units (which a staff list in a file locks first, too), then the instansi for its admin:
    whoever writes its selection waits here. Raises NotAllowed.
    """
    require_admin(actor, period.instansi_id)
    years = period.assessments.select_for_update(of=("self",)).filter(unit__in=units)
    list(years.order_by("pk").values_list("pk"))
    Instansi.objects.select_for_update(no_key=True).get(pk=period.instansi_id)


def check_new(
    period: Period, data: DecreeData, units: Mapping[int, str], scan: Revision | None = None
) -> list[UnitKerja]:
    """The units of a decree to come, by code. Refused with what cannot be."""
    left = emptied(period, data.number)
    check_paper(period, data.number, data.date, scan, without=left.pk if left else None)
    found = list(UnitKerja.objects.filter(pk__in=units, instansi=period.instansi_id).order_by("code"))
    if not found or len(found) != len(units):
        raise Refused(("Pilih unit yang disebut dalam SK ini.", "units"))
    if any(target not in PREDICATES for target in units.values()):
        raise Refused(("Pilih predikat yang dituju: WBK atau WBBM.", "units"))
    check_standing(period, data, found)
    return found


def check_standing(period: Period, data: DecreeData, found: Sequence[UnitKerja]) -> None:
    """Refused unless a decree of this kind and day may speak of these units, as the others of the year stand."""
    check_units(period, [] if data.kind == Kind.WITHDRAWAL else found)
    last = last_words(period)
    fixed = {pk for pk, word in last.items() if word.decree.kind != Kind.WITHDRAWAL}
    if data.kind == Kind.WITHDRAWAL:
        wrong = [unit.code for unit in found if unit.pk not in fixed]
        why = "belum ditetapkan, jadi tidak dapat ditarik"
    else:
        wrong = [unit.code for unit in found if unit.pk in fixed]
        why = "sudah ditetapkan tahun ini"
    if wrong:
        raise Refused((f"{', '.join(wrong)} {why}.", "units"))
    units = {unit.pk for unit in found}
    newest = max((word.decree.date for pk, word in last.items() if pk in units), default=None)
    if newest is not None and data.date < newest:
        raise Refused(("Ada SK yang lebih baru tentang unit ini. Periksa tanggalnya.", "date"))


def emptied(period: Period, number: str) -> SelectionDecree | None:
    """The decree of this number from which every unit was taken out: recording it again fills it anew."""
    return SelectionDecree.objects.filter(period=period, number=number, units=None).first()


def check_taking_out(row: SelectionDecree, said: DecreeUnit | None) -> None:
    """Refused unless the unit is in the decree, no newer one speaks of it, and its year is still `terdaftar`: that only
    where the decree fixes it, since a withdrawal leaves its year as it is.
    """
    if said is None:
        raise Refused(("Unit ini tidak disebut dalam SK ini.", "unit"))
    last = last_words(row.period)[said.unit_id]
    if last.decree_id != row.pk:
        text = f"SK {last.decree.number} yang lebih baru juga menyebut {said.unit.code}. Keluarkan dari SK itu dulu."
        raise Refused((text, "unit"))
    if row.kind == Kind.WITHDRAWAL:
        return
    years = Assessment.objects.filter(period=row.period, unit=said.unit)
    begun = [a for a in years if a.state != State.TERDAFTAR]
    if begun:
        text = f"Tahun {said.unit.code} sudah berjalan ({begun[0].get_state_display()}). Catat SK penarikan."
        raise Refused((text, "unit"))


def check_paper(
    period: Period, number: str, day: date, scan: Revision | None, without: int | None = None
) -> None:
    """Refused for a number that is taken, an impossible day, a scan of somebody else."""
    try:
        check_decree(number, day, StaffPlace(period.instansi).today)
    except Refused as error:
        raise Refused(*[(text, {"day": "date"}.get(at, at)) for text, at in error.reasons]) from error
    if SelectionDecree.objects.filter(period=period, number=number).exclude(pk=without).exists():
        raise Refused((f"SK {number} sudah dicatat tahun ini. Buka SK itu untuk mengubahnya.", "number"))
    if scan and (scan.document.instansi_id, scan.document.unit_id) != (period.instansi_id, None):
        raise Refused(("Berkas ini bukan milik instansi ini. Unggah berkasnya di sini.", "scan"))


def check_order(row: SelectionDecree, day: date) -> None:
    """A date is corrected between its neighbours only: what the newest decree says of each unit stays what it was."""
    units = row.units.values("unit")
    said = DecreeUnit.objects.filter(decree__period=row.period_id, unit__in=units).exclude(decree=row)
    for other in said.select_related("decree", "unit").order_by("decree__date", "decree__pk"):
        mark = (other.decree.date, other.decree.pk)
        if (mark < (row.date, row.pk)) != (mark < (day, row.pk)):
            when = f"{other.decree.number} tanggal {long_date(other.decree.date)}"
            raise Refused(
                (
                    f"Tanggal ini melewati SK {when} tentang {other.unit.code}. Periksa urutan kedua SK.",
                    "date",
                )
            )


def check_units(period: Period, units: Sequence[UnitKerja]) -> None:
    """Refused for a unit of another instansi or an inactive one."""
    wrong = [unit.code for unit in units if unit.instansi_id != period.instansi_id or not unit.is_active]
    if wrong:
        raise Refused((f"{', '.join(wrong)} tidak aktif, atau bukan unit instansi ini.", "units"))


def tell(period: Period, action: str, row, before, after, actor, reason: str = "") -> None:
    """Write what was done into the chain of the instansi."""
    record(
        f"instansi:{period.instansi_id}",
        actor=actor,
        role=ROLE,
        action=action,
        label=row._meta.label_lower,
        object_id=row.pk,
        before=before,
        after=after,
        reason=reason,
    )
