"""Jejak penilaian: who judged what, on which evidence, what was asked, what changed. Read anew, never issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from django.template.loader import render_to_string
from django.utils import timezone

from assessments.engine.scoring import two
from assessments.engine.wording import long_time
from assessments.history.items import answer_change
from assessments.history.moments import BY_TPI, CLOSED, TELLS_WHY, TPI
from assessments.history.parts import FINAL, REASONS, REQUESTS, TEAM, parts_of
from assessments.history.reading import Frame, frame_of, names_of, revision_titles
from assessments.history.standing import given_in
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, EvidenceUse, IssuedDocument, Round, RoundRequest, Submission
from assessments.reports import trail_judging
from assessments.reports.sides import subject_of
from assessments.reports.trail_context import Asked, ChainState, Paper, Proof, RoundRow, Sent, Step, Trail
from assessments.rules import acting_as
from assessments.services.errors import NotAllowed
from audit.queries import head, verify
from documents.pdf import pdf_of

TEMPLATE = "reports/trail.html"


def trail_pdf(assessment: Assessment, *, actor, parts: frozenset[str] | None = None) -> bytes:
    """The trail as PDF, of the parts that the person may have now (`parts`: of these at most). NotAllowed."""
    return pdf_of(html_of(assessment, actor=actor, parts=parts))


def html_of(assessment: Assessment, *, actor, parts: frozenset[str] | None = None) -> str:
    """The whole document as HTML."""
    allowed = parts_of(actor, assessment)
    if not allowed:
        raise NotAllowed("Riwayat unit ini belum dapat dilihat oleh peran Anda.")
    wanted = allowed if parts is None else allowed & parts
    return render_to_string(
        TEMPLATE, {"trail": gather(assessment, wanted, reader=acting_as(actor, assessment))}
    )


def gather(assessment: Assessment, parts: frozenset[str], *, reader: str) -> Trail:
    """Read what the trail says; what is not in `parts` is not asked for."""
    frame, zone = frame_of(assessment), assessment.unit.instansi.zone
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    uses = list(_uses(assessment))
    people = [c.by_id for c in frame.changes] + [s.by_id for s in frame.submissions]
    people += [r.opened_by_id for r in frame.rounds] + [
        q.replied_by_id for r in frame.rounds for q in r.requests.all()
    ]
    names = names_of([*people, *(r.closed_by_id for r in frame.rounds), *(use.added_by_id for use in uses)])

    titles = revision_titles(
        proof["revision"]
        for submission in frame.submissions
        for proofs in submission.content.get("evidence", {}).values()
        for proof in proofs
    )

    def when(at: datetime | None) -> str:
        return long_time(at.astimezone(zone)) if at else ""

    named = FINAL in parts  # before the release paper says "TPI"

    def who(pk: int | None, at: datetime | None) -> str:
        return f"{names.get(pk or 0, '')}, {when(at)}" if at else ""

    releases = frame.releases if FINAL in parts else []
    return Trail(
        subject=subject_of(assessment),
        state=assessment.get_state_display(),
        printed=when(timezone.now()),
        reader=reader,
        instrument=(f"{instrument.name} ({instrument.code})", assessment.period.instrument.content_hash),
        policy=(f"{policy.name} ({policy.code})", assessment.period.policy.content_hash),
        steps=tuple(
            Step(
                at=when(change.at),
                title=trail_judging.step_title(change.name),
                states=f"{change.get_source_display()} → {change.get_target_display()}",
                by=f"{names.get(change.by_id, '')}, {change.role}".rstrip(", ")
                if named or change.name not in BY_TPI
                else TPI,
                reason=change.reason if _tells_why(change.name, parts) else "",
            )
            for change in frame.changes
        ),
        sent=tuple(_sent(frame, names, when)),
        rounds=tuple(
            RoundRow(
                number=round_.number,
                opened=who(round_.opened_by_id, round_.opened_at)
                if named
                else f"{TPI}, {when(round_.opened_at)}",
                due=when(round_.due),
                closed=_closed(round_, names, when, named=named),
                reason=round_.reason if TEAM in parts else "",
                asked=tuple(_asked(assessment, frame, round_, names, when, titles))
                if REQUESTS in parts
                else (),
            )
            for round_ in frame.rounds
        ),
        with_requests=REQUESTS in parts,
        released=who(releases[-1].by_id, releases[-1].at) if releases else "",
        with_members=TEAM in parts,
        **trail_judging.judged(assessment, frame, parts, when),
        proofs=tuple(
            Proof(
                code=use.code,
                title=", ".join(filter(None, [use.revision.document.title, use.locator, use.speaks_of])),
                content=use.revision.blob.sha256 if use.revision.blob else use.revision.url,
                added=who(use.added_by_id, use.added_at),
                removed=when(use.removed_at),
            )
            for use in uses
        ),
        papers=tuple(_papers(assessment, when)) if FINAL in parts else (),
        chain=_chain(assessment) if FINAL in parts else None,
    )


def _tells_why(move: str, parts: frozenset[str]) -> bool:
    return TEAM in parts if move == CLOSED else REASONS in parts or move in TELLS_WHY


def _uses(assessment: Assessment):
    """The evidence as it was submitted, taken off since or not; one query."""
    found = EvidenceUse.objects.filter(assessment=assessment).exclude(draft=EvidenceUse.Draft.ADDED)
    return found.select_related("revision__document", "revision__blob").order_by("code", "pk")


def _sent(frame: Frame, names: dict[int, str], when) -> Iterator[Sent]:
    number = 0
    for submission in frame.submissions:
        round_ = frame.round_of(submission)
        number += round_ is None
        content = submission.content
        yield Sent(
            name=f"Perbaikan putaran {round_.number}" if round_ else f"Pengajuan ke-{number}",
            at=when(submission.at),
            by=names.get(submission.by_id, ""),
            content_hash=submission.content_hash,
            answers=len(content["answers"]),
            evidence=sum(map(len, content.get("evidence", {}).values())),
            total=two(Fraction(content.get("scores", {}).get("total", "0"))),
        )


def _closed(round_: Round, names: dict[int, str], when, *, named: bool) -> str:
    if round_.closed_at is None:
        return "masih berjalan"
    late = ", lewat batas" if round_.is_late and round_.outcome == Round.Outcome.REPLIED else ""
    by = names.get(round_.closed_by_id or 0, "")
    if round_.outcome == Round.Outcome.CLOSED and not named:
        by = TPI
    return f"{round_.get_outcome_display()}{late}: {by}, {when(round_.closed_at)}"


def _asked(
    assessment: Assessment, frame: Frame, round_: Round, names: dict[int, str], when, titles: dict[int, str]
) -> Iterator[Asked]:
    instrument = instrument_of(assessment.period)
    after = next((s for s in frame.submissions if s.pk == round_.submission_id), None)
    before = next((s for s in frame.submissions if s.pk == round_.before_id), None)
    for request in round_.requests.all():
        question = instrument.questions.get(request.code)
        changes, note = _brought(question, request, before, after, titles) if question and after else ((), ())
        yield Asked(
            code=request.code,
            question=question.text if question else "",
            request=request.text,
            reply=request.reply if after else "",
            replied=f"{names.get(request.replied_by_id or 0, '')}, {when(request.replied_at)}"
            if after and request.replied_at
            else "",
            changes=changes,
            note=note,
        )


def _brought(
    question, request: RoundRequest, before: Submission | None, after: Submission, titles: dict[int, str]
):
    """(changes of answer and evidence, change of the note) that a round brought to one question."""
    old, new = (
        given_in(s.content["answers"].get(request.code)) if s else given_in(None) for s in (before, after)
    )
    lines, texts = answer_change(question, old, new) if old != new else ((), ())
    changes = [(line.label, line.old, line.new) for line in lines]
    had, has = (s.content.get("evidence", {}).get(request.code, []) if s else [] for s in (before, after))
    gone, come = ([p for p in one if p not in other] for one, other in ((had, has), (has, had)))
    changes += [("Bukti dilepas", titles.get(p["revision"], ""), "") for p in gone]
    changes += [("Bukti ditambah", "", titles.get(p["revision"], "")) for p in come]
    return tuple(changes), next((text.pieces for text in texts), ())


def _papers(assessment: Assessment, when) -> Iterator[Paper]:
    issued = (
        IssuedDocument.objects.filter(assessment=assessment).select_related("issued_by").order_by("issued_at")
    )
    for document in issued.exclude(blob=None):
        yield Paper(
            name=" ".join(filter(None, [document.get_kind_display(), document.number])),
            id=str(document.pk),
            at=when(document.issued_at),
            by=str(document.issued_by),
            content_hash=document.content_hash,
            superseded=when(document.superseded_at),
        )


def _chain(assessment: Assessment) -> ChainState:
    found, length = head(assessment.audit_chain)
    return ChainState(found, length, tuple(map(str, verify(assessment.audit_chain))) if length else ())


__all__ = ["gather", "html_of", "trail_pdf"]
