"""What would come along from an earlier year, and what would not, with the reason for each. Nothing is written here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments import evidence_reads, queries
from assessments.activity_reads import carried_already, open_activities
from assessments.carrying.drafted import AnswerDraft, Draft, EvidenceDraft, Left, LineDraft
from assessments.carrying.mapping import mapping_between
from assessments.carrying.source import Source
from assessments.engine.carrying import Kind, Pair, carried, pairs_of
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, CarriedItem, EvidenceLine, EvidenceUse, Sheet
from assessments.papers.periods import is_outside, period_text
from assessments.rules import is_admin, may, may_answer_area
from assessments.services.lines import MAX_OWN
from documents.models import Document, Revision

ANSWERED = "Sudah ada jawaban tahun ini, jadi tidak disentuh."
OUTSIDE = "Di luar area pokja Anda; petugas area itu atau pimpinan unit yang mengambil alihnya."
BEFORE = "Sudah pernah diambil alih."
OF_UNIT = "Kegiatan rencana aksi diambil sendiri oleh unit."
IN_BETWEEN = "Sudah dibawa ke rencana aksi {0}; ambil dari tahun itu bila masih terbuka."
MAX_WHAT = 300
_YEAR = re.compile(r"\b20\d\d\b")
State = EvidenceLine.State


@dataclass(frozen=True)
class _Here:
    """This year of the unit."""

    answers: dict[str, Answer]
    proofs: set[tuple[str, int]]
    lines: dict[tuple[str, str], EvidenceLine]
    before: set[tuple[str, str, str]]
    allowed: Callable[[Question], bool]

    def is_open(self, question: Question) -> bool:
        """Whether nobody has answered it this year."""
        stored = self.answers.get(question.code)
        return stored is None or (stored.value is None and not stored.none_yet)

    def had(self, kind: str, question: Question, key: str = "") -> bool:
        """Whether it was taken over before."""
        return (kind, question.code, key) in self.before


def draft_of(user, assessment: Assessment, source: Source) -> Draft:
    """What would come along for this person: their pokja's areas, all for the admin. Eight queries."""
    old, new = instrument_of(source.assessment.period), instrument_of(assessment.period)
    mapping = None if old.code == new.code else mapping_between(old, new)
    pairs = pairs_of(old, new, mapping)
    here = _here(user, assessment)
    found = Draft(source, mapping)
    years = assessment.period.year - source.year
    for pair in pairs:
        _answer(found, here, pair, years)
    by_code = {pair.old.code: pair for pair in pairs}
    newest = _newest(assessment, source.evidence)
    for use in source.evidence:
        _proof(found, here, by_code[use.code], use, newest, assessment.period.year)
    for line in source.lines:
        _line(found, here, by_code[line.code], line)
    found.successors = {pair.old.code: pair.new.code for pair in pairs if pair.new is not None}
    _activities(found, user, assessment)
    return found


def _activities(found: Draft, user, assessment: Assessment) -> None:
    """What last year's action plan left open, for the unit itself (`services.activities_taken`)."""
    taken = carried_already(found.source.assessment, assessment)
    areas = instrument_of(assessment.period).areas
    own = may(user, "carry_activities", assessment)
    for activity in open_activities(found.source.assessment):
        year = taken.get(activity.pk)
        if year == assessment.period.year:
            continue
        area = activity.area if activity.area in areas else None
        why = "" if own else OF_UNIT
        if own and not may_answer_area(user, assessment, area):
            why = OUTSIDE
        if year is not None:
            why = IN_BETWEEN.format(year)
        if why:
            found.left.append(Left("plan", "", activity.text[:MAX_WHAT], why))
        else:
            found.activities.append(activity)


def _here(user, assessment: Assessment) -> _Here:
    sheet = assessment.sheets.filter(kind=Sheet.Kind.UNIT).first()
    uses = evidence_reads.uses_of(assessment, drafts=True).values_list("code", "revision__document")
    admin = is_admin.test(user, assessment)
    items = CarriedItem.objects.filter(assessment=assessment)
    return _Here(
        answers=queries.answers_of(sheet),
        proofs=set(uses),
        lines={(line.code, line.text): line for line in EvidenceLine.objects.filter(assessment=assessment)},
        before=set(items.values_list("kind", "code", "key")),
        allowed=lambda question: admin or may_answer_area(user, assessment, question.area),
    )


def _newest(assessment: Assessment, uses: Iterable[EvidenceUse]) -> dict[int, Revision]:
    """Document → its newest revision; one query."""
    documents = {use.revision.document_id for use in uses}
    found = Revision.objects.filter(document__in=documents, document__unit=assessment.unit_id)
    return {revision.document_id: revision for revision in found.select_related("blob").order_by("number")}


def _answer(found: Draft, here: _Here, pair: Pair, years: int) -> None:
    told = found.source.answers.get(pair.old.code)
    if told is None or (told.value is None and not told.none_yet):
        return  # there was nothing to take
    given, why = carried(pair, told, years=years)
    if pair.new is not None and given is not None:
        why = _barrier(here, pair.new, CarriedItem.Kind.ANSWER)
    if pair.new is None or given is None or why:
        found.left.append(Left("answer", pair.old.code, pair.old.text, why))
        return
    stored = here.answers.get(pair.new.code)
    found.answers.append(AnswerDraft(pair, pair.new, given, told, stored))


def _barrier(here: _Here, question: Question, kind: str, key: str = "") -> str:
    """Why nothing is put to a question, "" where it may be."""
    if not here.allowed(question):
        return OUTSIDE
    if here.had(kind, question, key):
        return BEFORE
    return "" if here.is_open(question) else ANSWERED


def _proof(
    found: Draft, here: _Here, pair: Pair, use: EvidenceUse, newest: dict[int, Revision], year: int
) -> None:
    document = use.revision.document
    why = _not_of(use, document, year) or (pair.why if pair.kind is Kind.GONE else "")
    revision = newest.get(document.pk)
    if not why and (pair.new is None or pair.new.kind == "index"):
        why = "Bukti survei selalu dari tahunnya sendiri."
    if not why and revision is None:
        why = "Bukan dokumen unit ini."
    if not why and pair.new is not None:
        there = (pair.new.code, document.pk) in here.proofs
        why = "Sudah menjadi bukti tahun ini." if there else ""
        why = why or _barrier(here, pair.new, CarriedItem.Kind.EVIDENCE, str(document.pk))
    if why or pair.new is None or revision is None:
        found.left.append(Left("evidence", pair.old.code, document.title, why))
        return
    here.proofs.add((pair.new.code, document.pk))
    found.evidence.append(EvidenceDraft(pair.new, use, revision))


def _not_of(use: EvidenceUse, document: Document, year: int) -> str:
    """Why a piece of evidence says nothing of the year, "" where it may."""
    if document.archived_at is not None:
        return "Dokumennya sudah diarsipkan."
    if is_outside(document, year):
        return f"Periode isinya ({period_text(document)}) tidak mencakup {year}."
    named = [int(found) for found in _YEAR.findall(use.speaks_of)]
    dated = document.speaks_from is not None or document.speaks_until is not None
    if named and not dated and max(named) < year:
        return f"Membuktikan periode yang sudah lewat: {use.speaks_of}."
    return ""


def _line(found: Draft, here: _Here, pair: Pair, line: EvidenceLine) -> None:
    if not line.own and line.state == State.MISSING:
        return  # only a line of the instrument that evidence hangs at
    why = pair.why if pair.kind is Kind.GONE else ""
    if not why and line.state == State.TICKED and not line.own:
        why = "Centang tahun lalu tidak ikut: periksa apakah bukti tahun ini ada."
    if pair.new is not None and not why:
        named = line.text in pair.new.evidence
        if not line.own and not named:
            why = "Butir ini tidak disebut lagi oleh instrumen."
        elif (line.own and named) or (pair.new.code, line.text) in here.lines:
            why = "Butirnya sudah ada tahun ini."
        elif line.own and _own_lines(found, here, pair.new) >= MAX_OWN:
            why = f"Pertanyaannya sudah memiliki {MAX_OWN} butir sendiri."
        else:
            why = _barrier(here, pair.new, CarriedItem.Kind.LINE, line.text)
    if why or pair.new is None:
        found.left.append(Left("line", pair.old.code, line.text, why))
        return
    found.lines.append(LineDraft(pair.new, line))


def _own_lines(found: Draft, here: _Here, question: Question) -> int:
    standing = sum(line.own and code == question.code for (code, _), line in here.lines.items())
    return standing + sum(one.line.own and one.question.code == question.code for one in found.lines)
