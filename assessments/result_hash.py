"""What a signature and an LHE stand for, as one hash: change anything under it and the hash is another.

The hash is made of the rows as they stand now, never of what was once kept of them: so asked again later it tells
whether anything under a signature or an LHE changed since, by whatever way.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from assessments import evidence_reads, queries
from assessments.models import Answer, Assessment, EvidenceMark, PreliminaryResult, Recommendation, Sheet


def result_hash(assessment: Assessment) -> str:
    """SHA-256 of TPI's result as it stands now (see `result_content`)."""
    return digest(result_content(assessment))


def result_content(assessment: Assessment) -> dict[str, Any]:
    """What the unit submitted (answers, notes, hashes of the evidence), TPI's final answers, its marks on the evidence,
    considerations and recommendation, instrument and policy. `submission` is "" where nothing was ever submitted;
    without a recommendation or a mark there is none of it in the content (the LHE of earlier versions had none).
    """
    sheet = assessment.sheets.filter(kind=Sheet.Kind.TPI).first()
    advice = Recommendation.objects.filter(assessment=assessment).first()
    submitted = assessment.submissions.exists()
    content: dict[str, Any] = {
        "instrument": assessment.period.instrument.content_hash,
        "policy": assessment.period.policy.content_hash,
        "submission": submission_hash(submitted_content(assessment)) if submitted else "",
        "final": plain_answers(queries.answers_of(sheet)),
        "considerations": dict(assessment.considerations.values_list("code", "text")),
    }
    if advice:
        content["recommendation"] = [advice.verdict, advice.text, advice.coaching]
    if marks := plain_marks(queries.final_marks_of(assessment).values()):
        content["marks"] = marks
    return content


def submitted_content(assessment: Assessment) -> dict[str, Any]:
    """What the unit's sheet and its evidence say now, as plain data: the content of a submission. Three queries."""
    sheet = assessment.sheets.filter(kind=Sheet.Kind.UNIT).first()
    evidence: dict[str, list] = {}
    for use in evidence_reads.uses_of(assessment).select_related("revision__blob").order_by("code", "pk"):
        blob = use.revision.blob
        proof = {"sha256": blob.sha256} if blob else {"url": use.revision.url}
        evidence.setdefault(use.code, []).append(
            proof | {"revision": use.revision_id, "locator": use.locator}
        )
    return {
        "instrument": assessment.period.instrument.content_hash,
        "policy": assessment.period.policy.content_hash,
        "answers": {
            code: {
                "value": a.value,
                "none_yet": a.none_yet,
                "note": a.note,
                "source": a.source,
                "version": a.version,
            }
            for code, a in sorted(queries.answers_of(sheet).items())
        },
        "evidence": evidence,
        "scores": sheet.scores if sheet else {},
    }


def submission_hash(content: dict[str, Any]) -> str:
    """SHA-256 of `submitted_content`, as a Submission keeps it."""
    return hashlib.sha256(submission_text(content).encode()).hexdigest()


def submission_text(content: dict[str, Any]) -> str:
    """The JSON that `submission_hash` covers."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def preliminary_content(assessment: Assessment, result: PreliminaryResult) -> dict[str, Any]:
    """What the letter of the level above stands for: the submission that it is about, its answers, its conclusion."""
    sheet = assessment.sheets.filter(kind=Sheet.Kind.PRELIMINARY).first()
    return {
        "instrument": assessment.period.instrument.content_hash,
        "policy": assessment.period.policy.content_hash,
        "submission": result.submission.content_hash if result.submission else "",
        "preliminary": plain_answers(queries.answers_of(sheet)),
        "conclusion": [result.fit, result.text, result.letter_number, str(result.letter_date)],
    }


def sheet_hash(answers: Mapping[str, Answer], marks: Iterable[EvidenceMark] = ()) -> str:
    """SHA-256 of the answers of one sheet and its marks on evidence: what an anggota signs by declaring it done."""
    return digest(sheet_content(answers, marks))


def sheet_content(answers: Mapping[str, Answer], marks: Iterable[EvidenceMark] = ()) -> dict[str, Any]:
    """What `sheet_hash` covers: the answers, and the marks where there are any."""
    answered, marked = plain_answers(answers), plain_marks(marks)
    return {"answers": answered, "marks": marked} if marked else answered


def plain_marks(marks: Iterable[EvidenceMark]) -> dict[str, list[str]]:
    """Marks on evidence as plain data, by the id of the use, without versions and writers."""
    return {str(mark.use_id): [mark.verdict, mark.page, mark.note] for mark in marks}


def plain_answers(answers: Mapping[str, Answer]) -> dict[str, dict]:
    """Answers as plain data, without versions and writers."""
    return {
        code: {"value": a.value, "none_yet": a.none_yet, "note": a.note, "source": a.source}
        for code, a in answers.items()
    }


def digest(content: Any) -> str:
    """SHA-256 of data in one canonical JSON form."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Any) -> str:
    """The JSON that `digest` covers."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
