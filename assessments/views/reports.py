"""The documents of a unit: what is issued, the score sheet, the LHE."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.forms.reports import IssueForm
from assessments.issued import issued
from assessments.kawasan import integration, place_of, visible_kawasan
from assessments.kawasan_papers import is_readable
from assessments.models import Assessment, IssuedDocument, KawasanYear
from assessments.reports.jobs import LHE, SCORE_SHEET, file_name
from assessments.reports.sides import is_released
from assessments.rules import acting_as, acting_in, may
from assessments.services.issuing import issued_already, valid_document
from assessments.services.jobs import start_job
from assessments.services.place_issuing import PAKTA_KINDS
from assessments.staff_places import StaffPlace
from documents.serving import serve_blob

Kind = IssuedDocument.Kind
OWNED = ("proposal__period__instansi", "unit__instansi", "instansi", "kawasan_year__kawasan__coordinator")


def _visible(request, pk: int) -> Assessment:
    return get_object_or_404(queries.visible_assessments(request.user), pk=pk)


def _page(request, a: Assessment, form: IssueForm, status: int = 200):
    """Everything that is issued, and what this person can do."""
    can = {
        name: may(request.user, name, a) for name in ("view_answers", "download_documents", "issue_documents")
    }
    if not (can["view_answers"] or can["download_documents"]):
        raise PermissionDenied
    documents = list(queries.issued_documents(a))
    for document in documents:
        document.assessment = a  # with its versions, read already
    has_lhe = any(d.kind == Kind.LHE and d.superseded_at is None for d in documents)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "issued": issued(documents, list(queries.reopenings_of(a))),
        "explains": may(request.user, "view_reopening", a),
        "has_lhe": has_lhe,
        "can": can
        | {"issue": can["issue_documents"] and not has_lhe, "export": may(request.user, "export", a)},
        "released": is_released(a),
        "form": form,
    }
    return render(request, "assessments/reports/documents.html", context, status=status)


@login_required
@require_safe
def reports(request, pk: int):
    """The documents page of a unit."""
    return _page(request, _visible(request, pk), IssueForm())


@login_required
@require_POST
def issue_lhe(request, pk: int):
    """Start issuing the LHE under the number typed."""
    a = _visible(request, pk)
    if not may(request.user, "issue_documents", a):
        raise PermissionDenied
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _page(request, a, form, status=422)
    number = form.cleaned_data["number"]
    valid = valid_document(a, Kind.LHE)
    if valid is not None and valid.number != number:  # from a tab that was left open
        messages.warning(request, issued_already(valid, number))
        return redirect("assessments:reports", pk)
    job = start_job(LHE, actor=request.user, assessment=a, params={"number": number})
    return redirect("assessments:job", job.pk)


@login_required
@require_POST
def score_sheet(request, pk: int):
    """Start making the score sheet."""
    a = _visible(request, pk)
    if not may(request.user, "view_answers", a):
        raise PermissionDenied
    return redirect("assessments:job", start_job(SCORE_SHEET, actor=request.user, assessment=a).pk)


@login_required
@require_safe
def issued_file(request, id):
    """An issued PDF, the stored bytes."""
    document = get_object_or_404(
        IssuedDocument.objects.select_related("blob", *OWNED), pk=id, blob__isnull=False
    )
    role = _role_at(request, document)
    return serve_blob(
        document.blob,
        filename=file_name(document),
        as_attachment=True,
        chain=document.audit_chain,
        actor=request.user,
        role=role,
    )


def _role_at(request, document: IssuedDocument) -> str:
    """As which role the person reads it: 404 for a stranger, 403 without the right."""
    if document.assessment_id is not None:
        document.assessment = a = _visible(request, document.assessment_id)
        wanted = "view_preliminary" if document.kind == Kind.PRELIMINARY else "download_documents"
        if not may(request.user, wanted, a):
            raise PermissionDenied
        return acting_as(request.user, a)
    if document.kawasan_year is not None:
        return _role_in_kawasan(request.user, document.kawasan_year)
    place = StaffPlace(document.owning_instansi, document.unit)
    role = acting_in(request.user, place)
    if document.kind in PAKTA_KINDS:
        role = role if may(request.user, "view_staff", place) else ""
    elif document.kind == Kind.CHARTER and not role:
        role = _role_of_declared(request.user, document)
    if role:
        return role
    known = queries.visible_assessments(request.user).filter(unit=document.unit_id)
    raise PermissionDenied if document.unit_id and known.exists() else Http404


def _role_in_kawasan(user, year: KawasanYear) -> str:
    """The role in which a person reads the report of a kawasan: who reads its values."""
    place = place_of(user, get_object_or_404(visible_kawasan(user), pk=year.kawasan_id))
    if not is_readable(place, integration(year)):
        raise PermissionDenied
    return place.acting


def _role_of_declared(user, document: IssuedDocument) -> str:
    """The role in which a person reads the piagam of a unit; "" where they have none."""
    years = queries.visible_assessments(user).filter(unit=document.unit_id) if document.unit_id else ()
    return next((acting_as(user, a) for a in years if may(user, "view_conditions", a)), "")
