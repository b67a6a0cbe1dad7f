"""Pembangunan, and the button that moves a unit on. Pencanangan and conditions have views of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.engine import workflow
from assessments.forms.steps import TYPED, DevelopmentForm
from assessments.models import Development
from assessments.pakta import declaration_of
from assessments.plans import plan_for
from assessments.rules import acting_as, may
from assessments.services import steps
from assessments.services.errors import NotAllowed, Refused
from assessments.services.tpn import start_tpn
from assessments.services.workflow import move as walk
from assessments.services.workflow import refusals
from assessments.team_places import TeamPlace, coverage_of
from assessments.where import url_of
from documents.errors import UploadRefused
from documents.services import upload
from documents.serving import serve
from units.texts import plain_text


def _visible(request, pk: int):
    found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_conditions", found):
        raise PermissionDenied
    return found


def _reasons(a, found) -> list[dict]:
    return [{"message": r.message, "url": url_of(a, r.where)} for r in found]


PAPERS = {"pencanangan": "scan", "piagam": "charter"}  # of the pencanangan, as addresses call them
# These moves take more than a reason: proposal, its withdrawal, TPN's results, the due date of a round.
OWN_FORM = frozenset(
    {
        "usulkan",
        "tarik_usulan",
        "tetapkan_wbk",
        "tetapkan_wbbm",
        "tetapkan_belum",
        "tetapkan_wbk_mandiri",
        "kembalikan",
        "batalkan_penetapan",
        "batalkan_wbk_mandiri",
        "cabut",
        "batalkan_cabut_wbk",
        "batalkan_cabut_wbbm",
    }
)


@login_required
@require_POST
def move(request, pk: int, name: str):
    """Walk one move, with its reason where it needs one; a refusal comes back to the unit's page with every reason."""
    found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if name not in workflow.TRANSITIONS or name in OWN_FORM:
        raise Http404
    reason = plain_text(request.POST.get("alasan", ""))
    try:
        if name == "mulai_tpn":
            start_tpn(pk, actor=request.user)  # with the sheet, without which nothing can be determined
        else:
            walk(pk, name, actor=request.user, reason=reason)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        for message, _ in error.reasons:
            messages.error(request, message)
    else:
        messages.success(request, f"{workflow.TRANSITIONS[name].label}: berhasil.")
    return redirect("assessments:assessment", found.pk)


def _upload(request, form, field: str, a, *, title: str, kind: str):
    file = form.cleaned_data[field]
    if file is None:
        return None
    return upload(
        file=file,
        filename=file.name,
        title=title,
        kind=kind,
        unit=a.unit,
        actor=request.user,
        role=acting_as(request.user, a),
    )


@login_required
def pembangunan(request, pk: int):
    """Decree, team and plan of the unit."""
    a = _visible(request, pk)
    stored = Development.objects.filter(assessment=a).select_related("plan").first()
    editable = may(request.user, "record_development", a) and a.state in ("pencanangan", "pembangunan")
    form = DevelopmentForm(request.POST or None, request.FILES or None, stored=stored)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save_development(request, form, a):
            return redirect("assessments:pembangunan", pk)
    name = "catat_pembangunan" if a.state == "pencanangan" else "buka_penilaian"
    progress, plan = plan_for(request.user, a)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "form": form,
        "editable": editable,
        "development": stored,
        "progress": progress,
        "plan": plan,
        **_team_context(a),
        "move": name,
        "move_label": workflow.TRANSITIONS[name].label,
        "reasons": _reasons(a, refusals(a, name)) if editable else [],
    }
    return render(request, "assessments/steps/pembangunan.html", context, status=422 if form.errors else 200)


def _team_context(a) -> dict:
    """The tim kerja in short."""
    place = TeamPlace.of(a)
    team = place.team()
    return {"team": team, "coverage": coverage_of(place, team, place.today)}


def _save_development(request, form, a) -> bool:
    data = {name: form.cleaned_data[name] for name in TYPED if name in form.fields}
    try:
        plan = _upload(request, form, "plan", a, title="Rencana kerja pembangunan ZI", kind="dokumen")
        steps.record_development(a.pk, plan=plan, actor=request.user, **data)
    except UploadRefused as error:
        form.refuse_file("plan", error)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, "Data pembangunan disimpan.")
        return True
    return False


@login_required
@require_safe
def step_file(request, pk: int, what: str):
    """The scan of the pencanangan or its piagam, or the plan of the pembangunan."""
    a = _visible(request, pk)
    revision = None
    if what in PAPERS and (declaration := declaration_of(a)):
        revision = getattr(declaration, PAPERS[what])
    elif what == "rencana":
        development = Development.objects.filter(assessment=a).first()
        revision = development.plan if development else None
    if revision is None:
        raise Http404
    return serve(
        revision,
        as_attachment=False,
        actor=request.user,
        role=acting_as(request.user, a),
        assessment=a.pk,
        method=request.method,
    )
