"""What the table of a year can be chosen and sorted by, for every unit; one query, and one for changed deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, When

from assessments.deadlines import proposal_deadline
from assessments.models import Assessment, IssuedDocument, Period, Sheet, State
from assessments.queries import with_round, with_team
from assessments.rules import RELEASED

BEFORE_TPI = frozenset({State.TERDAFTAR, State.PENCANANGAN, State.PEMBANGUNAN, State.PENILAIAN_MANDIRI})
SIDES = {"unit": Sheet.Kind.UNIT, "tpi": Sheet.Kind.TPI, "tpn": Sheet.Kind.TPN}
TOLD = ("total", "answered", "of", "updated_at")


@dataclass(frozen=True)
class Line:
    """One unit. `due` ends its present stage (None: nothing does); totals are None where nothing is answered, TPI's
    also before its release; `short` has the area codes below the minimum of the predicate aimed at, when asked for;
    `recheck` counts answers of the unit that were taken over and not looked at.
    """

    assessment: Assessment
    team: str
    due: datetime | None
    unit: Decimal | None
    tpi: Decimal | None
    tpn: Decimal | None
    answered: int
    of: int
    recheck: int
    changed_at: datetime
    short: frozenset[str]


def lines_of(period: Period, teams: Mapping[int, str], *, with_short: bool) -> list[Line]:
    """All units of a year by code; `teams`: id → name."""
    last = proposal_deadline(period)
    return [_line(a, period, teams, last, with_short) for a in _read(period, with_short)]


def _read(period: Period, with_short: bool) -> QuerySet[Assessment]:
    lhe = IssuedDocument.objects.filter(
        assessment=OuterRef("pk"), kind=IssuedDocument.Kind.LHE, superseded_at=None
    ).exclude(blob=None)
    rows = with_round(with_team(Assessment.objects.filter(period=period))).annotate(
        has_lhe=Exists(lhe),
        proposed_in=F("proposal_unit__proposal_id"),
        proposal_approved_at=F("proposal_unit__proposal__approved_at"),
        **{
            f"{side}_sheet": FilteredRelation("sheets", condition=Q(sheets__kind=kind))
            for side, kind in SIDES.items()
        },
    )
    fields = (*TOLD, "verdict") if with_short else TOLD
    rows = rows.annotate(**{f"{side}_{name}": _of(side, name) for side in SIDES for name in fields})
    rows = rows.annotate(unit_unconfirmed=F("unit_sheet__unconfirmed"))
    return rows.select_related("unit__parent").order_by("unit__code")


def _of(side: str, name: str) -> Any:
    """A field of a side's sheet; of TPI only where it is released."""
    field = F(f"{side}_sheet__{name}")
    return field if side == "unit" else Case(When(state__in=RELEASED, then=field))


def _line(a: Any, period: Period, teams: Mapping[int, str], last: datetime, with_short: bool) -> Line:
    changes = [a.state_since, *(at for side in SIDES if (at := getattr(a, f"{side}_updated_at")) is not None)]
    return Line(
        assessment=a,
        team=teams.get(a.team_id, ""),
        due=_due(a, period, last),
        unit=a.unit_total if a.unit_answered else None,
        tpi=a.tpi_total,
        tpn=a.tpn_total,
        answered=a.unit_answered or 0,
        of=a.unit_of or 0,
        recheck=len(a.unit_unconfirmed or ()),
        changed_at=max(changes),
        short=_short(a) if with_short else frozenset(),
    )


def _due(a: Any, period: Period, last: datetime) -> datetime | None:
    if a.state in BEFORE_TPI:
        return period.deadline
    if a.state == State.PERBAIKAN:
        return a.round_due
    if a.state in {State.PENDAHULUAN, State.PENILAIAN_TPI}:
        return period.tpi_deadline
    return last if a.state == State.SELESAI_TPI else None


def _short(a: Any) -> frozenset[str]:
    """Codes below the minimum on the sheet that counts most: TPN's, TPI's, the unit's; none on an empty sheet."""
    for side in ("tpn", "tpi", "unit"):
        if getattr(a, f"{side}_answered"):
            return frozenset(line["what"] for line in getattr(a, f"{side}_verdict")[a.target]["short"])
    return frozenset()
