"""Instruments and policies as engine objects, parsed once per process and content hash."""

import json
from functools import lru_cache

from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument
from assessments.models import InstrumentVersion, KawasanYear, Period, PolicyVersion


@lru_cache(maxsize=32)
def _instrument(pk: int, content_hash: str) -> Instrument:
    return parse_instrument(
        json.loads(InstrumentVersion.objects.values_list("content", flat=True).get(pk=pk))
    )


@lru_cache(maxsize=32)
def _policy(pk: int, content_hash: str) -> Policy:
    return parse_policy(json.loads(PolicyVersion.objects.values_list("content", flat=True).get(pk=pk)))


def instrument_of(period: Period) -> Instrument:
    """The instrument of a period. No query once parsed: the version is frozen, the hash names its content."""
    return _instrument(period.instrument_id, period.instrument.content_hash)


def policy_of(period: Period | KawasanYear) -> Policy:
    """The policy of a period, or of a year of a kawasan. No query once parsed."""
    return _policy(period.policy_id, period.policy.content_hash)


def terms_for(year: int) -> tuple[Policy, Instrument] | None:
    """The newest policy for proposals of a year, with its instrument; None without. One query once parsed."""
    rows = PolicyVersion.objects.select_related("instrument").defer("content", "instrument__content")
    found = [(_policy(row.pk, row.content_hash), row) for row in rows.order_by("code")]
    holding = [(policy, row) for policy, row in found if policy.years.covers(year)]
    if not holding:
        return None
    policy, row = max(holding, key=lambda pair: (pair[0].years.first, pair[0].code))
    return policy, _instrument(row.instrument_id, row.instrument.content_hash)
