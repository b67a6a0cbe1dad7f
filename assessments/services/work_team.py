"""The tim pembangunan of an instansi and the tim kerja of a unit: decree, members, replacements (90/2021 p. 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from assessments.engine.wording import long_date
from assessments.models import Employee, WorkMember, WorkTeam
from assessments.rules import acting_as
from assessments.services.errors import Refused, Stale
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from assessments.services.team_checks import check_decree, check_member
from assessments.team_places import TeamPlace
from audit.services import Event, record_many
from documents.models import Revision
from units.models import Instansi
from units.services.trail import values

DAY = timedelta(days=1)
Seat = WorkMember.Role


@dataclass(frozen=True)
class MemberData:
    """A person in a team. `nip` 18 digits or "" for who has none; `employee`: the row of the staff list picked."""

    name: str
    start: date
    nip: str = ""
    post: str = ""
    role: str = Seat.ANGGOTA
    areas: tuple[str, ...] = ()
    chosen_how: str = ""
    end: date | None = None
    employee: Employee | None = None

    def as_fields(self) -> dict[str, Any]:
        """What `WorkMember` stores of it."""
        return self.__dict__ | {"areas": list(self.areas)}


def is_new_decree(place: TeamPlace, *, number: str, day: date, seen: int, actor, filename: str = "") -> bool:
    """Asked before a scan (`filename`, "" for none) is taken in: whether there is something to save; False when it was
    pressed twice. A scan that is missing so far is taken in. Raises like `save_decree`.
    """
    with transaction.atomic():
        lock_team(place, actor)
        check_decree(number, day, place.today)
        team = place.team()
        if (team.version if team else 0) == seen:
            return True
        if team and (team.decree_number, team.decree_date) == (number, day):
            if filename and team.scan is None:
                return True
            if not filename or (team.scan and team.scan.filename == filename):
                return False
        raise Stale(team or WorkTeam(**place.owner))


def save_decree(
    place: TeamPlace, *, number: str, day: date, scan: Revision | None, seen: int, actor
) -> WorkTeam:
    """Record or correct the decree of a team (`scan` None keeps the one that is there; `seen` 0: none was recorded).

    What stands already writes nothing. Raises NotAllowed, Stale, Refused (no number, a day that has not come or is
    impossible, a scan of somebody else).
    """
    with transaction.atomic():
        role = lock_team(place, actor)
        team = place.team() or WorkTeam(**place.owner, recorded_by=actor, version=0)
        scan = scan or team.scan
        if (team.decree_number, team.decree_date, team.scan_id) == (number, day, scan.pk if scan else None):
            return team
        brought = team.scan is None and (team.decree_number, team.decree_date) == (number, day)
        if team.version != seen and not brought:  # a scan that is missing overwrites nothing
            raise Stale(team)
        check_decree(number, day, place.today)
        owner = place.staff
        if scan and (scan.document.instansi_id, scan.document.unit_id) != (owner.instansi.pk, owner.unit_id):
            raise Refused(("Berkas ini bukan milik tempat ini. Unggah berkasnya di sini.", "scan"))
        before = _told_team(team) if team.pk else None
        team.decree_number, team.decree_date, team.scan = number, day, scan
        team.version, team.recorded_by = team.version + 1, actor
        team.save()
        _tell(place, [_event("work_team.save", team, before, _told_team(team))], actor, role)
    return team


def add_members(place: TeamPlace, *, people: Sequence[MemberData], actor) -> list[WorkMember]:
    """Write people into a team, all or none. Pressed twice they are written once.

    Raises NotAllowed, Refused: no name, bad NIP, a NIP that sits in the team already, a second ketua, a member of a
    unit's team without pokja, days that cannot be.
    """
    with transaction.atomic():
        role = lock_team(place, actor)
        team = place.team()
        if team is None:
            team = WorkTeam.objects.create(**place.owner, recorded_by=actor)
        rows, events = [], []
        for data in people:
            twin = _twin(team, data)
            if twin is None:
                twin = WorkMember(team=team, **data.as_fields())
                check_member(place, twin)
                twin.save(force_insert=True)
                events.append(_event("work_member.add", twin, None, _told(twin)))
            rows.append(twin)
        _tell(place, events, actor, role)
    return rows


def change_member(pk: int, *, data: MemberData, seen: int, actor) -> WorkMember:
    """Correct what stands of a member, or write their last day. Raises like `add_members`, and Stale."""
    with transaction.atomic():
        place, row, role = _locked(pk, actor)
        fields = data.as_fields()
        if data.employee is None:
            fields["employee"] = row.employee  # who was picked stays picked while a typing error is mended
        if all(getattr(row, name) == value for name, value in fields.items()):
            return row
        if row.version != seen:
            raise Stale(row)
        before = _told(row)
        _set(row, fields)
        check_member(place, row)
        row.save()
        _tell(place, [_event("work_member.change", row, before, _told(row))], actor, role)
    return row


def replace_member(pk: int, *, data: MemberData, seen: int, actor) -> WorkMember:
    """`data.start` is the successor's first day; the day before is the last of who is replaced. Gives the successor.

    Asked twice it happens once. Raises like `add_members`, and Stale.
    """
    with transaction.atomic():
        place, row, role = _locked(pk, actor)
        done = row.team.members.filter(replaces=row, name=data.name, nip=data.nip, start=data.start).first()
        if done is not None:
            return done
        if row.version != seen:
            raise Stale(row)
        if row.end is not None:
            raise Refused((f"{row.name} sudah selesai pada {long_date(row.end)}.", "start"))
        if data.start <= row.start:
            first = long_date(row.start)
            raise Refused((f"{row.name} baru mulai {first}. Pengganti mulai sesudah hari itu.", "start"))
        before = _told(row)
        _set(row, {"end": data.start - DAY})
        row.save()
        new = WorkMember(team=row.team, replaces=row, **data.as_fields())
        check_member(place, new)
        new.save(force_insert=True)
        ended = _event("work_member.end", row, before, _told(row))
        _tell(place, [ended, _event("work_member.add", new, None, _told(new))], actor, role)
    return new


def remove_member(pk: int, *, seen: int | None = None, actor) -> None:
    """Take a member back who was added by mistake; `seen` None: as by an import, whatever the version.

    Raises NotAllowed, Stale, Refused for somebody who was replaced since: the successor names them.
    """
    with transaction.atomic():
        place, row, role = _locked(pk, actor)
        if seen is not None and row.version != seen:
            raise Stale(row)
        if seen is not None and (after := row.team.members.filter(replaces=row).first()):
            raise Refused(f"{row.name} sudah digantikan {after.name}, jadi tetap ada dalam riwayat tim.")
        _tell(place, [_event("work_member.remove", row, _told(row), None)], actor, role)
        row.delete()


def lock_team(place: TeamPlace, actor) -> str:
    """Lock whose team it is and give the role in which the actor writes. Raises NotAllowed; inside a transaction."""
    if place.assessment is not None:
        return acting_as(actor, lock_assessment(actor, place.assessment.pk, "keep_team"))
    require_admin(actor, place.period.instansi_id)
    Instansi.objects.select_for_update(no_key=True).get(pk=place.period.instansi_id)
    return "Admin inspektorat"


def place_of_team(team: WorkTeam) -> TeamPlace:
    """Whose team it is (select `period__instansi`, `period__instrument` and `assessment__unit__instansi` along)."""
    return TeamPlace(team.period, team.assessment)


def _twin(team: WorkTeam, data: MemberData) -> WorkMember | None:
    """The untouched row that says exactly this: the button was pressed twice."""
    rows = team.members.filter(name=data.name, nip=data.nip, role=data.role, start=data.start, version=1)
    return next((row for row in rows if row.areas == list(data.areas) and row.end == data.end), None)


def _locked(pk: int, actor) -> tuple[TeamPlace, WorkMember, str]:
    place = place_of_team(_row(pk).team)
    role = lock_team(place, actor)
    return place, _row(pk), role


def _row(pk: int) -> WorkMember:
    along = (
        "team__period__instansi",
        "team__period__instrument",
        "team__assessment__unit__instansi",
        "employee",
    )
    rows = WorkMember.objects.select_related(*along).defer("team__period__instrument__content")
    found = rows.get(pk=pk)
    if found.team.assessment is not None:
        found.team.assessment.period = found.team.period
    return found


def _set(row: WorkMember, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1


def _tell(place: TeamPlace, events: list[Event], actor, role: str) -> None:
    if events:
        record_many(place.chain, events, actor=actor, role=role)


def _event(action: str, row, before: dict | None, after: dict | None) -> Event:
    return Event(action=action, label=row._meta.label_lower, object_id=row.pk, before=before, after=after)


def _told_team(team: WorkTeam) -> dict[str, Any]:
    day = team.decree_date.isoformat() if team.decree_date else None
    return values(team, "decree_number", "scan", "version") | {"decree_date": day}


def _told(row: WorkMember) -> dict[str, Any]:
    """What the audit keeps of a member: no name, no NIP."""
    kept = values(row, "team", "employee", "role", "areas", "replaces")
    return kept | {"start": row.start.isoformat(), "end": row.end.isoformat() if row.end else None}
