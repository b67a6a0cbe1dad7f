"""The section of the head of an instansi: five figures of the year, and the spread of its units."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Q

from assessments.holders import rows_of
from assessments.home.lists import Year
from assessments.loaded import policy_of
from assessments.models import Period, PredicateRecord, Proposal
from assessments.pictures.distribution import Distribution
from assessments.pictures.of_year import year_pictures
from assessments.reports.figures import figure, thresholds
from assessments.units_of_year.choosing import Wanted, chosen
from assessments.units_of_year.lines import Line, lines_of


@dataclass(frozen=True)
class Figure:
    """One number with what it counts; `small` explains it. `kind` picks where it leads ("": nowhere)."""

    name: str
    value: str
    small: str
    kind: str


@dataclass(frozen=True)
class Led:
    """The newest year of an instansi. `late`: units past the end of their stage, the longest first; `spread` of the
    units' own totals, None while no unit has answered.
    """

    year: Year
    figures: tuple[Figure, ...]
    late: tuple[Line, ...]
    spread: Distribution | None
    verified: bool


def led(year: Year, now: datetime) -> Led:
    """What the head sees of a year: the units' own values alone; the queries don't grow with the units."""
    period = year.period
    late = chosen(lines_of(period, {}, with_short=False), Wanted(late="lewat", sort="due"), now=now)
    pictures = year_pictures(period, "unit", lowest=0)
    unapproved = Count("pk", filter=Q(approved_at=None, sent_at=None))
    proposals = Proposal.objects.filter(period=period).aggregate(all=Count("pk"), waiting=unapproved)
    answered = f"dari {pictures.shown} unit yang sudah menjawab"
    return Led(
        year=year,
        figures=(
            Figure("Rata-rata nilai", _mean(period, pictures.totals), answered, "pictures"),
            Figure("Memenuhi nilai minimal", str(pictures.met), answered, "pictures"),
            Figure("Lewat batas", str(len(late)), f"dari {year.total} unit terdaftar", "late"),
            Figure(
                "Usulan belum disetujui",
                str(proposals["waiting"]),
                f"dari {proposals['all']} usulan tahun ini",
                "proposals",
            ),
            Figure("Berpredikat saat ini", *_held(period), "predicates"),
        ),
        late=tuple(late),
        spread=pictures.distribution,
        verified=policy_of(period).verified,
    )


def _mean(period: Period, totals: tuple[Fraction, ...]) -> str:
    """The mean as printed: one that is below a minimum is never shown as having reached it."""
    if not totals:
        return "–"
    return figure(sum(totals, Fraction(0)) / len(totals), thresholds(policy_of(period))["total"])


def _held(period: Period) -> tuple[str, str]:
    """How many units hold a predicate now, and how many which."""
    held = [row.record.predicate for row in rows_of(period.instansi) if row.holds]
    return str(len(held)), ", ".join(
        f"{held.count(name)} {name}" for name in PredicateRecord.Predicate.values
    )
