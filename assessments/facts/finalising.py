"""Facts of finalising: sheets, final answers, what was weighed and recommended, who signed."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from assessments import queries
from assessments.engine.comparison import differing_without_note
from assessments.engine.completeness import gaps
from assessments.engine.facts import Facts
from assessments.engine.scoring import score
from assessments.engine.verdict import verdict
from assessments.facts.common import givens
from assessments.facts.signatures import result_lines
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Consideration, Recommendation, Sheet
from units.models import Membership, TeamMember
from units.queries import in_force


def finalising_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What finalkan asks."""
    instrument = instrument_of(assessment.period)
    sheets = queries.sheets_of(assessment)
    team = queries.team_of(assessment)
    of_members = {
        m.user_id: sheets.get((Sheet.Kind.MEMBER, m.user_id))
        for m in team
        if m.seat == TeamMember.Seat.ANGGOTA
    }
    tpi = sheets.get((Sheet.Kind.TPI, None))
    unit, final = givens(sheets.get((Sheet.Kind.UNIT, None))), givens(tpi)
    found = gaps(instrument, final)
    missing = set(found.unanswered) | set(found.without_note)
    advice = Recommendation.objects.filter(assessment=assessment).first()
    return replace(
        facts,
        team_assigned=assessment.team_id is not None,
        team_has_lead=any(m.seat == TeamMember.Seat.KETUA for m in team),
        members_pending=tuple(
            str(m.user) for m in team if m.user_id in of_members and not _settled(of_members[m.user_id])
        ),
        sheets_done=sum(s is not None and s.done_at is not None for s in of_members.values()),
        own_unit_assessors=_own_unit_assessors(assessment, timezone.localdate()),
        without_final=tuple(code for code in instrument.questions if code in missing),
        differing_without_note=differing_without_note(instrument, unit, final),
        unconfirmed=tuple(tpi.unconfirmed) if tpi else (),
        considerations_written=frozenset(
            Consideration.objects.filter(assessment=assessment)
            .exclude(text="")
            .values_list("code", flat=True)
        ),
        recommendation=advice.verdict if advice else "",
        coaching=advice.coaching if advice else "",
        tpi_verdicts=verdict(policy_of(assessment.period), instrument, score(instrument, final)),
        signatures_missing=_signatures_missing(assessment, team),
    )


def _settled(sheet: Sheet | None) -> bool:
    return sheet is not None and (sheet.done_at is not None or sheet.excused_at is not None)


def _own_unit_assessors(assessment: Assessment, today: date) -> tuple[str, ...]:
    seats = TeamMember.objects.filter(in_force(today), team_id=assessment.team_id)
    members = Membership.objects.filter(in_force(today), unit_id=assessment.unit_id).values("user")
    return tuple(str(seat.user) for seat in seats.filter(user__in=members).select_related("user"))


def _signatures_missing(assessment: Assessment, team: list[TeamMember]) -> tuple[str, ...]:
    """Ketua and pengendali who have not signed, in this order. Without a pengendali the lead signs by finalising."""
    if not any(m.seat == TeamMember.Seat.PENGENDALI for m in team):
        return ()
    lines = result_lines(assessment, team)
    return tuple(f"{line.member.get_seat_display()}, {line.member.user}" for line in lines if not line.stands)
