"""Laporan monev: what the head of the instansi writes to the Ministry about a holder of a predicate
(PermenPANRB 90/2021 p. 61-62, Gambar 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.template.loader import render_to_string

from assessments.engine.scoring import two
from assessments.engine.wording import long_date
from assessments.models import MonitoringReport, PredicateRecord
from assessments.reports.context import Seal
from assessments.reports.seal import seal_of
from assessments.services import holder_reports
from assessments.services.holder_reports import Report
from assessments.services.issuing import Issue
from documents.pdf import pdf_of

TEMPLATE = "reports/holder_report.html"


@dataclass(frozen=True)
class MonitoringLetter:
    """The letter, every number already a text. `leader_nip` stays a blank: the portal does not keep it."""

    seal: Seal
    number: str
    date: str
    place: str
    instansi: str
    leader_post: str
    leader_name: str
    unit: str
    year: int
    predicate: str
    decree: str
    still_meets: bool
    pengungkit: str
    hasil: str
    total: str
    notes: str


def issue_report(pk: int, *, report: Report, actor) -> MonitoringReport:
    """Record the report and issue its letter (see `services.holder_reports.issue_report`)."""
    return holder_reports.issue_report(pk, report=report, actor=actor, render=render)


def render(record: PredicateRecord, report: Report, issue: Issue) -> bytes:
    """The letter as PDF."""
    return pdf_of(render_to_string(TEMPLATE, {"letter": letter_of(record, report, seal_of(issue))}))


def letter_of(record: PredicateRecord, report: Report, seal: Seal) -> MonitoringLetter:
    """What the letter says."""
    instansi = record.unit.instansi
    return MonitoringLetter(
        seal=seal,
        number=report.letter_number,
        date=long_date(report.letter_date),
        place=instansi.city,
        instansi=instansi.name,
        leader_post=instansi.leader_post or f"Pimpinan {instansi.name}",
        leader_name=instansi.leader_name,
        unit=record.unit.name,
        year=report.year,
        predicate=record.predicate,
        decree=f"{record.decree_number} tanggal {long_date(record.decree_date)}",
        still_meets=report.still_meets,
        pengungkit=two(Fraction(report.pengungkit)),
        hasil=two(Fraction(report.hasil)),
        total=two(Fraction(report.pengungkit) + Fraction(report.hasil)),
        notes=report.notes,
    )
