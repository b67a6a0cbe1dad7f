"""What makes answers doubtful, each with its reason. A flag is a question to people, never a verdict.

Nothing is known of who answered: flags come from the hour, the channel and the answers themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from statistics import median

BURST_LEAST = 10  # below so many in an hour nobody wonders
BURST_TIMES = 5  # times the usual hour of the channel
DAY_TIMES = 2  # offices close on some days and are full on others
SAME_LEAST = 3
MUCH_LEAST = 10  # so many equal rows, and a tenth of all, don't come by chance
MUCH_SHARE = Fraction(1, 10)
TYPED = frozenset({"kertas", "impor"})  # come in as fast as somebody types: their hour says nothing


@dataclass(frozen=True)
class Row:
    """One answer as flags look at it. `hour`: the hour in which it came, in the zone whose days count. `told`: staff
    told how to answer. `source`: which import brought it.
    """

    key: Hashable
    channel: str
    hour: datetime
    items: tuple[int, ...]
    told: bool
    source: Hashable = None


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
    crowds = [*_crowded_hours(rows, a_day), *_crowded_days(rows, a_day)] if a_day is not None else []
    return [*_told(rows), *_bursts(rows), *crowds, *_identical(rows), *_repeated(rows), *_straight(rows)]


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


def _crowded_hours(rows: Sequence[Row], a_day: Fraction) -> list[Flag]:
    """An hour with more answers, whatever channels they chose, than the services have users on a whole day."""
    hours: dict[datetime, list] = defaultdict(list)
    for row in rows:
        if row.channel not in TYPED:
            hours[row.hour].append(row.key)
    said = f"padahal pengguna layanan rata-rata {ceil(a_day)} orang per hari."
    return [
        Flag("lonjakan", frozenset(keys), f"{len(keys)} jawaban masuk dalam satu jam, {said}", hour)
        for hour, keys in sorted(hours.items())
        if len(keys) >= BURST_LEAST and len(keys) > a_day
    ]


def _crowded_days(rows: Sequence[Row], a_day: Fraction) -> list[Flag]:
    """Days with more answers than twice the users of a usual day, however slowly they came: one doubt for all."""
    days: dict[date, list] = defaultdict(list)
    for row in rows:
        if row.channel not in TYPED:
            days[row.hour.date()].append(row.key)
    full = [keys for keys in days.values() if len(keys) >= BURST_LEAST and len(keys) > DAY_TIMES * a_day]
    keys = frozenset(key for keys in full for key in keys)
    reason = (
        f"{len(keys)} jawaban masuk dalam {len(full)} hari, padahal pengguna layanan rata-rata {ceil(a_day)} orang "
        "per hari."
    )
    return [Flag("lonjakan", keys, reason)] if keys else []


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


def _repeated(rows: Sequence[Row]) -> list[Flag]:
    """The same degrees again and again, over the whole survey, all typed forms, or one import."""
    piles: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        piles["jawaban", None].append(row)
        if row.channel == "kertas":
            piles["formulir kertas", None].append(row)
        elif row.source is not None:
            piles["baris satu berkas impor", row.source].append(row)
    found = []
    for (what, _), pile in piles.items():
        same: dict[tuple, list] = defaultdict(list)
        for row in pile:
            if len(set(row.items)) > 1:
                same[row.items].append(row.key)
        found += [
            Flag("kembar", frozenset(keys), f"{len(keys)} dari {len(pile)} {what} sama persis.")
            for _, keys in sorted(same.items())
            if len(keys) >= MUCH_LEAST and len(keys) >= MUCH_SHARE * len(pile)
        ]
    return found


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
