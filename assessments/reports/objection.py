"""The letter of a sanggah as PDF, to be signed by the head of the instansi. The words are the portal's own: no text in
force knows sanggah; practice asks for unit, reason and new evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments import queries
from assessments.engine.policy_model import Policy
from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, Job, Objection, ObjectionDocument, ObjectionDraft
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from documents.pdf import pdf_of

TEMPLATE = "reports/objection.html"
OBJECTION = "sanggah"
OPEN = "……………………"  # to be written by hand


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


def letter_of(a: Assessment, objection: Objection | ObjectionDraft) -> Letter:
    """What stands on the page. What TPN said is read where it stands, or where an accepted sanggah has replaced it.

    Of a draft, number and date are left open where they are not known yet; its evidence is added with the sanggah.
    """
    unit = objection.proposal_unit
    policy = policy_of(a.period)
    stage, evidence = _contested(policy, objection)
    former = unit.former_stages.filter(stage=stage, result="tidak").first()
    stands = unit.stages.filter(stage=stage, result="tidak").first() or former
    told = "" if stands is None else f"{stands.letter_number or 'tanpa nomor'}, {long_date(stands.date)}"
    return Letter(
        instansi=a.unit.instansi.name,
        city=a.unit.instansi.city,
        number=objection.letter_number or OPEN,
        date=long_date(objection.letter_date) if objection.letter_date else OPEN,
        unit=a.unit.name,
        code=a.unit.code,
        predicate=unit.predicate,
        year=a.period.year,
        stage=next(one.name for one in policy.tpn_stages if one.code == stage),
        regulation=policy.regulation,
        refusal=told,
        note=stands.note if stands else "",
        reason=tuple(line for line in objection.reason.splitlines() if line.strip()),
        evidence=evidence,
    )


def _contested(policy: Policy, objection: Objection | ObjectionDraft) -> tuple[str, tuple[str, ...]]:
    """The stage that is contested, and the titles of the new evidence."""
    if isinstance(objection, ObjectionDraft):
        return (policy.objection.after if policy.objection else "", ())
    documents = objection.documents.filter(kind=ObjectionDocument.Kind.EVIDENCE, removed_at=None)
    titles = documents.select_related("revision__document")
    return (objection.stage, tuple(one.revision.document.title for one in titles))


def objection_pdf(a: Assessment, objection: Objection | ObjectionDraft) -> bytes:
    """The letter, to print and sign."""
    return pdf_of(render_to_string(TEMPLATE, {"letter": letter_of(a, objection)}))


@job_kind(OBJECTION)
def make_objection(job: Job, progress: Progress) -> Product:
    """The letter of the sanggah of the job's unit, or of its draft."""
    progress(10)
    a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
    if a is None or not may(job.requested_by, "view_final", a):
        raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
    rows = Objection.objects.filter(proposal_unit__assessment=a, cancelled_at=None)
    drafts = ObjectionDraft.objects.filter(proposal_unit__assessment=a).select_related("proposal_unit")
    said = rows.select_related("proposal_unit").last() or drafts.first()
    if said is None:
        raise Refused("Sanggah ini tidak ada lagi. Buka halamannya, lalu coba lagi.")
    return Product(
        content=objection_pdf(a, said),
        filename=f"surat-sanggah_{a.unit.code}_{a.period.year}.pdf",
        content_type=PDF,
    )
