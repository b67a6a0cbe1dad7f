"""The report of a kawasan's integration as PDF: who takes part, five aspects, mean, truth table, determination,
signatures (PermenPANRB 90/2021 p. 34-35, 44-45, 57-60). The words are the portal's own; no regulation prints a form.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.template.loader import render_to_string
from django.utils import timezone

from assessments.engine.jakarta import JAKARTA
from assessments.engine.kawasan import ASPECTS, Aspect
from assessments.engine.scoring import two
from assessments.engine.wording import long_date, long_time
from assessments.kawasan import Integration, Line, visible_kawasan
from assessments.loaded import policy_of
from assessments.models import IssuedDocument, Job, KawasanYear
from assessments.reports.jobs import content_of, file_name
from assessments.reports.seal import day_in, seal_of
from assessments.services import kawasan_issuing
from assessments.services.errors import NotAllowed
from assessments.services.issuing import PDF, Issue
from assessments.services.jobs import Product, Progress, job_kind
from documents.pdf import pdf_of
from units.models import Instansi

KAWASAN = "kawasan"
TEMPLATE = "reports/kawasan.html"


@dataclass(frozen=True)
class PlaceLine:
    """An instansi that takes part: its units with what they hold, and its signature."""

    name: str
    units: tuple[tuple[str, str], ...]
    signer: str
    signed_at: str


@dataclass(frozen=True)
class AspectLine:
    """An aspect with its value and what it rests on. `papers`: title and owner; confidential ones only counted."""

    name: str
    value: str
    note: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class VerdictLine:
    """What the truth table says of one predicate."""

    predicate: str
    minimum: str
    met: bool
    reasons: tuple[str, ...]
    advice: str


@dataclass(frozen=True)
class KawasanReport:
    """The page, every number already a text; `decision` and `revocation` are "" while there is none."""

    kawasan: str
    kind: str
    basis: str
    coordinator: str
    year: int
    policy: str
    scale: str
    places: tuple[PlaceLine, ...]
    aspects: tuple[AspectLine, ...]
    mean: str
    verdicts: tuple[VerdictLine, ...]
    decision: str
    revocation: str
    content: str


def issue_report(year: KawasanYear, *, actor) -> IssuedDocument:
    """Issue the report of a year (see `services.kawasan_issuing`)."""
    return kawasan_issuing.issue_integration(year.pk, page=page_of, render=render, actor=actor)


def render(page: KawasanReport, issue: Issue) -> bytes:
    """The report as PDF."""
    sealed = {"seal": seal_of(issue), "number": issue.number, "date": day_in(issue.issued_at, JAKARTA)}
    return pdf_of(render_to_string(TEMPLATE, {"page": page} | sealed))


def page_of(sheet: Integration) -> KawasanReport:
    """What stands on the pages: as it is today, of a determined year as it was on the day of its decree."""
    year, kawasan = sheet.year, sheet.year.kawasan
    rule, on = policy_of(year).kawasan, year.decree_date or timezone.localdate()
    return KawasanReport(
        kawasan=kawasan.name,
        kind=kawasan.get_kind_display(),
        basis=kawasan.basis,
        coordinator=kawasan.coordinator.name,
        year=year.year,
        policy=f"{year.policy.name} ({year.policy.regulation})",
        scale=str(rule.scale),
        places=tuple(_place(line, kawasan.coordinator) for line in sheet.lines),
        aspects=tuple(_aspect(sheet, aspect) for aspect in ASPECTS),
        mean="" if sheet.mean is None else two(sheet.mean),
        verdicts=tuple(
            VerdictLine(v.predicate, two(rule.integration[v.predicate]), v.met, v.reasons, v.advice)
            for v in sheet.verdicts(on)
        ),
        decision=_decision(year),
        revocation=_revocation(year),
        content=sheet.content_hash,
    )


def _place(line: Line, there: Instansi) -> PlaceLine:
    owner = f" ({line.instansi})"
    units = tuple((one.name.removesuffix(owner), one.holds) for one in line.brought)
    signed = line.signature
    at = "" if signed is None else long_time(signed.at.astimezone(there.zone))
    return PlaceLine(line.instansi.name, units, str(signed.user) if signed else "", at)


def _aspect(sheet: Integration, aspect: Aspect) -> AspectLine:
    score = sheet.scores.get(aspect.code)
    value = "" if score is None or score.value is None else two(Fraction(score.value))
    documents = [row.revision.document for row in sheet.evidence if row.aspect == aspect.code]
    told = [f"{one.title} ({one.instansi})" for one in documents if not one.is_confidential]
    hidden = Counter(str(one.instansi) for one in documents if one.is_confidential)
    told += [f"{count} dokumen terbatas atau rahasia ({owner})" for owner, count in hidden.items()]
    return AspectLine(aspect.name, value, score.note if score else "", tuple(told))


def _decision(year: KawasanYear) -> str:
    if not year.verdict or year.decree_date is None:
        return ""
    by = f"{year.decree_number} tanggal {long_date(year.decree_date)}"
    if year.verdict == KawasanYear.Verdict.NOT:
        return f"Kawasan dinyatakan belum memenuhi dengan {by}."
    return f"Kawasan ditetapkan menuju {year.verdict} dengan {by}."


def _revocation(year: KawasanYear) -> str:
    if year.revoked_on is None:
        return ""
    by = f"{year.revocation_number} tanggal {long_date(year.revoked_on)}"
    return f"Predikat ini dicabut dengan {by}: {year.revocation_reason}"


def year_of_job(job: Job) -> KawasanYear | None:
    """The year that a job is about, while its person may know the kawasan."""
    rows = KawasanYear.objects.filter(kawasan__in=visible_kawasan(job.requested_by))
    found = rows.select_related("kawasan__coordinator", "policy").filter(pk=job.params.get("kawasan_year"))
    return found.first()


@job_kind(KAWASAN)
def make_kawasan_report(job: Job, progress: Progress) -> Product:
    """The report of `params["kawasan_year"]`, issued; what the person may is asked now."""
    progress(10)
    year = year_of_job(job)
    if year is None:
        raise NotAllowed("Peran Anda tidak lagi mencakup kawasan ini.")
    document = issue_report(year, actor=job.requested_by)
    return Product(
        content=content_of(document),
        filename=file_name(document),
        content_type=PDF,
        note=f"Terbit dengan nomor {document.number}.",
    )
