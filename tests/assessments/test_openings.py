"""Every opening of a confidential document is in the audit, whatever the door; and who may know of it."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Development, EvidenceUse, State, StateChange
from assessments.openings import openings_of
from assessments.services import evidence, papers
from audit.models import Entry
from audit.queries import verify_all
from documents.models import Document
from documents.services import openings, upload
from documents.services.facts import facts_of
from documents.services.openings import SITTING, Way, note_opening
from tests.documents import pages
from tests.factories.assessments import make_assessment, make_period, set_state
from tests.permissions.doors import close_files

CODE = "A.I.1.i.b"


@pytest.fixture
def use(world) -> EvidenceUse:
    use = evidence.add_file(
        world.assessment().pk,
        code=CODE,
        file=io.BytesIO(pages.raw_pdf(pages=3)),
        filename="pengaduan.pdf",
        kind="laporan",
        actor=world.petugas,
    )
    Document.objects.update(confidentiality="terbatas")
    return EvidenceUse.objects.get(pk=use.pk)


def told() -> list[tuple]:
    found = Entry.objects.filter(action="document.open").order_by("seq")
    return [(e.actor_id, e.role, e.object_label, e.object_id, e.after) for e in found]


def get(world, who, name: str, use, query: str = "", method: str = "get"):
    address = reverse(f"assessments:{name}", args=[use.pk]) + query
    return finished(getattr(world.client(who), method)(address))


def finished(response):
    """The response, and its file closed."""
    close_files(response)
    return response


def test_a_sitting_is_one_entry_and_a_download_another(world, use):
    for query in ("", "?hal=2", "?hal=3"):
        get(world, "petugas", "pane", use, query)
        get(world, "petugas", "pane_sheet", use, query)
    for _ in range(2):
        get(world, "petugas", "evidence_file", use, "?unduh=1")
    get(world, "petugas", "evidence_file", use)
    get(world, "admin", "pane_sheet", use)
    document, a = str(use.revision.document_id), use.assessment_id

    def entry(who, role, way):
        after = {"revision": 1, "way": way, "assessment": a}
        return (who.pk, role, "documents.document", document, after)

    assert told() == [
        entry(world.petugas, "Petugas unit", "baca"),
        entry(world.petugas, "Petugas unit", "unduh"),
        entry(world.petugas, "Petugas unit", "lihat"),
        entry(world.admin, "Admin inspektorat", "baca"),
    ]
    assert {e.chain.key for e in Entry.objects.filter(action="document.open")} == {
        f"instansi:{world.instansi.pk}"
    }
    assert verify_all() == []


def test_after_a_sitting_it_is_told_again(world, use, monkeypatch):
    get(world, "petugas", "pane", use)
    later = timezone.now() + SITTING
    monkeypatch.setattr(openings.timezone, "now", lambda: later)
    get(world, "petugas", "pane", use)
    assert len(told()) == 2


def test_what_opens_nothing_is_not_told(world, use):
    for name in ("pane", "pane_sheet", "evidence_file"):
        assert get(world, "petugas", name, use, method="head").status_code == 200
        assert get(world, "petugas_lain", name, use).status_code == 404
        assert get(world, "anggota", name, use).status_code == 404
    assert told() == []
    Document.objects.update(confidentiality="biasa")
    for name in ("pane", "pane_sheet", "evidence_file"):
        get(world, "petugas", name, use)
    assert told() == []


def test_a_download_in_pieces_is_one_opening(world, use):
    address = reverse("assessments:evidence_file", args=[use.pk]) + "?unduh=1"
    for start in (0, 100, 200):
        finished(world.client("petugas").get(address, headers={"Range": f"bytes={start}-"}))
    assert [after["way"] for *_, after in told()] == ["unduh"]


def test_a_confidential_link_is_told_too(world):
    use = evidence.add_link(
        world.assessment().pk,
        code=CODE,
        url="https://contoh.go.id",
        title="x",
        kind="sk",
        actor=world.petugas,
    )
    Document.objects.update(confidentiality="rahasia")
    get(world, "petugas", "pane", use)
    assert [after["way"] for *_, after in told()] == ["baca"]


def test_the_other_doors(world):
    """The plan of the pembangunan; every revision goes through `documents.serving.serve`."""
    a = world.assessment(State.PEMBANGUNAN)
    plan = upload(
        file=io.BytesIO(b"rencana"),
        filename="r.txt",
        kind="dokumen",
        actor=world.admin,
        role="",
        unit=world.unit,
    )
    Document.objects.update(confidentiality="rahasia")
    Development.objects.filter(assessment=a).delete()
    facts = {"decree_number": "1", "decree_date": "2026-01-05", "team": "x", "recorded_by": world.admin}
    Development.objects.create(assessment=a, plan=plan, **facts)
    address = reverse("assessments:step_file", args=[a.pk, "rencana"])
    assert (finished(world.client("admin").head(address)).status_code, told()) == (200, [])
    finished(world.client("admin").get(address))
    after = {"revision": 1, "way": "lihat", "assessment": a.pk}
    assert told() == [
        (world.admin.pk, "Admin inspektorat", "documents.document", str(plan.document_id), after)
    ]


def test_an_opening_is_written_once_even_when_asked_within_a_transaction(world, use):
    revision = use.revision
    args = {"actor": world.petugas, "role": "Petugas unit", "way": Way.PANE}
    assert [note_opening(revision, **args) for _ in range(3)] == [True, False, False]


def test_before_the_release_only_the_units_own_openings_are_told(world, use, django_assert_num_queries):
    get(world, "petugas", "pane", use)
    a = world.assessment(State.PENILAIAN_TPI)
    for who in ("anggota", "ketua", "pengendali", "admin"):
        get(world, who, "pane", use)
    get(world, "anggota", "evidence_file", use, "?unduh=1")
    document = use.revision.document
    assert [(one.who, one.role, one.way) for one in openings_of(document)] == [
        (str(world.petugas), "Petugas unit", "dibaca")
    ]
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        html = get(world, who, "pane", use).content.decode()
        list_of = html.split("Dibuka oleh")[1].split("</details>")[0]
        for hidden in ("anggota", "ketua", "pengendali", "admin"):
            assert str(world.people[hidden]) not in list_of
    for who in ("anggota", "ketua", "pengendali"):
        assert "Dibuka oleh" not in get(world, who, "pane", use).content.decode()
    world.assessment(State.SELESAI_TPI)
    with django_assert_num_queries(3):
        found = openings_of(document)
    assert {one.role for one in found} >= {
        "Petugas unit",
        "Anggota TPI",
        "Ketua TPI",
        "Pengendali teknis TPI",
    }
    assert "Anggota TPI" in get(world, "petugas", "pane", use).content.decode().split("Dibuka oleh")[1]
    world.assessment(State.PENILAIAN_TPI)  # opened again
    assert {one.role for one in openings_of(document)} == {"Petugas unit", "Pimpinan unit"}
    assert a.pk == use.assessment_id


def test_what_tpi_opens_through_last_year_while_it_works_is_not_told(world, use):
    """The evidence of a released year stays open to TPI; its openings there would tell what it works on now."""
    a = world.assessment(State.PENILAIAN_TPI)
    get(world, "anggota", "pane", use)
    moved = {"by": world.ketua, "role": "Ketua TPI", "name": "selesai"}
    StateChange.objects.create(
        assessment=a, source="penilaian_tpi", target="selesai_tpi", at=timezone.now(), **moved
    )
    world.assessment(State.SELESAI_TPI)
    get(world, "ketua", "pane", use)
    document = use.revision.document
    assert {one.role for one in openings_of(document)} == {"Anggota TPI", "Ketua TPI"}
    for state in (State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI):
        following = Assessment.objects.exclude(pk=a.pk).filter(unit=world.unit).first()
        following = following or make_assessment(make_period(world.instansi, 2027), world.unit, state)
        set_state(following, state)
        assert {one.role for one in openings_of(document)} == {"Anggota TPI"}
    set_state(following, State.SELESAI_TPI)
    assert {one.role for one in openings_of(document)} == {"Anggota TPI", "Ketua TPI"}


def say(document: Document, level: str, *, world, who: str = "petugas") -> None:
    document = Document.objects.get(pk=document.pk)
    facts = replace(facts_of(document), confidentiality=level)
    a = world.assessment().pk
    papers.change_paper(
        a, document_id=document.pk, facts=facts, seen=document.version, actor=world.people[who]
    )


def test_what_was_confidential_once_leaves_a_trace_for_ever(world, use):
    """Lowered, taken along and raised again: the opening in between is told, and the lowering too."""
    document = use.revision.document
    say(document, "rahasia", world=world)
    say(document, "biasa", world=world)
    get(world, "petugas_pokja", "evidence_file", use, "?unduh=1")
    assert [after["way"] for *_, after in told()] == ["unduh"]
    found = openings_of(Document.objects.get(pk=document.pk))
    assert [(one.who, one.way) for one in found] == [
        (str(world.petugas_pokja), "diunduh"),
        (str(world.petugas), "kerahasiaan diturunkan menjadi Biasa"),
    ]
    page = get(world, "petugas", "pane", use).content.decode().split("Dibuka oleh")[1]
    assert "kerahasiaan diturunkan menjadi Biasa" in page


@pytest.mark.parametrize("to", ["terbatas", "biasa"])
def test_only_who_answers_for_the_whole_unit_lowers_confidentiality(world, use, to):
    document = use.revision.document
    say(document, "rahasia", world=world, who="petugas_pokja")  # raising is open to all
    address = reverse("assessments:paper", args=[use.assessment_id, document.pk])
    sent = {"title": "Judul lain", "kind": "sk", "confidentiality": to, "version": "2"}
    refused = world.client("petugas_pokja").post(address, sent)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Kerahasiaan hanya dapat diturunkan oleh pimpinan unit atau petugas tanpa batas pokja." in html
    assert 'value="Judul lain"' in html
    assert Document.objects.get(pk=document.pk).confidentiality == "rahasia"
    for who in ("petugas", "pimpinan_unit"):
        say(document, "rahasia", world=world, who=who)
        say(document, to, world=world, who=who)
        assert Document.objects.get(pk=document.pk).confidentiality == to


def test_the_page_of_a_document_tells_who_opened_which_revision(world, use):
    """Also of one that proves nothing: it has no pane. Never of TPI, and never to TPI, while it works."""
    document = use.revision.document
    get(world, "petugas", "evidence_file", use, "?unduh=1")
    world.assessment(State.PENILAIAN_TPI)
    address = reverse("assessments:paper", args=[use.assessment_id, document.pk])
    get(world, "anggota", "pane", use)
    for who in ("petugas", "pimpinan_unit", "admin"):
        told_of = (
            world.client(who).get(address).content.decode().split("Dibuka oleh")[1].split("</details>")[0]
        )
        assert "Petugas unit · revisi 1, diunduh" in told_of
        assert str(world.anggota) not in told_of
    assert "Dibuka oleh" not in world.client("anggota").get(address).content.decode()


def test_pages_about_documents_are_kept_by_no_cache_and_print_no_confidential_address(world):
    use = evidence.add_link(
        world.assessment().pk,
        code=CODE,
        url="https://contoh.go.id/rahasia-sekali",
        title="x",
        kind="sk",
        actor=world.petugas,
    )
    a, document = use.assessment_id, use.revision.document_id
    addresses = [reverse("assessments:papers", args=[a]), reverse("assessments:paper", args=[a, document])]
    for level, shown in (("biasa", True), ("rahasia", False)):
        Document.objects.update(confidentiality=level)
        for address in addresses:
            page = world.client("petugas").get(address)
            assert ("rahasia-sekali" in page.content.decode()) is shown, (address, level)
            assert "no-store" in page["Cache-Control"]
    assert told() == []
    assert "no-store" in get(world, "petugas", "pane", use)["Cache-Control"]
