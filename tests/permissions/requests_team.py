"""Requests of the matrix: penetapan, teams, registers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from assessments.models import (
    AgentChange,
    ChangeAgent,
    DecreeUnit,
    Innovation,
    Job,
    SelectionDecree,
    WorkMember,
    WorkTeam,
)
from tests.factories.units import make_unit
from tests.permissions.requests_unit import job_of
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP

A = "assessments:"
START = date(2026, 1, 20)
NEW = {"name": "Siti Aminah", "nip": "199001012015032001", "start": "2026-02-02"}
DECREE = {"number": "188/7/2026", "day": "2026-01-21", "version": "1"}


def team_of(scene: Scene, *, itself: bool = False) -> WorkTeam:
    """A recorded team with its decree and one member."""
    place = scene.place
    made = WorkTeam.objects.create(
        period=place.period,
        assessment=None if itself else place.assessment,
        decree_number="188/3",
        decree_date=START,
        scan=place.letter if itself else place.scan,
        recorded_by=place.admin,
    )
    WorkMember.objects.create(team=made, name="Budi Santoso", role="ketua", areas=["MP"], start=START)
    return made


def _args(scene: Scene, itself: bool) -> tuple:
    place = scene.place
    return (place.instansi.code, place.period.year) if itself else (place.assessment.pk,)


def _team(*, itself: bool = False, quiet: bool = False, **data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        team_of(scene, itself=itself)
        return Ask(_args(scene, itself), data, quiet=quiet)

    return build


def _member(*, itself: bool = False, **data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        member = team_of(scene, itself=itself).members.get()
        return Ask((member.pk,), {"version": "1"} | data)

    return build


def _made(kind: str, **params: Any) -> Builder:
    """A finished job of the instansi."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        job = Job.objects.create(
            kind=kind,
            instansi=place.instansi,
            requested_by=scene.person or place.admin,
            params=params,
            status=Job.Status.DONE,
            progress=100,
            result=place.working_copy,
            filename="berkas.pdf",
        )
        return Ask((job.pk,))

    return build


CHANGED = {"name": "Budi Santoso, S.E.", "role": "ketua", "areas": ["MP"], "start": "2026-01-20"}
TEAM: dict[tuple[str, str], Callable[[Scene], Ask]] = {
    (A + "work_team", ""): _team(**DECREE),
    (A + "work_team_add", ""): _team(**NEW, role="anggota", areas=["PP"]),
    (A + "work_team_file", ""): _team(),
    (A + "work_team_print", ""): _team(quiet=True),
    (A + "work_member", ""): _member(**CHANGED),
    (A + "work_member_replace", ""): _member(**NEW),
    (A + "work_member_remove", ""): _member(),
    (A + "work_member_remove", "of the instansi"): _member(itself=True),
    (A + "job_file", "tim"): job_of("tim", own=True),
    (A + "instansi_team", ""): _team(itself=True, **DECREE),
    (A + "instansi_team_add", ""): _team(itself=True, **NEW, role="anggota"),
    (A + "instansi_team_file", ""): _team(itself=True),
    (A + "instansi_team_print", ""): _team(itself=True, quiet=True),
    (A + "work_member", "of the instansi"): _member(itself=True, **CHANGED),
    (A + "work_member_replace", "of the instansi"): _member(itself=True, **NEW),
    (A + "job_file", "tim pembangunan"): _made("tim", year=2026),
}


def _agent(**data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        row = ChangeAgent.objects.create(assessment=scene.place.assessment, name="Budi", start=START)
        return Ask((row.pk,), {"version": "1"} | data)

    return build


def _change(**data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        agent = ChangeAgent.objects.create(assessment=scene.place.assessment, name="Budi", start=START)
        row = AgentChange.objects.create(agent=agent, text="Antrean daring")
        return Ask((row.pk,), {"version": "1"} | data)

    return build


def _innovation(scene: Scene) -> Ask:
    row = Innovation.objects.create(assessment=scene.place.assessment, name="SIAGA", area="MP")
    return Ask((row.pk,), {"version": "1", "name": "SIAGA 2", "area": "MP", "status": "berjalan"})


def _unit(*args: Any, **data: Any) -> Builder:
    return lambda scene: Ask((scene.place.assessment.pk, *args), data)


def _year(*args: Any, **data: Any) -> Builder:
    return lambda scene: Ask((scene.place.instansi.code, scene.place.period.year, *args), data)


def _candidate(scene: Scene) -> Ask:
    data = {"kriteria": "layanan_inti", "chosen": "ya", "reason": "Layanan inti.", "target": "WBK"}
    return _year(scene.place.unit.pk, **data, version="0")(scene)


def _new_decree(scene: Scene) -> Ask:
    data = {"kind": "penetapan", "number": "100.3/1", "date": "2026-01-10", "units": [scene.place.unit.pk]}
    return _year(**data)(scene)


def _decree(**data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        place = scene.place
        made = SelectionDecree.objects.create(
            period=place.period,
            kind="penetapan",
            number="100.3/1",
            date=START,
            scan=place.letter,
            recorded_by=place.admin,
        )
        return _year(made.pk, **data)(scene)

    return build


def _mistaken(scene: Scene) -> Ask:
    """A unit in a decree whose year has not begun, to be taken out."""
    place = scene.place
    ask = _decree(reason="Salah centang.", version="1")(scene)
    unit = make_unit(place.instansi, "SALAH")
    DecreeUnit.objects.create(decree_id=ask.args[-1], unit=unit, target="WBK")
    return Ask(ask.args, {**ask.data, "unit": str(unit.pk)})


REGISTERS: dict[tuple[str, str], Builder] = {
    (A + "agents", ""): _unit(),
    (A + "innovations", ""): _unit(),
    (A + "agent_add", ""): _unit(**NEW),
    (A + "agent", ""): _agent(name="Budi Santoso", start="2026-01-20"),
    (A + "agent_change_add", ""): _agent(text="Antrean daring"),
    (A + "agent_change", ""): _change(text="Antrean daring di semua poli"),
    (A + "agent_change_remove", ""): _change(),
    (A + "agent_remove", ""): _agent(),
    (A + "innovation_remove", ""): _innovation,
    (A + "innovation_add", ""): _unit(name="SIAGA", area="MP", status="berjalan"),
    (A + "innovation", ""): _innovation,
    **{(A + "unit_table", key): _unit(key) for key in ("timkerja", "agen", "perubahan", "inovasi")},
    (A + "take_counts", "in MP"): _unit(IN_MP, version="1", register="0-0"),
}
SELECTION: dict[tuple[str, str], Builder] = {
    (A + "selection", ""): _year(),
    (A + "selection_unit", ""): _candidate,
    (A + "selection_decree_add", ""): _new_decree,
    (A + "selection_decree", ""): _decree(number="100.3/2", date="2026-01-21", version="1"),
    (A + "selection_decree_unit", ""): _mistaken,
    (A + "selection_decree_file", ""): _decree(),
}
BUILDERS: dict[tuple[str, str], Builder] = {**TEAM, **REGISTERS, **SELECTION}
