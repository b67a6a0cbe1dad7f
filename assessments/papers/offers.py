"""For which questions a person may use a document now, by area: "jadikan bukti untuk …"."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments import round_reads
from assessments.loaded import instrument_of
from assessments.panels import HASIL, Shown
from assessments.papers.reach import Reach
from assessments.papers.rows import Proved
from assessments.rules import may, may_answer_area


@dataclass(frozen=True)
class Offer(Shown):
    """A question. `proven`: by the newest revision already; `older`: by an older one."""

    code: str
    slug: str
    text: str
    proven: bool
    older: bool


@dataclass(frozen=True)
class OfferedArea(Shown):
    """The questions of an area, or of Hasil."""

    code: str
    name: str
    offers: tuple[Offer, ...]

    @property
    def proven(self) -> int:
        """How many of them the document proves."""
        return sum(offer.proven or offer.older for offer in self.offers)


def offered(user, reach: Reach, known: Sequence[Proved]) -> list[OfferedArea]:
    """The questions whose evidence the person may change now, as `services.evidence` has it; one query in a round."""
    a = reach.assessment
    if not may(user, "answer", a):
        return []
    asked = round_reads.open_codes(a)
    here = {one.use.code: one for one in known if one.use.assessment_id == a.pk}
    newest = {one.use.code for one in here.values() if not one.older}
    instrument = instrument_of(a.period)
    found = []
    for area, name in [*instrument.areas.items(), (None, "Hasil")]:
        if not may_answer_area(user, a, area):
            continue
        offers = tuple(
            Offer(code, code.replace(".", "-"), question.text, code in newest, code in here)
            for code, question in instrument.questions.items()
            if question.area == area and (asked is None or code in asked)
        )
        if offers:
            found.append(OfferedArea(area or HASIL, name, offers))
    return found
