"""The pages of the action plan: what is shown and asked, filters, two people at once, documents, how many queries."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Activity, ActivityDocument, EvidenceUse, State
from assessments.services.activities import ActivityData, add_activity, change_activity
from assessments.services.activity_progress import attach_document, note_progress
from documents.models import Document
from tests.assessments.papers import prove, put
from tests.documents import files

FORM = {
    "text": "Menyusun SOP",
    "area": "PP",
    "target": "Semua ber-SOP",
    "person": "Siti",
    "due": "2026-06-30",
}


@pytest.fixture
def a(world):
    return world.assessment(State.PEMBANGUNAN)


def url(name: str, a, *more) -> str:
    return reverse(f"assessments:{name}", args=[a.pk, *more])


def add(world, a, text: str = "Rapat", area: str = "MP", **more) -> Activity:
    return add_activity(a.pk, data=ActivityData(text, area, **more), actor=world.petugas)


def shown(world, a, query: str = "", who: str = "petugas") -> list[int]:
    """The numbers of the activities on the page, in its order."""
    plan = world.client(who).get(f"{url('activities', a)}?{query}").context["plan"]
    return [line.activity.number for part in plan.parts for line in part.lines]


def test_an_empty_plan_says_how_to_start(world, a):
    page = world.client("petugas").get(url("activities", a)).content.decode()
    assert ("Tambah kegiatan pertama" in page, "Impor dari Excel" in page) == (True, True)
    page = world.client("admin").get(url("activities", a)).content.decode()
    assert ("Tambah kegiatan" in page, "Unit belum menulis kegiatan" in page) == (False, True)


def test_an_activity_is_added_by_the_form(world, a):
    client = world.client("petugas")
    sent = {**FORM, "codes": ["A.I.6.i.a"], "start": "2026-02-01"}
    assert client.post(url("activity_new", a), sent).status_code == 302
    made = Activity.objects.get()
    assert (made.text, made.codes, made.due) == ("Menyusun SOP", ["A.I.6.i.a"], date(2026, 6, 30))
    page = client.get(url("activity", a, 1)).content.decode()
    assert "Semua ber-SOP" in page


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world, a):
    bad = {**FORM, "start": "2026-09-01", "target": "<b>Tebal</b>"}
    answer = world.client("petugas").post(url("activity_new", a), bad)
    page = answer.content.decode()
    assert (answer.status_code, Activity.objects.count()) == (422, 0)
    assert "Tenggat lebih awal daripada mulainya" in page
    assert ("&lt;b&gt;Tebal&lt;/b&gt;" in page, "<b>Tebal</b>" in page) == (True, False)


def test_a_stale_tab_gets_both_values(world, a):
    add(world, a)
    change_activity(
        a.pk, 1, data=ActivityData("Rapat", "MP", target="Dari rekan"), seen=1, actor=world.pimpinan_unit
    )
    sent = {"text": "Rapat", "area": "MP", "target": "Dari saya", "version": "1"}
    client = world.client("petugas")
    answer = client.post(url("activity_edit", a, 1), sent)
    page = answer.content.decode()
    assert (answer.status_code, "Dari rekan" in page, "Dari saya" in page) == (409, True, True)
    assert client.post(url("activity_edit", a, 1), {**sent, "version": "2"}).status_code == 302
    assert Activity.objects.get().target == "Dari saya"


def test_filters(world, a):
    today = timezone.localdate()
    add(world, a, "Selesai", "MP", person="Siti")
    add(world, a, "Terlambat", "PP", person="Budi", due=today - timedelta(days=1))
    add(world, a, "Belum", "", person="Budi", target="T", due=today)
    note_progress(a.pk, 1, on=today, percent=100, actor=world.petugas)
    assert shown(world, a) == [1, 2, 3]
    assert shown(world, a, "status=selesai") == [1]
    assert shown(world, a, "status=terlambat") == [2]
    assert shown(world, a, "status=belum") == [3]
    assert shown(world, a, "status=lengkapi") == [1, 2]
    assert shown(world, a, "orang=Budi") == [2, 3]
    assert shown(world, a, "orang=Budi&area=HASIL") == [3]
    assert shown(world, a, "area=XX&status=yy") == [1, 2, 3]  # what means nothing is passed over
    assert shown(world, a, "orang=%3Cscript%3E") == []


def test_the_team_and_the_instansi_read(world, a):
    add(world, a)
    for who in ("anggota", "ketua", "pengendali", "admin", "pimpinan_instansi"):
        assert shown(world, a, who=who) == [1]
        page = world.client(who).get(url("activity", a, 1)).content.decode()
        assert ("Catat kemajuan" in page, "Unggah dokumen" in page) == (False, False)


def test_another_units_activity_is_nobodys_here(world, a):
    other = world.assessment(State.PEMBANGUNAN, world.unit2)
    Activity.objects.create(
        assessment=other, number=7, area="MP", text="Tetangga", added_by=world.petugas_lain
    )
    assert world.client("petugas").get(url("activity", a, 7)).status_code == 404
    assert world.client("petugas").get(url("activity", other, 7)).status_code == 404
    assert world.client("orang_asing").get(url("activities", a)).status_code == 404


def test_a_file_uploaded_at_an_activity_lies_on_the_shelf(world, a):
    add(world, a)
    file = BytesIO(files.docx())
    file.name = "notulen.docx"
    assert world.client("petugas").post(url("activity_papers", a, 1), {"file": file}).status_code == 302
    document = Document.objects.get(unit=world.unit)
    assert list(Activity.objects.get().papers.values_list("document", flat=True)) == [document.pk]


def test_an_empty_file_is_refused_and_nothing_is_kept(world, a):
    add(world, a)
    file = BytesIO(b"")
    file.name = "kosong.pdf"
    answer = world.client("petugas").post(url("activity_papers", a, 1), {"file": file})
    assert (answer.status_code, ActivityDocument.objects.count()) == (422, 0)


def test_what_the_unit_has_already_is_offered_instead(world, a):
    add(world, a)
    there = put(world, "isi yang sama", "Notulen")
    file = BytesIO(b"isi yang sama")
    file.name = "salinan.txt"
    client = world.client("petugas")
    answer = client.post(url("activity_papers", a, 1), {"file": file})
    assert (answer.status_code, "Pakai dokumen itu" in answer.content.decode()) == (422, True)
    assert client.post(url("activity_papers", a, 1), {"document": there.pk}).status_code == 302
    assert [paper.document for paper in Activity.objects.get().papers.all()] == [there]


def test_the_documents_of_another_unit_are_not_taken(world, a):
    add(world, a)
    theirs = put(world, "rahasia", "Tetangga", unit=world.unit2)
    for wanted in (theirs.pk, 4711, "x" * 30, "²"):
        assert (
            world.client("petugas").post(url("activity_papers", a, 1), {"document": wanted}).status_code
            == 422
        )
    assert ActivityDocument.objects.count() == 0


def test_others_see_of_the_documents_what_is_evidence(world, a):
    """Neither name nor number of what lies at an activity, until it was submitted as evidence."""
    add(world, a, codes=("A.I.1.i.b",))
    used, unused = put(world, "satu", "SK dipakai"), put(world, "dua", "Draf rahasia")
    for document in (used, unused):
        attach_document(a.pk, 1, document_id=document.pk, actor=world.petugas)
    a = world.assessment(State.PENILAIAN_MANDIRI)
    prove(world, a, used)
    page = url("activity", a, 1)
    for state in State:
        world.assessment(state)
        for who in ("ketua", "anggota", "admin"):
            text = world.client(who).get(page).content.decode()
            assert "Draf rahasia" not in text
    assert "Draf rahasia" in world.client("petugas").get(page).content.decode()
    world.assessment(State.PENILAIAN_TPI)
    assert "SK dipakai" in world.client("ketua").get(page).content.decode()
    world.assessment(State.PEMBANGUNAN)
    assert "SK dipakai" not in world.client("ketua").get(page).content.decode()
    assert world.client("ketua").get(url("activity_prove", a, 1, used.pk)).status_code == 403


def test_evidence_in_one_step(world):
    """The questions of the activity are offered; those outside the pokja say why; asked twice there is one use."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    add(world, a, codes=("A.I.1.i.a", "A.I.1.i.b", "A.I.6.i.a"))
    document = put(world, "isi", "SK Tim")
    attach_document(a.pk, 1, document_id=document.pk, actor=world.petugas)
    page = url("activity_prove", a, 1, document.pk)
    offered = world.client("petugas_pokja").get(page).context["candidates"]
    assert [(one.code, one.why) for one in offered] == [
        ("A.I.1.i.a", ""),
        ("A.I.1.i.b", ""),
        ("A.I.6.i.a", "Di luar area pokja Anda."),
    ]
    sent = {"kode": ["A.I.1.i.a", "A.I.1.i.b"]}
    for _ in range(2):
        assert world.client("petugas_pokja").post(page, sent).status_code == 302
    uses = EvidenceUse.objects.filter(assessment=a).order_by("code").values_list("code", "revision__document")
    assert list(uses) == [("A.I.1.i.a", document.pk), ("A.I.1.i.b", document.pk)]
    assert world.client("petugas_pokja").post(page, {"kode": ["A.I.6.i.a"]}).status_code == 403
    assert (
        world.client("petugas").post(page, {"kode": ["A.I.2.i.a"]}).status_code == 422
    )  # not the activity's
    told = world.client("petugas").get(page).context["candidates"]
    assert [one.proven for one in told] == [True, True, False]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (
            State.PEMBANGUNAN,
            "Penilaian mandiri belum dibuka. Dokumen tetap tersimpan di kegiatan ini sampai saat itu.",
        ),
        (State.PENILAIAN_TPI, "Jawaban sudah diajukan; tahap unit ini Penilaian TPI."),
        (State.PERBAIKAN, "Tidak diminta TPI untuk diperbaiki, jadi buktinya tetap."),
    ],
)
def test_what_is_not_open_says_why(world, state, why):
    a = world.assessment(state)
    add(world, a, codes=("A.I.1.i.a",))
    document = put(world, "isi", "SK Tim")
    attach_document(a.pk, 1, document_id=document.pk, actor=world.petugas)
    page = url("activity_prove", a, 1, document.pk)
    offered = world.client("petugas").get(page).context["candidates"]
    assert [(one.code, one.why) for one in offered] == [("A.I.1.i.a", why)]
    assert world.client("petugas").post(page, {"kode": ["A.I.1.i.a"]}).status_code == 403
    assert EvidenceUse.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 113])
def test_the_plan_takes_as_many_queries_whatever_its_length(world, a, count):
    Activity.objects.bulk_create(
        Activity(
            assessment=a,
            number=n,
            area="MP",
            text=f"Kegiatan {n}",
            person=f"Orang {n % 9}",
            due=date(2026, 6, 30),
            added_by=world.petugas,
        )
        for n in range(1, count + 1)
    )
    client = world.client("petugas")
    client.get(url("activities", a))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url("activities", a)).status_code == 200
    # session, user, two of hats, assessment, activities, open findings, items to take
    assert len(seen) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_an_activity_takes_as_many_queries_whatever_hangs_at_it(world, a, count):
    add(world, a, codes=("A.I.1.i.a",))
    for n in range(count):
        note_progress(a.pk, 1, on=date(2026, 1, 5), percent=n, actor=world.petugas)
        attach_document(a.pk, 1, document_id=put(world, f"isi {n}", f"D {n}").pk, actor=world.petugas)
    client = world.client("petugas")
    client.get(url("activity", a, 1))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url("activity", a, 1)).status_code == 200
    # session, user, two of hats, assessment, activity, notes, documents with revisions and uses (3), shelf, findings,
    # room of the unit
    assert len(seen) == 13
