"""From a document of an activity to evidence: which of the questions that the activity serves can take it now."""

from __future__ import annotations

from dataclasses import dataclass

from assessments import round_reads
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment
from assessments.papers.reach import Reach
from assessments.rules import may, may_answer_area
from documents.models import Document

NOT_YET = frozenset({"terdaftar", "pencanangan", "pembangunan"})


@dataclass(frozen=True)
class Candidate:
    """A question. `proven`: the newest revision is its evidence; `older`: an older one is, which the newest would
    take the place of. `why`: why it can't be chosen, "" where it can.
    """

    code: str
    text: str
    area: str
    proven: bool
    older: bool
    why: str


def candidates(user, reach: Reach, activity: Activity, document: Document) -> list[Candidate]:
    """The questions that the activity serves, in the order of the sheet, as `services.evidence` will judge them.

    `document` comes out of `reach.documents`, with `shown_id`. Two queries in a round, else one.
    """
    a = reach.assessment
    asked = round_reads.open_codes(a)
    answers = may(user, "answer", a)
    uses = reach.uses.filter(revision__document=document).order_by().values_list("code", "revision")
    held: dict[str, set[int]] = {}
    for code, revision in uses:
        held.setdefault(code, set()).add(revision)
    found = []
    for code, question in instrument_of(a.period).questions.items():
        if code not in activity.codes:
            continue
        proven = document.shown_id in held.get(code, ())
        if not answers:
            why = _shut(a)
        elif not may_answer_area(user, a, question.area):
            why = "Di luar area pokja Anda."
        elif asked is not None and code not in asked:
            why = "Tidak diminta TPI untuk diperbaiki, jadi buktinya tetap."
        elif document.archived_at is not None:
            why = "Dokumen ini diarsipkan. Pulihkan dahulu di halaman dokumennya."
        else:
            why = "Sudah menjadi bukti pertanyaan ini." if proven else ""
        older = not proven and code in held
        found.append(Candidate(code, question.text, question.area or "", proven, older, why))
    return found


def _shut(a: Assessment) -> str:
    if a.state in NOT_YET:
        return "Penilaian mandiri belum dibuka. Dokumen tetap tersimpan di kegiatan ini sampai saat itu."
    return f"Jawaban sudah diajukan; tahap unit ini {a.get_state_display()}."
