"""Pencanangan, pembangunan, conditions, and the button that moves a unit on."""

from fractions import Fraction

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import facts, queries
from assessments.engine import workflow
from assessments.engine.answers import BadValue
from assessments.forms.steps import ConditionForm, DeclarationForm, DevelopmentForm
from assessments.loaded import policy_of
from assessments.models import ConditionValue, Declaration, Development
from assessments.plans import plan_for
from assessments.rules import acting_as, may
from assessments.services import steps
from assessments.services.errors import NotAllowed, Refused
from assessments.services.proposals import start_tpn
from assessments.services.workflow import move as walk
from assessments.services.workflow import refusals
from assessments.where import url_of
from documents.errors import UploadRefused
from documents.services import upload
from documents.serving import serve
from units.models import Role
from units.queries import hats_of
from units.texts import plain_text


def _visible(request, pk: int):
    found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_conditions", found):
        raise PermissionDenied
    return found


def _reasons(a, found) -> list[dict]:
    return [{"message": r.message, "url": url_of(a, r.where)} for r in found]


# These moves take more than a reason: proposal, TPN's results, the due date of a round.
OWN_FORM = frozenset({"usulkan", "tetapkan_wbk", "tetapkan_wbbm", "tetapkan_belum", "kembalikan"})


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
def pencanangan(request, pk: int):
    """The pencanangan of a unit: its own, or the instansi's that covers it."""
    a = _visible(request, pk)
    editable = may(request.user, "edit_declaration", a)
    own = a.declaration if a.declaration_id and a.declaration.unit_id else None
    form = DeclarationForm(request.POST or None, request.FILES or None, stored=own)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save_declaration(request, form, a):
            return redirect("assessments:pencanangan", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "form": form,
        "editable": editable,
        "declaration": a.declaration,
        "listed": pakta_listed(a),
        "instansi_declarations": Declaration.objects.filter(instansi=a.unit.instansi, unit=None)
        if editable
        else [],
        "reasons": _reasons(a, refusals(a, "catat_pencanangan")) if editable and a.declaration_id else [],
    }
    return render(request, "assessments/steps/pencanangan.html", context, status=422 if form.errors else 200)


def pakta_listed(a) -> str:
    """What the staff list of the unit counts today: "42 dari 57 pegawai (74%)"; empty without a list."""
    signed, staff = queries.pakta_count(a.unit, timezone.localdate())
    return f"{signed} dari {staff} pegawai ({round(Fraction(100 * signed, staff))}%)" if staff else ""


def _save_declaration(request, form, a) -> bool:
    try:
        # Not in one transaction: the upload writes the instansi's chain, the record the assessment's.
        scan = _upload(request, form, "scan", a, title="Dokumen pencanangan", kind="dokumen")
        steps.record_unit_declaration(a.pk, data=form.data_class(), scan=scan, actor=request.user)
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, "Data pencanangan disimpan.")
        return True
    return False


@login_required
@require_POST
def use_declaration(request, pk: int, declaration: int):
    """Let a pencanangan of the instansi cover the unit."""
    a = _visible(request, pk)
    chosen = get_object_or_404(Declaration, pk=declaration, instansi=a.unit.instansi_id, unit=None)
    try:
        steps.use_instansi_declaration(pk, declaration=chosen, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, "Unit ini tercakup oleh pencanangan instansi.")
    return redirect("assessments:pencanangan", pk)


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
        "move": name,
        "move_label": workflow.TRANSITIONS[name].label,
        "reasons": _reasons(a, refusals(a, name)) if editable and stored else [],
    }
    return render(request, "assessments/steps/pembangunan.html", context, status=422 if form.errors else 200)


def _save_development(request, form, a) -> bool:
    data = {name: form.cleaned_data[name] for name in ("decree_number", "decree_date", "team")}
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
    """The scan of the pencanangan or the plan of the pembangunan."""
    a = _visible(request, pk)
    revision = None
    if what == "pencanangan" and a.declaration_id:
        revision = a.declaration.scan
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


def _condition_forms(request, period, unit, conditions):
    policy = policy_of(period)
    stored = {r.code: r for r in ConditionValue.objects.filter(period=period, unit=unit)}
    data = request.POST if request.method == "POST" else None
    return [ConditionForm(data, policy=policy, condition=c, stored=stored.get(c.code)) for c in conditions]


def _save_conditions(request, forms, period, unit, assessment=None) -> bool:
    """Save every changed row, or none when one of them is refused."""
    if sum(not form.is_valid() for form in forms):  # ask every form, so that every error shows
        return False
    with transaction.atomic():
        for form in forms:
            if form.is_filled and form.has_changed():
                _save_condition(request, form, period, unit, assessment)
        refused = any(form.errors for form in forms)
        transaction.set_rollback(refused)
    return not refused


def _save_condition(request, form, period, unit, assessment) -> None:
    names = ("value", "source", "document_date")
    try:
        steps.record_condition(
            period,
            unit=unit,
            code=form.condition.code,
            actor=request.user,
            assessment=assessment,
            **{name: form.cleaned_data[name] for name in names},
        )
    except BadValue as error:
        form.add_error("value", str(error))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.refuse(error)


@login_required
def syarat(request, pk: int):
    """The conditions for a proposal: the unit's own to type, all with their verdict for both predicates."""
    a = _visible(request, pk)
    editable = may(request.user, "edit_conditions", a)
    forms = (
        _condition_forms(request, a.period, a.unit, policy_of(a.period).unit_conditions) if editable else []
    )
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if _save_conditions(request, forms, a.period, a.unit, a):
            messages.success(request, "Syarat unit disimpan.")
            return redirect("assessments:syarat", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "forms": forms,
        "editable": editable,
        "verdicts": {p: facts.conditions_of(a, p) for p in policy_of(a.period).predicates},
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "assessments/steps/syarat.html", context, status=status)


@login_required
def instansi_syarat(request, instansi: str, year: int):
    """The conditions of the instansi in a year."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)
    wanted = [c for c in policy_of(period).instansi_conditions if steps.concerns(c, period.instansi)]
    forms = _condition_forms(request, period, None, wanted)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if _save_conditions(request, forms, period, None):
            messages.success(request, "Syarat instansi disimpan.")
            return redirect("assessments:instansi_syarat", instansi, year)
    context = {"period": period, "forms": forms, "editable": editable}
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "assessments/steps/instansi_syarat.html", context, status=status)


@login_required
def instansi_pencanangan(request, instansi: str, year: int):
    """The pencanangan of the whole instansi, which covers its units."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)
    form = DeclarationForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save_instansi_declaration(request, form, period.instansi):
            return redirect("assessments:instansi_pencanangan", instansi, year)
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "declarations": Declaration.objects.filter(instansi=period.instansi, unit=None),
    }
    return render(
        request, "assessments/steps/instansi_pencanangan.html", context, status=422 if form.errors else 200
    )


def _save_instansi_declaration(request, form, instansi) -> bool:
    file = form.cleaned_data["scan"]
    try:
        with transaction.atomic():
            scan = None
            if file is not None:
                scan = upload(
                    file=file,
                    filename=file.name,
                    title="Dokumen pencanangan instansi",
                    kind="dokumen",
                    instansi=instansi,
                    actor=request.user,
                    role="Admin inspektorat",
                )
            steps.record_instansi_declaration(instansi, data=form.data_class(), scan=scan, actor=request.user)
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, "Pencanangan instansi dicatat.")
        return True
    return False
