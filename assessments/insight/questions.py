"""Which questions units overrate: the unit's value less TPI's, over the released units of a year."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.differences import full_points
from assessments.engine.instrument import Question
from assessments.engine.scoring import exact_sum
from assessments.insight.reading import Reading, Unit


@dataclass(frozen=True)
class QuestionLine:
    """One question over `units` units: `mean` of the unit's value less TPI's (−1..1), the same in `points` of the
    total, and how many units overrate it.
    """

    question: Question
    units: int
    mean: Fraction
    points: Fraction
    over: int

    @property
    def share(self) -> Fraction:
        """The percent of the units that overrate it."""
        return Fraction(100 * self.over, self.units)


@dataclass(frozen=True)
class UnitLine:
    """One unit at one question: the values 0..1 of unit and TPI, and the difference in points of the total."""

    unit: Unit
    claimed: Fraction
    found: Fraction
    points: Fraction


def questions(reading: Reading) -> tuple[QuestionLine, ...]:
    """Every question, those that are overrated most (in points) first; nothing where no unit is released."""
    units = reading.released
    if not units:
        return ()
    full, table = full_points(reading.instrument), reading.table
    lines = []
    for code, question in reading.instrument.questions.items():
        pairs = Counter((reading.unit.get(u.pk, {}).get(code, 0), reading.tpi[u.pk][code]) for u in units)
        gap = exact_sum((table[claimed] - table[found]) * n for (claimed, found), n in pairs.items())
        mean = gap / len(units)
        over = sum(n for (claimed, found), n in pairs.items() if table[claimed] > table[found])
        lines.append(QuestionLine(question, len(units), mean, mean * full[code], over))
    return tuple(sorted(lines, key=lambda line: -line.points))


def units_at(reading: Reading, code: str) -> tuple[UnitLine, ...]:
    """The units that overrate a question, most first. KeyError: no such question."""
    full = full_points(reading.instrument)[code]
    lines = []
    for unit in reading.released:
        claimed = reading.table[reading.unit.get(unit.pk, {}).get(code, 0)]
        found = reading.table[reading.tpi[unit.pk][code]]
        if claimed > found:
            lines.append(UnitLine(unit, claimed, found, (claimed - found) * full))
    return tuple(sorted(lines, key=lambda line: -line.points))
