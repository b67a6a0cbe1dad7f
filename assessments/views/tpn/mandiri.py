"""WBK mandiri: the Minister's permissions of an instansi, and a unit that it determines itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assessments.forms.self_determination import PermitEndForm, PermitForm, SelfDeterminationForm
from assessments.forms.tpn import DecreeForm, RemoveForm
from assessments.loaded import policy_of
from assessments.models import SelfDetermination, SelfPermit
from assessments.rules import acting_as, may
from assessments.services import self_determination as service
from assessments.services.tpn import TakenBack
from assessments.services.workflow import refusals
from assessments.views.tpn.common import Taking, attempt, must, own, reasons_of, released_or_403
from assessments.views.tpn.decision import correct
from documents.serving import serve
from units.models import Role
from units.queries import hats_of, known_instansi


def _permits(request, code: str):
    """The instansi, for who may read its permissions: its admin and head, and the admin sistem."""
    instansi = get_object_or_404(known_instansi(request.user), code=code)
    hats = hats_of(request.user)
    readers = hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    if not hats.is_admin_sistem and instansi.pk not in readers:
        raise PermissionDenied
    return instansi


@login_required
def self_permits(request, instansi: str):
    """The permissions of an instansi; a new one is recorded, a standing one ended."""
    found = _permits(request, instansi)
    editable = service.may_record_permit(request.user, found.pk)
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    if request.method == "POST" and not editable:
        raise PermissionDenied
    rows = list(SelfPermit.objects.filter(instansi=found).select_related("recorded_by", "scan"))
    new = posted == "izin"
    form = PermitForm(request.POST if new else None, request.FILES if new else None)
    ending = next((row for row in rows if posted == f"akhir-{row.pk}"), None)
    end = PermitEndForm(request.POST if ending else None, prefix="akhir")
    if new and _record(request, form, found) is not None:
        messages.success(request, "Izin WBK mandiri dicatat.")
        return redirect("assessments:self_permits", instansi)
    if ending is not None and _end(request, end, ending) is not None:
        messages.success(request, "Masa berlaku izin disimpan.")
        return redirect("assessments:self_permits", instansi)
    context = {
        "instansi": found,
        "permits": rows,
        "form": form,
        "end": end,
        "ending": ending,
        "editable": editable,
    }
    status = 422 if form.errors or end.errors else 200
    return render(request, "assessments/tpn/permits.html", context, status=status)


def _record(request, form: PermitForm, instansi):
    def act(files):
        names = ("letter_number", "letter_date", "from_year")
        return service.record_permit(
            instansi,
            actor=request.user,
            scan=files.get("scan"),
            **{name: form.cleaned_data[name] for name in names},
        )

    role = "Admin sistem" if hats_of(request.user).is_admin_sistem else "Admin inspektorat"
    taking = Taking(instansi, request.user, role, {"scan": "Izin WBK mandiri"})
    return attempt(form, act, taking=taking, rehearse=False)


def _end(request, form: PermitEndForm, permit: SelfPermit):
    def act(_files):
        data = form.cleaned_data
        return service.end_permit(
            permit, until_year=data["until_year"], reason=data["reason"], actor=request.user
        )

    return attempt(form, act)


@login_required
@require_safe
def self_permit_scan(request, instansi: str, permit: int):
    """The scan of a permission."""
    found = get_object_or_404(SelfPermit, instansi=_permits(request, instansi), pk=permit)
    if found.scan is None:
        raise Http404
    return serve(found.scan, as_attachment=False, actor=request.user, role="", method=request.method)


@login_required
def self_determination(request, pk: int):
    """The determination of a unit by its own instansi: recorded once, then corrected or taken back with a reason."""
    a = released_or_403(request, pk)
    stored = (
        SelfDetermination.objects.filter(assessment=a).select_related("decree_scan", "recorded_by").first()
    )
    offered = policy_of(a.period).self_determined_wbk and a.state == "selesai_tpi"
    if stored is None and not offered:
        raise Http404
    if request.method == "POST":
        must(request, "determine_self", a)
    taking_back = request.method == "POST" and request.POST.get("form") == "batal"
    back = RemoveForm(
        request.POST if taking_back else None,
        initial={"version": stored.decree_version if stored else 0},
        prefix="batal",
    )
    if taking_back and _take_back(request, back, a) is not None:
        messages.success(request, "WBK mandiri dibatalkan; unit ini kembali selesai dinilai TPI.")
        return redirect("assessments:self_determination", pk)
    writing = request.method == "POST" and not taking_back
    data, files = (request.POST, request.FILES) if writing else (None, None)
    former = list(a.former_decrees.select_related("replaced_by"))
    new = {"initial": {"version": len(former)}}
    form = DecreeForm(data, files, stored=stored) if stored else SelfDeterminationForm(data, files, **new)
    act = correct if stored else _determine
    if writing and act(request, form, a) is not None:
        messages.success(
            request, "Koreksi keputusan dicatat." if stored else "Penetapan WBK mandiri dicatat."
        )
        return redirect("assessments:self_determination", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "stored": stored,
        "form": form,
        "editable": may(request.user, "determine_self", a),
        "reasons": [] if stored else _standing(a),
        "back": back if stored and a.state == "wbk" else None,
        "stopped": bool(back.errors),
        "resting": reasons_of(a, refusals(a, service.TAKE_BACK)) if stored and a.state == "wbk" else [],
        "former": former,
    }
    status = 422 if form.errors or back.errors else 200
    back.tell_once(reason["message"] for reason in context["resting"])
    return render(request, "assessments/tpn/mandiri.html", context, status=status)


def _take_back(request, back: RemoveForm, a):
    def act(_files):
        reason = back.cleaned_data["reason"]
        return service.take_back_self(a.pk, reason=reason, seen=back.seen(), actor=request.user)

    return attempt(back, act)


def _standing(a) -> list[dict[str, str]]:
    """What stands in the way, number and date apart: they are written here."""
    found = refusals(a, service.MOVE)
    return reasons_of(a, [r for r in found if r.where != "wbk_mandiri"])


def _determine(request, form: SelfDeterminationForm, a):
    def act(files):
        names = ("decree_number", "decree_date", "note")
        try:
            return service.determine_self(
                a.pk,
                actor=request.user,
                scan=files.get("scan"),
                seen=form.seen(),
                **{name: form.cleaned_data[name] for name in names},
            )
        except TakenBack:
            form.now_seen(a.former_decrees.count())  # told below the form by now
            raise

    taking = own(a, request, scan=f"Keputusan WBK mandiri {a.unit.code} {a.period.year}")
    return attempt(form, act, taking=taking)
