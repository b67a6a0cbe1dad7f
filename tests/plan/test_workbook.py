"""The action plan as a workbook: there and back loses nothing; new, changed, moved on meanwhile, not understood."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments import queries
from assessments.models import Activity, Assessment, Employee, Import, State
from assessments.services.activities import ActivityData, add_activity, change_activity, said
from assessments.services.activity_progress import note_progress
from assessments.services.errors import NotAllowed
from assessments.tables.action_plan import ACTION_PLAN
from assessments.tables.importing import PlanRefused, apply, preview, scope_for
from assessments.tables.template import template_of
from documents.workbooks.cells import Grid
from documents.workbooks.guard import FileRefused
from tests.tables.files import filled_in, grid, grids_of, problems, statuses

NIP = "199001012015032001"
HEAD = ("Area perubahan", "Kegiatan", "Pertanyaan", "Target", "Tenggat", "Kemajuan (%)", "Tanda portal")
FULL = ActivityData(
    text='=HYPERLINK("http://jahat")\nbaris kedua',
    area="PP",
    codes=("A.I.6.i.a", "A.I.6.i.b"),
    target="Semua layanan\nber-SOP",
    measure="+12 SOP",
    output="SK",
    start=date(2026, 2, 2),
    due=date(2026, 6, 30),
)


@pytest.fixture
def a(world) -> Assessment:
    return world.assessment(State.PEMBANGUNAN)


@pytest.fixture
def planned(world, a) -> Assessment:
    """Three activities: with all that can be said, of Hasil with progress, and a bare one."""
    person = Employee.objects.create(unit=world.unit, name="Siti Aminah", nip=NIP)
    add_activity(a.pk, data=replace(FULL, employee=person.pk), actor=world.petugas)
    add_activity(a.pk, data=ActivityData("Survei", "", person="Tim"), actor=world.petugas)
    add_activity(a.pk, data=ActivityData("Rapat", "MP"), actor=world.petugas)
    for on, percent in ((date(2026, 1, 2), 10), (date(2026, 1, 5), 40)):
        note_progress(a.pk, 2, on=on, percent=percent, text="Draf\nselesai", actor=world.petugas)
    return a


def scope(world, a, who: str = "petugas"):
    actor = world.people[who]
    seen = queries.visible_assessments(actor).get(pk=a.pk)
    return scope_for(ACTION_PLAN, world.instansi, year=2026, actor=actor, assessment=seen)


def book(world, a, *, filled: bool = True) -> bytes:
    return template_of(ACTION_PLAN, scope(world, a), filled=filled)


def look(world, a, rows, who: str = "petugas", **how):
    grids = rows if isinstance(rows[0], Grid) else grid(rows)
    return preview(ACTION_PLAN, scope(world, a, who), grids, **how)


def take(world, a, rows, who: str = "petugas", **how):
    grids = rows if isinstance(rows[0], Grid) else grid(rows)
    seen = look(world, a, grids, who, **how).digest()
    return apply(ACTION_PLAN, scope(world, a, who), grids, seen=seen, **how)


def stored(a) -> list[tuple]:
    return [
        (said(one), one.percent, [(n.date, n.percent, n.text) for n in one.notes.all()[:1]])
        for one in Activity.objects.filter(assessment=a)
    ]


def test_taken_in_again_nothing_changes(world, planned):
    assert statuses(look(world, planned, grids_of(book(world, planned)))) == ["same", "same", "same"]


def test_nothing_is_lost_on_the_way_into_an_empty_plan(world, planned):
    content = book(world, planned)
    before = stored(planned)
    Activity.objects.all().delete()
    marks = load_workbook(BytesIO(content))
    sheet = marks["Rencana aksi"]
    at = next(cell.column for cell in sheet[4] if cell.value == "Tanda portal")
    for row in (5, 6, 7):
        sheet.cell(row, at).value = None
    out = BytesIO()
    marks.save(out)
    take(world, planned, grids_of(out.getvalue()))
    assert stored(planned) == before


def test_texts_are_no_formulas(world, planned):
    sheet = load_workbook(BytesIO(book(world, planned)))["Rencana aksi"]
    cells = [cell for row in sheet.iter_rows(min_row=5, max_row=7) for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert FULL.text in [cell.value for cell in cells]


def test_new_and_changed_rows(world, planned):
    one = Activity.objects.get(number=3)
    rows = [
        HEAD,
        ("Manajemen Perubahan", "Rapat", None, "12 rapat", "31/12/2026", 25, f"{one.pk}-1"),
        ("MP", "Memilih agen perubahan", "A.I.1.i.a; a.i.1.i.b", "6 agen", "2026-03-31"),
        ("Hasil", "Survei", None, "Indeks naik"),
    ]
    plan = look(world, planned, rows)
    assert (statuses(plan), problems(plan)) == (["changed", "new", "changed"], [])
    take(world, planned, rows)
    found = {x.text: x for x in Activity.objects.filter(assessment=planned)}
    assert len(found) == 4
    rapat, new = found["Rapat"], found["Memilih agen perubahan"]
    assert (rapat.target, rapat.due, rapat.percent) == ("12 rapat", date(2026, 12, 31), 25)
    assert rapat.notes.get().date == timezone.localdate()
    assert (new.codes, new.due, new.number) == (["A.I.1.i.a", "A.I.1.i.b"], date(2026, 3, 31), 4)
    assert found["Survei"].target == "Indeks naik"


def test_what_moved_on_in_the_portal_is_told(world, planned):
    one = Activity.objects.get(number=3)
    rows = [HEAD, ("MP", "Rapat besar", None, None, None, None, f"{one.pk}-1")]
    change_activity(
        planned.pk, 3, data=ActivityData("Rapat", "MP", target="Baru"), seen=1, actor=world.petugas
    )
    assert problems(look(world, planned, rows)) == [
        "Lembar1!G2: Kegiatan ini diubah di portal sesudah berkas ini diekspor. Ekspor lagi, atau hapus “-1” dari "
        "tandanya bila isi berkas ini yang dipakai."
    ]
    rows[1] = (*rows[1][:-1], f"{one.pk}")
    assert statuses(look(world, planned, rows)) == ["changed"]


def test_what_is_not_understood_is_told(world, planned):
    other = Activity.objects.create(
        assessment=world.assessment(State.PEMBANGUNAN, world.unit2),
        number=1,
        area="MP",
        text="Tetangga",
        added_by=world.petugas_lain,
    )
    rows = [
        (*HEAD, "NIP penanggung jawab"),
        ("Area lain", "A"),
        ("MP", "B", "Z.9"),
        ("MP", "C", None, None, "tanggal 5"),
        ("MP", "D", None, None, None, "40,5"),
        ("MP", "E", None, None, None, 101),
        ("MP", "F", None, None, None, None, f"{other.pk}-1"),
        ("MP", None, None, "tanpa kegiatan"),
        ("MP", "G", None, None, None, None, None, "199999999999999999"),
    ]
    plan = look(world, planned, rows)
    assert statuses(plan) == ["refused"] * 8
    assert [problem.split(":")[0] for problem in problems(plan)] == [
        "Lembar1!A2",
        "Lembar1!C3",
        "Lembar1!E4",
        "Lembar1!F5",
        "Lembar1!F6",
        "Lembar1!G7",
        "Lembar1!B8",
        "Lembar1!H9",
    ]
    before = stored(planned)
    with pytest.raises(PlanRefused):
        take(world, planned, rows)
    assert stored(planned) == before


def test_progress_of_long_ago_is_told_before_it_is_taken_in(world, planned):
    head = ("Area perubahan", "Kegiatan", "Kemajuan (%)", "Tanggal kemajuan")
    year = timezone.localdate().year
    rows = [head, ("MP", "Rapat", 40, f"31/12/{year - 3}")]
    plan = look(world, planned, rows)
    assert (statuses(plan), [problem.split(":")[0] for problem in problems(plan)]) == (
        ["refused"],
        ["Lembar1!D2"],
    )
    assert statuses(look(world, planned, [head, ("MP", "Rapat", 40, f"01/01/{year - 2}")])) == ["changed"]


def test_a_pokja_takes_in_its_own(world, planned):
    rows = [HEAD, ("PP", "Survei kepuasan"), ("MP", "Rapat kerja")]
    plan = look(world, planned, rows, "petugas_pokja")
    assert (statuses(plan), problems(plan)) == (
        ["refused", "new"],
        ["Lembar1!A2: Area ini di luar pokja Anda. Hapus barisnya dari berkas."],
    )
    whole = grids_of(book(world, planned))
    assert statuses(look(world, planned, whole, "petugas_pokja")) == ["same"] * 3


def test_others_take_nothing_in(world, planned):
    for who in ("admin", "ketua", "pimpinan_instansi"):
        with pytest.raises(NotAllowed):
            take(world, planned, [HEAD, ("MP", "Rapat kerja")], who)


def test_the_book_of_another_unit_is_refused(world, planned):
    other = world.assessment(State.PEMBANGUNAN, world.unit2)
    actor = world.petugas_lain
    there = scope_for(ACTION_PLAN, world.instansi, year=2026, actor=actor, assessment=other)
    content = filled_in(
        template_of(ACTION_PLAN, there, filled=False), "Rencana aksi", [(None, "MP", "Rapat")]
    )
    with pytest.raises(FileRefused, match="Berkas ini dibuat untuk unit DKC, bukan PKM-01"):
        look(world, planned, grids_of(content))


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_a_file_all_the_way(world):
    """Uploaded, previewed, applied; those of the unit know of it, the inspectorate and strangers don't."""
    a = world.assessment(State.PEMBANGUNAN)
    client = world.client("petugas")
    content = b"Area perubahan,Kegiatan\nManajemen Perubahan,Rapat kerja\n"
    file = SimpleUploadedFile("rencana.csv", content, "text/csv")
    client.post(reverse("assessments:activities_import", args=[a.pk]), {"file": file})
    imp = Import.objects.get()
    assert (imp.assessment, imp.side, imp.kind, imp.status) == (a, "unit", "tabel-rencana-aksi", "ready")
    page = reverse("assessments:import", args=[imp.pk])
    preview_of = client.get(page)
    assert ("Pratinjau: Rencana aksi" in preview_of.content.decode(), Activity.objects.count()) == (True, 0)
    known = {
        who: world.client(who).get(page).status_code
        for who in ("pimpinan_unit", "admin", "ketua", "orang_asing")
    }
    assert known == {"pimpinan_unit": 200, "admin": 404, "ketua": 404, "orang_asing": 404}
    sent = {"version": "0", "seen": preview_of.context["seen"], "act": "terapkan"}
    client.post(reverse("assessments:import_decide", args=[imp.pk]), sent)
    assert [(one.area, one.text, one.added_by) for one in Activity.objects.all()] == [
        ("MP", "Rapat kerja", world.petugas)
    ]
    assert "1 baris baru dan 0 perubahan" in client.get(page).content.decode()


def test_the_export_is_for_whoever_reads_the_plan(world, planned):
    page = reverse("assessments:activities_workbook", args=[planned.pk])
    for who in ("petugas_pokja", "ketua", "admin", "pimpinan_instansi"):
        answer = world.client(who).get(page)
        assert answer["Content-Disposition"] == 'attachment; filename="rencana-aksi_PKM-01_2026.xlsx"'
    assert world.client("petugas_lain").get(page).status_code == 404
