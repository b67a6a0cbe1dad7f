"""The lines that are no entries about answers: moves, submissions, rounds, releases, documents."""

from collections.abc import Iterator
from dataclasses import replace

from assessments.engine.answers import Given
from assessments.history import items
from assessments.history.items import Item, Line, answer_change, plain_text, proof_lines
from assessments.history.lens import Lens
from assessments.history.reading import (
    Frame,
    answer_entries,
    requests_of,
    revision_titles,
    stored_answers,
)
from assessments.history.standing import EMPTY, Standing, given_in, standing
from assessments.loaded import instrument_of
from assessments.models import Assessment, IssuedDocument, Round, Sheet, StateChange, Submission

CLOSED = "tutup_perbaikan"
BY_TPI = ("kembalikan", CLOSED)  # moves before the release whose person is TPI's own to know
TPI = "TPI"
TAKEN_BACK = ("batalkan_cabut_wbk", "batalkan_cabut_wbbm")
# the reason is meant for everybody
TELLS_WHY = (
    "tetapkan_wbk",
    "tetapkan_wbbm",
    "tetapkan_belum",
    "tetapkan_wbk_mandiri",
    "batalkan_penetapan",
    "batalkan_wbk_mandiri",
    "cabut",
    *TAKEN_BACK,
)


def around(assessment: Assessment, lens: Lens, frame: Frame, code: str = "") -> list[Item]:
    """Everything that is open to the reader, of one question where `code` is given; moves always."""
    found = [_step(change, lens) for change in frame.changes]
    found += _submissions(assessment, lens, frame, code)
    if lens.requests:
        found += _rounds(lens, frame, code)
    if lens.final and not lens.team:
        found += _releases(assessment, frame, code)
    if lens.documents and not code:
        found += _documents(assessment)
    return found


def _tells_why(lens: Lens, move: str) -> bool:
    return lens.closing if move == CLOSED else lens.reasons or move in TELLS_WHY


def _step(change: StateChange, lens: Lens) -> Item:
    found = items.step_item(change, reason=_tells_why(lens, change.name))
    return found if lens.knows_team or change.name not in BY_TPI else replace(found, actor_id=None, role=TPI)


def _submissions(assessment: Assessment, lens: Lens, frame: Frame, code: str) -> Iterator[Item]:
    """What changed from one submission to the next. Who reads the unit's sheet live needs of it only the evidence of
    rounds, and who reads the unit's drafts nothing at all.
    """
    if lens.drafts:
        return
    before: Submission | None = None
    titles = revision_titles(
        proof["revision"] for s in frame.submissions for proofs in _evidence(s).values() for proof in proofs
    )
    for submission in frame.submissions:
        round_ = frame.round_of(submission)
        role = frame.role_of(submission.by_id, submission.at)
        if not lens.live:
            yield from (replace(i, role=role) for i in _answers(assessment, submission, before, round_, code))
        if not lens.live or round_ is not None:
            yield from (replace(i, role=role) for i in _proofs(submission, before, round_, code, titles))
        before = submission


def _evidence(submission: Submission | None) -> dict[str, list[dict]]:
    return submission.content.get("evidence", {}) if submission else {}


def _named(round_: Round | None, first: bool) -> str:
    if round_ is not None:
        return f"dikirim dalam perbaikan putaran {round_.number}"
    return "diajukan" if first else "diajukan lagi"


def _answers(
    assessment: Assessment, submission: Submission, before: Submission | None, round_: Round | None, code: str
) -> Iterator[Item]:
    old, new = (s.content["answers"] if s else {} for s in (before, submission))
    facts = {"at": submission.at, "actor_id": submission.by_id, "kind": items.ANSWERED}
    what = _named(round_, before is None)
    if before is None and not code:
        yield Item(title=f"{len(new)} jawaban {what}", **facts)
        return
    for number, (each, question) in enumerate(instrument_of(assessment.period).questions.items(), 1):
        was, now = given_in(old.get(each)), given_in(new.get(each))
        if was != now and code in ("", each):
            lines, texts = answer_change(question, was, now)
            yield Item(
                title=f"Jawaban unit {what}", code=each, order=-number, lines=lines, texts=texts, **facts
            )


def _proofs(
    submission: Submission, before: Submission | None, round_: Round | None, code: str, titles: dict[int, str]
) -> Iterator[Item]:
    old, new = _evidence(before), _evidence(submission)
    facts = {"at": submission.at, "actor_id": submission.by_id, "kind": items.PROOF}
    what = _named(round_, before is None)
    if before is None and not code:
        yield Item(title=f"{sum(map(len, new.values()))} bukti {what}", **facts)
        return
    for each in sorted({*old, *new}):
        if code not in ("", each):
            continue
        for act, these, those in (("dilepas", old, new), ("ditambah", new, old)):
            for proof in these.get(each, []):
                if proof not in those.get(each, []):
                    title = f"Bukti {act}: {titles.get(proof['revision'], 'dokumen')}, {what}"
                    yield Item(title=title, code=each, lines=proof_lines(proof), **facts)


def _rounds(lens: Lens, frame: Frame, code: str) -> Iterator[Item]:
    """What each opened round asked, and what the unit replied: its own words at once to the unit (in the audit), to
    everybody else when they were sent.
    """
    for round_, request in requests_of(frame.rounds, code):
        yield Item(
            kind=items.ROUNDS,
            at=round_.opened_at,
            order=-request.pk,
            title=f"Diminta dalam perbaikan putaran {round_.number}",
            code=request.code,
            actor_id=round_.opened_by_id if lens.knows_team else None,
            role=frame.role_of(round_.opened_by_id, round_.opened_at) if lens.knows_team else TPI,
            texts=plain_text("Permintaan", request.text),
        )
        if round_.submission_id is not None and request.reply and not lens.drafts:
            yield Item(
                kind=items.ROUNDS,
                at=round_.closed_at,
                order=-request.pk,
                title=f"Dijawab unit dalam perbaikan putaran {round_.number}",
                code=request.code,
                actor_id=request.replied_by_id,
                texts=plain_text("Tanggapan", request.reply),
            )


def _releases(assessment: Assessment, frame: Frame, code: str) -> Iterator[Item]:
    """TPI's final answers as they stood at each release, and of TPI's work nothing more; two queries."""
    sheet = frame.sheets.get((Sheet.Kind.TPI, None))
    if sheet is None or (not code and len(frame.releases) < 2):
        if frame.releases and not code:
            yield _released(frame.releases[0])
        return
    before: dict[str, Given] = {}
    for number, (change, stood) in enumerate(final_at_releases(assessment, frame, code)):
        if number == 0 and not code:
            yield _released(change)
        for at, (each, question) in enumerate(instrument_of(assessment.period).questions.items(), 1):
            was, now = before.get(each, EMPTY), stood.answers.get(each, EMPTY)
            if was == now or code not in ("", each) or (number == 0 and not code):
                continue
            lines, texts = answer_change(question, was, now)
            yield Item(
                kind=items.TPI,
                at=change.at,
                order=-at,
                title="Jawaban akhir TPI dirilis" if number == 0 else "Jawaban akhir TPI dirilis lagi",
                code=each,
                actor_id=change.by_id,
                role=change.role,
                lines=lines,
                texts=texts,
            )
        before = dict(stood.answers)


def _released(change: StateChange) -> Item:
    return Item(
        kind=items.TPI,
        at=change.at,
        order=-1,
        title="Jawaban akhir TPI dirilis",
        actor_id=change.by_id,
        role=change.role,
    )


def final_at_releases(
    assessment: Assessment, frame: Frame, code: str = ""
) -> list[tuple[StateChange, Standing]]:
    """TPI's final answers as they stood at each release, oldest first; two queries."""
    sheet = frame.sheets.get((Sheet.Kind.TPI, None))
    if sheet is None:
        return []
    entries = list(answer_entries(assessment, sheet, code))
    rows = {answer.code: answer for answer in stored_answers([sheet], code)}
    return [(change, standing(entries, rows, change.at)) for change in frame.releases]


def _documents(assessment: Assessment) -> Iterator[Item]:
    """What was issued, and when it ceased to hold; one query."""
    for document in IssuedDocument.objects.filter(assessment=assessment).exclude(blob=None):
        name = " ".join(filter(None, [document.get_kind_display(), document.number]))
        yield Item(
            kind=items.PAPER,
            at=document.issued_at,
            title=f"{name} diterbitkan",
            actor_id=document.issued_by_id,
            lines=(Line("Kode dokumen", "", str(document.pk)), Line("Sidik isi", "", document.content_hash)),
        )
        if document.superseded_at is not None:
            title = f"{name} tidak berlaku lagi"
            lines = (Line("Kode dokumen", "", str(document.pk)),)
            yield Item(kind=items.PAPER, at=document.superseded_at, title=title, lines=lines)


__all__ = ["around", "final_at_releases"]
