"""A KKE workbook by the browser: upload with a preview, apply all or nothing."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.forms.kke import ApplyForm, ImportForm
from assessments.kke.exchange import Wish, apply_import, preview_import
from assessments.kke.guard import FileRefused
from assessments.kke.jobs import XLSX
from assessments.rules import acting_as, may
from assessments.services.errors import Conflict, NotAllowed, Refused
from documents import store
from documents.models import Blob
from documents.services import store_generated

HOUR = 3600


def _importable(request, pk: int):
    """The assessment and the sides that the person may import into."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    sides = []
    if may(request.user, "import_unit", a):
        sides.append(("unit", "Jawaban unit"))
    if may(request.user, "assess", a) or may(request.user, "decide", a):
        sides.append(("tpi", "Jawaban TPI"))
    if not sides:
        raise PermissionDenied
    return a, sides


@login_required
def kke_import(request, pk: int):
    """Upload a workbook; what it would change is shown before anything is written."""
    a, sides = _importable(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None, sides=sides)
    context = {"a": a, "role": acting_as(request.user, a), "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        wish = Wish(side=form.cleaned_data["side"], block=form.cleaned_data.get("block") or 1)
        try:
            if file.size > settings.EVIDENCE_MAX_BYTES:
                raise FileRefused(f"Berkas ini lebih besar dari {settings.EVIDENCE_MAX_BYTES // 2**20} MiB.")
            plan = preview_import(pk, file, wish, actor=request.user)
        except FileRefused as error:
            form.add_error("file", str(error))
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        else:
            file.seek(0)
            blob = store_generated(file, media_type=XLSX)
            token = signing.dumps(
                {"blob": blob.pk, "name": file.name[:150], **asdict(wish)}, salt=_salt(request, pk)
            )
            return _preview(request, context, plan, ApplyForm(initial={"token": token}), file.name)
    return render(request, "assessments/kke/import.html", context, status=422 if form.errors else 200)


def _salt(request, pk: int) -> str:
    return f"kke-import-{request.user.pk}-{pk}"


def _preview(request, context, plan, form, name: str, status: int = 200):
    data = plan.as_json(applied=False)
    context |= {
        "plan": data,
        "where": plan.reading.where,
        "bad": plan.reading.bad,
        "warnings": plan.reading.warnings,
        "unknown": plan.reading.unknown,
        "form": form,
        "file_name": name,
        "nothing": not plan.changes and not plan.conflicts,
    }
    return render(request, "assessments/kke/preview.html", context, status=status)


@login_required
@require_POST
def kke_apply(request, pk: int):
    """Apply the previewed workbook, all or nothing; it is read and compared again."""
    a, _ = _importable(request, pk)
    form = ApplyForm(request.POST)
    again = reverse("assessments:kke_import", args=[pk])
    try:
        kept = signing.loads(request.POST.get("token", ""), salt=_salt(request, pk), max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, "Pratinjau ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")
        return redirect(again)
    if not form.is_valid():
        messages.error(request, "Pilihan tidak dikenal. Unggah berkasnya sekali lagi.")
        return redirect(again)
    blob = get_object_or_404(Blob, pk=kept["blob"])
    wish = Wish(
        kept["side"],
        kept["block"],
        form.cleaned_data["on_conflict"] or None,
        form.cleaned_data["blanks_empty"],
    )
    context = {"a": a, "role": acting_as(request.user, a)}
    with store.open_verified(blob.sha256, size=blob.size) as source:
        try:
            plan = apply_import(pk, source, wish, actor=request.user)
        except (FileRefused, Conflict) as error:
            messages.error(request, f"{error} Unggah berkasnya sekali lagi.")
            return redirect(again)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            for message, _ in error.reasons:
                messages.error(request, message)
            source.seek(0)
            plan = preview_import(pk, source, wish, actor=request.user)
            return _preview(request, context, plan, form, kept["name"], status=422)
    messages.success(request, f"{len(plan.changes)} perubahan dari {kept['name']} diterapkan.")
    return redirect("assessments:assessment", pk)
