"""The proposals of a year, and a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from assessments import queries
from assessments.forms.proposals import ProposalForm
from assessments.models import Proposal
from assessments.proposal_papers import papers_of_all, unready
from assessments.services import proposals as service
from assessments.services.errors import Refused
from assessments.views.proposals.common import candidates_of, is_admin, with_advice, with_pages
from documents.errors import UploadRefused
from documents.services import upload


@login_required
def proposals(request, instansi: str, year: int):
    """The proposals of a year, and a new one."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = is_admin(request, period)
    candidates = with_advice(candidates_of(request.user, period))
    form = ProposalForm(request.POST or None, request.FILES or None, candidates=candidates)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        made = _create(request, form, period) if form.is_valid() else None
        if made is not None:
            messages.success(request, "Usulan dibuat. Langkah berikutnya ada di halaman ini.")
            return redirect("assessments:proposal", made.pk)
    stored = _stored(period)
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "proposals": stored,
        "candidates": candidates,
    }
    return render(request, "assessments/proposals/list.html", context, status=422 if form.errors else 200)


def _stored(period) -> list[Proposal]:
    """The proposals of the year, each with `lacks`: what it lacks before it can be approved; three queries."""
    found = Proposal.objects.filter(period=period).select_related("approved_by", "scan")
    stored = list(found.prefetch_related("units__assessment__unit"))
    for proposal in stored:
        proposal.period = period
    papers = papers_of_all(stored, [(p.pk, unit.assessment) for p in stored for unit in p.units.all()])
    for proposal in stored:
        proposal.lacks = unready(proposal, papers[proposal.pk])
    return stored


def _create(request, form, period) -> Proposal | None:
    file, scan = form.cleaned_data["scan"], None
    try:
        # Not in one transaction: whoever locks assessments does so before the instansi's chain.
        if file is not None:
            scan = upload(
                file=file,
                filename=file.name,
                title=f"Surat usulan {form.cleaned_data['letter_number']}",
                kind="surat",
                instansi=period.instansi,
                actor=request.user,
                role="Admin inspektorat",
            )
        return service.create_proposal(
            period,
            letter_number=form.cleaned_data["letter_number"],
            letter_date=form.cleaned_data["letter_date"],
            scan=scan,
            wanted=form.wanted(),
            actor=request.user,
        )
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except service.UnitsRefused as error:
        form.refuse(error)
        form.reasons = with_pages(error)
    except Refused as error:
        form.refuse(error)
    return None
