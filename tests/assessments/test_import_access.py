"""Who may bring a workbook in, into which sheet, and who knows of it."""

import pytest

from assessments.kke.mapping import mapping_for
from assessments.models import Answer, Import, Sheet, State
from tests.assessments.imports import A1, A2, changed, decide, foreign, upload, url, value
from tests.assessments.rounds import handed_in, returned
from tests.kke_files.jawaban import build_jawaban, cells_of, fill_column, tpi_column

# Jobs run after the commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a(world):
    """PKM-01 in self-assessment, all answered best."""
    assessment = world.assessment()
    world.fill(assessment, "best")
    return assessment


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("admin", State.PENILAIAN_MANDIRI, 403),
        ("pimpinan_instansi", State.PENILAIAN_MANDIRI, 403),
        ("anggota", State.PENILAIAN_MANDIRI, 403),
        ("petugas", State.PENILAIAN_TPI, 403),
        ("petugas_lain", State.PENILAIAN_MANDIRI, 404),
        ("orang_asing", State.PENILAIAN_MANDIRI, 404),
        ("anggota", State.PENILAIAN_TPI, 200),
        ("ketua", State.PENILAIAN_TPI, 200),
        ("petugas", State.PENILAIAN_MANDIRI, 200),
    ],
)
def test_who_may_import(world, who, state, status):
    assessment = world.assessment(state)
    assert world.client(who).get(url("kke_import", assessment)).status_code == status


def test_the_unit_shares_its_imports_and_nobody_else_knows_of_them(world, a):
    imp = upload(world.client("petugas"), a, foreign(world, {A1: "Tidak"}))
    seen = {
        who: world.client(who).get(url("import", imp)).status_code
        for who in (
            "petugas",
            "pimpinan_unit",
            "petugas_lain",
            "admin",
            "pimpinan_instansi",
            "anggota",
            "orang_asing",
        )
    }
    assert seen == {
        **dict.fromkeys(("petugas", "pimpinan_unit"), 200),
        **dict.fromkeys(("petugas_lain", "admin", "pimpinan_instansi", "anggota", "orang_asing"), 404),
    }


def test_tpi_imports_are_of_their_owner_alone(world, a):
    world.assessment(State.PENILAIAN_TPI)
    anggota = world.client("anggota")
    content = anggota.get(url("kke_export", a)).content
    imp = upload(anggota, a, content, side="tpi")
    assert imp.status == Import.Status.READY
    others = ("ketua", "pengendali", "petugas", "pimpinan_unit", "admin")
    for name in ("import", "import_file"):
        assert {world.client(who).get(url(name, imp)).status_code for who in others} == {404}
    for name in ("import_decide", "import_undo", "import_discard"):
        assert {world.client(who).post(url(name, imp)).status_code for who in others} == {404}


@pytest.mark.parametrize(("who", "kind"), [("anggota", "member"), ("ketua", "tpi")])
def test_tpi_fills_its_own_sheet_and_empties_it_again(world, a, who, kind):
    world.assessment(State.PENILAIAN_TPI)
    client = world.client(who)
    values = {A1: "Tidak", A2: "B"}
    mapping = mapping_for(world.instrument)

    def fill(ws):
        fill_column(ws, tpi_column(agency=False), cells_of(values), mapping.rows)

    imp = upload(client, a, build_jawaban(world.instrument, mapping, change=fill), side="tpi")
    decide(client, imp)
    stored = Answer.objects.filter(sheet__assessment=a, sheet__kind=kind)
    assert {answer.code: answer.value for answer in stored} == values
    client.post(url("import_undo", imp))
    assert [answer.value for answer in stored.all()] == [None, None]
    assert value(a) == "Ya"


def test_in_a_round_the_unit_fills_its_drafts(world):
    assessment = handed_in(world)
    returned(world, assessment, {A1: "Lampirkan SK tahun ini."})
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", assessment)).content, "Ya", "Tidak", code=A1)
    imp = upload(unit, assessment, content)
    decide(unit, imp)
    drafts = Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.DRAFT)
    assert ({d.code: d.value for d in drafts}, value(assessment)) == ({A1: "Tidak"}, "Ya")
    again = upload(unit, assessment, unit.get(url("kke_export", assessment)).content)  # with the drafts in it
    assert unit.get(url("import", again)).context["nothing"] is True
    closed = upload(unit, assessment, changed(content, "A", "B", code=A2))
    assert (
        f"1 pertanyaan yang tidak diminta TPI untuk diperbaiki: {A2} ("
        in unit.get(url("import", closed)).content.decode()
    )


def test_after_the_submission_an_import_is_shown_and_changes_nothing(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak"))
    world.assessment(State.PENILAIAN_TPI)
    assert unit.get(url("import", imp)).status_code == 200
    assert {
        name: unit.post(url(name, imp), {"version": 0, "act": "terapkan"}).status_code
        for name in ("import_decide", "import_undo", "import_discard")
    } == dict.fromkeys(("import_decide", "import_undo", "import_discard"), 403)
    assert value(a) == "Ya"


def test_a_file_that_leaves_the_pokja_gives_its_own_part(world, a):
    pokja = world.client("petugas_pokja")
    content = changed(pokja.get(url("kke_export", a)).content, "Ya", "Tidak")
    imp = upload(pokja, a, changed(content, "A", "B", code=A2))
    page = pokja.get(url("import", imp)).content.decode()
    assert f"1 pertanyaan di luar area pokja Anda: {A2} (" in page
    pokja.post(url("import_decide", imp), {"version": 0, "only_open": "on"})
    decide(pokja, imp, only_open="on")
    assert (value(a), value(a, A2)) == ("Tidak", "A")
