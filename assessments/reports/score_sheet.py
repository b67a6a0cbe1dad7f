"""Lembar nilai: a working copy before release, issued with seal after it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from assessments import evidence_reads
from assessments.engine.wording import long_date, long_time
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, IssuedDocument, State
from assessments.pictures.of_sides import radar_of, waterfall_of
from assessments.reports import questions
from assessments.reports.context import FIRST, ScoreSheet, Seal
from assessments.reports.figures import area_rows, component_rows, difference_of, minima_of, totals_of
from assessments.reports.seal import seal_of
from assessments.reports.sides import is_released, sides_of, subject_of
from assessments.rules import SUBMITTED, may
from assessments.services import issuing
from assessments.services.errors import NotAllowed
from documents.pdf import pdf_of

TEMPLATE = "reports/score_sheet.html"


def working_copy(assessment: Assessment, *, actor) -> bytes:
    """The unit's sheet as it stands now, without TPI and without seal, as PDF. NotAllowed."""
    if not may(actor, "view_answers", assessment):
        raise NotAllowed("Lembar nilai unit ini belum dapat dilihat oleh peran Anda.")
    return pdf_of(html_of(assessment, None))


def issue_score_sheet(pk: int, *, actor) -> IssuedDocument:
    """Issue the score sheet of a released assessment (see `services.issuing`)."""
    return issuing.issue_score_sheet(
        pk, actor=actor, render=lambda a, issue: pdf_of(html_of(a, seal_of(issue)))
    )


def html_of(assessment: Assessment, seal: Seal | None) -> str:
    """The whole document as HTML."""
    return render_to_string(TEMPLATE, {"sheet": gather(assessment, seal)})


def gather(assessment: Assessment, seal: Seal | None) -> ScoreSheet:
    """Read what the score sheet says; TPI's and TPN's part only after release."""
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    sides = sides_of(assessment, first=True)
    evidence = evidence_reads.evidence_of(assessment, list(instrument.questions))
    return ScoreSheet(
        subject=subject_of(assessment),
        status=_status(assessment),
        printed=long_time(timezone.now().astimezone(assessment.unit.instansi.zone)),
        draft=assessment.state not in SUBMITTED,
        labels=tuple(side.label for side in sides),
        totals=totals_of(sides, policy),
        difference=difference_of(sides),
        components=component_rows(instrument, policy, sides, leaves=False),
        areas=area_rows(instrument, policy, sides, assessment.target),
        minima=minima_of(instrument, policy, sides[-1]),
        radar=radar_of(
            instrument, policy, [side for side in sides if side.label != FIRST], assessment.target
        ),
        waterfall=waterfall_of(instrument, policy, sides[-1], assessment.target),
        without_evidence=tuple(q.code for q in questions.without_evidence(instrument, evidence)),
        groups=questions.groups(instrument, policy, sides, evidence),
        instrument=f"{instrument.name} ({instrument.code}), {instrument.regulation}",
        seal=seal,
    )


def _status(assessment: Assessment) -> str:
    """Where the sheet stands, in one or two sentences."""
    zone = assessment.unit.instansi.zone
    moves = {change.name: long_date(change.at.astimezone(zone)) for change in assessment.changes.all()}
    if is_released(assessment):
        released = f" sejak {moves['finalkan']}" if "finalkan" in moves else ""
        return f"Nilai TPI sudah final{released}."
    if assessment.state in SUBMITTED:
        day = moves.get("teruskan_ke_tpi") or moves.get("ajukan")
        sent = f" pada {day}" if day else ""
        return f"Belum final. Jawaban unit sudah diajukan ke TPI{sent} dan belum selesai dinilai."
    if assessment.state == State.PENDAHULUAN:
        return "Belum final. Jawaban unit sudah diajukan dan sedang dinilai oleh unit di atasnya."
    return "Belum final. Salinan kerja: jawaban unit masih dapat berubah sampai diajukan ke TPI."
