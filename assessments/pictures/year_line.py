"""Timeline of a year: the stages as bars over the months, the deadlines as lettered lines, today.

Days only: an instant is first brought into the zone of the instansi by whoever gathers it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from assessments.engine.wording import MONTHS, long_date
from assessments.pictures.drawing import LETTER, WIDTH, Row, Table, Word, at, cut

HEAD, ROW, FOOT, LINE, LONGEST = 34, 34, 20, 16, 30
KINDS = {"selesai": "selesai", "berjalan": "sedang berjalan", "belum": "belum dimulai"}


@dataclass(frozen=True)
class Span:
    """A stage: its days, both included. `end` None: it goes on (until today). `kind` as of a state chip."""

    name: str
    start: date
    end: date | None = None
    kind: str = "selesai"


@dataclass(frozen=True)
class Deadline:
    """A day to keep."""

    name: str
    day: date


@dataclass(frozen=True)
class Bar:
    """A stage as drawn, with its name and days above it."""

    name: Word
    days: str
    kind: str
    x: str
    y: str
    width: str


@dataclass(frozen=True)
class Flag:
    """A deadline as drawn: a letter above its line; `past` where the day is over."""

    letter: str
    x: str
    word_x: str
    name: str
    day: str
    past: bool
    legend_y: str


@dataclass(frozen=True)
class YearLine:
    """A whole timeline; `today` is "" outside its days."""

    key: str
    title: str
    desc: str
    height: int
    top: int
    floor: int
    months: tuple[Word, ...]
    lines: tuple[str, ...]
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    today: str
    today_text: str
    today_y: int
    table: Table


def year_line(
    key: str, title: str, year: int, spans: Sequence[Span], deadlines: Sequence[Deadline], *, today: date
) -> YearLine | None:
    """The timeline of `year`, lengthened by whole months where a stage or a deadline lies outside it.

    Nothing is drawn after `today` but deadlines. None where there is nothing to draw.
    """
    if not spans and not deadlines:
        return None
    ends = {id(span): max(span.start, span.end or today) for span in spans}
    days = [date(year, 1, 1), date(year, 12, 31), *(span.start for span in spans), *ends.values()]
    days += [one.day for one in deadlines]
    first, last = min(days).replace(day=1), _month_after(max(days))
    width = (last - first).days

    def x(day: date) -> Fraction:
        return Fraction((day - first).days * WIDTH, width)

    ordered = sorted(deadlines, key=lambda one: (one.day, one.name))
    floor = HEAD + ROW * len(spans) + 4
    shown = first <= today < last
    flags = _flags(ordered, x, today, floor + FOOT + LINE * shown)
    rows = [(span.name, _days(span), KINDS.get(span.kind, span.kind)) for span in spans]
    return YearLine(
        key=key,
        title=title,
        desc="; ".join(
            [*(f"{name}: {told}, {kind}" for name, told, kind in rows)]
            + [f"{flag.letter} {flag.name}: {flag.day}" for flag in flags]
        )
        + ".",
        height=floor + FOOT + LINE * (len(flags) + shown) + 4,
        top=HEAD - 6,
        floor=floor,
        months=_months(first, last, x, floor + 14),
        lines=tuple(at(x(day)) for day in _firsts(first, last)[1:]),
        bars=tuple(_bar(span, ends[id(span)], x, HEAD + ROW * number) for number, span in enumerate(spans)),
        flags=flags,
        today=at(x(today)) if shown else "",
        today_text=long_date(today),
        today_y=floor + FOOT + LINE - 2,
        table=Table(
            ("Tahap", "Tanggal", "Keadaan"),
            (
                *(Row(name, (told, kind)) for name, told, kind in rows),
                *(
                    Row(
                        f"{flag.letter} {flag.name}",
                        (flag.day, "sudah lewat" if flag.past else "akan datang"),
                    )
                    for flag in flags
                ),
            ),
        ),
    )


def _bar(span: Span, end: date, x, y: int) -> Bar:
    begin, finish = x(span.start), x(end + timedelta(days=1))
    wide = max(finish - begin, Fraction(3))
    days = _days(span, _short)
    name = cut(span.name, LONGEST)
    space = LETTER * (len(name) + len(days) + 1)
    word = Word(at(min(begin, max(Fraction(0), Fraction(WIDTH - space)))), str(y + 12), name)
    return Bar(word, days, span.kind, at(min(begin, WIDTH - wide)), str(y + 17), at(wide))


def _flags(ordered: Sequence[Deadline], x, today: date, below: int) -> tuple[Flag, ...]:
    """The letters of one height stand beside each other where their days lie close together."""
    found, free = [], Fraction(0)
    for number, one in enumerate(ordered):
        place = x(one.day)
        word = max(place, free + 7)
        free = word + 7
        found.append(
            Flag(
                letter=chr(ord("A") + number),
                x=at(place),
                word_x=at(word),
                name=one.name,
                day=long_date(one.day),
                past=one.day < today,
                legend_y=str(below + LINE * (number + 1) - 2),
            )
        )
    return tuple(found)


def _days(span: Span, told: Callable[[date], str] = long_date) -> str:
    if span.end is None:
        return f"sejak {told(span.start)}"
    return told(span.start) if span.end == span.start else f"{told(span.start)} – {told(span.end)}"


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _firsts(first: date, last: date) -> list[date]:
    """The first days of all months."""
    found = [first]
    while (after := _month_after(found[-1])) < last:
        found.append(after)
    return found


def _month(day: date, before: date) -> str:
    """ "Mei", or "Mei 27" where the year is another than before."""
    return MONTHS[day.month - 1][:3] + ("" if day.year == before.year else f" {day.year % 100:02}")


def _months(first: date, last: date, x, y: int) -> tuple[Word, ...]:
    """The names of the months, of each second, third … where there are many; over two years also the year."""
    days = _firsts(first, last)
    stride = -(-len(days) // 12)
    years = len({day.year for day in days}) > 1
    return tuple(
        Word(at((x(day) + x(_month_after(day))) / 2), str(y), _month(day, before if years else day), "middle")
        for before, day in pairwise([date.min, *days[::stride]])
    )
