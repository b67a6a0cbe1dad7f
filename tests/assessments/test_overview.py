"""Home, the overview of a year, the page of a unit."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.engine.workflow import TRANSITIONS
from assessments.models import Sheet, State, StateChange
from assessments.overview import Step, steps
from tests.factories.assessments import make_assessment
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db


def count(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def overview_url(world) -> str:
    return reverse("assessments:period", args=["KAB-X", 2026])


def test_the_overview_costs_the_same_for_1_and_200_units(world):
    world.fill(world.assessment(State.PENILAIAN_TPI), "random")
    one = count(world.client("admin"), overview_url(world))
    for i in range(199):
        made = make_assessment(world.period, make_unit(world.instansi, f"U{i:03}", f"UPTD Puskesmas {i}"))
        world.sheet(made)
    many = count(world.client("admin"), overview_url(world))
    # session, user, hats (2), period, teams, changed deadlines, units with what sorts them; of the page sheets, seats,
    # who of them is a member of the unit or declared a conflict
    assert (one, many) == (12, 12)


def test_the_overview_shows_progress_of_tpi_but_no_score_before_release(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    world.fill(a, {"A.I.1.i.a": "Ya"}, kind=Sheet.Kind.TPI)
    page = world.client("admin").get(overview_url(world)).content.decode()
    assert "0 dari 2 anggota selesai" in page
    assert "0,25" not in page
    world.assessment(State.SELESAI_TPI)
    assert "0,25" in world.client("admin").get(overview_url(world)).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("pimpinan_instansi", 200), ("petugas", 404), ("ketua", 404), ("orang_asing", 404)],
)
def test_who_sees_the_overview(world, who, status):
    assert world.client(who).get(overview_url(world)).status_code == status


@pytest.mark.parametrize(
    "query", ["?state=penilaian_tpi", "?search=melati", "?team=999", "?state=ngawur", "?page=99"]
)
def test_filters_never_fail(world, query):
    world.assessment(State.PENILAIAN_TPI)
    assert world.client("admin").get(overview_url(world) + query).status_code == 200


def test_an_empty_year_says_how_to_start(world):
    assert "Belum ada unit terdaftar" in world.client("admin").get(overview_url(world)).content.decode()


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    "who",
    [
        "petugas",
        "petugas_pokja",
        "pimpinan_unit",
        "admin",
        "pimpinan_instansi",
        "ketua",
        "anggota",
        "pengendali",
    ],
)
def test_the_page_of_a_unit_opens_in_every_state(world, who, state):
    a = world.assessment(state)
    world.sheet(a)
    assert world.client(who).get(reverse("assessments:assessment", args=[a.pk])).status_code == 200


@pytest.mark.parametrize(
    "who", ["orang_asing", "petugas_lain", "petugas_asing", "admin_sistem", "tanpa_peran"]
)
def test_strangers_get_404(world, who):
    a = world.assessment()
    assert world.client(who).get(reverse("assessments:assessment", args=[a.pk])).status_code == 404


@pytest.mark.parametrize(
    "who", ["petugas", "ketua", "admin", "admin_sistem", "tanpa_peran", "pimpinan_instansi"]
)
def test_everyone_has_a_home(world, who):
    world.sheet(world.assessment(State.PENILAIAN_TPI))
    assert world.client(who).get("/").status_code == 200


def test_home_asks_for_a_login(world):
    assert world.client(None).get("/").status_code == 302


@pytest.mark.parametrize("state", [State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI])
@pytest.mark.parametrize("who", ["ketua", "pengendali"])
def test_the_unit_page_links_tpi_only_where_it_opens(world, who, state):
    a, client = world.assessment(state), world.client(who)
    link = reverse("assessments:tpi_area", args=[a.pk, "MP"])
    page = client.get(reverse("assessments:assessment", args=[a.pk])).content.decode()
    assert (link in page) == (client.get(link).status_code == 200)


def test_a_step_keeps_its_date_when_a_later_one_is_taken_back(world):
    a = world.assessment(State.PENILAIAN_TPN)
    walked = (("finalkan", 1), ("usulkan", 2), ("tarik_usulan", 3), ("usulkan", 4), ("mulai_tpn", 5))
    walked += (("tetapkan_wbk", 6), ("batalkan_penetapan", 7))
    changes = [
        StateChange(name=name, target=TRANSITIONS[name].target, at=datetime(2026, 6, day, tzinfo=UTC))
        for name, day in walked
    ]
    dates = {step.label: step.date for step in steps(a, changes) if step.date}
    assert dates == {"Selesai TPI": "1 Juni 2026", "Diusulkan": "4 Juni 2026", "Penilaian TPN": "5 Juni 2026"}
    a.state = State.WBK
    changes += [
        StateChange(name=name, target=TRANSITIONS[name].target, at=datetime(2026, 6, day, tzinfo=UTC))
        for name, day in (("tetapkan_wbk", 8), ("cabut", 9), ("batalkan_cabut_wbk", 10))
    ]
    assert steps(a, changes)[-1] == Step("Ditetapkan WBK", "selesai", "8 Juni 2026")
