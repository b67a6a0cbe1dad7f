"""Instruments and policies as engine objects, parsed once per process and content hash."""

import json
from dataclasses import dataclass, field
from functools import lru_cache

from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument
from assessments.models import InstrumentVersion, KawasanYear, Period, PolicyVersion


@dataclass(frozen=True)
class _Version:
    """A row that holds a parsed thing. The hash alone tells rows apart: equal content is parsed once."""

    content_hash: str
    pk: int = field(compare=False)


@lru_cache(maxsize=32)
def _instrument(version: _Version) -> Instrument:
    content = InstrumentVersion.objects.values_list("content", flat=True).get(pk=version.pk)
    return parse_instrument(json.loads(content))


@lru_cache(maxsize=32)
def _policy(version: _Version) -> Policy:
    content = PolicyVersion.objects.values_list("content", flat=True).get(pk=version.pk)
    return parse_policy(json.loads(content))


def instrument_of(period: Period) -> Instrument:
    """The instrument of a period. No query once parsed: the version is frozen, the hash names its content."""
    return _instrument(_Version(period.instrument.content_hash, period.instrument_id))


def policy_of(period: Period | KawasanYear) -> Policy:
    """The policy of a period, or of a year of a kawasan. No query once parsed."""
    return _policy(_Version(period.policy.content_hash, period.policy_id))


def terms_for(year: int) -> tuple[Policy, Instrument] | None:
    """The newest policy for proposals of a year, with its instrument; None without. One query once parsed."""
    rows = PolicyVersion.objects.select_related("instrument").defer("content", "instrument__content")
    found = [(_policy(_Version(row.content_hash, row.pk)), row) for row in rows.order_by("code")]
    holding = [(policy, row) for policy, row in found if policy.years.covers(year)]
    if not holding:
        return None
    policy, row = max(holding, key=lambda pair: (pair[0].years.first, pair[0].code))
    return policy, _instrument(_Version(row.instrument.content_hash, row.instrument_id))
