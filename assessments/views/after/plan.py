"""What TPI's answers leave to mend, and the plan of next year that the unit makes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.models import Assessment, PlanItem
from assessments.plans import ItemLine, line_of, mending, plan_of
from assessments.rules import acting_as, may
from assessments.services import plan as plans
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.views.after.differences import HTML, released

DONE = {"selesai": "Butir rencana ditandai selesai.", "buka": "Butir rencana dibuka lagi."}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is to be mended and the plan; POST takes the chosen questions (`kode`), or `semua`, into the plan."""
    a = released(request, pk)
    if not may(request.user, "view_plan", a):
        raise PermissionDenied
    if request.method == "POST":
        return _add(request, a)
    return _page(request, a)


def _add(request: HttpRequest, a: Assessment) -> HttpResponse:
    codes = None if "semua" in request.POST else request.POST.getlist("kode")
    try:
        made = plans.add_plan_items(a.pk, codes=codes, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
        return _page(request, a, status=422)
    year = a.period.year + 1
    if made:
        messages.success(request, f"{len(made)} butir masuk rencana perbaikan {year}.")
    else:
        messages.info(request, f"Semua yang dipilih sudah ada dalam rencana perbaikan {year}.")
    return redirect(f"{reverse('assessments:plan', args=[a.pk])}#rencana")


def _page(
    request: HttpRequest, a: Assessment, *, typed: ItemLine | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "parts": mending(request.user, a),
        "plan": plan_of(request.user, a, typed=typed),
        "next_year": a.period.year + 1,
        "chosen": request.POST.getlist("kode"),
    }
    return render(request, f"{HTML}plan.html", context, status=status)


@login_required
@require_POST
def plan_item(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One item: `aksi` is ubah (with `teks`, `dilihat`), selesai, buka or hapus."""
    act = request.POST.get("aksi", "")
    text, seen = request.POST.get("teks", ""), request.POST.get("dilihat", "")
    try:
        if act == "ubah":
            plans.edit_plan_item(pk, code, text=text, seen=seen, actor=request.user)
            messages.success(request, "Butir rencana disimpan.")
        elif act in DONE:
            plans.mark_plan_item(pk, code, done=act == "selesai", actor=request.user)
            if request.htmx:  # type: ignore[attr-defined]
                return _marked(request, pk, code)
            messages.success(request, DONE[act])
        elif act == "hapus":
            plans.remove_plan_item(pk, code, actor=request.user)
            messages.success(request, "Butir dikeluarkan dari rencana.")
        else:
            raise Http404(f"no act {act}")
    except (Assessment.DoesNotExist, PlanItem.DoesNotExist) as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Conflict as error:
        return _problem(request, pk, error.stored, text, _told(error.stored), 409)
    except Refused as error:
        item = PlanItem.objects.get(origin=pk, code=code)
        return _problem(request, pk, item, text, str(error), 422)
    return redirect(_back(request, pk, code))


def _marked(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The item as it is now, and how far the plan has come."""
    found = plan_of(request.user, released(request, pk))
    line = next(line for part in found.parts for line in part.lines if line.item.code == code)
    context = {"line": line, "origin": found.origin, "plan": found, "back": request.POST.get("dari", "")}
    return render(request, f"{HTML}marked.html", context)


def _problem(request: HttpRequest, pk: int, item, text: str, problem: str, status: int) -> HttpResponse:
    """The page again, with what was typed and why it was not stored."""
    a = released(request, pk)
    return _page(request, a, typed=line_of(a, item, allowed=True, typed=text, problem=problem), status=status)


def _told(item) -> str:
    return f"Butir ini baru saja diubah menjadi: “{item.text}”. Simpan lagi untuk memakai tulisan Anda."


def _back(request: HttpRequest, pk: int, code: str) -> str:
    """Where the person came from: the plan, or pembangunan of the year that the plan is for."""
    anchor = f"#r-{code.replace('.', '-')}"
    if request.POST.get("dari", "").isdigit():
        later = get_object_or_404(queries.visible_assessments(request.user), pk=int(request.POST["dari"]))
        return f"{reverse('assessments:pembangunan', args=[later.pk])}{anchor}"
    return f"{reverse('assessments:plan', args=[pk])}{anchor}"
