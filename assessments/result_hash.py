"""What a signature and an LHE stand for, as one hash: change anything under it and the hash is another."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from assessments import queries
from assessments.models import Answer, Assessment, Recommendation, Sheet


def result_hash(assessment: Assessment) -> str:
    """SHA-256 of TPI's result as it stands now (see `result_content`)."""
    return digest(result_content(assessment))


def result_content(assessment: Assessment) -> dict[str, Any]:
    """The unit's last submission (answers, notes, hashes of the evidence), TPI's final answers, considerations and
    recommendation, instrument and policy. `submission` is "" where nothing was ever submitted.
    """
    submission = assessment.submissions.order_by("at", "pk").last()
    sheet = assessment.sheets.filter(kind=Sheet.Kind.TPI).first()
    advice = Recommendation.objects.filter(assessment=assessment).first()
    return {
        "instrument": assessment.period.instrument.content_hash,
        "policy": assessment.period.policy.content_hash,
        "submission": submission.content_hash if submission else "",
        "final": plain_answers(queries.answers_of(sheet)),
        "considerations": dict(assessment.considerations.values_list("code", "text")),
        "recommendation": [advice.verdict, advice.text, advice.coaching] if advice else None,
    }


def sheet_hash(answers: Mapping[str, Answer]) -> str:
    """SHA-256 of the answers of one sheet: what an anggota signs by declaring it done."""
    return digest(plain_answers(answers))


def plain_answers(answers: Mapping[str, Answer]) -> dict[str, dict]:
    """Answers as plain data, without versions and writers."""
    return {
        code: {"value": a.value, "none_yet": a.none_yet, "note": a.note, "source": a.source}
        for code, a in answers.items()
    }


def digest(content: Any) -> str:
    """SHA-256 of data in one canonical JSON form."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
