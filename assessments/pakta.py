"""What the staff lists say of the pakta integritas: counts, who is in a list, which pencanangan holds. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from assessments.engine.wording import percent_text
from assessments.models import Assessment, Declaration, Employee
from assessments.staff_places import StaffPlace, employees_of, working
from units.models import Instansi, UnitKerja

FILTERS = {
    "": "Semua",
    "belum": "Belum",
    "sudah": "Sudah",
    "keluar": "Keluar",
}


@dataclass(frozen=True, kw_only=True)
class PaktaCount:
    """How many of those who work in a place on a day have signed, and whether its head is listed and has. `staff` is
    of whom the share is taken: the `listed`, or more of them where somebody said so (`count_declared`).
    """

    signed: int = 0
    staff: int = 0
    listed: int = 0
    has_leader: bool = False
    leader_signed: bool = False

    @property
    def unsigned(self) -> int:
        """How many have yet to sign."""
        return self.staff - self.signed

    @property
    def percent(self) -> str:
        """The share for reading; the guard compares fractions."""
        return percent_text(self.signed, self.staff)

    @property
    def text(self) -> str:
        """As people say it: "42 dari 57 pegawai (74%)"; "" for a place without a list."""
        return f"{self.signed} dari {self.staff} pegawai ({self.percent}%)" if self.staff else ""


def count_in(place: StaffPlace, on: date) -> PaktaCount:
    """What the list of one place counts on a day; one query."""
    heads = Q(leads=True)
    return _count(place.employees.filter(working(on)).order_by().aggregate(**_figures(on, heads)))


def count_of_instansi(instansi: Instansi, on: date) -> PaktaCount:
    """What the lists of a whole instansi count on a day, its units' with it; one query. Nothing until the instansi's
    own leader and staff are listed: the list of one unit says nothing about all the others.
    """
    heads = Q(leads=True, unit=None)
    rows = employees_of(instansi).filter(working(on)).order_by()
    found = rows.aggregate(**_figures(on, heads), own=Count("pk", filter=Q(unit=None)))
    return _count(found) if found["own"] else PaktaCount()


def unit_count(unit: UnitKerja, on: date) -> PaktaCount:
    """`count_in` of a unit."""
    return count_in(StaffPlace(unit.instansi, unit), on)


def declaration_of(assessment: Assessment) -> Declaration | None:
    """The pencanangan that holds for a unit: its own or the one it was recorded with, else the newest of its instansi
    that has come, which covers all its units (PermenPANRB 90/2021 p. 12). One query, none where the unit has one.
    """
    if assessment.declaration_id is not None:
        return assessment.declaration
    instansi = assessment.unit.instansi
    come = Q(date__lte=StaffPlace(instansi).today)
    later = Case(When(come, then=Value(0)), default=Value(1))
    rows = Declaration.objects.filter(instansi=instansi, unit=None).select_related("scan", "charter")
    return rows.order_by(later, "-date", "-pk").first()


def place_declared(declaration: Declaration) -> StaffPlace:
    """Whose people the declaration speaks for."""
    return StaffPlace(declaration.instansi, declaration.unit)


def count_for(declaration: Declaration, on: date) -> PaktaCount:
    """What the staff list behind a declaration counts on a day; nothing where there is no list. One query."""
    if declaration.unit is None:
        return count_of_instansi(declaration.instansi, on)
    return unit_count(declaration.unit, on)


def count_declared(declaration: Declaration) -> PaktaCount:
    """What counts for a pencanangan: its staff list on its own day, of at least as many staff as were typed, so that an
    unfinished list never looks like all. Nothing where there is no list. One query.
    """
    count = count_for(declaration, declaration.date)
    return replace(count, staff=max(count.staff, declaration.staff_count)) if count.staff else count


def has_scan(declaration: Declaration) -> bool:
    """Whether a paper shows it: a scan of the declaration or the piagam, or of a pakta in its staff list. No paper of
    the declaration itself is asked for by the regulation.
    """
    if declaration.scan_id or declaration.charter_id:
        return True
    return place_declared(declaration).employees.filter(scan__isnull=False).exists()


def counts_by_unit(instansi: Instansi, on: date) -> Mapping[int | None, PaktaCount]:
    """Unit id (None: the instansi itself) → what its list counts on a day; one query however many units."""
    rows = employees_of(instansi).filter(working(on)).order_by()
    found = rows.values("unit").annotate(**_figures(on, Q(leads=True)))
    return {row["unit"]: _count(row) for row in found}


def _figures(on: date, heads: Q) -> dict[str, Count]:
    signed = Q(signed_on__lte=on)
    return {
        "staff": Count("pk"),
        "signed": Count("pk", filter=signed),
        "heads": Count("pk", filter=heads),
        "heads_signed": Count("pk", filter=heads & signed),
    }


def _count(row: Mapping[str, int]) -> PaktaCount:
    return PaktaCount(
        signed=row["signed"],
        staff=row["staff"],
        listed=row["staff"],
        has_leader=bool(row["heads"]),
        leader_signed=bool(row["heads_signed"]),
    )


def listed(place: StaffPlace, *, status: str = "", search: str = "") -> QuerySet[Employee]:
    """The rows of a list by name, heads first: those who work there today or will, or as `status` (a key of FILTERS)
    says. `search`: every word occurs in name, NIP or post.
    """
    today = place.today
    gone = Q(left_on__lt=today)
    rows = place.employees.filter(gone if status == "keluar" else ~gone | Q(left_on=None))
    if status in ("belum", "sudah"):
        rows = rows.filter(signed_on__isnull=status == "belum")
    for word in search.split()[:10]:
        rows = rows.filter(Q(name__icontains=word) | Q(nip__icontains=word) | Q(post__icontains=word))
    return rows.order_by(F("leads").desc(), Lower("name"), "pk")


def totals(place: StaffPlace) -> dict[str, int]:
    """Filter → how many rows it shows; one query."""
    today = place.today
    here = Q(left_on=None) | Q(left_on__gte=today)
    return place.employees.order_by().aggregate(
        **{
            "here": Count("pk", filter=here),
            "belum": Count("pk", filter=here & Q(signed_on=None)),
            "sudah": Count("pk", filter=here & Q(signed_on__isnull=False)),
            "keluar": Count("pk", filter=Q(left_on__lt=today)),
        }
    )
