"""The lines of the view "Unit, TPI, TPN": plain texts, one cell a party."""

from dataclasses import dataclass

from assessments.pictures.charts import Chart


@dataclass(frozen=True)
class Cell:
    """What one party reached: its label (the head of the column, said again on small screens) and the number."""

    label: str
    text: str


@dataclass(frozen=True)
class AreaLine:
    """An area: percents of each party; the difference in percentage points and in points of the total, "" untold."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    difference: str
    points: str
    minimum: str


@dataclass(frozen=True)
class ComponentLine:
    """A component with the points of each party, and the minimum of the predicate that the unit aims at."""

    name: str
    depth: int
    weight: str
    cells: tuple[Cell, ...]
    difference: str
    minimum: str


@dataclass(frozen=True)
class Said:
    """A party's answer: short ("B", "7 / 9"), what it stands for, its worth 0..1; `other`: not what the unit says."""

    label: str
    short: str
    text: str
    worth: str
    other: bool = False


@dataclass(frozen=True)
class Note:
    """What was written beside an answer, the note and the source of an index; `label` names all who wrote it."""

    label: str
    text: str


@dataclass(frozen=True)
class QuestionLine:
    """A question: what each party said and wrote; `points` is what the judge's answer adds to the total ("": none)."""

    code: str
    slug: str
    text: str
    said: tuple[Said, ...]
    points: str
    lower: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Leaf:
    """A sub-area (or a part of Hasil): its points by each party and the questions that are shown."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    difference: str
    lines: tuple[QuestionLine, ...]


@dataclass(frozen=True)
class Group:
    """The shown questions of an area or of Hasil by sub-area; `points` is what they add to the total together."""

    code: str
    name: str
    points: str
    leaves: tuple[Leaf, ...]

    @property
    def lines(self) -> tuple[QuestionLine, ...]:
        """All questions of the group."""
        return tuple(line for leaf in self.leaves for line in leaf.lines)


@dataclass(frozen=True)
class SideBySide:
    """The whole view. `judge` is the party that the unit is compared with: TPI where it is open, else who judges.

    `whole`: the judge has answered everything; without it no total, area or component is subtracted.
    """

    labels: tuple[str, ...]
    judge: str
    whole: bool
    judged: int
    totals: tuple[Cell, ...]
    difference: str
    chart: Chart | None
    areas: tuple[AreaLine, ...]
    components: tuple[ComponentLine, ...]
    total_minimum: str
    groups: tuple[Group, ...]
    differing: int
    of: int
    lower: int
    higher: int
    verified: bool
