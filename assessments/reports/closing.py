"""What an LHE says of the end of TPI's work: who signed, the rounds of perbaikan, the recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from assessments.engine.wording import long_date
from assessments.models import Assessment, Recommendation, Round, Sheet, Signature
from assessments.reports.context import Person, Recommended, RoundRow, Signed
from assessments.templatetags.zi import moment
from audit.models import Entry
from audit.queries import of_chain
from units.models import ConflictOfInterest, Membership, TeamMember
from units.queries import in_force

Seat = TeamMember.Seat
SEATS = (Seat.PENGENDALI, Seat.KETUA, Seat.ANGGOTA)
SHORT = 16  # digits of a hash, enough for `audit.queries.matches`
PREDICATES = {
    "WBK": "Wilayah Bebas dari Korupsi (WBK)",
    "WBBM": "Wilayah Birokrasi Bersih dan Melayani (WBBM)",
}


def signed_by(assessment: Assessment) -> tuple[Signed, ...]:
    """The team as it was when the result was finalised, with the signatures, in the order pengendali, ketua, anggota.

    Who left the team since still stands there; who came since does not.
    """
    valid = Signature.objects.filter(assessment=assessment, void_at=None).select_related("user")
    signatures = {(row.user_id, row.seat): row for row in valid}
    excused = set(
        assessment.sheets.filter(kind=Sheet.Kind.MEMBER, excused_at__isnull=False).values_list(
            "owner_id", flat=True
        )
    )
    entries = {e.object_id: e for e in of_chain(assessment.audit_chain).filter(action="signature.sign")}
    people = _team_then(assessment)
    for key, row in signatures.items():  # a seat of one day leaves no row
        people.setdefault(key, Person(Seat(row.seat).label, str(row.user), row.user.nip, ""))
    lines = [
        _signed(assessment, seat, person, signatures.get((user_id, seat)), entries, user_id in excused)
        for (user_id, seat), person in people.items()
    ]
    return tuple(sorted(lines, key=lambda line: _place(line.person)))


def _place(person: Person) -> int:
    return [seat.label for seat in SEATS].index(person.seat)


def _signed(
    assessment: Assessment,
    seat: str,
    person: Person,
    row: Signature | None,
    entries: Mapping[str, Entry],
    excused: bool,
) -> Signed:
    of_sheet = seat == Seat.ANGGOTA
    return Signed(
        person=person,
        at=moment(row.at, assessment.unit.instansi) if row else "",
        of="lembar nilainya" if of_sheet else "hasil penilaian",
        mark=_mark(row, entries.get(str(row.pk)), of_sheet) if row else "",
        excused=excused and of_sheet,
    )


def _mark(row: Signature, entry: Entry | None, of_sheet: bool) -> str:
    """What was signed, in short: the hash of the result; for a member's sheet, which stays closed, the audit entry that
    holds its hash. Two sheets that are equal, or one that somebody guesses, must not be told by their hash.
    """
    if not of_sheet:
        return f"sidik {row.content_hash[:SHORT]}"
    return f"entri audit {entry.seq}, {entry.hash[:SHORT]}" if entry else ""


def _team_then(assessment: Assessment) -> dict[tuple[int, str], Person]:
    """(user id, seat) → who sat in the team at the release (today without one) and could assess the unit then."""
    last = assessment.changes.filter(name="finalkan").last()
    at = last.at if last else timezone.now()
    seats = TeamMember.objects.filter(in_force(timezone.localdate(at)), team_id=assessment.team_id)
    seats = seats.exclude(user__in=_of_unit(assessment, timezone.localdate(at)))
    seats = seats.exclude(user__in=_in_conflict(assessment, at))
    return {
        (m.user_id, m.seat): Person(
            seat=m.get_seat_display(),
            name=str(m.user),
            nip=m.user.nip,
            origin=m.origin_unit or m.get_origin_display(),
        )
        for m in seats.select_related("user").order_by("pk")
    }


def _of_unit(assessment: Assessment, day: date):
    return Membership.objects.filter(in_force(day), unit_id=assessment.unit_id).values("user")


def _in_conflict(assessment: Assessment, at: datetime):
    held = Q(lifted_at=None) | Q(lifted_at__gt=at)
    return ConflictOfInterest.objects.filter(held, unit_id=assessment.unit_id, declared_at__lte=at).values(
        "user"
    )


def rounds_of(assessment: Assessment) -> tuple[RoundRow, ...]:
    """The rounds that the unit was asked in; one query for the rounds and one for their requests."""
    zone = assessment.unit.instansi.zone

    def day(at: datetime | None) -> str:
        return long_date(at.astimezone(zone)) if at else ""

    opened = assessment.rounds.filter(opened_at__isnull=False).prefetch_related("requests")
    return tuple(
        RoundRow(
            number=one.number,
            returned=day(one.opened_at),
            due=day(one.due),
            closed=day(one.closed_at),
            questions=len(one.requests.all()),
            replied=one.outcome == Round.Outcome.REPLIED,
        )
        for one in opened
    )


def recommended_of(assessment: Assessment) -> Recommended | None:
    """TPI's recommendation; None for results that are older than it."""
    row = Recommendation.objects.filter(assessment=assessment).first()
    if row is None:
        return None
    return Recommended(
        verdict=row.verdict,
        predicate=PREDICATES.get(row.verdict, ""),
        text=row.text,
        coaching=row.coaching if row.verdict == Recommendation.Verdict.NOT_FIT else "",
    )
