"""Background work: the papers of a proposal as PDF. With two hundred units a recap takes seconds."""

from __future__ import annotations

from assessments import queries
from assessments.models import Job, Proposal
from assessments.proposal_papers import Paper, papers_of
from assessments.reports.proposal.papers import print_paper, print_recap
from assessments.services.errors import Refused
from assessments.services.jobs import Progress, job_kind

PROPOSAL_PAPER = "usulan-cetak"
GONE = "Usulan atau dokumen ini tidak ada lagi. Buka halaman usulannya, lalu coba lagi."


@job_kind(PROPOSAL_PAPER)
def make_paper(job: Job, progress: Progress) -> None:
    """Issue the entry `params["entry"]` of the policy's documents (of the assessment `params["owner"]`, 0 for all of
    the proposal), or where it is "" the recap. It is then on the page of documents, so that nothing is left to fetch.
    """
    progress(10)
    proposal = _proposal(job)
    if not job.params["entry"]:
        print_recap(proposal, actor=job.requested_by)
    else:
        print_paper(proposal, _paper(proposal, job), actor=job.requested_by)


def _proposal(job: Job) -> Proposal:
    periods = queries.visible_periods(job.requested_by)
    rows = Proposal.objects.select_related("period__instansi", "period__policy", "scan")
    found = rows.filter(pk=job.params["proposal"], period__in=periods).first()
    if found is None:
        raise Refused(GONE)
    return found


def _paper(proposal: Proposal, job: Job) -> Paper:
    entry, owner = job.params["entry"], job.params["owner"]
    rows = proposal.units.select_related("assessment__unit__instansi", "assessment__period")
    owners = [row.assessment for row in rows if row.assessment_id == owner]
    for paper in papers_of(proposal, owners):
        if (paper.document.code, paper.owner) == (entry, owner):
            return paper
    raise Refused(GONE)
