"""The papers of a proposal: issued once with number and code, stored, and issued anew when they would say other."""

import shutil
import subprocess

import pytest
from django.urls import reverse

from assessments.models import IssuedDocument, Job, PolicyVersion, Proposal, State
from assessments.proposal_digest import digest_of
from assessments.proposal_papers import papers_of
from assessments.reports.proposal import print_paper, print_recap
from assessments.reports.proposal.context import gather
from assessments.reports.proposal.jobs import GONE, PROPOSAL_PAPER
from assessments.reports.proposal.numbers import in_words
from assessments.reports.proposal.regulation import regulation_in_full
from assessments.services.approving import approve_proposal
from assessments.services.errors import NotAllowed, Refused
from assessments.services.jobs import run_queued, start_job
from assessments.services.proposals import remove_proposal
from tests.factories.versions import load_policy
from tests.handover.pulling import propose, released
from tests.propose.announcing import scan_of

pytestmark = pytest.mark.django_db


def text_of(document: IssuedDocument) -> str:
    """The text of the stored PDF, in one line."""
    from assessments.reports.jobs import content_of

    found = shutil.which("pdftotext")
    assert found
    done = subprocess.run([found, "-", "-"], input=content_of(document), capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.fixture
def draft(world) -> Proposal:
    """A proposal without signed papers."""
    return without_papers(world)


def without_papers(world) -> Proposal:
    """Two units proposed, nothing printed or signed."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    made = propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)
    made.documents.all().delete()
    Proposal.objects.filter(pk=made.pk).update(scan=None)
    return again(made)


def again(made: Proposal) -> Proposal:
    """The proposal read anew, as its pages read it."""
    return Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=made.pk)


def paper(made: Proposal, code: str, unit=None):
    """An entry of the policy's documents."""
    owners = [row.assessment for row in made.units.select_related("assessment__unit__instansi")]
    found = [p for p in papers_of(made, owners) if p.document.code == code]
    return next(p for p in found if unit is None or p.assessment.unit == unit)


def test_the_letter_names_all_units_and_is_issued_once(world, draft):
    first = print_paper(draft, paper(draft, "surat_pengajuan"), actor=world.admin)
    assert print_paper(again(draft), paper(again(draft), "surat_pengajuan"), actor=world.admin) == first
    said = text_of(first)
    for words in (
        "700/1/2026",
        "20 Mei 2026",
        "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
        "Peraturan Menteri PANRB Nomor 90 Tahun 2021 sebagaimana diubah dengan Nomor 5 Tahun 2024",
        "menuju WBK dan WBBM tahun 2026",
        "Surat pernyataan tanggung jawab mutlak, LKE hasil penilaian TPI, dan Laporan hasil evaluasi TPI.",
        "Pemerintah Kabupaten Sukamaju",
        "2 (dua) unit kerja",
        "Puskesmas Melati",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "H. Ahmad Fauzi",
        f"Kode dokumen {first.pk}",
    ):
        assert words in said, words
    row = draft.documents.get(code="surat_pengajuan")
    assert (row.issued, first.number, first.proposal) == (first, "700/1/2026", draft)
    assert paper(again(draft), "surat_pengajuan").lacks == (
        "Surat pengajuan evaluasi sudah dicetak, tetapi yang bertanda tangan belum diunggah."
    )


def test_the_sptjm_of_2024_is_the_instansis_and_states_the_number_of_units(world, draft):
    said = text_of(print_paper(draft, paper(draft, "sptjm"), actor=world.admin))
    assert "2 (dua) unit kerja" in said
    assert "H. Ahmad Fauzi" in said
    assert "Meterai" not in said


def test_the_sptjm_of_2021_is_each_units_with_stamp_duty(world, draft):
    version = load_policy("policy-2022")
    type(world.period).objects.filter(pk=world.period.pk).update(policy=version)
    made = again(draft)
    document = print_paper(made, paper(made, "sptjm", world.unit), actor=world.admin)
    said = text_of(document)
    for words in ("Puskesmas Melati", "dr. Rina Wulandari", "Meterai Rp10.000"):
        assert words in said, words
    assert "unit kerja yang tercantum" not in said
    assert (document.assessment.unit, document.proposal) == (world.unit, None)
    row = made.documents.get(code="sptjm")
    assert row.assessment.unit == world.unit
    row.revision = scan = made.period.proposals.first().documents.first().revision
    assert scan is None
    assert PolicyVersion.objects.filter(pk=version.pk).exists()


@pytest.mark.parametrize("scanned", [False, True])
def test_what_was_printed_for_a_unit_is_outdated_when_it_goes_and_printed_anew_when_it_is_back(
    world, scanned
):
    world.period.policy = load_policy("policy-2022")
    world.period.save()
    made = without_papers(world)
    first, second = (paper(made, "sptjm", unit).assessment.pk for unit in (world.unit, world.unit2))
    if scanned:  # a signed scan of an older print names that one
        made.documents.create(
            assessment_id=first,
            code="sptjm",
            revision=scan_of(world.period, world.admin),
            updated_by=world.admin,
        )
    printed = print_paper(made, paper(made, "sptjm", world.unit), actor=world.admin)
    page = reverse("assessments:units_edit", args=[made.pk])
    client, both = world.client("admin"), {f"predicate-{first}": "WBK", f"predicate-{second}": "WBBM"}
    out = {"seen": digest_of(made), f"predicate-{second}": "WBBM"}
    assert client.post(page, out).status_code == 302
    printed.refresh_from_db()
    assert (printed.superseded_at is None, made.documents.count()) == (False, 0)
    verified = world.client(None).get(reverse("assessments:verify", args=[printed.pk])).content.decode()
    assert "Berlaku" not in verified
    assert client.post(page, {"seen": digest_of(again(made))} | both).status_code == 302
    made = again(made)
    anew = print_paper(made, paper(made, "sptjm", world.unit), actor=world.admin)
    assert (anew == printed, anew.superseded_at, made.documents.get().issued) == (False, None, anew)


def test_the_recap_has_values_and_lhe(world, draft):
    said = text_of(print_recap(draft, actor=world.admin))
    assert "100,00" in said
    assert "atas surat, unit, predikat, nilai, dan LHE di atas" in said


def test_what_is_signed_is_not_printed_again(world, draft):
    from tests.propose.announcing import complete

    first = print_paper(draft, paper(draft, "sptjm"), actor=world.admin)
    draft.documents.all().delete()
    Proposal.objects.filter(pk=draft.pk).update(scan=scan_of(world.period, world.admin))
    complete(draft, world.admin)
    approve_proposal(draft, actor=world.pimpinan_instansi)
    made = again(draft)
    assert print_paper(made, paper(made, "sptjm"), actor=world.admin) == first
    with pytest.raises(Refused, match="tidak dicetak ulang"):
        print_paper(made, paper(made, "surat_pengajuan"), actor=world.admin)


def test_a_changed_letter_supersedes_what_was_printed(world, draft):
    first = print_paper(draft, paper(draft, "surat_pengajuan"), actor=world.admin)
    Proposal.objects.filter(pk=draft.pk).update(letter_number="700/5/2026")
    second = print_paper(again(draft), paper(again(draft), "surat_pengajuan"), actor=world.admin)
    first.refresh_from_db()
    assert (first.superseded_at, second.number) == (second.issued_at, "700/5/2026")


def test_a_cancelled_proposal_leaves_its_papers_verifiable(world, draft):
    issued = print_paper(draft, paper(draft, "surat_pengajuan"), actor=world.admin)
    remove_proposal(draft, actor=world.admin)
    page = world.client(None).get(reverse("assessments:verify", args=[issued.pk])).content.decode()
    assert "Dokumen ini sudah diganti" in page
    assert "Pemerintah Kabupaten Sukamaju" in page


def test_nobody_else_prints(world, draft):
    for who in ("pimpinan_instansi", "ketua", "petugas", "orang_asing"):
        with pytest.raises(NotAllowed):
            print_recap(draft, actor=getattr(world, who))
    with pytest.raises(Refused, match="tidak dibuat portal"):
        print_paper(draft, paper(draft, "clearance_tlhp"), actor=world.admin)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (12, "dua belas"),
        (57, "lima puluh tujuh"),
        (100, "seratus"),
        (103, "seratus tiga"),
        (1000, "seribu"),
        (2345, "dua ribu tiga ratus empat puluh lima"),
    ],
)
def test_numbers_in_words(number, words):
    assert in_words(number) == words


def test_the_letter_says_only_what_is_there_and_what_is_asked(world, draft):
    first = draft.units.get(assessment__unit=world.unit)
    draft.documents.create(
        code="laporan_survei",
        assessment=first.assessment,
        revision=scan_of(world.period, world.admin, "Survei"),
        updated_by=world.admin,
    )
    said = gather(again(draft), IssuedDocument.Kind.PROPOSAL_LETTER)
    assert said.attachments == (
        "Surat pernyataan tanggung jawab mutlak",
        "Laporan survei mandiri (SPAK dan SPKP) untuk 1 dari 2 unit",
        "LKE hasil penilaian TPI",
        "Laporan hasil evaluasi TPI",
    )
    draft.units.exclude(pk=first.pk).delete()
    said = gather(again(draft), IssuedDocument.Kind.PROPOSAL_LETTER)
    assert (said.towards_short, said.towards) == ("WBK", "Wilayah Bebas dari Korupsi (WBK)")
    assert "Laporan survei mandiri (SPAK dan SPKP)" in said.attachments
    type(world.period).objects.filter(pk=world.period.pk).update(policy=load_policy("policy-2019"))
    said = gather(again(draft), IssuedDocument.Kind.PROPOSAL_LETTER)
    assert (said.about, said.wanted) == ("Permohonan reviu", "direviu Tim Penilai Nasional")
    assert said.regulation.startswith(
        "Peraturan Menteri PANRB Nomor 52 Tahun 2014 sebagaimana diubah dengan Nomor 10 Tahun 2019 tentang Pedoman"
    )


def test_a_regulation_of_another_form_is_left_as_it_is():
    assert regulation_in_full("SE Menteri PANRB 12/2027") == "SE Menteri PANRB 12/2027"
    assert regulation_in_full("PermenPANRB 1/2030") == "Peraturan Menteri PANRB Nomor 1 Tahun 2030"


def test_papers_are_made_in_the_background_and_are_then_on_their_page(
    world, draft, django_capture_on_commit_callbacks
):
    client, page = world.client("admin"), reverse("assessments:proposal_papers", args=[draft.pk])
    asked = [("proposal_recap", [draft.pk]), ("proposal_paper_print", [draft.pk, "surat_pengajuan", 0])]
    for name, args in asked:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse(f"assessments:{name}", args=args))
        job = Job.objects.latest("pk")
        assert answer["Location"] == reverse("assessments:job", args=[job.pk])
        assert (job.status, client.get(answer["Location"])["Location"]) == ("done", page)
        assert client.get(reverse("assessments:job_file", args=[job.pk])).status_code == 404
    html = client.get(page).content.decode()
    for issued in IssuedDocument.objects.filter(proposal=draft):
        assert reverse("assessments:issued_file", args=[issued.pk]) in html
    assert IssuedDocument.objects.filter(proposal=draft).count() == 2


def test_what_cannot_be_printed_is_told_at_once_and_starts_nothing(world, draft):
    client = world.client("admin")
    where = reverse("assessments:proposal_paper_print", args=[draft.pk, "clearance_tlhp", 0])
    assert "tidak dibuat portal" in client.post(where, follow=True).content.decode()
    Proposal.objects.update(approved_at=draft.created_at)
    where = reverse("assessments:proposal_paper_print", args=[draft.pk, "sptjm", 0])
    assert "tidak dicetak ulang" in client.post(where, follow=True).content.decode()
    assert Job.objects.count() == 0


@pytest.mark.parametrize("lost", [{"proposal": 0}, {"entry": "tidak-ada"}, {"owner": 10**6}])
def test_a_job_about_what_is_gone_says_so(world, draft, lost):
    params = {"proposal": draft.pk, "entry": "sptjm", "owner": 0, "year": 2026} | lost
    job = start_job(PROPOSAL_PAPER, actor=world.admin, instansi=world.instansi, params=params)
    run_queued()  # a test's transaction never commits
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", GONE)
    page = world.client("admin").get(reverse("assessments:job", args=[job.pk]))
    assert "tidak ada lagi" in page.content.decode()
