"""Before submission: how many questions have no evidence, and where."""

from collections import Counter

from django.urls import reverse

from assessments.evidence_reads import uses_of
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.panels import HASIL
from assessments.round_reads import open_codes


def evidence_notices(a: Assessment) -> tuple[dict, ...]:
    """One line with the number on each page and a link to the first; one query, two in a round, where only what was
    asked counts. A notice, no guard: the policy alone may demand evidence (`engine/guards/evidence.py`).
    """
    questions = instrument_of(a.period).questions
    proven = set(uses_of(a, drafts=True).values_list("code", flat=True))
    asked = open_codes(a)
    bare = [code for code in questions if code not in proven and (asked is None or code in asked)]
    if not bare:
        return ()
    pages = Counter(questions[code].area or HASIL for code in bare)
    each = ", ".join(f"{'Hasil' if page == HASIL else page} {count}" for page, count in pages.items())
    first = reverse("assessments:area", args=[a.pk, next(iter(pages))])
    message = f"{len(bare)} pertanyaan tanpa bukti: {each}."
    return ({"message": message, "url": f"{first}?saring=tanpa-bukti"},)
