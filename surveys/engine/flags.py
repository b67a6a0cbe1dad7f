"""What makes answers doubtful, each with its reason. A flag is a question to people, never a verdict.

Nothing is known of who answered: flags come from the hour, the channel and the answers themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

BURST_LEAST = 10  # below so many in an hour nobody wonders
BURST_TIMES = 5  # times the usual hour of the channel
SAME_LEAST = 3
TYPED = frozenset({"kertas", "impor"})  # come in as fast as somebody types: their hour says nothing


@dataclass(frozen=True)
class Row:
    """One answer as flags look at it. `hour`: the hour in which it came. `told`: staff told how to answer."""

    key: Hashable
    channel: str
    hour: datetime
    items: tuple[int, ...]
    told: bool


@dataclass(frozen=True)
class Flag:
    """A doubt about some answers; `hour` where it is about one hour."""

    kind: str
    keys: frozenset
    reason: str
    hour: datetime | None = None


KINDS = {
    "diarahkan": "diarahkan petugas",
    "lonjakan": "lonjakan",
    "kembar": "sama persis",
    "seragam": "satu nilai untuk semua",
}


def flags_of(rows: Sequence[Row], a_day: Fraction | None = None) -> list[Flag]:
    """Every doubt, in a fixed order: told, bursts, the same row again and again, one degree throughout.

    `a_day`: how many users the services have on a day, where that is known.
    """
    return [*_told(rows), *_bursts(rows), *_crowds(rows, a_day), *_identical(rows), *_straight(rows)]


def _told(rows: Sequence[Row]) -> list[Flag]:
    """Respondents who say that staff told them how to answer."""
    keys = frozenset(row.key for row in rows if row.told)
    reason = f"{len(keys)} responden menyatakan diarahkan petugas saat mengisi."
    return [Flag("diarahkan", keys, reason)] if keys else []


def _bursts(rows: Sequence[Row]) -> list[Flag]:
    """An hour with far more answers than the usual hour of its channel; an only hour has no usual one: 0."""
    hours: dict[str, dict[datetime, list]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.channel not in TYPED:
            hours[row.channel][row.hour].append(row.key)
    found = []
    for _, by_hour in sorted(hours.items()):
        for hour, keys in sorted(by_hour.items()):
            others = [len(other) for at, other in by_hour.items() if at != hour]
            usual = median(others) if others else 0
            if len(keys) >= BURST_LEAST and len(keys) > BURST_TIMES * usual:
                usually = f"biasanya {_count(usual)} per jam" if others else "tidak ada pada jam lain"
                reason = f"{len(keys)} jawaban masuk dalam satu jam, {usually}."
                found.append(Flag("lonjakan", frozenset(keys), reason, hour))
    return found


def _crowds(rows: Sequence[Row], a_day: Fraction | None) -> list[Flag]:
    """An hour with more answers, whatever channels they chose, than the services have users on a whole day."""
    if a_day is None:
        return []
    hours: dict[datetime, list] = defaultdict(list)
    for row in rows:
        if row.channel not in TYPED:
            hours[row.hour].append(row.key)
    said = f"padahal pengguna layanan rata-rata {-(-a_day.numerator // a_day.denominator)} orang per hari."
    return [
        Flag("lonjakan", frozenset(keys), f"{len(keys)} jawaban masuk dalam satu jam, {said}", hour)
        for hour, keys in sorted(hours.items())
        if len(keys) >= BURST_LEAST and len(keys) > a_day
    ]


def _identical(rows: Sequence[Row]) -> list[Flag]:
    """The same degrees in one hour of one channel, from several; one degree throughout has a flag of its own."""
    groups: dict[tuple, list] = defaultdict(list)
    for row in rows:
        if row.channel not in TYPED and len(set(row.items)) > 1:
            groups[row.channel, row.hour, row.items].append(row.key)
    return [
        Flag("kembar", frozenset(keys), f"{len(keys)} jawaban sama persis dalam satu jam.", hour)
        for (channel, hour, _), keys in sorted(groups.items())
        if len(keys) >= SAME_LEAST
    ]


def _straight(rows: Sequence[Row]) -> list[Flag]:
    """One degree for every item."""
    by_value: Counter = Counter()
    keys = []
    for row in rows:
        if len(row.items) > 1 and len(set(row.items)) == 1:
            keys.append(row.key)
            by_value[row.items[0]] += 1
    said = ", ".join(f"{count} kali {value}" for value, count in sorted(by_value.items()))
    reason = f"{len(keys)} dari {len(rows)} jawaban memberi nilai yang sama untuk semua pertanyaan ({said})."
    return [Flag("seragam", frozenset(keys), reason)] if keys else []


def _count(number: float) -> str:
    return f"{number:g}".replace(".", ",")
