"""Before submission: which links the unit should mend, by the page on which they stand."""

from collections import Counter

from django.urls import reverse

from assessments.evidence_reads import problem_links
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.panels import HASIL


def link_notices(a: Assessment) -> tuple[dict, ...]:
    """One line per page with links that TPI will not be able to open; one query.

    A notice, no guard: what a server answers us is no proof that nobody can open it.
    """
    instrument = instrument_of(a.period)
    pages = Counter(instrument.questions[code].area or HASIL for code in problem_links(a))
    names = {**instrument.areas, HASIL: "Hasil"}
    return tuple(
        {
            "message": f"{count} tautan bukti bermasalah di {names[page]}: TPI tidak akan dapat membukanya.",
            "url": f"{reverse('assessments:area', args=[a.pk, page])}?saring=tautan",
        }
        for page, count in sorted(pages.items(), key=lambda item: list(names).index(item[0]))
    )
