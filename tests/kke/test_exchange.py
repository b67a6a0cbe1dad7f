"""Workbooks against the database: the commands, permissions, conflicts, all or nothing, the audit."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from assessments.engine.scoring import six
from assessments.kke.exchange import apply_import
from assessments.kke.exporting import export_portal
from assessments.kke.mapping import mapping_for
from assessments.kke.wish import Wish
from assessments.models import Answer, EvidenceUse, Sheet, State
from assessments.services.errors import NotAllowed, Refused
from audit.models import Entry
from documents.workbooks.guard import FileRefused
from tests.independent import independent_score
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column, save, tpi_column

from .conftest import DATA, random_values

pytestmark = pytest.mark.django_db
PLACE = {"instansi": "KAB-X", "unit": "PKM-01", "year": 2026}


def run(name: str, *args, who: str = "petugas", **options):
    """Run a command for PKM-01 and give its JSON."""
    out = io.StringIO()
    call_command(name, *args, **PLACE, username=who, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def blank(world, change=None, **more) -> bytes:
    """A workbook of the national layout, built here."""
    return build_jawaban(world.instrument, mapping_for(world.instrument), change=change, **more)


def filled(world, values, column: int = ANSWER, **more) -> bytes:
    """The same with answers."""
    rows = mapping_for(world.instrument).rows
    return blank(world, lambda ws: fill_column(ws, column, cells_of(values), rows), **more)


def as_text(values: dict) -> dict:
    """Answers as `score --json` prints them."""
    return {c: {k: str(n) for k, n in v.items()} if isinstance(v, dict) else v for c, v in values.items()}


def check_score(world, side: dict, values: dict) -> None:
    """Answers exactly as in the file, scores as computed a second time in another way."""
    expected = independent_score(DATA / "instruments" / "lke-zi-2021.yaml", values)
    areas = {key.removeprefix("area:"): value for key, value in expected.items() if key.startswith("area:")}
    assert side["answers"] == as_text(values)
    assert side["scores"] == {
        code: six(expected[code]) for code in [*world.instrument.components_by_code, "total"]
    }
    assert side["areas"] == {code: six(areas[code]) for code in world.instrument.areas}
    assert (side["answered"], side["of"]) == (len(values), 113)


@pytest.fixture(params=["built", "real"])
def on_real_input(request, world):
    """(values of unit, of TPI, workbook bytes, TPI's column) on our own build and on an agency's real file."""
    unit, tpi = random_values(world.instrument, 77), random_values(world.instrument, 78)
    rows = mapping_for(world.instrument).rows

    def fill(ws, column):
        fill_column(ws, ANSWER, cells_of(unit), rows)
        fill_column(ws, column, cells_of(tpi), rows)

    if request.param == "built":
        return unit, tpi, blank(world, lambda ws: fill(ws, tpi_column(agency=False)))
    workbook = openpyxl.load_workbook(io.BytesIO(request.getfixturevalue("real_template")))
    fill(workbook["Jawaban"], 15)  # K and O, the file's own columns
    return unit, tpi, save(workbook)


def test_a_filled_template_goes_in_and_scores_exactly(world, on_real_input, tmp_path):
    unit, tpi, content = on_real_input
    path = tmp_path / "lke.xlsx"
    path.write_bytes(content)
    assessment = world.assessment()
    preview = run("kke_import", str(path))
    assert (preview["layout"], preview["understood"], preview["applied"]) == ("jawaban", 113, False)
    assert (preview["unknown"], preview["conflicts"], Answer.objects.count()) == ([], [], 0)
    assert set(preview["totals"]) == {"sheet", "portal"}
    done = run("kke_import", str(path), apply=True)
    assert done == {**preview, "applied": True}
    result = run("score")
    check_score(world, result["unit"], unit)
    assert result["unit"]["scores"]["total"] == preview["totals"]["portal"]
    assert (result["tpi"], result["tpn"]) == (None, None)
    world.assessment(State.PENILAIAN_TPI)
    run("kke_import", str(path), apply=True, side="tpi", who="ketua")
    check_score(world, run("score", who="ketua")["tpi"], tpi)
    assert run("score")["tpi"] is None  # not released: the unit sees nothing of it
    assert assessment.pk == world.assessment(State.SELESAI_TPI).pk
    check_score(world, run("score")["tpi"], tpi)


def test_a_members_file_goes_into_the_members_own_sheet(world, tmp_path):
    world.fill(world.assessment(), "best")
    assessment = world.assessment(State.PENILAIAN_TPI)
    values = random_values(world.instrument, 5)
    content = filled(world, values, column=tpi_column(agency=False))
    apply_import(assessment.pk, content, Wish(side="tpi"), actor=world.anggota)
    sheet = Sheet.objects.get(assessment=assessment, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert {a.code: a.value for a in sheet.answers.all()} == values
    assert not Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.TPI).exists()


def test_one_block_of_audit_entries_tells_the_import(world):
    assessment = world.assessment()
    values = random_values(world.instrument, 6, 0.3)
    apply_import(assessment.pk, filled(world, values), Wish(), actor=world.petugas)
    entries = Entry.objects.filter(chain__key=assessment.audit_chain, action="answer.import")
    assert (entries.count(), len(set(entries.values_list("at", flat=True)))) == (len(values), 1)


def test_a_second_import_of_the_same_file_writes_nothing(world):
    assessment = world.assessment()
    content = filled(world, random_values(world.instrument, 6))
    apply_import(assessment.pk, content, Wish(), actor=world.petugas)
    before = list(Answer.objects.values_list("pk", "version", "updated_at")), Entry.objects.count()
    made = apply_import(assessment.pk, content, Wish(), actor=world.petugas)
    assert (made.changes, made.conflicts) == ((), ())
    assert (list(Answer.objects.values_list("pk", "version", "updated_at")), Entry.objects.count()) == before


def test_a_foreign_file_that_differs_conflicts_and_is_refused(world, tmp_path):
    assessment = world.assessment()
    world.fill(assessment, {"A.I.1.i.a": "Ya", "A.II.1.i.a": {"agen": 4, "perubahan": 4}})
    path = tmp_path / "lke.xlsx"
    path.write_bytes(
        filled(world, {"A.I.1.i.a": "Tidak", "A.I.1.i.b": "B", "A.II.1.i.a": {"agen": 4, "perubahan": 2}})
    )
    preview = run("kke_import", str(path))
    assert preview["conflicts"] == [
        {"code": "A.I.1.i.a", "from": "Ya", "to": "Tidak"},
        {"code": "A.II.1.i.a/perubahan", "from": "4", "to": "2"},
    ]
    assert preview["changes"] == [{"code": "A.I.1.i.b", "from": None, "to": "B"}]
    with pytest.raises(CommandError, match=r"2 isian berkas berbeda .*A\.I\.1\.i\.a"):
        run("kke_import", str(path), apply=True)
    assert stored(assessment) == {"A.I.1.i.a": "Ya", "A.II.1.i.a": {"agen": 4, "perubahan": 4}}
    run("kke_import", str(path), apply=True, on_conflict="portal")
    assert stored(assessment)["A.I.1.i.a"] == "Ya"
    assert stored(assessment)["A.I.1.i.b"] == "B"
    run("kke_import", str(path), apply=True, on_conflict="file")
    assert stored(assessment)["A.I.1.i.a"] == "Tidak"
    assert stored(assessment)["A.II.1.i.a"] == {"agen": 4, "perubahan": 2}


def stored(assessment) -> dict:
    """Code → value of the unit's sheet."""
    return {a.code: a.value for a in Answer.objects.filter(sheet__assessment=assessment, sheet__kind="unit")}


def test_our_own_file_conflicts_only_where_the_portal_moved_on(world):
    assessment = world.assessment()
    world.fill(assessment, {"A.I.1.i.a": "Ya", "A.I.1.i.b": "A"})
    workbook = openpyxl.load_workbook(io.BytesIO(export_portal(assessment.pk, actor=world.petugas)[0]))
    ws = workbook["KKE"]
    cells = {row[0].value: row[5] for row in ws.iter_rows(min_row=8) if row[0].value}
    cells["A.I.1.i.a"].value, cells["A.I.1.i.b"].value = "Tidak", "C"
    Answer.objects.filter(sheet__assessment=assessment, code="A.I.1.i.b").update(value="B", version=2)
    content = save(workbook)
    with pytest.raises(Refused, match=r"A\.I\.1\.i\.b"):
        apply_import(assessment.pk, content, Wish(), actor=world.petugas)
    assert stored(assessment) == {"A.I.1.i.a": "Ya", "A.I.1.i.b": "B"}
    apply_import(assessment.pk, content, Wish(on_conflict="portal"), actor=world.petugas)
    assert stored(assessment) == {"A.I.1.i.a": "Tidak", "A.I.1.i.b": "B"}


BAD = [
    ("A.I.1.i.b", "E", "Jawaban!K7"),
    ("A.II.1.i.a/agen", -1, "Jawaban!K126"),
    ("A.II.1.i.a/agen", 2.5, "Jawaban!K126"),
    ("A.II.1.i.a/agen", "tujuh", "Jawaban!K126"),
    ("A.II.1.i.a/agen", "-", "Jawaban!K126"),
    ("B.I.a", 4.1, "Jawaban!K199"),
    ("B.I.a", -0.1, "Jawaban!K199"),
    ("B.I.a", "baik", "Jawaban!K199"),
    ("B.I.a", "=1/0", "Jawaban!K199"),
]


@pytest.mark.parametrize(("code", "value", "place"), BAD)
def test_a_bad_value_names_its_cell_and_nothing_is_written(world, tmp_path, code, value, place):
    world.assessment()
    path = tmp_path / "lke.xlsx"
    rows = mapping_for(world.instrument).rows
    good = cells_of(random_values(world.instrument, 8))
    path.write_bytes(blank(world, lambda ws: fill_column(ws, ANSWER, {**good, code: value}, rows)))
    preview = run("kke_import", str(path), on_conflict="file")
    assert place in [warning["cell"] for warning in preview["warnings"]]
    with pytest.raises(CommandError, match=place) as refused:
        run("kke_import", str(path), apply=True, on_conflict="file")
    assert "\n" not in str(refused.value)
    assert (Answer.objects.count(), Entry.objects.filter(action="answer.import").count()) == (0, 0)


NOT_FOR_THEM = ["petugas_lain", "orang_asing", "petugas_asing", "tanpa_peran", "admin_sistem"]


@pytest.mark.parametrize(
    "who", [*NOT_FOR_THEM, "admin", "pimpinan_instansi", "ketua", "anggota", "petugas_pokja"]
)
def test_permissions_of_the_person_hold(world, tmp_path, who):
    world.assessment()
    path = tmp_path / "lke.xlsx"
    path.write_bytes(filled(world, random_values(world.instrument, 8)))
    with pytest.raises(CommandError):
        run("kke_import", str(path), apply=True, who=who)
    assert Answer.objects.count() == 0


def test_a_submitted_unit_is_closed_to_imports(world):
    assessment = world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(NotAllowed):
        apply_import(assessment.pk, filled(world, {"A.I.1.i.a": "Ya"}), Wish(), actor=world.petugas)


@pytest.mark.parametrize("who", NOT_FOR_THEM)
@pytest.mark.parametrize("command", ["score", "kke_export"])
def test_strangers_get_neither_score_nor_export(world, tmp_path, who, command):
    world.fill(world.assessment(), "best")
    options = {"out": tmp_path / "kke.xlsx"} if command == "kke_export" else {}
    with pytest.raises(CommandError, match="tidak ditemukan"):
        call_command(command, **PLACE, username=who, **options)
    assert not (tmp_path / "kke.xlsx").exists()


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi"])
def test_before_release_an_export_holds_nothing_of_tpi(world, who):
    world.fill(world.assessment(), "worst")
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, {"A.I.1.i.a": "Ya"}, kind=Sheet.Kind.TPI)
    world.fill(assessment, {"A.I.1.i.a": "Ya"}, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    workbook = openpyxl.load_workbook(io.BytesIO(export_portal(assessment.pk, actor=world.people[who])[0]))
    assert [c.value for c in workbook["KKE"][7] if "TPI" in str(c.value)] == []
    assert "Nilai TPI" not in [c.value for c in workbook["Rekap"]["A"]]


def test_a_member_exports_their_own_sheet_never_anothers(world):
    world.fill(world.assessment(), "worst")
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, {"A.I.1.i.a": "Ya"}, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    world.fill(assessment, {"A.I.1.i.b": "A"}, kind=Sheet.Kind.MEMBER, owner=world.anggota2)
    content, name = export_portal(assessment.pk, actor=world.anggota2)
    ws = openpyxl.load_workbook(io.BytesIO(content))["KKE"]
    column = next(c.column for c in ws[7] if c.value == "Jawaban TPI")
    answers = {
        row[0].value: row[column - 1].value for row in ws.iter_rows(min_row=8) if row[column - 1].value
    }
    assert (answers, name) == ({"A.I.1.i.b": "A"}, "KKE_PKM-01_2026.xlsx")
    made = apply_import(assessment.pk, content, Wish(side="tpi"), actor=world.anggota2)
    assert made.changes == ()
    with pytest.raises(FileRefused, match="anggota TPI lain"):
        apply_import(assessment.pk, content, Wish(side="tpi"), actor=world.anggota)


def test_links_become_evidence_and_prose_goes_into_the_note(world):
    assessment = world.assessment()
    rows = mapping_for(world.instrument).rows

    def change(ws):
        for code in ("A.I.1.i.a", "A.I.1.i.b"):
            ws.cell(rows[code], ANSWER).value = "Ya" if code.endswith("a") else "A"
            ws.cell(rows[code], 13).value = "https://contoh.go.id/sk"
        ws.cell(rows["A.I.1.i.a"], 12).value = "Sudah."
        ws.cell(rows["A.I.1.i.a"], 13).value = "SK Tim\nhttps://contoh.go.id/sk"

    content = blank(world, change)
    made = apply_import(assessment.pk, content, Wish(), actor=world.petugas)
    assert [c.as_json() for c in made.changes if c.code.endswith("bukti")] == [
        {"code": f"{code}/bukti", "from": None, "to": "https://contoh.go.id/sk"}
        for code in ("A.I.1.i.a", "A.I.1.i.b")
    ]
    uses = EvidenceUse.objects.filter(assessment=assessment)
    assert sorted(uses.values_list("code", "revision__url")) == [
        ("A.I.1.i.a", "https://contoh.go.id/sk"),
        ("A.I.1.i.b", "https://contoh.go.id/sk"),
    ]
    assert uses.values("revision__document").distinct().count() == 1
    assert Answer.objects.get(code="A.I.1.i.a").note == "Sudah.\nBukti dukung: SK Tim"
    assert apply_import(assessment.pk, content, Wish(), actor=world.petugas).changes == ()


def test_a_file_of_another_unit_is_refused(world):
    other = world.assessment(unit=world.unit2)
    content, _ = export_portal(other.pk, actor=world.petugas_lain)
    assessment = world.assessment()
    with pytest.raises(FileRefused, match="diekspor untuk KAB-X / DKC"):
        apply_import(assessment.pk, content, Wish(), actor=world.petugas)


def test_an_unknown_path_and_layout_are_said_in_one_line(world, tmp_path):
    world.assessment()
    with pytest.raises(CommandError, match="tidak ada"):
        run("kke_import", str(tmp_path / "tidak-ada.xlsx"))
