"""Background work of this package: score sheet, LHE, trail and the letter of the level above as PDF."""

from __future__ import annotations

from assessments import queries
from assessments.models import Assessment, IssuedDocument, Job, State
from assessments.reports import lhe, preliminary, score_sheet
from assessments.reports.sides import is_released
from assessments.reports.trail import trail_pdf
from assessments.services.errors import Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from documents import store

LHE = "lhe"
SCORE_SHEET = "score_sheet"
TRAIL = "trail"
PRELIMINARY = "preliminary"
TITLES = {
    LHE: "Laporan hasil evaluasi",
    SCORE_SHEET: "Lembar nilai",
    PRELIMINARY: "Surat hasil penilaian pendahuluan",
    TRAIL: "Jejak penilaian",
    "pakta": "Pakta integritas",
    "piagam": "Piagam pencanangan",
    "tim": "Susunan tim",
    "kawasan": "Laporan integrasi kawasan",
    "package": "Paket usulan",
    "usulan-cetak": "Dokumen usulan",
    "sanggah": "Surat sanggah",
    "monev": "Laporan monev",
    "import-read": "Pemeriksaan berkas impor",
    "import-apply": "Penerapan impor",
}


@job_kind(LHE)
def make_lhe(job: Job, progress: Progress) -> Product:
    """Issue the LHE under `params["number"]`; gives the stored bytes of the valid one."""
    assessment = _assessment(job)
    progress(10)
    document = lhe.issue_lhe(assessment.pk, number=job.params["number"], actor=job.requested_by)
    return Product(content=content_of(document), filename=file_name(document), content_type=PDF)


@job_kind(SCORE_SHEET)
def make_score_sheet(job: Job, progress: Progress) -> Product:
    """The score sheet: a working copy before release, the issued one after."""
    assessment = _assessment(job)
    progress(10)
    content, name = score_sheet_file(assessment, actor=job.requested_by)
    return Product(content=content, filename=name, content_type=PDF)


@job_kind(TRAIL)
def make_trail(job: Job, progress: Progress) -> Product:
    """The trail, of the parts in `params["parts"]` that the person still may have. NotAllowed."""
    assessment = _assessment(job)
    progress(10)
    content = trail_pdf(assessment, actor=job.requested_by, parts=frozenset(job.params["parts"]))
    return Product(content=content, filename=trail_name(assessment), content_type=PDF)


def trail_name(assessment: Assessment) -> str:
    """The name under which a trail is downloaded."""
    return f"jejak_{_place(assessment)}.pdf"


@job_kind(PRELIMINARY)
def make_preliminary_letter(job: Job, progress: Progress) -> Product:
    """The letter of the level above: a draft while it is with them, the issued one once TPI has the unit."""
    assessment = _assessment(job)
    progress(10)
    content, name = preliminary_letter_file(assessment, actor=job.requested_by)
    return Product(content=content, filename=name, content_type=PDF)


def preliminary_letter_file(assessment: Assessment, *, actor) -> tuple[bytes, str]:
    """(PDF, file name) of the letter of the level above for this person. NotAllowed, Refused."""
    if assessment.state == State.PENDAHULUAN:
        content = preliminary.draft(assessment, actor=actor)
        return content, f"surat-pendahuluan_{_place(assessment)}_konsep.pdf"
    document = preliminary.issue_letter(assessment.pk, actor=actor)
    return content_of(document), file_name(document)


def score_sheet_file(assessment: Assessment, *, actor) -> tuple[bytes, str]:
    """(PDF, file name) of the score sheet for this person. NotAllowed, Refused."""
    if is_released(assessment):
        document = score_sheet.issue_score_sheet(assessment.pk, actor=actor)
        return content_of(document), file_name(document)
    content = score_sheet.working_copy(assessment, actor=actor)
    return content, f"lembar-nilai_{_place(assessment)}_salinan-kerja.pdf"


def content_of(document: IssuedDocument) -> bytes:
    """The stored bytes of an issued document, verified."""
    with store.open_verified(document.blob.sha256, size=document.blob.size) as content:
        return content.read()


def file_name(document: IssuedDocument) -> str:
    """The name under which an issued document is downloaded."""
    names = {
        IssuedDocument.Kind.LHE: "LHE",
        IssuedDocument.Kind.SCORE_SHEET: "lembar-nilai",
        IssuedDocument.Kind.PRELIMINARY: "surat-pendahuluan",
        IssuedDocument.Kind.PROPOSAL_LETTER: "surat-pengajuan",
        IssuedDocument.Kind.SPTJM: "SPTJM",
        IssuedDocument.Kind.PROPOSAL_RECAP: "rekap-usulan",
        IssuedDocument.Kind.MONITORING: "laporan-monev",
        IssuedDocument.Kind.PAKTA: "pakta-integritas",
        IssuedDocument.Kind.PAKTA_ALL: "kumpulan-pakta-integritas",
        IssuedDocument.Kind.CHARTER: "piagam-pencanangan",
        IssuedDocument.Kind.KAWASAN: "integrasi-kawasan",
    }
    over = "_digantikan" if document.superseded_at else ""
    owner = document.owning_unit or document.owning_instansi
    numbered = document.of_place or document.kawasan_year_id is not None
    parts = (document.number.replace("/", "-"),) if numbered else (owner.code, document.year)
    place = "_".join(str(part) for part in parts if part)
    return f"{names[IssuedDocument.Kind(document.kind)]}_{place}{over}.pdf"


def _place(assessment: Assessment) -> str:
    return f"{assessment.unit.code}_{assessment.period.year}"


def _assessment(job: Job) -> Assessment:
    """The job's assessment as the person may see it today. Refused when they no longer may."""
    found = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
    if found is None:
        raise Refused("Penilaian unit ini tidak lagi tersedia untuk Anda.")
    return found
