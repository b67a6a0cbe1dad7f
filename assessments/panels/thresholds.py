"""The minima of WBK and WBBM against a score, as texts for the threshold panel."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy
from assessments.engine.scoring import Score, two
from assessments.engine.verdict import Shortfall, verdict
from assessments.panels.shown import Shown

UNVERIFIED = "Nilai minimal ketentuan ini belum diverifikasi dari naskah aslinya."


@dataclass(frozen=True)
class Row(Shown):
    """One minimum; texts with comma. `code`: "total", a component or an area. `gap` says what is missing."""

    code: str
    name: str
    value: str
    minimum: str
    met: bool
    gap: str

    @property
    def slug(self) -> str:
        """The code as part of an id that CSS can name."""
        return self.code.replace(".", "-")


@dataclass(frozen=True)
class Panel(Shown):
    """The minima of one predicate: how many are `met` `of` all; `note` warns when they are not verified."""

    predicate: str
    rows: tuple[Row, ...]
    met: int
    of: int
    note: str = ""

    @property
    def count(self) -> str:
        """How many minima are met, in words."""
        return f"{self.met} dari {self.of}"


def panels(
    policy: Policy, instrument: Instrument, score: Score, *, only: Collection[str] | None = None
) -> tuple[Panel, ...]:
    """One panel a predicate, with the minima in the order of the verdict (PermenPANRB 90/2021 p. 52-53).

    `only`: rows of these codes alone ("total", components, areas); `met` and `of` count all of them.
    """
    note = "" if policy.verified else UNVERIFIED
    return tuple(
        Panel(
            predicate,
            rows_of(instrument, (line for line in found.lines if only is None or line.what in only)),
            met=len(found.lines) - len(found.short),
            of=len(found.lines),
            note=note,
        )
        for predicate, found in verdict(policy, instrument, score).items()
    )


def rows_of(instrument: Instrument, lines: Iterable[Shortfall]) -> tuple[Row, ...]:
    """Minima as texts."""
    return tuple(_row(instrument, line) for line in lines)


def _row(instrument: Instrument, line: Shortfall) -> Row:
    component = instrument.components_by_code.get(line.what)
    sign = "%" if line.percent else ""
    value = two(line.value)
    if not line.met and value == two(line.minimum):
        value = two(
            (line.value * 100 // 1) / Fraction(100)
        )  # what is short never looks reached: 74,999 is 74,99
    return Row(
        code=line.what,
        name=component.survey or component.name if component else line.name,
        value=f"{value}{sign}",
        minimum=f"{two(line.minimum).rstrip('0').rstrip(',')}{sign}",
        met=line.met,
        gap=line.gap_text,
    )
