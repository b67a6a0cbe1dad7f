"""TPI teams of a year: decree, seats, units. One row a seat; what belongs to the team stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.db.models.functions import Lower

from units.models import TeamMember, TeamUnit, TpiTeam, User
from units.queries import people_of
from units.services.teams import Wanted, assign_units, change_team, create_team, set_members

from .table import Key, Present, Row, Scope, Table
from .teams_columns import LEAVES, teams_columns
from .writing import attempt

OF_TEAM = ("decree_number", "decree_date", "units")
Origin = TeamMember.Origin


def row_key(values: Mapping[str, str]) -> Key:
    """A seat of a team, or (without an address) the team itself."""
    return (values["team"].casefold(), values.get("email", "").casefold())


def _teams(scope: Scope) -> list[TpiTeam]:
    seats = TeamMember.objects.filter(end=None).select_related("user").order_by("pk")
    units = TeamUnit.objects.select_related("unit").order_by("unit__code")
    teams = TpiTeam.objects.filter(instansi=scope.instansi, year=scope.year).order_by("name", "pk")
    return list(
        teams.prefetch_related(
            Prefetch("members", seats, "seats_now"), Prefetch("team_units", units, "units_now")
        )
    )


def _present(scope: Scope) -> dict[Key, Present]:
    found: dict[Key, Present] = {}
    for team in _teams(scope):
        of_team = {
            "team": team.name,
            "decree_number": team.decree_number,
            "decree_date": team.decree_date.isoformat(),
            "units": ";".join(row.unit.code for row in team.units_now),
        }
        found[(team.name.casefold(), "")] = Present(of_team, team)
        for seat in team.seats_now:
            values = {
                "email": seat.user.email,
                "name": seat.user.name,
                "seat": seat.seat,
                "origin": seat.origin,
                "origin_unit": seat.origin_unit,
            }
            found[(team.name.casefold(), seat.user.email.casefold())] = Present({**of_team, **values}, seat)
    return found


def for_template(found: Mapping[Key, Present]) -> list[Present]:
    """The seats; what belongs to the team in its first row alone, so that it is mended in one place."""
    rows: list[Present] = []
    seen: set[str] = set()
    with_seats = {team for team, email in found if email}
    for (team, email), stands in found.items():
        if not email and team in with_seats:
            continue
        first = team not in seen
        seen.add(team)
        values = {k: v for k, v in stands.values.items() if first or k not in OF_TEAM}
        rows.append(Present(values, stands.thing))
    return rows


def _by_team(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.values["team"].casefold(), []).append(row)
    return groups


def _people(scope: Scope, rows: Sequence[Row]) -> dict[str, User]:
    emails = {row.values["email"].lower() for row in rows if "email" in row.values}
    known = User.objects.filter(pk__in=people_of(scope.instansi).order_by().values("pk"), is_active=True)
    found = known.annotate(address=Lower("email")).filter(address__in=emails)
    return {user.email.lower(): user for user in found}


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    people, teams = _people(scope, rows), {team.name.casefold(): team for team in _teams(scope)}
    for name, group in _by_team(rows).items():
        _agree(group)
        _judge_team(group, teams.get(name))
        for row in group:
            if "email" in row.values:
                _judge_seat(row, people, teams.get(name))
            elif any(key in row.values for key in ("seat", "origin", "origin_unit")):
                row.refuse("Isi alamat surel orangnya, atau kosongkan kedudukan dan asalnya.", "email")
        _one_lead(group, teams.get(name))
    _one_team_a_unit(rows, teams)


def _agree(group: Sequence[Row]) -> None:
    """What belongs to the team may not differ between its rows."""
    for key in OF_TEAM:
        said: dict[str, Row] = {}
        for row in group:
            if key in row.values:
                said.setdefault(row.values[key], row)
        first, *others = said.values() or [None]
        for row in others:
            row.refuse(f"berbeda dari baris {first.number} tim yang sama. Cukup isi di satu baris.", key)


def _judge_team(group: Sequence[Row], team: TpiTeam | None) -> None:
    if team is not None:
        return
    for key, what in (("decree_number", "nomor SK"), ("decree_date", "tanggal SK")):
        if not any(key in row.values for row in group):
            group[0].refuse(f"Tim ini baru. Isi {what} di salah satu barisnya.", key)


def _judge_seat(row: Row, people: Mapping[str, User], team: TpiTeam | None) -> None:
    person = people.get(row.values["email"].lower())
    seated = isinstance(row.thing, TeamMember)
    if person is None and not seated:
        row.refuse(
            "Orang ini belum terdaftar di instansi ini. Undang dulu lewat tabel Orang dan peran.", "email"
        )
        return
    if not seated:
        row.thing = person
        if "seat" not in row.values:
            row.refuse("Kedudukan belum diisi. Pilih dari daftar.", "seat")
        elif row.values["seat"] == LEAVES:
            row.refuse("Orang ini bukan anggota tim ini, jadi tidak dapat keluar.", "seat")
    if row.get("origin") == Origin.OTHER and not row.get("origin_unit"):
        row.refuse("Isi unit asalnya.", "origin_unit")
    if row.get("origin") != Origin.OTHER and row.values.get("origin_unit"):
        row.refuse(
            "Unit asal hanya untuk anggota dari unit lain; kosongkan, atau pilih asal “Unit lain”.",
            "origin_unit",
        )


def _one_lead(group: Sequence[Row], team: TpiTeam | None) -> None:
    """Exactly one lead and somebody to assess, counted with the seats that the file does not name."""
    if not any("email" in row.values for row in group) or any(row.problems for row in group):
        return
    seats = {seat.user.email.casefold(): seat.seat for seat in team.seats_now} if team else {}
    seats |= {row.values["email"].casefold(): row.get("seat") for row in group if "email" in row.values}
    held = list(seats.values())
    row = next(row for row in group if "email" in row.values)
    if held.count(TeamMember.Seat.KETUA) != 1:
        row.refuse(
            "Tim harus mempunyai tepat satu ketua. Beri ketua lama kedudukan lain atau “Keluar dari tim”.",
            "seat",
        )
    elif TeamMember.Seat.ANGGOTA not in held:
        row.refuse(
            "Tim memerlukan paling sedikit satu anggota, karena ketua tidak mengisi lembar sendiri.", "seat"
        )


def _one_team_a_unit(rows: Sequence[Row], teams: Mapping[str, TpiTeam]) -> None:
    holder = {row.unit.code: name for name, team in teams.items() for row in team.units_now}
    for row in rows:
        name = row.values["team"].casefold()
        for code in filter(None, row.values.get("units", "").split(";")):
            if holder.setdefault(code, name) != name:
                row.refuse(f"Unit {code} sudah dinilai tim lain pada tahun ini.", "units")


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    teams = {team.name.casefold(): team for team in _teams(scope)}
    done = []
    for name, group in _by_team(rows).items():
        made = attempt(scope, group[0], lambda group=group, name=name: _save(scope, group, teams.get(name)))
        if made is not None:
            done.append({"team": made.pk})
    return done


def _save(scope: Scope, group: Sequence[Row], team: TpiTeam | None) -> TpiTeam:
    said = {key: row.values[key] for key in OF_TEAM for row in group if key in row.values}
    decree = {
        "decree_number": said.get("decree_number", team.decree_number if team else ""),
        "decree_date": date.fromisoformat(said["decree_date"])
        if "decree_date" in said
        else team and team.decree_date,
    }
    if team is None:
        name = group[0].values["team"]
        stored = create_team(scope.instansi, year=scope.year, name=name, actor=scope.actor, **decree)
    else:
        stored = change_team(team, name=team.name, actor=scope.actor, **decree)
    if any("email" in row.values for row in group):
        set_members(stored, seats=_seats(group, team), actor=scope.actor)
    if "units" in said:
        codes = {row.unit.code for row in team.units_now} if team else set()
        wanted = codes | set(said["units"].split(";"))
        assign_units(stored, units=[scope.units[code] for code in sorted(wanted)], actor=scope.actor)
    return stored


def _seats(group: Sequence[Row], team: TpiTeam | None) -> list[Wanted]:
    """All seats as they shall be: those that stand, with what the file says of them, and the new ones."""
    wanted = {
        seat.user_id: Wanted(seat.user, seat.seat, seat.origin, seat.origin_unit)
        for seat in (team.seats_now if team else [])
    }
    for row in group:
        if "email" not in row.values:
            continue
        person = row.thing.user if isinstance(row.thing, TeamMember) else row.thing
        origin = row.get("origin") or Origin.APIP
        wanted[person.pk] = Wanted(person, row.get("seat"), origin, row.get("origin_unit"))
    return [seat for seat in wanted.values() if seat.seat != LEAVES]


TEAMS = Table(
    key="tim",
    title="Tim TPI",
    sheet="Tim TPI",
    purpose="Membentuk tim TPI setahun beserta SK, susunan, asal anggota, dan unit yang dinilainya.",
    needs="year",
    columns=teams_columns,
    identify=("team", "email"),
    row_key=row_key,
    present=_present,
    listed=for_template,
    judge=_judge,
    apply=_apply,
    no_undo=(
        "Impor tim tidak dapat diurungkan sekaligus, karena kedudukan yang pernah berlaku tetap tercatat. "
        "Ubah susunannya di halaman tim."
    ),
    hints=(
        "Satu baris satu orang dalam satu tim. Anggota yang tidak tercantum tetap di timnya; yang keluar diberi "
        "kedudukan “Keluar dari tim”.",
        "Anggota unit, orang asal unit itu, dan yang menyatakan benturan kepentingan tidak dapat menilainya.",
    ),
    max_rows=1_000,
)
