"""Teams and registers as tables of Excel: both ways, with preview, all or nothing, undone as a whole."""

from datetime import date

import pytest

from assessments.models import AgentChange, ChangeAgent, Innovation, WorkMember
from assessments.services.registers import (
    AgentData,
    ChangeData,
    InnovationData,
    add_agents,
    add_change,
    add_innovation,
)
from assessments.services.work_team import MemberData, add_members
from assessments.tables.importing import PlanRefused, undo
from assessments.tables.registry import TABLES
from assessments.team_places import TeamPlace
from tests.tables.files import grids_of, look, problems, scope_of, statuses, take, template
from tests.team.conftest import NIP, NIP2, START

pytestmark = pytest.mark.django_db
TEAM = ("Unit", "Nama", "NIP", "Kedudukan", "Pokja", "Mulai", "Sampai")
AGENT = ("Unit", "Nama", "NIP", "Nomor SK", "Tanggal SK", "Mulai")
CHANGE = ("Unit", "Nama", "Perubahan", "Tanggal", "Terintegrasi")
IDEA = ("Unit", "Nama inovasi", "Area perubahan", "Keadaan", "Mulai", "Dampak")


def test_a_team_comes_in_goes_out_and_is_undone(world, a, place):
    rows = [
        TEAM,
        ("PKM-01", "dr. Rina Wulandari", None, "Ketua", None, "20/01/2026"),
        ("PKM-01", "=1+1", NIP, "Anggota", "MP; Penataan Tatalaksana", "20/01/2026"),
        ("INSTANSI", "H. Ahmad", None, "Ketua", None, "05/01/2026"),
    ]
    plan = look(world, "timkerja", rows)
    assert (statuses(plan), WorkMember.objects.count()) == (["new"] * 3, 0)
    done = take(world, "timkerja", rows)
    kept = list(WorkMember.objects.order_by("pk").values_list("name", "nip", "role", "areas", "start"))
    assert kept == [
        ("dr. Rina Wulandari", "", "ketua", [], START),
        ("=1+1", NIP, "anggota", ["MP", "TT"], START),
        ("H. Ahmad", "", "ketua", [], date(2026, 1, 5)),
    ]
    again = grids_of(template(world, "timkerja", filled=True))
    assert set(statuses(look(world, "timkerja", again))) == {"same"}
    changed = [TEAM, ("PKM-01", "dr. Rina Wulandari", NIP2, "Ketua", None, "20/01/2026", "01/03/2026")]
    more = take(world, "timkerja", changed)
    assert WorkMember.objects.get(nip=NIP2).end == date(2026, 3, 1)
    undo(TABLES["timkerja"], scope_of(world, "timkerja"), more.records)
    assert WorkMember.objects.get(name__startswith="dr.").end is None
    undo(TABLES["timkerja"], scope_of(world, "timkerja"), done.records)
    assert WorkMember.objects.count() == 0


def test_bad_rows_are_told_at_their_cells_and_nothing_is_written(world, a):
    rows = [
        TEAM,
        ("PKM-01", "Siti", NIP, "Anggota", "MP", "20/01/2026"),
        ("PKM-01", "Sitti", NIP, "Anggota", "TT", "21/01/2026"),
        ("PKM-01", "Budi", "123", "Anggota", "MP", "20/01/2026"),
        ("DKC", "Agus", None, "Anggota", "MP", "20/01/2026"),
        ("PKM-01", "Lina", None, "Anggota", "XX", "31/02/2026"),
    ]
    plan = look(world, "timkerja", rows)
    told = "\n".join(problems(plan))
    assert "NIP terdiri dari 18 angka" in told
    assert "unit ini belum terdaftar tahun 2026" in told
    assert "“31/02/2026” bukan tanggal" in told
    good = rows[:3]
    with pytest.raises(PlanRefused) as refused:
        take(world, "timkerja", good)
    assert "NIP ini milik Siti, yang sudah duduk di tim ini." in str(refused.value)
    assert WorkMember.objects.count() == 0


def test_registers_come_in_go_out_and_are_undone(world, a):
    agents = take(world, "agen", [AGENT, ("PKM-01", "Siti", NIP, "188/4", "20/01/2026", "20/01/2026")])
    stranger = [CHANGE, ("PKM-01", "Budi", "Antrean", None, None)]
    assert "agen ini tidak ada di register unit itu" in problems(look(world, "perubahan", stranger))[0]
    changes = take(world, "perubahan", [CHANGE, ("PKM-01", "Siti", "Antrean daring", "01/02/2026", "Ya")])
    ideas = take(
        world, "inovasi", [IDEA, ("PKM-01", "SIAGA", "PP", "Berjalan", "01/02/2026", "3 hari\n1 jam")]
    )
    assert ChangeAgent.objects.get().decree_number == "188/4"
    assert AgentChange.objects.get().integrated is True
    assert Innovation.objects.get().effect == "3 hari\n1 jam"
    for key in ("agen", "perubahan", "inovasi"):
        again = grids_of(template(world, key, filled=True))
        assert set(statuses(look(world, key, again))) == {"same"}
    more = take(world, "inovasi", [IDEA, ("PKM-01", "SIAGA", "PP", "Sudah direplikasi", None, None)])
    assert Innovation.objects.get().status == "direplikasi"
    for key, done in (("inovasi", more), ("inovasi", ideas), ("perubahan", changes), ("agen", agents)):
        undo(TABLES[key], scope_of(world, key), done.records)
    assert (ChangeAgent.objects.count(), AgentChange.objects.count(), Innovation.objects.count()) == (0, 0, 0)


def test_a_unit_exports_its_own_alone_and_names_no_other(world, a):
    other = world.assessment("pencanangan", unit=world.unit2)
    for one, who in ((a, "petugas"), (other, "petugas_lain")):
        actor = world.people[who]
        add_members(
            TeamPlace.of(one), people=[MemberData(f"Tim {one.unit.code}", START, areas=("MP",))], actor=actor
        )
        [agent] = add_agents(one.pk, people=[AgentData(f"Agen {one.unit.code}", START)], actor=actor)
        add_change(agent.pk, data=ChangeData(f"Perubahan {one.unit.code}"), actor=actor)
        add_innovation(one.pk, data=InnovationData(f"Inovasi {one.unit.code}", "PP"), actor=actor)
    for key in ("timkerja", "agen", "perubahan", "inovasi"):
        response = world.client("petugas").get(f"/penilaian/{a.pk}/tabel/{key}/")
        cells = [c.text for g in grids_of(response.content) for row in g.rows.values() for c in row.values()]
        text = "\n".join(cells)
        assert "PKM-01" in text
        assert "DKC" not in text
        assert world.unit2.name not in text
    assert world.client("petugas").get(f"/penilaian/{a.pk}/tabel/unit/").status_code == 404
    assert world.client("petugas").get(f"/penilaian/{other.pk}/tabel/agen/").status_code == 404
