"""The check-list of evidence at a question: its lines, the panel of one line, and what evidence was brought for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from assessments import evidence_reads
from assessments.checklist import Checklist, checklist_of
from assessments.engine.instrument import Question
from assessments.forms.checklist import ADD, NOT_HERE, ON_LIST, REMOVE, RENAME, TICK, Step, read_step
from assessments.models import Assessment, EvidenceLine, EvidenceUse
from assessments.rules import acting_as, may
from assessments.services import lines, ties
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.answering.page import build, page_of
from assessments.views.answering.rows import slug_of
from assessments.views.answering.saving import question_or_404
from assessments.views.opened import opened_or_404
from assessments.where import address_of

HTML = "assessments/checklist/"
State = EvidenceLine.State
CHANGED = (
    "Butir ini baru saja diubah orang lain. Yang tersimpan sekarang sudah ditampilkan; "
    "periksa, lalu ulangi bila perlu."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """GET: the panel of one line (`?butir=`; without it of a new one). POST: one step on the list.

    htmx gets the changed list or the panel with its errors, a browser without it a redirect or the page.
    """
    assessment = readable(request, pk)
    question = question_or_404(assessment, code)
    _writable(request, assessment, code)
    if request.method != "POST":
        key = request.GET.get("butir", "")
        return HttpResponse("") if "tutup" in request.GET else _panel(request, assessment, question, key)
    step = read_step(request.POST)
    try:
        _take(pk, code, step, request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _refused(request, assessment, question, step, str(error), 422)
    except Conflict:
        return _refused(request, assessment, question, step, CHANGED, 409)
    return _changed(request, assessment, question, opened=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_line(request: HttpRequest, pk: int) -> HttpResponse:
    """For which line a piece of evidence was brought: the choice, and its taking. 404 for a stranger."""
    opened = opened_or_404(request, pk)  # nobody else learns of evidence not yet submitted
    use, assessment = opened.use, opened.assessment
    _writable(request, assessment, use.code)
    question = question_or_404(assessment, use.code)
    if request.method != "POST":
        return HttpResponse("") if "tutup" in request.GET else _choice(request, assessment, question, use)
    seen, key = request.POST.get("semula", ""), request.POST.get("butir", "")
    try:
        ties.tie(pk, key=key, seen=seen, actor=request.user)
    except EvidenceUse.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _choice(request, assessment, question, use, str(error), 422)
    except Conflict:
        return _choice(request, assessment, question, use, CHANGED, 409)
    return _changed(request, assessment, question, whole=True)


def _writable(request: HttpRequest, assessment: Assessment, code: str) -> None:
    """PermissionDenied unless the person may change the evidence of the question now."""
    try:
        if not may(request.user, "answer", assessment):
            raise PermissionDenied
        lines.check_question(request.user, assessment, code)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def _take(pk: int, code: str, step: Step, actor) -> None:
    if step.act == ADD:
        lines.add_line(pk, code=code, text=step.text, actor=actor)
    elif step.act == RENAME:
        lines.rename_line(pk, code=code, key=step.key, text=step.text, seen=step.seen, actor=actor)
    elif step.act == REMOVE:
        lines.remove_line(pk, code=code, key=step.key, seen=step.seen, actor=actor)
    else:
        state = {TICK: State.TICKED, NOT_HERE: State.NOT_HERE}.get(step.act, State.MISSING)
        about = {"state": state, "reason": step.reason, "seen": step.seen}
        lines.set_line(pk, code=code, key=step.key, actor=actor, **about)


def list_of(assessment: Assessment, question: Question) -> Checklist:
    """The check-list of one question as it stands; two queries."""
    rows = evidence_reads.lines_of(assessment, [question.code]).get(question.code, [])
    uses = evidence_reads.evidence_of(assessment, [question.code], drafts=True).get(question.code, [])
    return checklist_of(question, rows, uses)


def _context(request: HttpRequest, assessment: Assessment, question: Question) -> dict:
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "page": page_of(question),
        "question": question,
        "slug": slug_of(question.code),
        "inline": bool(request.htmx),  # type: ignore[attr-defined]
        "max_text": lines.MAX_TEXT,
    }


def _panel(
    request: HttpRequest,
    assessment: Assessment,
    question: Question,
    key: str,
    *,
    step: Step | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    item = list_of(assessment, question).at(key)
    if key and item is None:
        raise Http404(f"no line {key}")
    typed = {
        "text": step.text if step else item.text if item else "",
        "reason": step.reason if step else item.reason if item else "",
    }
    context = {**_context(request, assessment, question), "item": item, "typed": typed, "error": error}
    template = "_panel.html" if request.htmx else "panel.html"  # type: ignore[attr-defined]
    return render(request, f"{HTML}{template}", context, status=status)


def _choice(
    request: HttpRequest,
    assessment: Assessment,
    question: Question,
    use: EvidenceUse,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    use.refresh_from_db(fields=["line"])
    context = {
        **_context(request, assessment, question),
        "use": use,
        "items": list_of(assessment, question).items,
        "current": lines.key_of(question, use.line),
        "error": error,
    }
    template = "_choice.html" if request.htmx else "choice.html"  # type: ignore[attr-defined]
    response = render(request, f"{HTML}{template}", context, status=status)
    return retarget(reswap(response, "innerHTML"), f"#bp-{slug_of(question.code)}")


def _refused(
    request: HttpRequest, assessment: Assessment, question: Question, step: Step, error: str, status: int
) -> HttpResponse:
    """At a line's panel the reason with what was typed; at the list the list as it stands, with the reason."""
    gone = step.key and list_of(assessment, question).at(step.key) is None
    if step.act in ON_LIST or gone:
        return _changed(request, assessment, question, error=error, status=status, opened=True)
    response = _panel(request, assessment, question, step.key, step=step, error=error, status=status)
    return retarget(reswap(response, "innerHTML"), f"#bp-{slug_of(question.code)}")


def _changed(
    request: HttpRequest,
    assessment: Assessment,
    question: Question,
    *,
    whole: bool = False,
    opened: bool = False,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The list (`whole`: all the evidence of the question) and the counts of the filters; a redirect without htmx."""
    if not request.htmx:  # type: ignore[attr-defined]
        if error:
            messages.error(request, error)
        else:
            messages.success(request, "Daftar bukti diperbarui.")
        return redirect(address_of(assessment, question))
    context = build(request.user, assessment, page_of(question))
    row = next(r for g in context["groups"] for r in g.rows if r.code == question.code)
    more = {"row": row, "opened": opened, "list_error": error, "message": ""}
    template = "assessments/answering/evidence_changed.html" if whole else f"{HTML}changed.html"
    response = render(request, template, {**context, **more}, status=status)
    return retarget(reswap(response, "outerHTML"), f"#{'e' if whole else 'b'}-{row.slug}")
