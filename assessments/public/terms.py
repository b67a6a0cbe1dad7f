"""The conditions and minima of a proposal year, in words, from the policy's data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessments.engine.conditions import RULES
from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy
from assessments.engine.policy_model import PREDICATES, Condition
from assessments.engine.scoring import two

NOT_ASKED = "–"
KINDS = {"kl": "kementerian/lembaga", "pemda": "pemerintah daerah"}
SIGNERS = {"instansi": "instansi", "unit": "unit kerja"}


@dataclass(frozen=True)
class Line:
    """One minimum or condition and what each predicate asks, e.g. "75", "minimal B"; NOT_ASKED where nothing."""

    name: str
    wbk: str
    wbbm: str
    only: str = ""
    excusable: bool = False


@dataclass(frozen=True)
class Terms:
    """A policy as the public page shows it."""

    policy: Policy
    minima: tuple[Line, ...]
    of_instansi: tuple[Line, ...]
    of_unit: tuple[Line, ...]
    last_day: date
    declared_by: str
    signed_by_more_than: str
    affirmed_for: str


def terms_of(policy: Policy, instrument: Instrument, year: int) -> Terms:
    """The policy in words, for proposals of a year."""
    asked = [policy.predicates[name] for name in PREDICATES]
    totals = Line("Nilai total", *(_points(minima.total) for minima in asked))
    codes = dict.fromkeys(code for minima in asked for code in minima.components)
    components = (
        Line(_name(instrument, code), *(_points(minima.components.get(code)) for minima in asked))
        for code in codes
    )
    areas = Line("Setiap area perubahan", *(_percent(minima.area_percent) for minima in asked))
    excused = policy.affirmation.excuses if policy.affirmation else ()
    return Terms(
        policy=policy,
        minima=(totals, *components, *([areas] if any(m.area_percent for m in asked) else [])),
        of_instansi=_conditions(policy.instansi_conditions, excused),
        of_unit=_conditions(policy.unit_conditions, excused),
        last_day=date(year, policy.deadline.month, policy.deadline.day),
        declared_by=" atau ".join(SIGNERS[level] for level in policy.declaration.levels),
        signed_by_more_than=_percent(policy.declaration.more_than_percent),
        affirmed_for=KINDS[policy.affirmation.only] if policy.affirmation else "",
    )


def _conditions(conditions: Iterable[Condition], excused: Iterable[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            condition.name,
            *(_asked(condition, predicate) for predicate in PREDICATES),
            only=KINDS[condition.only] if condition.only else "",
            excusable=condition.code in excused,
        )
        for condition in conditions
    )


def _asked(condition: Condition, predicate: str) -> str:
    if condition.kind == "statement":
        return "wajib"
    value = condition.values.get(predicate)
    return RULES[condition.kind].required(value) if value is not None else NOT_ASKED


def _name(instrument: Instrument, code: str) -> str:
    component = instrument.components_by_code[code]
    return f"{component.name} ({component.survey})" if component.survey else component.name


def _points(value: Fraction | None) -> str:
    return NOT_ASKED if value is None else two(value).rstrip("0").rstrip(",")


def _percent(value: Fraction | None) -> str:
    return NOT_ASKED if value is None else f"{_points(value)}%"
