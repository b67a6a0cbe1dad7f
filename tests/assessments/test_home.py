"""Home: own units first what is open, the years of an instansi with what waits for the person."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import home, overview
from assessments.models import Proposal, ProposalUnit, Sheet, State
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db


def queries_of(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_home_costs_the_same_for_1_and_3_units_and_years(world):
    world.sheet(world.assessment(State.PENILAIAN_TPI))
    before = {who: queries_of(world.client(who)) for who in ("petugas", "ketua", "admin")}
    for year in (2024, 2025):
        period = make_period(world.instansi, year)
        world.sheet(make_assessment(period, world.unit, State.SELESAI_TPI))
        make_assessment(period, make_unit(world.instansi, f"U{year}"), State.PENCANANGAN)
    after = {who: queries_of(world.client(who)) for who in ("petugas", "ketua", "admin")}
    assert after == before
    # session, user, hats (2; of people in a team 3: declared conflicts of interest); then own units, their sheets; or
    # periods, counts of states, unsent proposals, instansi
    assert after == {"petugas": 6, "ketua": 7, "admin": 8}


def test_the_admin_reads_what_waits_and_each_line_leads_there(world):
    world.assessment(State.PEMBANGUNAN)
    world.assessment(State.PENCANANGAN, world.unit2)
    old = make_period(world.instansi, 2025)
    make_assessment(old, world.unit, State.PENILAIAN_TPN)
    now, past = home.years(world.admin)
    assert [(y.period.year, y.total) for y in now] == [(2026, 2)]
    assert [(y.period.year, y.total, y.todo) for y in past] == [(2025, 1, [])]
    url = reverse("assessments:period", args=["KAB-X", 2026])
    assert now[0].todo == [
        home.Todo("1 unit menunggu pencatatan pembangunan", f"{url}?state=pencanangan"),
        home.Todo("1 unit menunggu pembukaan penilaian mandiri", f"{url}?state=pembangunan"),
    ]
    assert home.years(world.pimpinan_instansi)[0][0].todo == []
    assert home.years(world.petugas) == ([], [])


def test_a_proposal_waits_for_the_head_then_for_the_admin(world):
    a = world.assessment(State.SELESAI_TPI)
    assert [t.text for t in home.years(world.admin)[0][0].todo] == [
        "1 unit selesai dinilai TPI dan belum diusulkan"
    ]
    proposal = Proposal.objects.create(
        period=world.period, letter_number="700/1", letter_date=date(2026, 5, 1), created_by=world.admin
    )
    ProposalUnit.objects.create(proposal=proposal, assessment=a, predicate="WBK")
    url = reverse("assessments:proposal", args=[proposal.pk])
    waits = home.Todo("Usulan 700/1 menunggu persetujuan Anda", url)
    assert home.years(world.pimpinan_instansi)[0][0].todo == [waits]
    assert home.years(world.admin)[0][0].todo == []
    proposal.approved_at = world.period.deadline
    proposal.save()
    assert home.years(world.pimpinan_instansi)[0][0].todo == []
    assert home.years(world.admin)[0][0].todo == [
        home.Todo("Usulan 700/1 sudah disetujui, belum dikirim", url)
    ]


def test_own_units_begin_with_those_that_wait_and_keep_earlier_years_apart(world):
    world.sheet(world.assessment(State.PENILAIAN_MANDIRI))
    old = make_assessment(make_period(world.instansi, 2025), world.unit, State.SELESAI_TPI)
    (own,) = home.own_units(world.petugas)
    assert (own.title, [a.period.year for a in own.now], own.past) == ("Unit saya", [2026], [old])
    assert home.own_units(world.tanpa_peran) == []


def test_what_the_values_reach_is_told_of_the_sheet_that_counts_most(world):
    a = world.assessment(State.SELESAI_TPI)
    unit = world.fill(a, "best")
    assert overview.reached(a, unit, None, None) == overview.Reached("WBK", "unit", True, [])
    tpi = world.fill(a, {"B.I.a": "3.5"}, kind=Sheet.Kind.TPI)
    found = overview.reached(a, unit, tpi, None)
    assert (found.whose, found.met) == ("TPI", False)
    assert ("B.I.a", "kurang 0,44 poin") in [(line.what, line.gap_text) for line in found.short]
    empty = world.sheet(world.assessment(State.PENILAIAN_MANDIRI, world.unit2))
    assert overview.reached(a, empty, None, None) is None
