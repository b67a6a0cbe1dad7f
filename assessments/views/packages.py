"""The package of a proposal: what would be in it, what was made, and taking it along."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.forms.packages import PackageForm
from assessments.models import Job, Proposal, ProposalPackage
from assessments.package.plan import UnitPlan
from assessments.proposal_papers import papers_of
from assessments.services import packages as service
from assessments.services.errors import NotAllowed, Refused
from assessments.services.job_queue import UNFINISHED
from assessments.views.proposals.common import visible_proposal, with_pages
from documents.serving import serve_blob

ROOM = 60_000  # bytes that a workbook and a list of evidence take, about


@dataclass(frozen=True)
class Made:
    """A package as shown: `current` when the proposal still says what it was made from, `closed` when withheld,
    `exposed` when it was made without confidential documents and holds one now."""

    package: ProposalPackage
    current: bool
    closed: bool
    exposed: bool


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def package(request, pk: int):
    """What a package would hold now and those that were made; a post starts the work."""
    found = visible_proposal(request, pk)
    now, error = _now(found)
    asks = bool(now and now[True].plan.subject.confidential)
    form = PackageForm(request.POST if request.method == "POST" else None, asks=asks)
    if form.is_bound and not error and form.is_valid():
        try:
            asked = service.ask_package(found, confidential=form.confidential, actor=request.user)
        except Refused as refused:  # it moved in this moment
            error = refused
        else:
            return _asked(request, found, asked)
    context = _context(request, found, now) | {"form": form, "asks": asks}
    context["reasons"] = with_pages(error) if error else []
    return render(request, "assessments/packages/page.html", context, status=422 if form.is_bound else 200)


def _asked(request, found: Proposal, asked: ProposalPackage | Job):
    if isinstance(asked, Job):
        return redirect("assessments:job", asked.pk)
    messages.info(request, "Paket dari keadaan ini sudah ada. Unduh dari daftar di bawah.")
    return redirect(reverse("assessments:package", args=[found.pk]))


def _now(found: Proposal) -> tuple[dict[bool, service.Standing] | None, Refused | None]:
    try:
        return service.standings(found), None
    except Refused as error:
        return None, error


def _context(request, found: Proposal, now: dict[bool, service.Standing] | None) -> dict:
    stored = list(found.packages.select_related("blob", "made_by"))
    closed, exposed = service.closed_for(stored), service.exposed_by(stored)
    states = {(each.plan.confidential, each.state) for each in now.values()} if now else set()
    made = {(p.confidential, p.state) for p in stored}
    mine = Job.objects.filter(requested_by=request.user, kind=service.PACKAGE, status__in=UNFINISHED)
    return {
        "proposal": found,
        "role": service.role_before(request.user, found),
        "made": [
            Made(p, (p.confidential, p.state) in states, p.pk in closed, p.pk in exposed) for p in stored
        ],
        "lacking": _lacking(found),
        "complete": bool(states) and states <= made,
        "waiting": mine.filter(params__proposal=found.pk).first(),
        "plans": {name: _told(now[choice]) for choice, name in ((True, "all"), (False, "plain"))}
        if now
        else None,
    }


def _lacking(found: Proposal) -> list[str]:
    """What the policy wants with the proposal and is not there; two queries."""
    rows = found.units.select_related("assessment__unit")
    return [paper.lacks for paper in papers_of(found, [row.assessment for row in rows]) if paper.lacks]


def _told(standing: service.Standing) -> dict:
    plan = standing.plan
    units = [_unit(one) for one in plan.units]
    return {
        "units": units,
        "letters": [entry for entry in plan.stored if not entry.unit],
        "files": len(plan.entries) + 2,
        "size": plan.size + ROOM * (1 + len(units)),
        "confidential": plan.subject.confidential,
        "left_out": len(plan.left_out),
        "links": len(plan.links),
        "is_draft": plan.subject.is_draft,
    }


def _unit(one: UnitPlan) -> dict:
    return {
        "unit": one.unit,
        "files": sum(entry.kind == "bukti" for entry in one.entries),
        "uses": sum(len(entry.questions) for entry in one.entries),
        "links": len(one.links),
        "size": sum(entry.size for entry in one.entries) + ROOM,
    }


@login_required
@require_POST
def package_file(request, pk: int):
    """A package, the stored bytes. A post, because taking it along is in the audit."""
    periods = queries.visible_periods(request.user)
    found = get_object_or_404(
        ProposalPackage.objects.select_related("blob", "proposal__period__instansi"),
        pk=pk,
        proposal__period__in=periods,
    )
    try:
        role = service.note_download(found, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    chain = f"instansi:{found.proposal.period.instansi_id}"
    return serve_blob(
        found.blob,
        filename=found.filename,
        as_attachment=True,
        chain=chain,
        actor=request.user,
        role=role,
    )
