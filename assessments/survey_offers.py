"""What a unit's own closed surveys offer at the index questions, to be taken with a click. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.engine.answers import Given
from assessments.engine.instrument import Question
from assessments.engine.wording import long_date
from assessments.loaded import instrument_of
from assessments.models import Assessment
from surveys.models import Campaign
from surveys.queries import closed_campaigns

MARK = "survei portal"  # names a survey of the portal in a source, before its code
NAMED = re.compile(r"survei\s+portal\s+[a-z0-9]{6}\b", re.IGNORECASE)


@dataclass(frozen=True)
class SurveyOffer:
    """A survey at a question: its index as it is taken over, the line that names it as source, what speaks against it.

    `taken`: the answer stands so already.
    """

    pk: int
    value: str
    source: str
    warning: str
    taken: bool

    @property
    def text(self) -> str:
        """The index as it is read."""
        return self.value.replace(".", ",")


def survey_offers(
    assessment: Assessment, questions: Iterable[Question], stands: Mapping[str, Given]
) -> dict[str, list[SurveyOffer]]:
    """Question → offers of the unit's closed surveys of its kind and year; one query where there are index questions.

    `stands`: the unit's answers as they are.
    """
    kinds = kinds_of(assessment, questions)
    if not kinds:
        return {}
    found: dict[str, list[SurveyOffer]] = {}
    for one in closed_campaigns(assessment.unit_id, assessment.period.year):
        for code in (code for code, kind in kinds.items() if kind == one.kind):
            found.setdefault(code, []).append(_offer(one, stands.get(code, Given())))
    return found


def offers_named(
    assessment: Assessment, question: Question, stands: Given, *others: Given
) -> tuple[SurveyOffer, ...]:
    """The offers that answers to a question are checked against; no query where no source names a survey of the portal.

    `stands`: the answer that an offer may be taken as.
    """
    if not any(_names_portal(one.source) for one in (stands, *others)):
        return ()
    return tuple(survey_offers(assessment, [question], {question.code: stands}).get(question.code, ()))


def is_unfounded(stands: Given, offers: Iterable[SurveyOffer]) -> bool:
    """Whether the source of an answer names a survey of the portal, and none of the unit's gave it just so."""
    if not _names_portal(stands.source):
        return False
    return (stands.value, stands.source) not in {(one.value, one.source) for one in offers}


def kinds_of(assessment: Assessment, questions: Iterable[Question]) -> dict[str, str]:
    """Index question → the survey that its component names: SPAK or SPKP."""
    components = instrument_of(assessment.period).components_by_code
    asked = ((q.code, components[q.component].survey) for q in questions if q.kind == "index")
    return {code: survey for code, survey in asked if survey}


def source_of(campaign: Campaign) -> str:
    """The line that names a survey as source: survey, period, respondents, and its address in the portal."""
    days = f"{long_date(campaign.opens_on)} – {long_date(campaign.last_day)}"
    said = f"{campaign.kind} {campaign.title}, {days}, {campaign.respondents} responden"
    return f"{said} ({MARK} {campaign.code})"


def value_of(campaign: Campaign) -> str:
    """The index as an answer: without zeros at its end."""
    return campaign.index.rstrip("0").rstrip(".")


def _offer(campaign: Campaign, stands: Given) -> SurveyOffer:
    value, source = value_of(campaign), source_of(campaign)
    taken = (stands.value, stands.source) == (value, source)
    return SurveyOffer(campaign.pk, value, source, campaign.warning, taken)


def _names_portal(source: str) -> bool:
    return bool(NAMED.search(source))
