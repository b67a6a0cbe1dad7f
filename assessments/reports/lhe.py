"""Laporan hasil evaluasi (LHE) of TPI: what it says, chapter by chapter, and its issue."""

from __future__ import annotations

from django.template.loader import render_to_string

from assessments import evidence_reads
from assessments.engine.comparison import same_answer
from assessments.engine.differences import to_mend
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy
from assessments.engine.policy_model import CONSIDERATION_NAMES
from assessments.engine.wording import long_date
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, IssuedDocument
from assessments.pictures.of_sides import radar_of, waterfall_of
from assessments.reports import questions
from assessments.reports.closing import recommended_of, rounds_of, signed_by
from assessments.reports.context import Advice, AreaCodes, Lhe, Side
from assessments.reports.figures import (
    area_rows,
    component_rows,
    difference_of,
    minima_of,
    shortfalls,
    totals_of,
)
from assessments.reports.seal import seal_of
from assessments.reports.sides import sides_of, subject_of
from assessments.services import issuing
from assessments.services.errors import Refused
from assessments.services.issuing import Issue
from documents.pdf import pdf_of
from units.models import TpiTeam

TEMPLATE = "reports/lhe.html"


def issue_lhe(pk: int, *, number: str, actor) -> IssuedDocument:
    """Issue the LHE, or return the valid one (see `services.issuing.issue_lhe` for what is refused)."""
    return issuing.issue_lhe(
        pk, number=number, actor=actor, render=lambda a, issue: pdf_of(html_of(a, issue))
    )


def html_of(assessment: Assessment, issue: Issue) -> str:
    """The whole document as HTML."""
    return render_to_string(TEMPLATE, {"lhe": gather(assessment, issue)})


def gather(assessment: Assessment, issue: Issue) -> Lhe:
    """Read what the LHE says. Refused where TPI has no final answers or the unit no team."""
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    sides = sides_of(assessment, tpn=False)
    team = TpiTeam.objects.filter(pk=assessment.team_id).first()
    if len(sides) < 2 or team is None:
        raise Refused("LHE belum dapat dibuat: jawaban akhir TPI atau tim TPI unit ini tidak ditemukan.")
    unit, tpi = sides
    instansi = assessment.unit.instansi
    evidence = evidence_reads.evidence_of(assessment, list(instrument.questions))
    differing = _differing(instrument, unit, tpi)
    signed = signed_by(assessment)
    short = shortfalls(instrument, policy, tpi, assessment.target)
    decree = f"{team.decree_number} tanggal {long_date(team.decree_date)}"
    return Lhe(
        subject=subject_of(assessment),
        seal=seal_of(issue),
        number=issue.number,
        date=long_date(issue.issued_at.astimezone(instansi.zone)),
        place=instansi.city,
        addressee=assessment.unit.head_post or f"Pimpinan {assessment.unit.name}",
        copies=(instansi.leader_post or f"Pimpinan {instansi.name}",),
        team=team.name,
        decree=decree,
        people=tuple(line.person for line in signed),
        signed=signed,
        rounds=rounds_of(assessment),
        recommended=recommended_of(assessment),
        replaces=_replaces(assessment, issue),
        basis=_basis(policy, instrument, decree),
        window=_window(assessment),
        evidence_count=sum(len(uses) for uses in evidence.values()),
        question_count=len(instrument.questions),
        labels=tuple(side.label for side in sides),
        totals=totals_of(sides, policy),
        difference=difference_of(sides),
        components=component_rows(instrument, policy, sides, leaves=False),
        areas=area_rows(instrument, policy, sides, assessment.target),
        minima=minima_of(instrument, policy, tpi),
        radar=radar_of(instrument, policy, sides, assessment.target),
        waterfall=waterfall_of(instrument, policy, tpi, assessment.target),
        shortfalls=short,
        target_met=not short,
        differing=tuple(questions.row(q, sides, {}) for q in differing),
        lower=sum(_worth(tpi, q) < _worth(unit, q) for q in differing),
        higher=sum(_worth(tpi, q) > _worth(unit, q) for q in differing),
        without_evidence=_by_area(instrument, questions.without_evidence(instrument, evidence)),
        none_yet=sum(told.none_yet for told in tpi.given.values()),
        considerations=_considerations(assessment, policy),
        advice=_advice(instrument, unit, tpi),
        instrument=f"{instrument.name} ({instrument.code})",
    )


def _basis(policy: Policy, instrument: Instrument, decree: str) -> tuple[str, ...]:
    return (
        f"{policy.regulation} tentang pembangunan dan evaluasi Zona Integritas, yang nilai minimal dan syaratnya "
        f"dipakai dalam laporan ini ({policy.name}).",
        f"{instrument.name} menurut {instrument.regulation}.",
        f"Surat keputusan pembentukan Tim Penilai Internal nomor {decree}.",
    )


def _window(assessment: Assessment) -> tuple[str, str]:
    """The days on which the unit submitted and the lead finalised, as texts; "" where no move is kept."""
    zone = assessment.unit.instansi.zone
    days = {change.name: long_date(change.at.astimezone(zone)) for change in assessment.changes.all()}
    return days.get("ajukan", days.get("ajukan_pendahuluan", "")), days.get("finalkan", "")


def _replaces(assessment: Assessment, issue: Issue) -> str:
    """Which LHE this one replaces after a reopening: "nomor 700/1 tanggal 12 Mei 2026"; "" for the first."""
    older = issuing.predecessor_of(issue, assessment)
    if older is None:
        return ""
    day = long_date(older.issued_at.astimezone(assessment.unit.instansi.zone))
    return f"nomor {older.number} tanggal {day}" if older.number else f"tanggal {day}"


def _differing(instrument: Instrument, unit: Side, tpi: Side) -> list[Question]:
    return [
        question
        for code, question in instrument.questions.items()
        if not same_answer(question, unit.given.get(code), tpi.given.get(code))
    ]


def _worth(side: Side, question: Question):
    return side.score.questions[question.code]


def _by_area(instrument: Instrument, lacking: tuple[Question, ...]) -> tuple[AreaCodes, ...]:
    names = {**instrument.areas, None: "Hasil"}
    found = (
        AreaCodes(name, tuple((q.code, q.text) for q in lacking if q.area == area))
        for area, name in names.items()
    )
    return tuple(area for area in found if area.questions)


def _considerations(assessment: Assessment, policy: Policy) -> tuple[tuple[str, str], ...]:
    written = dict(assessment.considerations.values_list("code", "text"))
    return tuple(
        (CONSIDERATION_NAMES.get(code, code), written.get(code, ""))
        for code in policy.assessors.considerations
    )


def _advice(instrument: Instrument, unit: Side, tpi: Side) -> tuple[Advice, ...]:
    """What TPI wrote on questions that are not worth their full value yet, and on those that it rated lower."""
    return tuple(
        Advice(mend.question.code, mend.question.text, mend.text)
        for mend in to_mend(instrument, unit.given, tpi.given)
        if mend.note or mend.lower
    )
