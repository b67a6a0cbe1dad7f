"""Scans of filled in paper forms: kept with the campaign, opened by few, each opening in the audit."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.serving import serve_blob
from surveys.forms.scans import CountForm, ScanForm
from surveys.models import Campaign, Scan
from surveys.queries import scans_of
from surveys.rules import acting_as
from surveys.services.scans import add_scan, correct_scan, note_opening, remove_scan
from surveys.views.campaigns import page
from surveys.views.finding import allowed
from units.services.errors import NotAllowed, Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scans(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file with scans."""
    found = allowed(request, pk)
    if found.state == Campaign.State.DRAFT:
        messages.error(request, "Pindaian disimpan setelah survei dibuka.")
        return redirect("surveys:campaign", pk)
    form = ScanForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            new = add_scan(pk, **form.cleaned_data, filename=file.name, actor=request.user)
        except Refused as refused:
            for message, field in refused.reasons:
                form.add_error(field if field in form.fields else None, message)
        else:
            if new:
                messages.success(request, "Pindaian tersimpan.")
            else:
                messages.warning(request, "Berkas ini sudah tersimpan pada survei ini.")
            return redirect("surveys:scans", pk)
    context = {
        "one": found,
        "form": form,
        "scans": scans_of(found, request.user),
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
    }
    return page(request, "scans", found.unit, context, status=422 if form.errors else 200)


@login_required
@require_safe
def scan(request: HttpRequest, pk: int, scan: int) -> HttpResponseBase:
    """One file of scans, for who runs the survey, the admin and TPI of the unit."""
    found = allowed(request, pk, "open_scan")
    one = get_object_or_404(found.scans.select_related("blob"), pk=scan)
    one.campaign = found
    if request.method != "HEAD":
        note_opening(one, actor=request.user)
    return serve_blob(
        one.blob,
        filename=one.filename,
        as_attachment=False,
        chain=f"instansi:{found.unit.instansi_id}",
        actor=request.user,
        role=acting_as(request.user, found.unit),
    )


@login_required
@require_POST
def scan_count(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """Say anew how many forms a file holds."""
    allowed(request, pk, "correct_scan")
    form = CountForm(request.POST)
    count = form.cleaned_data["count"] if form.is_valid() else 0  # which is refused
    try:
        changed = correct_scan(pk, scan=scan, count=count, actor=request.user)
    except Scan.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        said = "Banyaknya formulir dibetulkan." if changed else "Banyaknya formulir memang sudah sekian."
        messages.success(request, said)
    return redirect("surveys:campaign", pk)


@login_required
@require_POST
def scan_remove(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """Take a file of scans away, with a reason; for the admin alone."""
    allowed(request, pk, "remove_scan")
    try:
        remove_scan(pk, scan=scan, reason=request.POST.get("reason", ""), actor=request.user)
    except Scan.DoesNotExist as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Pindaian dihapus.")
    return redirect("surveys:campaign", pk)
