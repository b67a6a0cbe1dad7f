"""What came out of a closed campaign: index, sample, services, months, doubts, comments.

Nobody reads results while answers come in: who stands at the counter would see what the last visitor said.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format

from surveys.against import against
from surveys.engine.flags import Flag, Row, flags_of
from surveys.engine.index import index_of, interval_of, item_indices, skm
from surveys.engine.sample import least_of, sample_size
from surveys.models import Answer, Campaign, Service
from surveys.outcome import FEW, MANY, Result, channels_of, grouped, parts_of, rows_of


def results_of(campaign: Campaign, answers: list[Answer] | None = None) -> Result:
    """Everything about a campaign; two queries, three where forms were typed in.

    `answers`: what `answers_of` gave, for who has it.
    """
    asked, services = campaign.questionnaire, list(campaign.services.all())
    answers = answers_of(campaign) if answers is None else answers
    counting = [one for one in answers if not is_excluded(one)]
    shown = counting if len(counting) >= FEW else []
    flags = flags_in(campaign, services, shown)
    doubted = frozenset().union(*(flag.keys for flag in flags))
    rows, degrees = rows_of(shown), asked.degrees
    calm = rows_of(one for one in shown if one.pk not in doubted)
    index = index_of(rows, degrees)
    population = sum(one.population for one in services)
    known = population if population >= len(counting) else 0  # fewer people than answers cannot be
    by_service = grouped((one.service_id, one) for one in answers)
    by_month = grouped((_first_day(campaign, one), one) for one in answers)
    many = len(counting) >= MANY
    in_parts = degrees if many else None
    value, grade = skm(index) if index is not None else (None, "")
    found = Result(
        total=len(answers),
        counted=len(counting),
        target=sum(one.target for one in services),
        population=population,
        sample=sample_size(population),
        least=least_of(known),
        index=index,
        index_all=index_of(rows_of(answers), degrees) if shown else None,
        index_calm=index_of(calm, degrees) if many and min(len(calm), len(doubted)) >= FEW else None,
        interval=interval_of(rows, degrees, known, digits=2),
        skm=value,
        grade=grade,
        items=tuple(zip(asked.items, item_indices(rows, degrees) or [None] * len(asked.items), strict=True)),
        services=parts_of(
            (
                (one.name, by_service.get(one.pk, []), {"target": one.target, "population": one.population})
                for one in services
            ),
            in_parts,
        ),
        months=parts_of(((_month(day), group, {}) for day, group in sorted(by_month.items())), in_parts),
        channels=channels_of(answers, in_parts),
        flags=tuple(_without_twins(flags)),
        comments=tuple(sorted(one.comment for one in answers if one.comment and shown)),
    )
    return replace(found, warnings=against(campaign, found, services, counting))


def flags_in(campaign: Campaign, services: Iterable[Service], answers: Iterable[Answer]) -> list[Flag]:
    """The doubts about these answers, with how many users the services have on a day of the campaign."""
    population = sum(one.population for one in services)
    days = (campaign.last_day - campaign.opens_on).days + 1
    zone = campaign.unit.instansi.zone
    rows = [
        Row(one.pk, one.channel, one.hour.astimezone(zone), tuple(one.items), one.told, one.source_id)
        for one in answers
    ]
    return flags_of(rows, Fraction(population, days) if population else None)


def _without_twins(flags: Iterable[Flag]) -> list[Flag]:
    """The doubts for everybody: of rows equal in an hour only how many, for it would name rows of the workbook."""
    flags = list(flags)
    twins = [flag for flag in flags if flag.kind == "kembar" and flag.hour]
    if not twins:
        return flags
    keys = frozenset().union(*(flag.keys for flag in twins))
    said = Flag("kembar", keys, f"{len(keys)} jawaban sama persis dengan jawaban lain pada jam yang sama.")
    return [said if flag is twins[0] else flag for flag in flags if flag not in twins[1:]]


def answers_of(campaign: Campaign) -> list[Answer]:
    """The answers, each with its exclusion, in the order of their keys; one query."""
    return list(campaign.answers.select_related("exclusion").order_by("pk"))


def is_excluded(one: Answer) -> bool:
    """Whether an answer, read with its exclusion, is left out."""
    return getattr(one, "exclusion", None) is not None


def _first_day(campaign: Campaign, one: Answer) -> date:
    return one.hour.astimezone(campaign.unit.instansi.zone).date().replace(day=1)


def _month(day: date) -> str:
    return date_format(day, "F Y")
