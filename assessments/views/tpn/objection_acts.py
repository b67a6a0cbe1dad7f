"""What the admin does on the page of a sanggah: each act takes (request, form, assessment), None: refused."""

from django.http import Http404

from assessments.forms.objections import (
    CorrectionForm,
    DetachForm,
    EvidenceForm,
    ObjectionForm,
    OutcomeForm,
    WaiverForm,
)
from assessments.forms.tpn import RemoveForm
from assessments.models import ObjectionDocument
from assessments.services import objections as service
from assessments.services.objection_corrections import correct_outcome
from assessments.services.objection_drafts import save_draft
from assessments.services.waivers import retract_waiver, state_no_objection
from assessments.views.tpn.common import attempt, own

DONE = {
    "ajukan": "Sanggah dicatat. Catat jawaban TPN di halaman ini.",
    "draf": "Draf surat sanggah disimpan. Sanggah belum tercatat sebagai diajukan; berkas dipilih saat mencatatnya.",
    "jawaban": "Jawaban TPN atas sanggah dicatat.",
    "koreksi": "Jawaban TPN dikoreksi; yang tercatat semula tetap terbaca.",
    "bukti": "Dokumen ditambahkan.",
    "lepas": "Dokumen dilepas dari sanggah ini; jejaknya tetap ada.",
    "batal": "Pencatatan sanggah dibatalkan; sanggah ini tidak terhitung.",
    "pernyataan": "Pernyataan tidak menyanggah dicatat.",
    "cabut": "Pernyataan dicabut; sanggah yang diajukan dalam masa sanggah dapat dicatat.",
}


def _file(request, form: ObjectionForm, a):
    def act(files):
        evidence = [files["file"]] if "file" in files else []
        return service.file_objection(
            a.pk, filing=form.filing(), letter=files.get("letter"), evidence=evidence, actor=request.user
        )

    name = f"{a.unit.code} {a.period.year}"
    taking = own(a, request, letter=f"Surat sanggah {name}", file=f"Bukti sanggah {name}")
    return attempt(form, act, taking=taking)


def _draft(request, form: ObjectionForm, a):
    def act(_files):
        return save_draft(a.pk, **form.draft(), seen=form.seen(), actor=request.user)

    return attempt(form, act)


def _answer(request, form: OutcomeForm, a):
    def act(files):
        return service.decide_objection(
            a.pk,
            outcome=form.answered(),
            seen=form.seen(),
            answer=files.get("answer"),
            actor=request.user,
        )

    return attempt(form, act, taking=_answers(request, a))


def _correct(request, form: CorrectionForm, a):
    def act(files):
        return correct_outcome(
            a.pk,
            outcome=form.answered(),
            reason=form.cleaned_data["reason"],
            seen=form.seen(),
            answer=files.get("answer"),
            actor=request.user,
        )

    return attempt(form, act, taking=_answers(request, a))


def _answers(request, a):
    return own(a, request, answer=f"Jawaban sanggah {a.unit.code} {a.period.year}")


def _document(request, form: EvidenceForm, a):
    def act(files):
        kind = form.cleaned_data["kind"]
        return service.add_documents(a.pk, kind=kind, revisions=list(files.values()), actor=request.user)

    kind = form.data.get(form.add_prefix("kind"), "")
    title = "Surat sanggah" if kind == service.Kind.LETTER else "Bukti sanggah"
    taking = own(a, request, file=f"{title} {a.unit.code} {a.period.year}")
    return attempt(form, act, taking=taking)


def _detach(request, form: DetachForm, a):
    def act(_files) -> bool:
        try:
            service.remove_document(a.pk, document=form.cleaned_data["document"], actor=request.user)
        except ObjectionDocument.DoesNotExist as error:
            raise Http404 from error
        return True

    return attempt(form, act)


def _cancel(request, form: RemoveForm, a):
    def act(_files) -> bool:
        reason = form.cleaned_data["reason"]
        service.cancel_objection(a.pk, reason=reason, seen=form.seen(), actor=request.user)
        return True

    return attempt(form, act)


def _waive(request, form: WaiverForm, a):
    def act(_files):
        return state_no_objection(a.pk, statement=form.statement(), actor=request.user)

    return attempt(form, act)


def _retract(request, form: RemoveForm, a):
    def act(_files):
        reason = form.cleaned_data["reason"]
        return retract_waiver(a.pk, waiver=form.seen(), reason=reason, actor=request.user)

    return attempt(form, act)


ACTS = {
    "ajukan": _file,
    "draf": _draft,
    "jawaban": _answer,
    "koreksi": _correct,
    "bukti": _document,
    "lepas": _detach,
    "batal": _cancel,
    "pernyataan": _waive,
    "cabut": _retract,
}
