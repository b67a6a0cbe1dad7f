"""Upload of a KKE workbook, and what was uploaded before."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.forms.kke import ImportForm
from assessments.forms.steps import StepForm
from assessments.kke.exchange import KIND
from assessments.models import Assessment, Import
from assessments.rules import acting_as, may
from assessments.services import imports
from assessments.services.errors import NotAllowed
from assessments.services.job_queue import UNFINISHED
from documents.errors import UploadRefused
from units.models import Instansi

SHOWN = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kke_import(request, pk: int):
    """Upload a workbook; what it would change is shown before anything is written."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    sides = sides_of(request.user, a)
    if not sides:
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*posted, sides=sides)
    if form.is_valid() and (away := take(form, request.user, KIND, a.unit.instansi, assessment=a)):
        return away
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "form": form,
        "past": past_imports(request.user, a),
    }
    return render(request, "assessments/imports/upload.html", context, status=422 if form.errors else 200)


def take(form: StepForm, user, kind: str, instansi: Instansi, **told) -> HttpResponseRedirect | None:
    """Keep the form's file as an import and go there, or to its reading; None when refused: the form says why."""
    file = form.cleaned_data["file"]
    told |= {"side": form.cleaned_data.get("side", ""), "instansi": instansi, "actor": user}
    try:
        imp, job = imports.start_import(kind, file=file, filename=file.name, **told)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UploadRefused as error:
        form.refuse_file("file", error)
        return None
    if job.status in UNFINISHED:
        return redirect("assessments:job", job.pk)
    return redirect("assessments:import", imp.pk)


def sides_of(user, a: Assessment) -> list[tuple[str, str]]:
    """The sides that the person may import into now."""
    sides = [("unit", "Jawaban unit")] if may(user, "import_unit", a) else []
    if may(user, "assess", a) or may(user, "decide", a):
        sides.append(("tpi", "Jawaban TPI"))
    return sides


def past_imports(user, a: Assessment) -> list[Import]:
    """The newest imports of this assessment that the person may know of."""
    return list(queries.visible_imports(user).filter(assessment=a, kind=KIND).defer("cells")[:SHOWN])
