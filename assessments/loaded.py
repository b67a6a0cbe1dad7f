"""Instruments and policies as engine objects, parsed once per process and content hash."""

import json
from functools import lru_cache

from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument
from assessments.models import InstrumentVersion, Period, PolicyVersion


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


def policy_of(period: Period) -> Policy:
    """The policy of a period. No query once parsed."""
    return _policy(period.policy_id, period.policy.content_hash)
