"""Whose answers an export into a template holds: drafts of an open round, TPI's columns."""

import pytest

from assessments.models import Sheet, State
from tests.assessments.leaks import decode
from tests.factories import assessments as make

from .uploaded_templates import column, page, sheet_of

pytestmark = pytest.mark.django_db


def test_in_an_open_round_the_unit_gets_its_drafts_and_nobody_else_does(world, stored):
    a = world.assessment()
    world.fill(a, "best")
    a = world.assessment(State.PERBAIKAN)
    draft = world.sheet(a, Sheet.Kind.DRAFT)
    make.fill_answers(draft, {"A.I.1.i.a": "Tidak"}, by=world.petugas)
    got = {
        who: sheet_of(world.client(who).get(page("kke_template_file", a.pk, stored.pk)))["K6"].value
        for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "ketua")
    }
    assert got == {
        "petugas": "Tidak",
        "pimpinan_unit": "Tidak",
        "admin": "Ya",
        "pimpinan_instansi": "Ya",
        "ketua": "Ya",
    }


SECRET = "catatan yang belum boleh keluar"


def at_tpi(world, state: str):
    """A unit that TPI assesses: other answers than the unit's, and notes, in members' and final sheets."""
    a = world.assessment()
    world.fill(a, "best")
    for kind, owner, mark in ((Sheet.Kind.TPI, None, "final"), (Sheet.Kind.MEMBER, world.anggota, "anggota")):
        sheet = world.fill(a, "random", kind=kind, owner=owner, seed=4)
        sheet.answers.update(note=f"{SECRET} {mark}")
    return world.assessment(state)


@pytest.mark.parametrize(
    ("who", "state", "mark", "values"),
    [
        ("petugas", State.PENILAIAN_TPI, None, False),
        ("pimpinan_unit", State.PERBAIKAN, None, False),
        ("admin", State.PENILAIAN_TPI, None, False),
        ("pimpinan_instansi", State.PENILAIAN_TPI, None, False),
        ("anggota", State.PENILAIAN_TPI, "anggota", False),
        ("anggota2", State.PENILAIAN_TPI, None, False),
        ("ketua", State.PENILAIAN_TPI, "final", False),
        ("pengendali", State.PENILAIAN_TPI, "final", False),
        ("petugas", State.SELESAI_TPI, "final", True),
        ("admin", State.SELESAI_TPI, "final", True),
        ("anggota", State.SELESAI_TPI, "final", True),
    ],
)
def test_tpis_columns_hold_what_the_person_may_see_now(world, stored, who, state, mark, values):
    a = at_tpi(world, state)
    response = world.client(who).get(page("kke_template_file", a.pk, stored.pk))
    ws = sheet_of(response)
    assert column(ws, 18) == ({f"{SECRET} {mark}"} if mark else set())
    assert bool(column(ws, 15)) is bool(mark)
    assert bool(column(ws, 16) | column(ws, 17)) is values
    assert column(ws, 19) | column(ws, 20) | column(ws, 21) | column(ws, 22) == set()
    told = (
        decode(response.content)
        + world.client(who).get(page("kke_template", a.pk, stored.pk)).content.decode()
    )
    shown = {each for each in ("final", "anggota") if f"{SECRET} {each}" in told}
    assert shown == ({mark} if mark else set())


def test_the_second_block_when_it_is_asked_for(world, stored):
    a = at_tpi(world, State.SELESAI_TPI)
    ws = sheet_of(world.client("ketua").get(page("kke_template_file", a.pk, stored.pk) + "?blok=2"))
    assert (column(ws, 18), column(ws, 22)) == (set(), {f"{SECRET} final"})
    assert column(ws, 16) == set()
    odd = sheet_of(world.client("ketua").get(page("kke_template_file", a.pk, stored.pk) + "?blok=x'"))
    assert column(odd, 18) == {f"{SECRET} final"}
