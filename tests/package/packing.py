"""What the tests of packages share: a proposal of two units with evidence of every kind, and packages made of it."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from assessments.models import Assessment, EvidenceUse, Job, Proposal, ProposalPackage, State
from assessments.services.jobs import run_queued, start_job
from assessments.services.moved import freeze
from assessments.services.packages import PACKAGE
from documents.models import Document, LinkCheck, Revision
from documents.services import add_link, upload
from documents.store import open_verified
from tests.handover.pulling import issue, propose, released
from tests.people import World

PDF = b"%%PDF-1.4\n1 0 obj<<>>endobj\n%% %s\ntrailer<<>>\n%%%%EOF\n"
TEAM, NOTES, PHOTO = ("A.I.1.i.a", "A.I.1.i.b"), ("A.I.2.i.a",), ("B.I.a",)


@dataclass
class Packed:
    """KAB-X with a draft of a proposal: PKM-01 for WBK with evidence, DKC for WBBM without."""

    world: World
    proposal: Proposal
    first: Assessment
    second: Assessment


def prove(world: World, a: Assessment, codes, title: str, content: bytes, **more) -> Revision:
    """A document of the unit that proves the questions."""
    revision = upload(
        file=io.BytesIO(PDF % content),
        filename="pindai.pdf",
        title=title,
        kind="sk",
        unit=a.unit,
        actor=world.petugas,
        role="",
    )
    if more:
        Document.objects.filter(pk=revision.document_id).update(**more)
    attach(world, a, codes, revision)
    return revision


def attach(world: World, a: Assessment, codes, revision: Revision) -> None:
    """The revision proves the questions."""
    EvidenceUse.objects.bulk_create(
        EvidenceUse(assessment=a, code=code, revision=revision, locator="hlm. 1–3", added_by=world.petugas)
        for code in codes
    )


def link(world: World, a: Assessment, code: str, url: str, title: str) -> Revision:
    """An address that proves a question, found dead."""
    revision = add_link(url=url, title=title, kind="laporan", unit=a.unit, actor=world.petugas, role="")
    attach(world, a, [code], revision)
    LinkCheck.objects.create(
        revision=revision, result="mati", detail="Tidak ditemukan (404).", checked_at=a.state_since
    )
    return revision


def packed(world: World, *, approved: bool = False) -> Packed:
    """Two released units in one proposal; what the unit proved is submitted, and the LHE says so."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    prove(world, first, TEAM, "SK Tim Kerja: nomor 12/2026", b"tim")
    prove(world, first, NOTES, "Notulen é rapat <b>", b"notulen")
    prove(world, first, PHOTO, "Foto rahasia pelapor", b"foto", confidentiality="rahasia")
    link(world, first, "A.I.2.i.a", "https://contoh.go.id/mati", "=HYPERLINK(1)")
    for a in (first, second):
        freeze(a, world.pimpinan_unit)
        issue(a, world.ketua)
    made = propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=approved)
    return Packed(world, made, first, second)


def make(year: Packed, *, confidential: bool = True, who: str = "admin") -> Job:
    """A package is asked for, and made."""
    params = {"proposal": year.proposal.pk, "confidential": confidential, "year": 2026}
    job = start_job(PACKAGE, actor=year.world.people[who], instansi=year.world.instansi, params=params)
    run_queued()  # a test's transaction never commits
    job.refresh_from_db()
    return job


def newest(year: Packed) -> ProposalPackage:
    """The package that was made last."""
    return year.proposal.packages.select_related("blob").first()


def bytes_of(package: ProposalPackage) -> bytes:
    """Its stored bytes."""
    with open_verified(package.blob.sha256) as file:
        return file.read()


def made_bytes(year: Packed, **how) -> bytes:
    """Make a package and give its bytes."""
    job = make(year, **how)
    assert job.status == Job.Status.DONE, job.error
    return bytes_of(newest(year))


def opened(content: bytes) -> zipfile.ZipFile:
    """A package for looking into."""
    return zipfile.ZipFile(io.BytesIO(content))


def manifest(content: bytes) -> dict:
    """Its manifest."""
    return json.loads(opened(content).read("manifest.json"))


def saved(folder: Path, content: bytes, name: str = "paket.zip") -> Path:
    """A package as a file."""
    path = folder / name
    path.write_bytes(content)
    return path
