"""Evidence of an answer: which revision of which document proves it, and where in it.

A document is added first, in its own transaction (its audit is the instansi's chain, and a large file must not
keep the assessment locked), then used under the lock of the assessment, where permission is asked again.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments import evidence_reads, queries
from assessments.engine.instrument import Question
from assessments.models import Assessment, EvidenceUse, State
from assessments.rules import acting_as, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.lines import check_question
from assessments.services.locking import lock_assessment
from assessments.services.ties import check_key, tied_line
from audit.services import record
from documents import services as shelf
from documents.errors import AlreadyThere
from documents.models import Revision
from documents.names import plain_line
from documents.services import PLAIN, About
from documents.store import Readable

MAX_LINE = 100
Draft = EvidenceUse.Draft


@dataclass(frozen=True)
class Where:
    """Where in a document the proof stands ("hlm. 1–3") and the period it speaks of, each one short line; and for which
    line of the unit's check-list it was brought (`checklist.Item.key`).
    """

    locator: str = ""
    speaks_of: str = ""
    line: str = ""


def add_file(
    pk: int,
    *,
    code: str,
    file: Readable,
    filename: str,
    kind: str,
    actor,
    title: str = "",
    where: Where = Where(),
    beside: Collection[int] = (),
    about: About = PLAIN,
) -> EvidenceUse:
    """Store a file as a new document of the unit and use it as evidence of one question.

    Raises Assessment.DoesNotExist, NotAllowed, Refused like `attach_existing`, UploadRefused for a file that is not
    taken, AlreadyThere for one that the unit has, unless that document is among `beside` (`documents.services.upload`).
    """
    unit, role = _before_upload(actor, pk, code, where)
    sent = {
        "file": file,
        "filename": filename,
        "kind": kind,
        "title": title,
        "beside": beside,
        "about": about,
    }
    with _told_of_its_own(pk, code, "Berkas"):
        revision = shelf.upload(actor=actor, role=role, unit=unit, **sent)
    return _use(pk, code=code, revision=revision, actor=actor, where=where)


def add_link(
    pk: int,
    *,
    code: str,
    url: str,
    title: str,
    kind: str,
    actor,
    where: Where = Where(),
    beside: Collection[int] | None = None,
    about: About = PLAIN,
) -> EvidenceUse:
    """Keep a web address as a new document of the unit and use it; raises like `add_file`, AlreadyThere only where
    `beside` is given.
    """
    unit, role = _before_upload(actor, pk, code, where)
    sent = {"url": url, "title": title, "kind": kind, "beside": beside, "about": about}
    with _told_of_its_own(pk, code, "Tautan"):
        revision = shelf.add_link(actor=actor, role=role, unit=unit, **sent)
    return _use(pk, code=code, revision=revision, actor=actor, where=where)


def attach_existing(pk: int, *, code: str, document_id: int, actor, where: Where = Where()) -> EvidenceUse:
    """Use the newest revision of a document that the unit already has.

    Raises Assessment.DoesNotExist for a stranger, NotAllowed (role, state, pokja), Refused: unknown question, a
    document of someone else or archived, or one that proves this question already.
    """
    unit, _ = _before_upload(actor, pk, code, where)
    return _use(pk, code=code, revision=_newest(unit, document_id), actor=actor, where=where)


def prove_with(pk: int, *, document_id: int, codes: Collection[str], actor) -> list[EvidenceUse]:
    """Make the newest revision of a document of the unit the evidence of several questions, all or none.

    Where an older revision proves a question it is taken off, and what was said of it (pages, period, line) goes along.
    Returns the new uses; a question that has the newest revision is passed over, so asked twice it happens once.
    Raises like `attach_existing`, for every question that can't be proven; Refused without a question.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "answer")
        newest = _newest(assessment.unit, document_id)
        if not codes:
            raise Refused("Pilih dahulu pertanyaan yang dibuktikan dokumen ini.")
        questions = {code: check_question(actor, assessment, code) for code in codes}
        standing: dict[str, list[EvidenceUse]] = {}
        ours = evidence_reads.uses_of(assessment, drafts=True).filter(
            revision__document=document_id, code__in=codes
        )
        for use in ours.select_related("revision__blob"):
            standing.setdefault(use.code, []).append(use)
        made = []
        for code, question in questions.items():
            older = standing.get(code, [])
            if any(use.revision_id == newest.pk for use in older):
                continue
            where = Where(older[-1].locator, older[-1].speaks_of) if older else Where()
            for use in older:
                before = _plain(use)
                _take_off(assessment, use.pk)
                _record(assessment, "evidence.remove", use, actor, before=before)
            use = _put(assessment, question, revision=newest, actor=actor, where=where)
            if older and older[-1].line_id is not None:
                use.line_id = older[-1].line_id
                use.save(update_fields=["line"])
            made.append(use)
    return made


def remove(use_id: int, *, actor) -> EvidenceUse:
    """Take a document off a question while answers are open; the document itself stays with the unit.

    What was submitted once is kept: in a round it is a draft until the unit submits again.

    Returns the use as it was. Raises EvidenceUse.DoesNotExist for a stranger or when it is already gone,
    NotAllowed otherwise.
    """
    with transaction.atomic():
        use = EvidenceUse.objects.select_related("revision__document", "revision__blob").get(pk=use_id)
        try:
            assessment = lock_assessment(actor, use.assessment_id, "answer")
        except Assessment.DoesNotExist as error:
            raise EvidenceUse.DoesNotExist(f"evidence {use_id}") from error
        check_question(actor, assessment, use.code)
        if not _take_off(assessment, use_id):
            raise EvidenceUse.DoesNotExist(f"evidence {use_id}")
        _record(assessment, "evidence.remove", use, actor, before=_plain(use))
    use.assessment = assessment
    return use


def _take_off(assessment: Assessment, use_id: int) -> bool:
    """Delete what was never submitted, mark what was, or what TPI marked; False when it is gone already."""
    use = evidence_reads.uses_of(assessment, drafts=True).filter(pk=use_id).first()
    if use is None:
        return False
    last = assessment.submissions.order_by("at", "pk").last()
    new = use.draft == Draft.ADDED or last is None or use.added_at > last.at
    if new and not use.marks.exists():
        use.delete()
    elif assessment.state == State.PERBAIKAN:
        use.draft = Draft.REMOVED
        use.save(update_fields=["draft"])
    else:
        use.removed_at = timezone.now()
        use.save(update_fields=["removed_at"])
    return True


def _before_upload(actor, pk: int, code: str, where: Where):
    """Unit and role; refuses before any byte is stored what would be refused afterwards."""
    assessment = queries.visible_assessments(actor).get(pk=pk)
    if not may(actor, "answer", assessment):
        raise NotAllowed(
            f"Bukti tidak dapat ditambah: tahap unit ini {assessment.get_state_display()}, "
            "atau peran Anda tidak mencakupnya."
        )
    check_key(assessment, check_question(actor, assessment, code), where.line)
    return assessment.unit, acting_as(actor, assessment)


def _newest(unit, document_id: int) -> Revision:
    """The newest revision of a document that the unit may use; Refused when it has none such."""
    found = Revision.objects.filter(document=document_id, document__unit=unit, document__archived_at=None)
    revision = found.select_related("document", "blob").order_by("-number").first()
    if revision is None:
        raise Refused("Dokumen itu tidak ada di dokumen unit ini. Pilih dari daftar.")
    return revision


@contextmanager
def _told_of_its_own(pk: int, code: str, what: str) -> Iterator[None]:
    """Refused where what is there already proves this very question."""
    try:
        yield
    except AlreadyThere as twin:
        if _proves(pk, code, twin.pk):
            raise Refused(f"{what} ini sudah menjadi bukti pertanyaan ini: “{twin.title}”.") from twin
        raise


def _proves(pk: int, code: str, document_id: int) -> bool:
    uses = EvidenceUse.objects.filter(assessment=pk, code=code, removed_at=None)
    return uses.exclude(draft=Draft.REMOVED).filter(revision__document=document_id).exists()


def _use(pk: int, *, code: str, revision: Revision, actor, where: Where) -> EvidenceUse:
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "answer")
        question = check_question(actor, assessment, code)
        return _put(assessment, question, revision=revision, actor=actor, where=where)


def _put(
    assessment: Assessment, question: Question, *, revision: Revision, actor, where: Where
) -> EvidenceUse:
    code = question.code
    stored = EvidenceUse.objects.filter(
        assessment=assessment, code=code, revision=revision, removed_at=None
    ).first()
    if stored is not None and stored.draft != Draft.REMOVED:
        raise Refused("Dokumen ini sudah menjadi bukti pertanyaan ini.")
    use = stored or EvidenceUse(assessment=assessment, code=code, revision=revision, added_by=actor)
    use.draft = Draft.ADDED if stored is None and assessment.state == State.PERBAIKAN else Draft.NONE
    use.locator = use.locator if stored else plain_line(where.locator, MAX_LINE)
    use.speaks_of = use.speaks_of if stored else plain_line(where.speaks_of, MAX_LINE)
    if where.line:
        use.line = tied_line(assessment, question, where.line, actor)
    use.save()
    _record(assessment, "evidence.add", use, actor, after=_plain(use))
    return use


def _plain(use: EvidenceUse) -> dict:
    revision = use.revision
    return {
        "code": use.code,
        "document": revision.document_id,
        "revision": revision.number,
        "content": revision.blob.sha256 if revision.blob else revision.url,
        "locator": use.locator,
        "speaks_of": use.speaks_of,
    }


def _record(assessment: Assessment, action: str, use: EvidenceUse, actor, before=None, after=None) -> None:
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label="assessments.evidenceuse",
        object_id=use.pk,
        before=before,
        after=after,
    )


__all__ = ["Where", "add_file", "add_link", "attach_existing", "prove_with", "remove"]
