"""Small pieces of Indonesian for the sentences of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def long_date(day: date) -> str:
    """ "22 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_time(moment: datetime) -> str:
    """ "31 Mei 2026 pukul 23.59 WIB", in the zone that the moment carries."""
    offset = moment.utcoffset()
    zone = ZONES.get(offset, moment.tzname() or "") if offset is not None else ""
    return f"{long_date(moment)} pukul {moment:%H.%M} {zone}".rstrip()


def percent_text(part: int, whole: int, line: Fraction = Fraction(50)) -> str:
    """A share in percent for reading: "74", or with as many decimals as tell on which side of `line` it is ("49,6").
    100 only for all, 0 for nobody.
    """
    if not part or not whole:
        return "0"
    share, digits = Fraction(100 * part, whole), 0
    shown = Fraction(100) if share == 100 else Fraction(max(1, min(99, round(share))))
    while share != line and (shown == line or (shown > line) != (share > line)):
        digits += 1
        shown = Fraction(round(share * 10**digits), 10**digits)
    number = int(shown * 10**digits)
    return f"{number // 10**digits},{number % 10**digits:0{digits}}" if digits else str(number)


def listed(names: Sequence[str], most: int = 3) -> str:
    """The first names, and how many more there are: "A.I.1.i.a, B.I.a, dan 5 lainnya"."""
    shown = ", ".join(names[:most])
    rest = len(names) - most
    return f"{shown}, dan {rest} lainnya" if rest > 0 else shown


def rupiah(amount: int) -> str:
    """ "Rp10.000"."""
    return f"Rp{amount:,}".replace(",", ".")


def joined(parts: Sequence[str]) -> str:
    """All of them in one sentence: "LKE", "LKE dan LHE", "surat, LKE, dan LHE"."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"
