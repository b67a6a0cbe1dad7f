"""The letter of a sanggah as PDF, to be signed by the head of the instansi. The words are the portal's own: no text in
force knows sanggah; practice asks for unit, reason and new evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments import queries
from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, Job, Objection, ObjectionDocument
from assessments.reports.pdf import pdf_of
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind

TEMPLATE = "reports/objection.html"
OBJECTION = "sanggah"


@dataclass(frozen=True)
class Letter:
    """The page. `refusal` is what TPN said; `evidence` the titles of what is attached."""

    instansi: str
    city: str
    number: str
    date: str
    unit: str
    code: str
    predicate: str
    year: int
    stage: str
    regulation: str
    refusal: str
    note: str
    reason: tuple[str, ...]
    evidence: tuple[str, ...]


def letter_of(a: Assessment, objection: Objection) -> Letter:
    """What stands on the page. What TPN said is read where it stands, or where an accepted sanggah has replaced it."""
    unit = objection.proposal_unit
    policy = policy_of(a.period)
    former = unit.former_stages.filter(stage=objection.stage, result="tidak").first()
    stands = unit.stages.filter(stage=objection.stage, result="tidak").first() or former
    told = "" if stands is None else f"{stands.letter_number or 'tanpa nomor'}, {long_date(stands.date)}"
    documents = objection.documents.filter(kind=ObjectionDocument.Kind.EVIDENCE)
    return Letter(
        instansi=a.unit.instansi.name,
        city=a.unit.instansi.city,
        number=objection.letter_number,
        date=long_date(objection.letter_date),
        unit=a.unit.name,
        code=a.unit.code,
        predicate=unit.predicate,
        year=a.period.year,
        stage=next(one.name for one in policy.tpn_stages if one.code == objection.stage),
        regulation=policy.regulation,
        refusal=told,
        note=stands.note if stands else "",
        reason=tuple(line for line in objection.reason.splitlines() if line.strip()),
        evidence=tuple(one.revision.document.title for one in documents.select_related("revision__document")),
    )


def objection_pdf(a: Assessment, objection: Objection) -> bytes:
    """The letter, to print and sign."""
    return pdf_of(render_to_string(TEMPLATE, {"letter": letter_of(a, objection)}))


@job_kind(OBJECTION)
def make_objection(job: Job, progress: Progress) -> Product:
    """The letter of the sanggah of the job's unit."""
    progress(10)
    a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
    if a is None or not may(job.requested_by, "view_final", a):
        raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
    rows = Objection.objects.filter(proposal_unit__assessment=a, cancelled_at=None)
    last = rows.select_related("proposal_unit").last()
    if last is None:
        raise Refused("Sanggah ini tidak ada lagi. Buka halamannya, lalu coba lagi.")
    return Product(
        content=objection_pdf(a, last),
        filename=f"surat-sanggah_{a.unit.code}_{a.period.year}.pdf",
        content_type=PDF,
    )
