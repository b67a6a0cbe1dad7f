"""Reads of the app `surveys`. Every object comes out of a queryset scoped to the person."""

from collections.abc import Collection
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from surveys.models import Campaign, Service
from units.models import Instansi, Role, UnitKerja
from units.queries import hats_of


def known_units(user) -> QuerySet[UnitKerja]:
    """The units whose surveys a person may read: their own, those of their instansi, those that they assess."""
    hats = hats_of(user)
    scope = Q(pk__in=hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT))
    scope |= Q(instansi_id__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI))
    assessed = Q(team_units__team_id__in=hats.seats)
    assessed |= Q(parent_id__in=hats.units(Role.PENILAI_PENDAHULUAN), instansi__kind=Instansi.Kind.KL) & ~Q(
        level=UnitKerja.Level.JPT_MADYA
    )
    found = UnitKerja.objects.filter(scope | (assessed & ~Q(pk__in=hats.barred)))
    return UnitKerja.objects.filter(pk__in=found.values("pk")).select_related("instansi")


def known_campaigns(user) -> QuerySet[Campaign]:
    """The campaigns of `known_units`."""
    return Campaign.objects.filter(unit__in=known_units(user)).select_related("unit__instansi")


def with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Add `answered`: how many answers came in."""
    return campaigns.annotate(answered=Count("answers"))


def services_with_counts(campaign: Campaign) -> QuerySet[Service]:
    """The services of a campaign with `answered`: all that may be known while answers come in."""
    return campaign.services.annotate(answered=Count("answers"))


def published_campaigns(unit_ids: Collection[int], year: int) -> list[Campaign]:
    """What units published for a year's assessment, of each unit and kind the newest, by the units' names."""
    found = Campaign.objects.filter(unit__in=unit_ids, year=year, published=True, state=Campaign.State.CLOSED)
    found = found.exclude(index="").select_related("unit").defer("content", "warning")
    rows = found.order_by("unit__name", "unit_id", "kind", "-closed_at", "-pk")
    return [next(same) for _, same in groupby(rows, key=lambda one: (one.unit_id, one.kind))]


def closed_campaigns(unit_id: int, year: int) -> QuerySet[Campaign]:
    """The closed campaigns of a unit that have an index for the assessment of a year, the newest first."""
    found = Campaign.objects.filter(unit=unit_id, year=year, state=Campaign.State.CLOSED)
    return found.exclude(index="").order_by("-closed_at", "-pk")
