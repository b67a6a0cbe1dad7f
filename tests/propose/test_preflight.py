"""The check before anyone signs: everything in the way with its page, once, at the same cost for two hundred units."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import EvidenceUse, Maladministration, Proposal, ProposalUnit, Sheet, State
from assessments.preflight import preflight
from documents import store
from documents.models import LinkCheck
from documents.services import add_link, upload
from tests.factories.assessments import make_assessment
from tests.factories.units import make_unit
from tests.handover.pulling import propose, record, released
from tests.handover.test_contents import _are_as_fit_as
from tests.propose.announcing import PDF, complete

pytestmark = pytest.mark.django_db


def check_of(made: Proposal):
    """The check of a proposal as its page reads it."""
    found = Proposal.objects.select_related(
        "period__instansi", "period__policy", "period__instrument", "scan"
    )
    return preflight(found.get(pk=made.pk))


def told(made: Proposal) -> list[tuple[str, bool]]:
    """(message, whether it blocks) of everything that was found."""
    found = check_of(made)
    return [(f.message, f.blocks) for f in (*found.whole, *(f for u in found.units for f in u.findings))]


@pytest.fixture
def draft(world) -> Proposal:
    """A proposal of two units that lacks nothing that regulation asks for."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    return propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)


def test_what_practice_asks_for_holds_nothing_back(world, draft):
    found = check_of(draft)
    assert (found.blocking, found.warnings, found.passed, found.void) == (0, 3, False, ())
    page = world.client("pimpinan_instansi").get(reverse("assessments:proposal_check", args=[draft.pk]))
    assert "Tidak ada yang menghalangi" in page.content.decode()
    assert "Setujui usulan" in page.content.decode()


def test_each_thing_in_the_way_is_told_once_with_its_page(world, draft):
    a = draft.units.get(assessment__unit=world.unit).assessment
    record(world.period, "opini_bpk", "WDP", world.admin)
    record(world.period, "tlhp", "96", world.admin, unit=world.unit)
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    draft.documents.all().delete()
    Proposal.objects.filter(pk=draft.pk).update(scan=None)
    found = check_of(draft)
    whole = [(f.message, f.url) for f in found.whole if f.blocks]
    assert [message for message, _ in whole] == [
        "Opini BPK: WDP, syaratnya minimal WTP.",
        "Pindaian surat usulan yang bertanda tangan belum diunggah.",
        "Surat pernyataan tanggung jawab mutlak belum diunggah.",
    ]
    assert whole[2][1] == reverse("assessments:proposal_paper", args=[draft.pk, "sptjm", 0])
    first, second = (
        next(u for u in found.units if u.assessment.unit_id == unit.pk) for unit in (world.unit, world.unit2)
    )
    messages = [f.message for f in first.findings if f.blocks]
    assert messages[0].startswith("Tindak lanjut hasil pengawasan")
    assert any(message.startswith("Nilai TPI Total 0,00 dari minimal 75,00") for message in messages)
    assert any(message.startswith("LHE tidak sama lagi") for message in messages)
    assert not second.blocked
    html = (
        world.client("pimpinan_instansi").get(reverse("assessments:proposal_check", args=[draft.pk])).content
    )
    assert html.count(b"Opini BPK: WDP") == 1
    assert b"Setujui usulan" not in html


def test_what_voids_stands_on_the_proposal(world, draft):
    record(world.period, "bebas_kkn", "tidak", world.admin)
    assert check_of(draft).void
    page = world.client("admin").get(reverse("assessments:proposal", args=[draft.pk])).content.decode()
    assert "Semua usulan instansi ini batal" in page


def test_links_and_files_that_nobody_could_open_are_told(world, draft):
    a = draft.units.get(assessment__unit=world.unit).assessment
    owner = {"unit": world.unit, "actor": world.petugas, "role": "", "kind": "sk"}
    links = [add_link(url=f"https://a.go.id/{n}", title=f"T{n}", **owner) for n in range(3)]
    LinkCheck.objects.create(revision=links[0], result="mati", detail="404", checked_at=a.state_since)
    LinkCheck.objects.create(revision=links[1], result="ok", detail="", checked_at=a.state_since)
    import io

    gone = upload(file=io.BytesIO(PDF + b"%lain\n"), filename="hilang.pdf", **owner)
    for number, revision in enumerate([*links, gone]):
        EvidenceUse.objects.create(
            assessment=a, code="A.I.1.i.a", revision=revision, added_by=world.petugas, locator=str(number)
        )
    store.delete(gone.blob.sha256)
    found = told(draft)
    assert ("1 tautan bukti tidak dapat dibuka tanpa login.", False) in found
    assert ("1 tautan bukti belum diperiksa.", False) in found
    assert ("1 berkas bukti tidak ada di penyimpanan: hilang.pdf.", True) in found


def test_drafts_and_removed_evidence_are_not_looked_at(world, draft):
    a = draft.units.get(assessment__unit=world.unit).assessment
    link = add_link(
        url="https://a.go.id/x", title="X", unit=world.unit, actor=world.petugas, role="", kind="sk"
    )
    EvidenceUse.objects.create(
        assessment=a, code="A.I.1.i.a", revision=link, added_by=world.petugas, draft=EvidenceUse.Draft.ADDED
    )
    assert not any("tautan" in message for message, _ in told(draft))


def test_complaints_are_told_and_stop_nothing(world, draft):
    for status in ("diterima", "terbukti", "klarifikasi", "tidak_terbukti"):
        Maladministration.objects.create(
            unit=world.unit,
            received_on=timezone.localdate(),
            source="Ombudsman",
            complaint="RAHASIA 7741",
            status=status,
            recorded_by=world.admin,
            recorded_at=timezone.now(),
        )
    found = next(u for u in check_of(draft).units if u.assessment.unit_id == world.unit.pk).findings
    (line,) = [f for f in found if "aduan" in f.message]
    url = reverse("assessments:maladministration", args=["KAB-X"])
    assert (line.message, line.url, line.blocks) == (
        "Maladministrasi: 1 aduan terbukti, 2 aduan belum selesai.",
        url,
        False,
    )


def test_a_second_letter_and_a_doubled_name_are_told(world, draft):
    twin = make_unit(world.instansi, "PKM-X", "Puskesmas  melati")
    other = released(world, twin, State.SELESAI_TPI)
    ProposalUnit.objects.create(proposal=draft, assessment=other, predicate="WBK")
    third = released(world, make_unit(world.instansi, "LAIN", "Kelurahan"), State.SELESAI_TPI)
    second = propose(world.period, {third: "WBK"}, world.admin, approved=False)
    Proposal.objects.filter(pk=second.pk).update(letter_number="700/2/2026")
    found = told(draft)
    assert any("nomor 700/2/2026" in message for message, _ in found)
    assert sum("ada lebih dari sekali" in message for message, _ in found) == 2


def test_an_opened_unit_tells_its_stage_alone(world, draft):
    a = draft.units.get(assessment__unit=world.unit).assessment
    record(world.period, "tlhp", "96", world.admin, unit=world.unit)
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    world.assessment(State.PENILAIAN_TPI)
    unit = next(u for u in check_of(draft).units if u.assessment.unit_id == world.unit.pk)
    assert [f.message for f in unit.findings if f.blocks] == [
        "“Usulkan ke TPN” hanya dapat dilakukan pada tahap Selesai TPI; sekarang Penilaian TPI."
    ]


def test_candidates_are_checked_before_there_is_a_proposal(world):
    url = reverse("assessments:candidates_check", args=["KAB-X", 2026])
    empty = world.client("admin").get(url).content.decode()
    assert "Belum ada unit untuk diperiksa" in empty
    assert "Opini BPK: belum ada data" in empty  # what the instansi lacks is told before a unit is finished
    record(world.period, "opini_bpk", "WTP", world.admin)
    assert "Opini BPK" not in world.client("admin").get(url).content.decode()
    released(world, world.unit, State.SELESAI_TPI)
    released(world, world.unit2, State.PENILAIAN_TPI)
    record(world.period, "tlhp", "96", world.admin, unit=world.unit)
    html = world.client("admin").get(url).content.decode()
    assert "Puskesmas Melati" in html
    assert "Kependudukan" not in html
    assert "Tindak lanjut hasil pengawasan" in html


def test_two_hundred_units_cost_as_many_queries_as_one(world, draft):
    first = draft.units.get(assessment__unit=world.unit).assessment
    draft.units.exclude(assessment=first).delete()

    def counted() -> int:
        made = Proposal.objects.select_related(
            "period__instansi", "period__policy", "period__instrument", "scan"
        ).get(pk=draft.pk)
        with CaptureQueriesContext(connection) as found:
            preflight(made)
        return len(found)

    counted()
    # units; conditions, register, sheets, recommendations, LHE, changes of the deadline, documents; documents again for
    # the list, links, files; complaints; changes of the deadline; other letters
    assert counted() == COST
    others = [
        make_assessment(world.period, make_unit(world.instansi, f"U-{n:03}"), State.SELESAI_TPI)
        for n in range(199)
    ]
    _are_as_fit_as(first, others)
    ProposalUnit.objects.bulk_create(
        ProposalUnit(proposal=draft, assessment=a, predicate="WBK") for a in others
    )
    assert counted() == COST
    complete(draft, world.admin)


COST = 14
