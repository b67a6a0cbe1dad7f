"""The proposals of a year, and a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from assessments import queries
from assessments.forms.proposals import ProposalForm
from assessments.models import Proposal, Recommendation, State
from assessments.services import proposals as service
from assessments.services.errors import Refused
from assessments.views.proposals.common import is_admin, with_pages
from documents.errors import UploadRefused
from documents.services import upload


@login_required
def proposals(request, instansi: str, year: int):
    """The proposals of a year, and a new one."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = is_admin(request, period)
    candidates = list(
        queries.visible_assessments(request.user).filter(
            period=period, state=State.SELESAI_TPI, proposal_unit__isnull=True
        )
    )
    advice = {r.assessment_id: r for r in Recommendation.objects.filter(assessment__in=candidates)}
    for candidate in candidates:
        candidate.advice = advice.get(candidate.pk)
    form = ProposalForm(request.POST or None, request.FILES or None, candidates=candidates)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        made = _create(request, form, period) if form.is_valid() else None
        if made is not None:
            messages.success(request, "Usulan dibuat. Sekarang mintakan persetujuan pimpinan instansi.")
            return redirect("assessments:proposal", made.pk)
    stored = Proposal.objects.filter(period=period).select_related("approved_by").prefetch_related("units")
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "proposals": stored,
        "candidates": candidates,
    }
    return render(request, "assessments/proposals/list.html", context, status=422 if form.errors else 200)


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
