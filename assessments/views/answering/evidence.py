"""Evidence: add a file, link or existing document; remove; download."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from assessments import round_reads
from assessments.engine.instrument import Question
from assessments.forms.answering import EvidenceForm
from assessments.models import Assessment, EvidenceUse
from assessments.rules import acting_as, may, may_answer_area
from assessments.services import evidence
from assessments.services.errors import NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.answering.checklist import list_of
from assessments.views.answering.page import build, page_of
from assessments.views.answering.rows import slug_of
from assessments.views.answering.saving import HTML, question_or_404
from assessments.views.opened import opened_or_404
from assessments.views.papers.outcomes import (
    REFUSED,
    STORED,
    THERE,
    Outcome,
    refused_form,
    take_each,
    there,
    told,
    wants_json,
)
from assessments.where import address_of
from documents.errors import AlreadyThere, UploadRefused
from documents.filetypes import ACCEPT
from documents.forms import MAX_ID
from documents.kinds import kind_for
from documents.models import Document, Revision
from documents.queries import documents_of, room_of
from documents.serving import serve

NEWEST = 200  # documents offered for choice; any other of the unit is taken when it is named


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form for one more piece of evidence, and its taking. htmx gets the form or the changed list."""
    assessment = readable(request, pk)
    question = question_or_404(assessment, code)
    if not (
        may(request.user, "answer", assessment) and may_answer_area(request.user, assessment, question.area)
    ):
        raise PermissionDenied
    asked = round_reads.open_codes(assessment)
    if asked is not None and code not in asked:
        raise PermissionDenied("Pertanyaan ini tidak diminta TPI untuk diperbaiki.")
    if request.method != "POST" and "tutup" in request.GET:
        return HttpResponse("")
    documents = _choice(assessment, request.POST.get("document", ""))
    form = EvidenceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        documents=documents,
        slug=slug_of(code),
        lines=[(item.key, item.text) for item in list_of(assessment, question).items],
        initial={"line": request.GET.get("butir", "")},
    )
    if request.method != "POST" or not form.is_valid():
        return _form(request, assessment, question, form)
    try:
        outcomes = _take(pk, code, form, request.user)
    except UploadRefused as refused:
        form.refuse(refused)
        return _form(request, assessment, question, form)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        form.add_error(None, [message for message, _ in refused.reasons])
        return _form(request, assessment, question, form)
    if wants_json(request):
        return told(outcomes)
    if any(one.state != STORED for one in outcomes):
        return _form(request, assessment, question, form, outcomes)
    return _changed(request, assessment, question)


@login_required
@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take evidence off its question while answers are open; 404 for a stranger or when it is gone already."""
    try:
        use = evidence.remove(pk, actor=request.user)
    except EvidenceUse.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return _changed(request, use.assessment, question_or_404(use.assessment, use.code))


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content of a piece of evidence, for those who may read the answers of its assessment; else 404."""
    opened = opened_or_404(request, pk, bare=True)
    return serve(
        opened.use.revision,
        as_attachment="unduh" in request.GET,
        actor=request.user,
        role=opened.role,
        assessment=opened.assessment.pk,
        method=request.method or "",
    )


def _choice(assessment: Assessment, wanted: str) -> list[Document]:
    """The newest documents of the unit, and the one that is wanted, however old it is."""
    newest = list(documents_of(assessment.unit)[:NEWEST])
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= MAX_ID):
        return newest
    if any(document.pk == int(wanted) for document in newest):
        return newest
    return [*newest, *documents_of(assessment.unit).filter(pk=int(wanted))]


def _take(pk: int, code: str, form: EvidenceForm, actor) -> list[Outcome]:
    """Attach what was given; a link or a document that is there already raises what is wrong with it."""
    data, about = form.cleaned_data, form.about
    where = evidence.Where(locator=data["locator"], speaks_of=data["speaks_of"], line=data["line"])
    if data["document"]:
        evidence.attach_existing(pk, code=code, document_id=data["document"], actor=actor, where=where)
        return []
    if data["url"]:
        kind = data["kind"] or Document.Kind.DOKUMEN
        said = {name: data[name] for name in ("url", "title", "beside")}
        try:
            evidence.add_link(pk, code=code, kind=kind, actor=actor, where=where, about=about, **said)
        except AlreadyThere as twin:
            return [there(data["url"], twin)]
        return []

    def attach(file, filename: str) -> Revision:
        said = {"title": data["title"], "kind": data["kind"] or kind_for(filename), "beside": data["beside"]}
        said["about"] = about
        use = evidence.add_file(pk, code=code, file=file, filename=filename, actor=actor, where=where, **said)
        return use.revision

    return take_each(data["file"], attach)


def _form(
    request: HttpRequest,
    assessment: Assessment,
    question: Question,
    form: EvidenceForm,
    outcomes: Sequence[Outcome] = (),
) -> HttpResponse:
    """The form; with what is wrong with it, or what came of each file."""
    errors = [message for messages_ in form.errors.values() for message in messages_]
    if len(outcomes) == 1 and outcomes[0].state == REFUSED:
        errors, outcomes = [outcomes[0].message], ()
    elif request.htmx and not any(one.state == THERE and one.field == "url" for one in outcomes):  # type: ignore[attr-defined]
        # chosen files stay chosen; the offer of a link comes with a fresh form
        errors += [f"{one.name}: {one.message}" for one in outcomes if one.state != STORED]
    if wants_json(request):
        return refused_form(errors)
    context = {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "page": page_of(question),
        "row": {"slug": slug_of(question.code), "code": question.code, "question": question},
        "form": form,
        "errors": errors,
        "outcomes": outcomes,
        "accept": ACCEPT,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "room": room_of(assessment.unit),
        "inline": bool(request.htmx),  # type: ignore[attr-defined]
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{HTML}evidence.html", context, status=422 if errors or outcomes else 200)
    if errors:
        return reswap(render(request, f"{HTML}evidence_refused.html", context, status=422), "none")
    if outcomes:
        answer = render(request, f"{HTML}evidence_there.html", context, status=422)
        return retarget(reswap(answer, "innerHTML"), f"#ea-{context['row']['slug']}")
    return render(request, f"{HTML}_evidence_form.html", context)


def _changed(request: HttpRequest, assessment: Assessment, question: Question) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "Bukti dukung diperbarui.")
        return redirect(address_of(assessment, question))
    context = build(request.user, assessment, page_of(question))
    row = next(r for g in context["groups"] for r in g.rows if r.code == question.code)
    return render(request, f"{HTML}evidence_changed.html", {**context, "row": row})
