"""The answers of a closed campaign that are in doubt, one by one, for the admin who judges them."""

from collections import defaultdict
from dataclasses import dataclass

from surveys.models import Answer, Campaign
from surveys.results import FEW, flags_in, is_excluded


@dataclass(frozen=True)
class Doubted:
    """An answer with its doubts, for the admin who judges them; `why`: why it is left out already."""

    answer: Answer
    kinds: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        """The key as a form sends it."""
        return str(self.answer.pk)


KINDS = {
    "diarahkan": "diarahkan petugas",
    "lonjakan": "lonjakan",
    "kembar": "sama persis dalam satu jam",
    "seragam": "satu nilai untuk semua",
}


def doubted_of(campaign: Campaign) -> list[Doubted]:
    """The answers with doubts or already left out, most doubts first; none of fewer than FEW. Two queries."""
    answers = list(campaign.answers.select_related("exclusion", "service").order_by("pk"))
    if len(answers) < FEW:
        return []
    kinds: dict = defaultdict(list)
    for flag in flags_in(campaign, campaign.services.all(), answers):
        for key in flag.keys:
            kinds[key].append(KINDS[flag.kind])
    found = [
        Doubted(one, tuple(dict.fromkeys(kinds[one.pk])), one.exclusion.reason if is_excluded(one) else "")
        for one in answers
        if one.pk in kinds or is_excluded(one)
    ]
    return sorted(found, key=lambda one: (bool(one.why), -len(one.kinds)))
