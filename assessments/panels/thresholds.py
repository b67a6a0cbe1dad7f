"""The minima of WBK and WBBM against a score, as texts for the threshold panel."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.instrument import Instrument
from assessments.engine.policy import PREDICATES, Minima, Policy
from assessments.engine.scoring import Score

UNVERIFIED = "Nilai minimal ketentuan ini belum diverifikasi dari naskah aslinya."


@dataclass(frozen=True)
class Row:
    """One minimum; texts with comma. `gap` says what is missing ("kurang 0,43 poin"), empty when met."""

    name: str
    value: str
    minimum: str
    met: bool
    gap: str = ""


@dataclass(frozen=True)
class Panel:
    """The minima of one predicate; `note` warns when the policy's minima are not verified."""

    predicate: str
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def met(self) -> int:
        """How many minima are met."""
        return sum(row.met for row in self.rows)

    @property
    def of(self) -> int:
        """How many minima there are."""
        return len(self.rows)


def panels(policy: Policy, instrument: Instrument, score: Score) -> tuple[Panel, ...]:
    """One panel a predicate, WBK first. Minima are inclusive and compared unrounded (PermenPANRB 90/2021 p. 52-53)."""
    note = "" if policy.verified else UNVERIFIED
    return tuple(
        Panel(predicate, tuple(_rows(policy.predicates[predicate], instrument, score)), note)
        for predicate in PREDICATES
        if predicate in policy.predicates
    )


def _rows(minima: Minima, instrument: Instrument, score: Score) -> Iterator[Row]:
    yield _row("Total", score.total, minima.total, "poin")
    for code, minimum in minima.components.items():
        component = instrument.components_by_code[code]
        yield _row(component.survey or component.name, score.components[code], minimum, "poin")
    if minima.area_percent is not None:
        for area, name in instrument.areas.items():
            yield _row(name, score.areas[area].percent, minima.area_percent, "%")


def _row(name: str, value: Fraction, minimum: Fraction, unit: str) -> Row:
    sign = "%" if unit == "%" else ""
    met = value >= minimum
    if met:
        return Row(name, f"{_half_up(value)}{sign}", f"{_plain(minimum)}{sign}", True)
    shown, gap = _half_up(value), _half_up(minimum - value)
    if shown == _half_up(minimum) or gap == "0,00":
        # What is short never looks reached: 74,999 shows as 74,99 and its distance is rounded up.
        shown, gap = _down(value), _up(minimum - value)
    return Row(name, f"{shown}{sign}", f"{_plain(minimum)}{sign}", False, f"kurang {gap}{sign or ' poin'}")


def _half_up(number: Fraction) -> str:
    return _hundredths((number * 200 + 1) // 2)


def _up(number: Fraction) -> str:
    return _hundredths(-(-number * 100 // 1))


def _down(number: Fraction) -> str:
    return _hundredths(number * 100 // 1)


def _hundredths(units: int) -> str:
    whole, rest = divmod(int(units), 100)
    return f"{whole},{rest:02d}"


def _plain(number: Fraction) -> str:
    """A minimum as the regulation writes it: 75, 15,75."""
    return _half_up(number).rstrip("0").rstrip(",")
