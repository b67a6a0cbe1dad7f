"""What came out of a campaign, as plain values, and how answers fall into parts that show nobody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from surveys.engine.flags import Flag
from surveys.engine.index import Interval, index_of
from surveys.engine.questionnaire import Item
from surveys.models import Answer, Channel

FEW = 3  # fewer answers than this in a part would show what one person said
MANY = 12  # from so many on there are parts and single rows: of fewer, both together would show it too


@dataclass(frozen=True)
class Part:
    """A service, a month or a channel: how many answers came, their index (None: not shown), and the target."""

    name: str
    count: int
    index: Fraction | None
    target: int | None = None
    population: int | None = None


@dataclass(frozen=True)
class Result:
    """The result of a campaign; below FEW answers that count there are only counts.

    `index` leaves out what was excluded, `index_all` doesn't, `index_calm` also what is doubted. `total`: answers that
    came in; `counted`: those that count. Parts and comments are of all that came in: were they of those that count,
    each exclusion would tell which service and which comment its row had. Comments are sorted: in the order of the
    keys they would stand beside the rows of the workbook. `warnings`: what speaks against it (`surveys.against`).
    """

    total: int
    counted: int
    target: int
    population: int
    sample: int
    least: int
    index: Fraction | None
    index_all: Fraction | None
    index_calm: Fraction | None
    interval: Interval | None
    skm: Fraction | None
    grade: str
    items: tuple[tuple[Item, Fraction | None], ...]
    services: tuple[Part, ...]
    months: tuple[Part, ...]
    channels: tuple[Part, ...]
    flags: tuple[Flag, ...]
    comments: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def too_few(self) -> bool:
        """Whether a result would show what single persons said."""
        return self.counted < FEW

    @property
    def in_parts(self) -> bool:
        """Whether there are enough answers to show parts and single rows."""
        return self.counted >= MANY

    @property
    def brought_in(self) -> bool:
        """Whether some answers stand in the month in which staff typed or imported them."""
        return bool(
            {str(Channel.PAPER.label), str(Channel.IMPORT.label)} & {part.name for part in self.channels}
        )

    @property
    def excluded(self) -> int:
        """How many answers don't count."""
        return self.total - self.counted

    @property
    def doubted(self) -> int:
        """How many of the answers that count have a flag."""
        return len(frozenset().union(*(flag.keys for flag in self.flags)))


def channels_of(answers: Iterable[Answer], degrees: int | None) -> tuple[Part, ...]:
    """The answers by how they came, as `parts_of`."""
    groups = sorted(grouped((one.channel, one) for one in answers).items())
    return parts_of(((str(Channel(name).label), found, {}) for name, found in groups), degrees)


def parts_of(groups: Iterable[tuple[str, list[Answer], dict]], degrees: int | None) -> tuple[Part, ...]:
    """The parts (name, answers, what else is said), each with its index unless that shows what single persons said;
    without `degrees` none has one.

    Parts below FEW are hidden, and with them the next larger ones until FEW answers are: what the others leave of
    the whole would be the index of those that are hidden.
    """
    groups = list(groups)
    hidden, held = set(), 0
    for at in sorted(range(len(groups)), key=lambda at: len(groups[at][1])):
        count = len(groups[at][1])
        if 0 < count < FEW or 0 < held < FEW:
            hidden.add(at)
            held += count
    return tuple(
        Part(
            name,
            len(found),
            None if at in hidden or degrees is None else index_of(rows_of(found), degrees),
            **more,
        )
        for at, (name, found, more) in enumerate(groups)
    )


def rows_of(answers: Iterable[Answer]) -> list[list[int]]:
    """The degrees of each answer."""
    return [one.items for one in answers]


def grouped(pairs: Iterable[tuple]) -> dict:
    """The second of each pair under its first."""
    found = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)
