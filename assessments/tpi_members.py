"""The members of a team as their lead sees them: how far, since when, what happened to their sheets and why."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments import queries
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet, SheetAct
from units.models import ConflictOfInterest, TeamMember
from units.queries import in_force

Act = SheetAct.Act
REOPEN, EXCUSE, RECALL = "buka", "bebaskan", "minta"


@dataclass(frozen=True)
class MemberRow:
    """One member. `state` in words with its shape `kind`; `since` when it began. `acts`: newest first, with reasons.
    `can`: the acts that are open to the lead now (REOPEN, EXCUSE, RECALL).
    """

    user_id: int
    name: str
    state: str
    kind: str
    since: datetime | None
    answered: int
    of: int
    recheck: int
    acts: tuple[SheetAct, ...]
    can: tuple[str, ...]


def member_rows(assessment: Assessment) -> list[MemberRow]:
    """The anggota whose sheets count or were excused. Three queries: seats, sheets, acts."""
    seats = queries.members_of(assessment)
    own = Sheet.objects.filter(
        assessment=assessment, kind=Sheet.Kind.MEMBER, owner__in=[seat.user_id for seat in seats]
    )
    sheets = {sheet.owner_id: sheet for sheet in own}
    acts: dict[int, list[SheetAct]] = {}
    found = SheetAct.objects.filter(sheet__in=[sheet.pk for sheet in sheets.values()])
    for act in found.select_related("by").order_by("-at", "-pk"):
        acts.setdefault(act.sheet_id, []).append(act)
    of = len(instrument_of(assessment.period).questions)
    return [_row(seat, sheets.get(seat.user_id), acts, of) for seat in seats]


def withdrawn(assessment: Assessment) -> list[str]:
    """Names of those of the team who declared a conflict of interest with the unit; the reason stays out. One query."""
    seats = TeamMember.objects.filter(in_force(timezone.localdate()), team_id=assessment.team_id)
    declared = ConflictOfInterest.objects.filter(
        unit=assessment.unit_id, lifted_at=None, user__in=seats.values("user")
    )
    return [str(row.user) for row in declared.select_related("user").order_by("pk")]


def _row(seat: TeamMember, sheet: Sheet | None, acts: dict[int, list[SheetAct]], of: int) -> MemberRow:
    told = tuple(acts.get(sheet.pk, ())) if sheet else ()
    state, kind, since, can = _state(sheet, told[0] if told else None)
    return MemberRow(
        user_id=seat.user_id,
        name=str(seat.user),
        state=state,
        kind=kind,
        since=since,
        answered=sheet.answered if sheet else 0,
        of=of,
        recheck=len(sheet.unconfirmed) if sheet and sheet.excused_at is None else 0,
        acts=told,
        can=can,
    )


def _state(sheet: Sheet | None, last: SheetAct | None) -> tuple[str, str, datetime | None, tuple[str, ...]]:
    if sheet is None:
        return "belum mulai", "belum", None, (EXCUSE,)
    if sheet.excused_at is not None:
        return "dibebaskan", "selesai", sheet.excused_at, (RECALL,)
    if sheet.done_at is not None:
        return "selesai", "selesai", sheet.done_at, (REOPEN,)
    if sheet.open_codes is not None:
        return "dibuka untuk perbaikan", "perlu", last.at if last else None, (REOPEN, EXCUSE)
    if last is not None and last.act == Act.REOPENED:
        return "dibuka kembali", "perlu", last.at, (EXCUSE,)
    if not sheet.answered:
        return "belum mulai", "belum", None, (EXCUSE,)
    return "sedang menilai", "berjalan", None, (EXCUSE,)
