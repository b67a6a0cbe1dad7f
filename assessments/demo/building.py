"""Who builds in the demo's current year: penetapan with its decrees, teams with pokja, registers of three units."""

from __future__ import annotations

from datetime import date, timedelta

from assessments.models import Assessment, Employee, Period, State
from assessments.selections import Kind
from assessments.services.candidates import weigh
from assessments.services.registers import (
    AgentData,
    ChangeData,
    InnovationData,
    add_agents,
    add_change,
    add_innovation,
)
from assessments.services.selection import record_decree
from assessments.services.selection_checks import DecreeData
from assessments.services.work_team import MemberData, add_members, replace_member, save_decree
from assessments.staff_places import StaffPlace, working
from assessments.team_places import Seat, TeamPlace
from units.models import User

BEFORE_A_TEAM = (State.TERDAFTAR, State.PENCANANGAN)
REASONS = ("Layanan dasar yang dipakai setiap hari.", "Banyak keluhan pada tahun lalu, jadi diutamakan.")
CHANGES = (
    ("Pendaftaran daring menggantikan antrean pagi di loket", True),
    ("Papan biaya layanan dipasang di setiap ruang", True),
    ("Pengaduan dijawab paling lambat satu hari kerja", False),
    ("Apel Senin diganti evaluasi layanan mingguan", False),
    ("Kotak saran dibacakan terbuka setiap Jumat", True),
    ("Stiker “tolak gratifikasi” pada setiap berkas layanan", False),
)
IDEAS = (
    InnovationData(
        "SIAP ANTAR",
        "PP",
        "direplikasi",
        "Lansia sulit datang mengambil dokumen.",
        "Dokumen selesai diantar ke rumah bersama kader desa.",
        None,
        None,
        "Waktu tunggu turun dari tiga hari menjadi satu hari.",
    ),
    InnovationData(
        "Kamis Tanya Pimpinan",
        "PW",
        "berjalan",
        "Pegawai ragu melapor.",
        "Pimpinan menjawab terbuka pertanyaan tanpa nama.",
        None,
        None,
        "",
    ),
)
AGENTS = 7


def build_building(period: Period, *, admin: User, today: date) -> None:
    """Write it for one instansi through the services that people use; dates count back from `today`."""
    rows = Assessment.objects.filter(period=period).select_related("unit__instansi").order_by("unit__code")
    assessments = list(rows)
    for a in assessments:
        a.period = period
    _select(period, assessments, admin=admin, today=today)
    _team(TeamPlace(period), admin=admin, day=today - timedelta(days=150), people=5, number="100.3.3/41")
    for number, a in enumerate(assessments, 1):
        if a.state == State.TERDAFTAR:
            continue
        decree = f"188.4/{60 + number}/{a.unit.code}/{period.year}"
        few = 3 if a.state in BEFORE_A_TEAM else 8
        _team(TeamPlace.of(a), admin=admin, day=today - timedelta(days=95), people=few, number=decree)
    begun = [a for a in assessments if a.state not in BEFORE_A_TEAM]
    begun.sort(key=lambda a: a.state != State.PENILAIAN_MANDIRI)  # where the counts can be taken comes first
    for a in begun[:3]:
        _registers(a, admin=admin, day=today - timedelta(days=90))


def _select(period: Period, assessments: list[Assessment], *, admin: User, today: date) -> None:
    for n, a in enumerate(assessments):
        codes = ("layanan_inti", "layanan_langsung") if n % 2 else ("layanan_inti", "dampak_luas")
        weighed = {
            "criteria": dict.fromkeys(codes, ""),
            "chosen": True,
            "reason": REASONS[n % 2],
            "target": a.target,
        }
        weigh(period, unit=a.unit, seen=0, actor=admin, **weighed)
    first, later = assessments[:-1], assessments[-1:]
    for kind, rows, number, days in ((Kind.FIRST, first, 12, 150), (Kind.ADDITION, later, 77, 120)):
        if rows:
            data = DecreeData(kind, f"100.3.3/{number}/{period.year}", today - timedelta(days=days))
            units = {a.unit_id: a.target for a in rows}
            record_decree(period, data=data, units=units, scan=None, actor=admin)


def _team(place: TeamPlace, *, admin: User, day: date, people: int, number: str) -> None:
    """A decree, the head as ketua, a sekretaris, and the others over the pokja; one is replaced."""
    staff = list(place.staff.employees.filter(working(place.today)).order_by("-leads", "pk")[: people + 1])
    if len(staff) <= people:
        return
    save_decree(place, number=number, day=day, scan=None, seen=0, actor=admin)
    areas = list(place.areas)
    seats = [(Seat.KETUA, ()), (Seat.SEKRETARIS, ())]
    seats += [(Seat.ANGGOTA, (areas[n % len(areas)],)) for n in range(people - len(seats))]
    members = [
        MemberData(
            **_person(row), start=day, role=role, areas=held, chosen_how="Usulan bidang, dipilih rapat"
        )
        for row, (role, held) in zip(staff, seats, strict=False)
    ]
    made = add_members(place, people=members, actor=admin)
    if people > len(areas):
        successor = MemberData(
            **_person(staff[-1]), start=day + timedelta(days=40), areas=tuple(made[-1].areas)
        )
        replace_member(made[-1].pk, data=successor, seen=1, actor=admin)


def _registers(a: Assessment, *, admin: User, day: date) -> None:
    place = StaffPlace(a.unit.instansi, a.unit)
    staff = place.employees.filter(working(place.today), leads=False).order_by("-pk")[:AGENTS]
    decree = {"decree_number": f"188.4/{a.unit.code}/AP", "decree_date": day}
    agents = add_agents(
        a.pk, people=[AgentData(**_person(row), start=day, **decree) for row in staff], actor=admin
    )
    for n, (agent, (text, kept)) in enumerate(zip(agents, CHANGES, strict=False)):
        add_change(agent.pk, data=ChangeData(text, day + timedelta(days=10 + n), kept), actor=admin)
    for idea in IDEAS:
        add_innovation(a.pk, data=idea, actor=admin)


def _person(row: Employee) -> dict:
    return {"name": row.name, "nip": row.nip, "post": row.post, "employee": row}
