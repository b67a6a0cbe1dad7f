"""How members differ from the final answers, as means over many sheets: never a single sheet, never an answer."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from assessments.engine.differences import full_points
from assessments.engine.scoring import exact_sum
from assessments.engine.spread import outliers
from assessments.insight.reading import Reading

LEAST_UNITS = LEAST_MEMBERS = LEAST_SHEETS = 3
LEAST_POINTS = Fraction(1)  # of 100: below that nobody stands out


@dataclass(frozen=True)
class MemberLine:
    """One member over `sheets` sheets, each less the final answers.

    `points`: the mean of the sheets' totals less the final totals. `absolute`: the mean of what they differ question
    by question, so that too high here does not hide too low there. Both in points of the total; `by_question` and
    `absolute_by_question` the same as the mean value 0..1 of a question. `odd`: see `members`.
    """

    name: str
    sheets: int
    points: Fraction
    absolute: Fraction
    by_question: Fraction
    absolute_by_question: Fraction
    odd: bool = False


@dataclass(frozen=True)
class Members:
    """`lines` by how far the mean lies from the `median` of all; no lines where there is `too_little` to say.

    `left_out`: members with too few sheets of released units.
    """

    lines: tuple[MemberLine, ...]
    median: Fraction
    left_out: int
    too_little: bool


def members(reading: Reading) -> Members:
    """The members of a year, with outliers.

    A member is an outlier when the mean difference of their sheets (signed, in points) lies farther from the median
    of all members than twice the MAD (the median of these distances), and by more than one point. Numbers of a member
    need at least three sheets of released units, and the list at least three such members and three released units:
    with fewer, a mean would tell what single sheets said.
    """
    released = {unit.pk for unit in reading.released}
    counts: dict[int, Counter] = defaultdict(Counter)
    sheets: Counter = Counter()
    for (assessment, person), values in reading.members.items():
        if assessment in released:
            sheets[person] += 1
            final = reading.tpi[assessment]
            counts[person].update((code, mine, final[code]) for code, mine in values.items())
    enough = [person for person in sheets if sheets[person] >= LEAST_SHEETS]
    left_out = len(sheets) - len(enough)
    if len(released) < LEAST_UNITS or len(enough) < LEAST_MEMBERS:
        return Members((), Fraction(0), left_out, too_little=True)
    full = full_points(reading.instrument)
    lines = [_line(reading, reading.names[p], sheets[p], counts[p], full) for p in enough]
    means = [line.points for line in lines]
    middle = median(means)
    marked = [
        MemberLine(**{**vars(line), "odd": odd})
        for line, odd in zip(lines, outliers(means, least=LEAST_POINTS), strict=True)
    ]
    ordered = sorted(marked, key=lambda line: (-abs(line.points - middle), line.name))
    return Members(tuple(ordered), middle, left_out, too_little=False)


def _line(reading: Reading, name: str, sheets: int, counts: Counter, full: dict[str, Fraction]) -> MemberLine:
    gaps = [
        (code, (reading.table[mine] - reading.table[final]) * n)
        for (code, mine, final), n in counts.items()
        if mine != final
    ]
    questions = sheets * len(reading.instrument.questions)
    return MemberLine(
        name=name,
        sheets=sheets,
        points=exact_sum(gap * full[code] for code, gap in gaps) / sheets,
        absolute=exact_sum(abs(gap) * full[code] for code, gap in gaps) / sheets,
        by_question=exact_sum(gap for _, gap in gaps) / questions,
        absolute_by_question=exact_sum(abs(gap) for _, gap in gaps) / questions,
    )
