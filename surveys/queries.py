"""Reads of the app `surveys`. Every object comes out of a queryset scoped to the person."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from surveys.models import Campaign, Channel, FollowUp, Import, Scan, Service
from surveys.rules import may_correct
from units.hats import Hats
from units.models import Role, TeamUnit, UnitKerja
from units.queries import below, hats_of


def known_units(user) -> QuerySet[UnitKerja]:
    """The units of whose surveys a person may read any: their own, those of their instansi, those that they assess."""
    teams = TeamUnit.objects.filter(unit=OuterRef("pk"))
    return UnitKerja.objects.filter(_scope(hats_of(user), "", teams)).select_related("instansi")


def known_campaigns(user) -> QuerySet[Campaign]:
    """The campaigns of these units; for TPI's people those of a year in which their team assesses the unit."""
    teams = TeamUnit.objects.filter(unit=OuterRef("unit"), year=OuterRef("year"))
    return Campaign.objects.filter(_scope(hats_of(user), "unit__", teams)).select_related("unit__instansi")


def _scope(hats: Hats, unit: str, teams: QuerySet[TeamUnit]) -> Q:
    """What the hats let a person know of. `unit`: the path to the unit; `teams`: the teams that assess it there."""
    own = Q(**{f"{unit}pk__in": hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)})
    own |= Q(**{f"{unit}instansi_id__in": hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)})
    assessed = below(hats.units(Role.PENILAI_PENDAHULUAN), unit) | Exists(
        teams.filter(team_id__in=hats.seats)
    )
    return own | (assessed & ~Q(**{f"{unit}pk__in": hats.barred}))


def campaigns_of(user, unit: UnitKerja) -> QuerySet[Campaign]:
    """The campaigns of a unit that a person may know, the newest first, with `answered`: how many answers came in."""
    return known_campaigns(user).filter(unit=unit).annotate(answered=Count("answers"))


def campaign_at(code: str) -> Campaign | None:
    """The campaign at a short address, however that is typed, for anybody; a draft has no address yet."""
    known = Campaign.objects.select_related("unit__instansi").exclude(state=Campaign.State.DRAFT)
    return known.filter(code=code.upper()).first() if code.isascii() and code.isalnum() else None


def services_with_counts(campaign: Campaign) -> QuerySet[Service]:
    """The services of a campaign with `answered`: all that may be known while answers come in."""
    return campaign.services.annotate(answered=Count("answers"))


def published_campaigns(unit_ids: Collection[int], year: int) -> list[Campaign]:
    """What units published for a year's assessment, of each unit and kind the newest, by the units' names."""
    found = Campaign.objects.filter(unit__in=unit_ids, year=year, published=True, state=Campaign.State.CLOSED)
    found = found.exclude(index="").select_related("unit").defer("content", "warning")
    rows = found.order_by("unit__name", "unit_id", "kind", "-closed_at", "-pk")
    return [next(same) for _, same in groupby(rows, key=lambda one: (one.unit_id, one.kind))]


def follow_ups_of(campaign: Campaign) -> list[tuple[str, FollowUp]]:
    """What the unit does about the result, each with what it is about, in the order of the questions."""
    stored = {one.item: one for one in campaign.follow_ups.exclude(action="")}
    about = [*((item.code, item.aspect) for item in campaign.questionnaire.items), ("", "Lainnya")]
    return [(name, stored[code]) for code, name in about if code in stored]


def scans_of(campaign: Campaign, user) -> list[tuple[Scan, bool]]:
    """The scans of a campaign, each with whether the person may correct how many forms it holds."""
    return [(one, may_correct(user, one, campaign)) for one in campaign.scans.select_related("by", "blob")]


def batches_of(campaign: Campaign) -> list[tuple[int, int, int]]:
    """The printed slips: (number of the batch, codes used, codes of the batch)."""
    return [(one.number, len(one.used), len(one.used) + len(one.unused)) for one in campaign.batches.all()]


def closed_campaigns(unit_id: int, year: int) -> QuerySet[Campaign]:
    """The closed campaigns of a unit that have an index for the assessment of a year, the newest first."""
    found = Campaign.objects.filter(unit=unit_id, year=year, state=Campaign.State.CLOSED)
    return found.exclude(index="").select_related("unit__instansi").order_by("-closed_at", "-pk")


def fresh_of(campaign: Campaign, rows: list[list]) -> list[list]:
    """Of the rows of a file (`surveys.answer_file.Read`) those that no import has brought yet, in their order.

    Equal are rows of the same service, degrees, control question and comment, each as often as it is there, unless both
    name a month and not the same.
    """
    zone = campaign.unit.instansi.zone
    brought = campaign.answers.exclude(source=None).values_list(
        "service_id", "items", "told", "comment", "hour"
    )
    there: dict[tuple, Counter[str]] = {}
    for service, items, *rest, hour in brought:
        there.setdefault((service, tuple(items), *rest), Counter())[_month(hour.astimezone(zone))] += 1
    fresh = []
    for row in rows:
        months, month = there.get((row[0], tuple(row[1]), *row[2:4]), Counter()), row[4]
        agreeing = [month, ""] if month else ["", *months]
        found = next((one for one in agreeing if months[one]), None)
        if found is None:
            fresh.append(row)
        else:
            months[found] -= 1
    return fresh


def _month(hour: datetime) -> str:
    """The month that a file named for an answer; "" where it named none and the hour of the import stands."""
    return f"{hour:%Y-%m}" if (hour.day, hour.hour) == (1, 0) else ""


def paper_of(campaign: Campaign) -> dict[str, int]:
    """Of the answers typed in from paper: how many they are (`count`), how many don't count (`left_out`)."""
    typed = campaign.answers.filter(channel=Channel.PAPER)
    return typed.aggregate(count=Count("pk"), left_out=Count("exclusion"))


def imports_of(campaign: Campaign) -> QuerySet[Import]:
    """The files of answers of a campaign, with `left_out`: how many of their answers don't count."""
    left_out = Count("answers", filter=Q(answers__exclusion__isnull=False))
    return campaign.imports.select_related("by").annotate(left_out=left_out)
