"""A unit's campaigns: the list, one campaign, making and changing it, opening and closing it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.doubted import doubted_of
from surveys.forms.campaigns import CampaignForm, ExcludeForm, ServiceRows
from surveys.models import Campaign
from surveys.queries import (
    batches_of,
    campaigns_of,
    follow_ups_of,
    imports_of,
    known_campaigns,
    known_units,
    paper_of,
    scans_of,
    services_with_counts,
)
from surveys.results import results_of
from surveys.rules import acting_as, may
from surveys.services import campaigns as writes
from surveys.services.codes import MOST
from surveys.services.excluding import exclude_answers
from surveys.services.trail import version_of
from surveys.views.finding import allowed
from units.forms.base import attempt
from units.models import UnitKerja
from units.services.errors import Refused

ACTS = {
    "buka": (writes.open_campaign, {}, "Survei dibuka. Bagikan alamatnya kepada pengguna layanan."),
    "tutup": (writes.close_campaign, {}, "Survei ditutup. Hasilnya tidak berubah lagi."),
    "umumkan": (writes.publish_campaign, {"published": True}, "Hasil survei tampil pada alamat pendeknya."),
    "sembunyikan": (writes.publish_campaign, {"published": False}, "Hasil survei tidak diumumkan lagi."),
}


@login_required
@require_safe
def campaign_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The surveys of a unit, the newest first."""
    unit = get_object_or_404(known_units(request.user), pk=pk)
    return page(request, "campaigns", unit, {"campaigns": campaigns_of(request.user, unit)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a campaign."""
    unit = get_object_or_404(known_units(request.user), pk=pk)
    if not may(request.user, "run_survey", unit):
        raise PermissionDenied
    return _form(
        request, unit, None, lambda data, _: writes.create_campaign(unit, actor=request.user, **data)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = allowed(request, pk)
    if found.state != Campaign.State.DRAFT:
        messages.error(request, "Survei ini sudah dibuka, jadi isinya tidak dapat diubah lagi.")
        return redirect("surveys:campaign", pk)
    return _form(
        request,
        found.unit,
        found,
        lambda data, seen: writes.change_campaign(pk, seen=seen, actor=request.user, **data),
    )


@login_required
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: its address, who has answered, what came out."""
    found = get_object_or_404(known_campaigns(request.user), pk=pk)
    closed = found.state == Campaign.State.CLOSED
    context = {
        "one": found,
        "services": services_with_counts(found),
        "result": results_of(found) if closed else None,
        "follow_ups": follow_ups_of(found) if closed else [],
        "runs_now": found.runs_on(found.local_day()),
        "calls": found.contacts_until is not None and may(request.user, "read_contacts", found.unit),
        "scans": scans_of(found, request.user),
        "opens": may(request.user, "open_scan", found.unit),
        "batches": batches_of(found),
        "most_codes": MOST,
    }
    return page(request, "campaign", found.unit, context)


@login_required
@require_POST
def campaign_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it, close it, publish or hide its result, as `act` says."""
    allowed(request, pk)
    act, said, done = ACTS.get(request.POST.get("act", ""), (None, {}, ""))
    try:
        if act is None:
            raise Refused("Langkah ini tidak dikenal.")
        act(pk, actor=request.user, **said)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("surveys:campaign", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The doubted answers of a closed campaign, and leaving some of them out; for the admin alone."""
    found = allowed(request, pk, "exclude_answer")
    if found.state != Campaign.State.CLOSED:
        messages.error(request, "Jawaban dapat dilihat setelah survei ditutup.")
        return redirect("surveys:campaign", pk)
    form = ExcludeForm(request.POST if request.method == "POST" else None)
    count = attempt(form, lambda data: exclude_answers(pk, actor=request.user, **data))
    if count is not None:
        messages.success(request, f"{count} jawaban dikecualikan. Indeksnya dihitung ulang.")
        return redirect("surveys:answers", pk)
    context = {
        "one": found,
        "form": form,
        "rows": doubted_of(found),
        "chosen": request.POST.getlist("answers"),
        "imports": imports_of(found).exclude(applied_at=None),
        "paper": paper_of(found),
        "chosen_imports": request.POST.getlist("imports"),
    }
    return page(request, "answers", found.unit, context, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, unit: UnitKerja, stored: Campaign | None, act: Callable[[dict, str], Campaign]
) -> HttpResponse:
    """The form of a campaign with the rows of its services; `act` gets what a valid one says, and the version seen."""
    data = request.POST.copy() if request.method == "POST" else None
    first, rows = _stored(stored) if stored else ({}, [])
    form, services = CampaignForm(data, initial=first), ServiceRows(data, initial=rows, prefix="l")

    def save(said: dict) -> Campaign:
        seen = said.pop("version")
        try:
            return act({**said, "services": services.services}, seen)
        except writes.Overtaken as error:
            data["version"] = error.version
            raise

    if all([form.is_valid(), services.is_valid()]):
        made = attempt(form, save)
        if made is not None:
            messages.success(request, "Survei disimpan sebagai rancangan. Periksa, lalu buka.")
            return redirect("surveys:campaign", made.pk)
    context = {"form": form, "services": services, "one": stored}
    return page(request, "form", unit, context, status=422 if data is not None else 200)


def _stored(one: Campaign) -> tuple[dict, list[dict]]:
    first = {name: getattr(one, name) for name in writes.FIELDS}
    rows = list(one.services.values("name", "population", "target"))
    return first | {"questionnaire": one.questionnaire.code, "version": version_of(one)}, rows


def page(
    request: HttpRequest, name: str, unit: UnitKerja, context: dict, *, status: int = 200
) -> HttpResponse:
    """A page about the surveys of a unit, with what its frame needs: who acts as what, and what they may."""
    frame = {
        "unit": unit,
        "role": acting_as(request.user, unit),
        "runs": may(request.user, "run_survey", unit),
        "excludes": may(request.user, "exclude_answer", unit),
    }
    return render(request, f"surveys/{name}.html", frame | context, status=status)
