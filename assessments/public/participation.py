"""Which units take part, in public words. From the pembangunan to the Minister's decision everybody reads the same
words, whatever happens inside: no state, no order, no count from which TPI's work could be inferred.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Assessment, Period, State
from units.models import Instansi

DETERMINED = (State.WBK, State.WBBM)
DECLARED = "Mencanangkan Zona Integritas"
BUILDING = "Membangun Zona Integritas"


@dataclass(frozen=True)
class Predicate:
    """A predicate that was determined, and the Minister's decision that says so."""

    name: str
    year: int
    decree_number: str
    decree_date: date | None


@dataclass(frozen=True)
class Participant:
    """A unit as everybody may know it: name, stage in public words, predicates up to the year."""

    name: str
    stage: str
    predicates: tuple[Predicate, ...]


def taking_part() -> QuerySet[Assessment]:
    """Assessments of active units that have declared; what is only registered is not public."""
    return Assessment.objects.filter(unit__is_active=True).exclude(state=State.TERDAFTAR)


def public_instansi(search: str = "") -> QuerySet[Instansi]:
    """Instansi of which at least one unit takes part, by name."""
    theirs = taking_part().filter(unit__instansi=OuterRef("pk"))
    found = Instansi.objects.filter(Exists(theirs)).order_by("name", "pk")
    return found.filter(Q(name__icontains=search) | Q(code__icontains=search)) if search else found


def public_years(instansi: Instansi) -> QuerySet[Period]:
    """The years in which units of the instansi take part, newest first."""
    theirs = taking_part().filter(period=OuterRef("pk"))
    return instansi.periods.filter(Exists(theirs)).select_related("policy").order_by("-year")


def participants(period: Period) -> QuerySet[Assessment]:
    """The assessments of a year that are public, by the unit's name: an order that says nothing of their state."""
    found = taking_part().filter(period=period).select_related("unit", "predicate_record")
    return found.order_by("unit__name", "unit__pk")


def in_public_words(assessments: list[Assessment], year: int) -> list[Participant]:
    """Those assessments as everybody may know them; one query for the predicates."""
    held: dict[int, list[Predicate]] = {}
    determined = Assessment.objects.filter(
        unit__in=[row.unit_id for row in assessments], state__in=DETERMINED, period__year__lte=year
    ).select_related("period", "proposal_unit")
    determined = determined.exclude(predicate_record__revoked_on__isnull=False)
    for row in determined.order_by("-period__year", "pk"):
        held.setdefault(row.unit_id, []).append(_predicate(row))
    return [Participant(row.unit.name, _stage(row), tuple(held.get(row.unit_id, ()))) for row in assessments]


def _stage(row: Assessment) -> str:
    """A predicate that was revoked since is told no more: the unit builds on."""
    record = getattr(row, "predicate_record", None)
    if row.state in DETERMINED and (record is None or record.revoked_on is None):
        return f"Ditetapkan berpredikat {State(row.state).name}"
    return DECLARED if row.state == State.PENCANANGAN else BUILDING


def _predicate(row: Assessment) -> Predicate:
    proposed = getattr(row, "proposal_unit", None)
    return Predicate(
        name=State(row.state).name,
        year=row.period.year,
        decree_number=proposed.decree_number if proposed else "",
        decree_date=proposed.decree_date if proposed else None,
    )
