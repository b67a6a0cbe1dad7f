"""Counts of reform questions taken from the registers: on a click, saved like typing, with its source."""

from datetime import date

import pytest
import yaml

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, State
from assessments.registers import FOLDER, RegisterMapError, parse_register_map, register_map
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.register_counts import take_counts
from assessments.services.registers import AgentData, ChangeData, add_agents, add_change
from audit.models import Entry
from tests.engine.material import instrument
from tests.team.conftest import START

CODE, OTHER = "A.II.1.i.a", "A.II.1.i.b"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture
def open_year(world):
    """PKM-01 in penilaian mandiri with two agents and three changes, one of them integrated."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    agents = add_agents(
        a.pk, people=[AgentData("Siti", START), AgentData("Budi", START)], actor=world.petugas
    )
    for text, done in (("Antrean daring", True), ("Loket ramah anak", False), ("Kotak saran", False)):
        add_change(agents[0].pk, data=ChangeData(text, START, done), actor=world.petugas)
    return a


def answer(a, code=CODE) -> Answer:
    return Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.UNIT, code=code)


def type_it(world, a, value, note="", seen=0, code=CODE):
    change = Change(code, Given(value=value, note=note), seen)
    return save_answers(a.pk, kind=Sheet.Kind.UNIT, changes=[change], actor=world.petugas)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_mapping_fits_its_instrument(path):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert parse_register_map(data, instrument(data["instrument"])) == data["counts"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"lebih": 1},
        {"format": 2},
        {"instrument": "lke-zi-2014"},
        {"counts": {"A.X": {}}},
        {"counts": {CODE: {"agen": "agents"}}},
        {"counts": {CODE: {"agen": "agents", "perubahan": "inovasi"}}},
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(spoilt):
    data = yaml.safe_load(FILES[0].read_text(encoding="utf-8")) | spoilt
    with pytest.raises(RegisterMapError):
        parse_register_map(data, instrument("lke-zi-2021"))


def test_an_instrument_without_a_mapping_has_nothing_to_take():
    assert register_map(instrument("lke-zi-2014")) == {}


@pytest.mark.django_db
def test_the_counts_are_taken_with_their_source_and_only_on_the_click(world, open_year):
    a = open_year
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/MP/").content.decode()
    assert "Ambil dari register: 2 agen perubahan, 3 perubahan" in page
    assert "Ambil dari register: 3 perubahan, 1 perubahan terintegrasi" in page
    assert Answer.objects.count() == 0
    type_it(world, a, {"agen": "7", "perubahan": "5"}, note="Menurut laporan.")
    take_counts(a.pk, code=CODE, seen=1, shown="2-3", actor=world.petugas)
    found = answer(a)
    assert (found.value, found.version) == ({"agen": 2, "perubahan": 3}, 2)
    first, source = found.note.splitlines()
    assert first == "Menurut laporan."
    assert source.startswith("Dari register unit, ")
    assert source.endswith(": 2 agen perubahan, 3 perubahan.")
    assert Sheet.objects.get(assessment=a).answered == 1
    last = Entry.objects.filter(chain__key=a.audit_chain).latest("pk")
    assert last.action == "answer.register"
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/MP/").content.decode()
    assert "Sama dengan isian di bawah." in page
    assert "Ambil dari register: 2 agen" not in page


@pytest.mark.django_db
def test_taken_again_the_source_gives_way_and_nothing_is_written_twice(world, open_year):
    a = open_year
    take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.petugas)
    assert (
        take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.petugas).changed == ()
    )  # a double click
    add_agents(a.pk, people=[AgentData("Agus", START)], actor=world.petugas)
    take_counts(a.pk, code=CODE, seen=1, shown="3-3", actor=world.petugas)
    assert answer(a).note.count("Dari register unit") == 1
    assert answer(a).value == {"agen": 3, "perubahan": 3}


@pytest.mark.django_db
def test_a_stale_page_takes_nothing(world, open_year):
    a = open_year
    type_it(world, a, {"agen": "7", "perubahan": "5"})
    with pytest.raises(Conflict):
        take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.petugas)
    add_agents(a.pk, people=[AgentData("Agus", START)], actor=world.petugas)
    with pytest.raises(Refused, match="Register berubah"):
        take_counts(a.pk, code=CODE, seen=1, shown="2-3", actor=world.petugas)
    response = world.client("petugas").post(
        f"/penilaian/{a.pk}/dari-register/{CODE}/", {"version": "0", "register": "3-3"}, follow=True
    )
    assert "Jawaban ini baru saja diubah orang lain." in response.content.decode()
    assert answer(a).value == {"agen": 7, "perubahan": 5}


@pytest.mark.django_db
def test_who_may_not_answer_takes_nothing(world, open_year):
    a = open_year
    for who in ("admin", "pimpinan_instansi"):
        with pytest.raises(NotAllowed):
            take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.people[who])
    with pytest.raises(a.DoesNotExist):
        take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.petugas_lain)
    with pytest.raises(Refused, match="tidak dapat diisi dari register"):
        take_counts(a.pk, code="A.I.1.i.a", seen=0, shown="2-3", actor=world.petugas)
    world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(NotAllowed):
        take_counts(a.pk, code=CODE, seen=0, shown="2-3", actor=world.petugas)
    page = world.client("ketua").get(f"/penilaian/{a.pk}/area/MP/").content.decode()
    assert "register" not in page.lower()  # TPI reads answers, not the unit's books


@pytest.mark.django_db
def test_an_empty_register_offers_nothing(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/MP/").content.decode()
    assert "masih kosong; jumlah di sini dapat diambil dari sana." in page
    assert "Ambil dari register" not in page
    with pytest.raises(Refused, match="masih kosong"):
        take_counts(a.pk, code=CODE, seen=0, shown="0-0", actor=world.petugas)


@pytest.mark.django_db
def test_after_typing_the_offer_says_anew_whether_it_differs(world, open_year):
    a = open_year
    data = {"version": "0", "isian-agen": "2", "isian-perubahan": "3", "catatan": ""}
    saved = world.client("petugas").post(
        f"/penilaian/{a.pk}/jawab/{CODE}/", data, headers={"HX-Request": "true"}
    )
    html = saved.content.decode()
    assert 'id="register-A-II-1-i-a" hx-swap-oob="true"' in html
    assert "Sama dengan isian di bawah." in html


@pytest.mark.django_db
@pytest.mark.parametrize("agents", ["", "1"])
def test_the_offer_after_a_save_can_be_taken(world, open_year, agents):
    """A note alone scores nothing; its answer too says where the register is, and its button posts."""
    data = {"version": "0", "isian-agen": agents, "isian-perubahan": agents, "catatan": "Menyusul."}
    address = f"/penilaian/{open_year.pk}/jawab/{CODE}/"
    html = world.client("petugas").post(address, data, headers={"HX-Request": "true"}).content.decode()
    offer = html[html.index('id="register-A-II-1-i-a"') :]
    assert ("Ambil dari register" in offer, 'name="csrfmiddlewaretoken" value="' in offer) == (True, True)


@pytest.mark.django_db
def test_an_agent_of_yesterday_counts_no_more(world, open_year):
    a = open_year
    a.change_agents.filter(name="Siti").update(end=date(2026, 1, 21))
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/MP/").content.decode()
    assert "Ambil dari register: 1 agen perubahan, 0 perubahan" in page
