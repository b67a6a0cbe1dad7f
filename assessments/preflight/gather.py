"""Asking everything that sending asks, and what a reviewer would stumble over, for all units of a letter at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments import queries
from assessments.deadlines import has_passed, proposal_deadline
from assessments.engine import workflow
from assessments.engine.guards.proposing import barred_text, barring, voided_text
from assessments.engine.wording import long_time
from assessments.facts import standings_of
from assessments.facts.proposed import Standing
from assessments.loaded import policy_of
from assessments.models import Period, Proposal, ProposalUnit, State
from assessments.preflight.about import complaint_findings, instansi_findings
from assessments.preflight.evidence import evidence_findings, paper_findings
from assessments.preflight.values import Finding, Preflight, UnitCheck
from assessments.proposal_papers import LETTERS, UNSCANNED, Paper, papers_of
from assessments.rules import RELEASED
from assessments.services.issuing import lhe_holds
from assessments.stale_results import outdated
from assessments.where import url_of

OUR_OWN = ("usulan", "dokumen_usulan", "batas_usulan")  # what the letter is asked for once, not each unit


def preflight(proposal: Proposal, *, evidence: bool = True, now: datetime | None = None) -> Preflight:
    """The check of a proposal for its admin or the head of the instansi; its period comes with instansi and policy.
    Fourteen queries, whatever the number of units. Without `evidence` it does not look at links and files: twelve.
    """
    rows = list(proposal.units.select_related("assessment__unit").order_by("assessment__unit__code"))
    return _preflight(proposal, rows, now or timezone.now(), evidence=evidence)


def candidates_preflight(period: Period, user, *, now: datetime | None = None) -> Preflight:
    """The check of every unit that could be proposed now, for the predicate that it aims at, before a proposal exists;
    fifteen queries. Without any, what the instansi itself lacks.
    """
    draft = Proposal(pk=0, period=period)
    found = queries.visible_assessments(user).filter(
        period=period, state=State.SELESAI_TPI, proposal_unit__isnull=True
    )
    rows = [
        ProposalUnit(pk=a.pk, proposal=draft, assessment=a, predicate=a.target)
        for a in found.order_by("unit__code")
    ]
    return _preflight(draft, rows, now or timezone.now())


def _preflight(
    proposal: Proposal, rows: Sequence[ProposalUnit], now: datetime, *, evidence: bool = True
) -> Preflight:
    period, exists = proposal.period, proposal.pk != 0
    for row in rows:
        row.proposal = proposal
        row.assessment.period, row.assessment.unit.instansi = period, period.instansi
        if exists:
            row.assessment.proposal_unit = row  # at hand for the pages of its findings
    standings = standings_of(period, rows) if rows else {}
    papers = papers_of(proposal, [row.assessment for row in rows]) if exists else []
    proofs = evidence_findings([row.assessment for row in rows]) if evidence else {}
    complaints = complaint_findings(period, [row.assessment.unit_id for row in rows])
    alike = Counter(" ".join(row.assessment.unit.name.lower().split()) for row in rows)
    deadline = proposal_deadline(period).astimezone(period.instansi.zone)
    stale = {row.pk: _stale(row, standings[row.pk]) for row in rows}
    units = tuple(
        UnitCheck(
            row.assessment,
            row.predicate,
            (
                *_of_guards(row, standings[row.pk]),
                *stale[row.pk],
                *complaints.get(row.assessment.unit_id, ()),
                *(
                    f
                    for p in papers
                    if p.assessment == row.assessment
                    for f in paper_findings(p, _paper(p, proposal))
                ),
                *proofs.get(row.assessment_id, ()),
                *_doubled(row, alike),
            ),
        )
        for row in rows
    )
    whole = (
        *(_of_time(proposal, deadline, now) if not proposal.sent_at else ()),
        *(_of_instansi(rows, standings) if rows else instansi_findings(period)),
        *(_of_letter(proposal) if exists else ()),
        *(
            f
            for p in papers
            if p.assessment is None and not _unscanned(p)
            for f in paper_findings(p, _paper(p, proposal))
        ),
        *_other_letters(proposal),
    )
    days = (deadline.date() - now.astimezone(period.instansi.zone).date()).days
    passed, barred = has_passed(deadline, now), tuple(_barred(rows, standings))
    sent = [row for row in rows if row.assessment.state in (State.DIUSULKAN, State.PENILAIAN_TPN)]
    changed = tuple(
        replace(found, message=f"{row.assessment.unit.name}: {found.message}")
        for row in sent
        for found in stale[row.pk]
    )
    return Preflight(whole, units, deadline, days, passed, _void(rows, standings), barred, changed)


def _unscanned(paper: Paper) -> bool:
    """The letter without its scan is told with number and date."""
    return paper.is_letter and paper.revision is None


def _paper(paper: Paper, proposal: Proposal) -> str:
    return reverse("assessments:proposal_paper", args=[proposal.pk, paper.document.code, paper.owner])


def _of_guards(row: ProposalUnit, standing: Standing) -> list[Finding]:
    """What the guards of `usulkan` say of the unit itself; of a result that is not released its state alone."""
    a, facts = row.assessment, standing.facts
    own = tuple(result for result in facts.conditions or () if result.level != "instansi")
    facts = replace(facts, conditions=own, papers_lacking=(), now=facts.proposal_deadline)
    state = workflow.SELESAI_TPI if a.state in RELEASED else a.state
    found = [r for r in workflow.check("usulkan", state, facts) if r.where not in OUR_OWN]
    return [Finding(r.message, url_of(a, r.where)) for r in found]


def _stale(row: ProposalUnit, standing: Standing) -> list[Finding]:
    """An LHE that says something else than the portal, with what may be done where the proposal stands."""
    a = row.assessment
    if not standing.is_stale or a.state not in RELEASED or lhe_holds(a):
        return []
    told = outdated(row.proposal if row.proposal.pk else None, a.state)
    return [Finding(told.message, url_of(a, told.where))]


def _of_instansi(rows: Sequence[ProposalUnit], standings: dict[int, Standing]) -> list[Finding]:
    """Conditions of the instansi that are not met, once each, whatever the number of units."""
    found = {}
    for row in rows:
        for result in standings[row.pk].facts.conditions or ():
            if result.level == "instansi" and not result.passes:
                text = f"{result.reason} {voided_text(result)}" if result.voids_sent else result.reason
                found.setdefault(text, url_of(row.assessment, "syarat"))
    return [Finding(text, url) for text, url in found.items()]


def _void(rows: Sequence[ProposalUnit], standings: dict[int, Standing]) -> tuple[str, ...]:
    results = (result for row in rows for result in standings[row.pk].facts.conditions or ())
    return tuple(dict.fromkeys(r.reason for r in results if r.voids_sent and not r.passes and r.is_known))


def _barred(rows: Sequence[ProposalUnit], standings: dict[int, Standing]) -> list[Finding]:
    """Units that lost meanwhile what their proposal rests on, from the sending to the determination."""
    return [
        Finding(
            f"{row.assessment.unit.name}: {r.reason} {barred_text(row.predicate)}",
            url_of(row.assessment, "syarat"),
        )
        for row in rows
        if row.assessment.state in (State.DIUSULKAN, State.PENILAIAN_TPN)
        for r in barring(standings[row.pk].facts.conditions or ())
    ]


def _of_time(proposal: Proposal, deadline: datetime, now: datetime) -> list[Finding]:
    period = proposal.period
    if not has_passed(deadline, now):
        return []
    if proposal.approved_at is not None:
        text = f"Batas pengusulan, {long_time(deadline)}, sudah lewat. Bila usulan sudah dikirim, catat pengirimannya."
        return [Finding(text, reverse("assessments:proposal", args=[proposal.pk]))]
    text = f"Batas pengusulan, {long_time(deadline)}, sudah lewat. Bila TPN mengubahnya, catat perubahannya."
    return [Finding(text, reverse("assessments:deadline", args=[period.instansi.code, period.year]))]


def _of_letter(proposal: Proposal) -> list[Finding]:
    if proposal.scan_id is not None:
        return []
    codes = (document.code for document in policy_of(proposal.period).documents)
    code = next((code for code in codes if code in LETTERS), None)
    url = reverse("assessments:proposal_paper", args=[proposal.pk, code, 0]) if code else ""
    return [Finding(UNSCANNED, url)]


def _other_letters(proposal: Proposal) -> list[Finding]:
    """From 2024 on one letter proposes all units of the instansi (5/2024 p. 5); one query."""
    if not any(document.states == "jumlah unit" for document in policy_of(proposal.period).documents):
        return []
    others = Proposal.objects.filter(period=proposal.period, units__isnull=False).exclude(pk=proposal.pk)
    return [
        Finding(
            f"Ada usulan lain tahun ini, nomor {other.letter_number}. Ketentuan meminta satu surat untuk semua unit.",
            reverse("assessments:proposal", args=[other.pk]),
            blocks=False,
        )
        for other in others.distinct().order_by("pk")[:5]
    ]


def _doubled(row: ProposalUnit, alike: Counter) -> list[Finding]:
    """A unit that seems to be in the list twice, under two codes."""
    name = row.assessment.unit.name
    if alike[" ".join(name.lower().split())] < 2:
        return []
    url = reverse("units:units", args=[row.assessment.unit.instansi.code])
    return [
        Finding(
            f"Nama “{name}” ada lebih dari sekali dalam daftar ini. Periksa kode unitnya.", url, blocks=False
        )
    ]
