"""The job: whole or not at all, and only of what stands and is final."""

from pathlib import Path

import pytest

from assessments.models import Answer, Job, ProposalPackage, Sheet, State
from assessments.reports.package import make_package
from assessments.services.approving import approve_proposal
from assessments.services.errors import NotAllowed, Refused
from assessments.services.jobs import Cancelled, run_queued
from assessments.services.packages import PACKAGE, ask_package
from audit.models import Entry
from documents.models import Blob, Document
from tests.package.packing import bytes_of, make, manifest, newest
from units.models import Membership

pytestmark = pytest.mark.django_db


def nothing_is_left(store: Path) -> bool:
    """No package, no content of one, no temporary file."""
    rows = ProposalPackage.objects.count() + Blob.objects.filter(media_type="application/zip").count()
    written = Entry.objects.filter(action="package.make").count()
    return (rows, written, [*store.rglob("*.part")]) == (0, 0, [])


def running(year, *, confidential: bool = True) -> Job:
    """A job that a worker has taken up."""
    return Job.objects.create(
        kind=PACKAGE,
        instansi=year.world.instansi,
        requested_by=year.world.admin,
        params={"proposal": year.proposal.pk, "confidential": confidential, "year": 2026},
        status=Job.Status.RUNNING,
    )


@pytest.mark.parametrize("end", [Cancelled, KeyboardInterrupt, SystemExit])
def test_stopped_in_between_nothing_is_left(year, own_store, end):
    heard = []

    def progress(percent: int) -> None:
        heard.append(percent)
        if percent > 30:
            raise end

    with pytest.raises(end):
        make_package(running(year), progress)
    assert nothing_is_left(own_store)
    assert heard == sorted(heard)


def test_cancelled_in_the_last_moment_nothing_is_left(year, own_store):
    job = running(year)

    def progress(percent: int) -> None:
        Job.objects.filter(pk=job.pk).update(status=Job.Status.CANCELLED)

    with pytest.raises(Cancelled):
        make_package(job, progress)
    assert ProposalPackage.objects.count() == 0
    assert [*own_store.rglob("*.part")] == []


def test_what_moves_while_it_is_made_is_not_kept(year, own_store):
    def progress(percent: int) -> None:
        Document.objects.filter(title__startswith="SK Tim").update(title="SK Tim Kerja 13/2026")

    with pytest.raises(Refused, match="Data usulan berubah ketika paket sedang dibuat"):
        make_package(running(year), progress)
    assert nothing_is_left(own_store)


def test_who_loses_the_role_meanwhile_gets_nothing(year, own_store):
    job = running(year)
    Membership.objects.filter(user=year.world.admin).update(end="2026-01-01", start="2025-01-01")
    with pytest.raises(Refused, match="Data usulan berubah"):
        make_package(job, lambda percent: None)
    assert nothing_is_left(own_store)
    with pytest.raises(NotAllowed):
        ask_package(year.proposal, confidential=True, actor=year.world.petugas)


def test_damaged_evidence_is_named(year, own_store):
    blob = Blob.objects.get(revisions__document__title__startswith="SK Tim")
    place = own_store / blob.sha256[:2] / blob.sha256[2:4] / blob.sha256
    place.chmod(0o600)
    place.write_bytes(b"x" * blob.size)
    job = make(year)
    assert (job.status, job.error) == (
        Job.Status.FAILED,
        "Berkas “SK Tim Kerja: nomor 12/2026” PKM-01 rusak atau hilang dari penyimpanan. "
        "Hubungi admin sistem; paket tidak dibuat.",
    )
    assert nothing_is_left(own_store)


def test_an_lhe_that_says_something_else_stops_it(year, own_store):
    Answer.objects.filter(sheet__assessment=year.first, sheet__kind=Sheet.Kind.TPI, code="A.I.1.i.a").update(
        note="Diubah."
    )
    job = make(year)
    assert (job.status, job.error.split(":")[1]) == (
        Job.Status.FAILED,
        " LHE tidak sama lagi dengan hasil di portal. Terbitkan LHE baru sebelum membuat paket.",
    )
    assert nothing_is_left(own_store)


def test_what_is_not_final_is_not_packed(year, own_store):
    year.world.assessment(State.PENILAIAN_TPI)
    job = make(year)
    assert (job.status, job.error) == (
        Job.Status.FAILED,
        "PKM-01 Puskesmas Melati: penilaian TPI belum final.",
    )
    year.proposal.units.all().delete()
    assert make(year).error == "Usulan ini tidak berisi unit."
    pk = year.proposal.pk
    year.proposal.documents.all().delete()
    type(year.proposal).objects.all().delete()
    year.proposal.pk = pk
    assert make(year).error == "Usulan ini sudah tidak ada."
    assert nothing_is_left(own_store)


def test_asked_again_it_is_the_one_that_there_is_and_drafts_make_way(year):
    admin, leader = year.world.admin, year.world.pimpinan_instansi
    job = ask_package(year.proposal, confidential=True, actor=admin)
    assert ask_package(year.proposal, confidential=True, actor=admin) == job
    other = ask_package(year.proposal, confidential=True, actor=leader)
    run_queued()  # both; what the second makes is there already
    assert {*Job.objects.filter(pk__in=(job.pk, other.pk)).values_list("status", flat=True)} == {"done"}
    draft = newest(year)
    assert (year.proposal.packages.count(), draft.made_by, draft.is_draft) == (1, admin, True)
    assert draft.filename == "DRAF Paket usulan KAB-X 2026 700-1-2026.zip"
    assert ask_package(year.proposal, confidential=True, actor=leader) == draft
    approve_proposal(year.proposal, actor=leader)
    year.proposal.refresh_from_db()
    assert make(year).status == Job.Status.DONE
    final = newest(year)
    assert (year.proposal.packages.count(), final.filename) == (1, "Paket usulan KAB-X 2026 700-1-2026.zip")
    assert manifest(bytes_of(final))["status"] == "disetujui"
    told = Entry.objects.get(action="package.make", object_id=str(final.pk))
    assert told.after == {
        "proposal": year.proposal.pk,
        "state": final.state,
        "sha256": final.blob.sha256,
        "draft": False,
        "confidential": True,
        "units": final.assessments,
    }
