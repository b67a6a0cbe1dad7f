"""The answers of a closed campaign that are in doubt, one by one, for the admin who judges them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from surveys.engine.flags import KINDS, Flag
from surveys.models import Campaign
from surveys.results import FEW, answers_of, flags_in, is_excluded


@dataclass(frozen=True)
class Doubted:
    """An answer with its doubts, for the admin who judges them; `why`: why it is left out already.

    `hour`: its hour where a doubt rests on it, else None. What was asked for and what was written stays apart from
    the degrees here too (docs/decisions/0057).
    """

    key: str
    items: tuple[int, ...]
    channel: str
    kinds: tuple[str, ...]
    hour: datetime | None
    why: str


def doubted_of(campaign: Campaign) -> list[Doubted]:
    """The answers with doubts or already left out, most doubts first; none of fewer than FEW. Two queries."""
    answers = answers_of(campaign)
    if len(answers) < FEW:
        return []
    flags: dict[UUID, list[Flag]] = defaultdict(list)
    for flag in flags_in(campaign, campaign.services.all(), answers):
        for key in flag.keys:
            flags[key].append(flag)
    found = [
        Doubted(
            key=str(one.pk),
            items=tuple(one.items),
            channel=one.get_channel_display(),
            kinds=tuple(dict.fromkeys(KINDS[flag.kind] for flag in flags[one.pk])),
            hour=next((flag.hour for flag in flags[one.pk] if flag.hour), None),
            why=one.exclusion.reason if is_excluded(one) else "",
        )
        for one in answers
        if one.pk in flags or is_excluded(one)
    ]
    return sorted(found, key=lambda one: (bool(one.why), -len(one.kinds)))
