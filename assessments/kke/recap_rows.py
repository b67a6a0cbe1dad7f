"""The recap of a year, read from the database: what its reader may see, row by row."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from django.utils import timezone

from assessments.engine.wording import long_time
from assessments.loaded import instrument_of
from assessments.models import Assessment, Period, Sheet
from assessments.rules import RELEASED
from units.models import TeamUnit

from .recap import RecapRow, write_recap

CHUNK = 200


def recap_rows(period: Period) -> Iterator[RecapRow]:
    """One row a unit in the order of codes. TPI's and TPN's totals only once they are released.

    Four queries for up to 200 units, two more for every further 200. The caller has checked that the reader
    administers or leads the instansi.
    """
    teams = {
        row.unit_id: row.team.name
        for row in TeamUnit.objects.filter(
            year=period.year, unit__instansi=period.instansi_id
        ).select_related("team")
    }
    found = Assessment.objects.filter(period=period).select_related("unit").prefetch_related("sheets")
    for assessment in found.order_by("unit__code").iterator(chunk_size=CHUNK):
        yield _row(assessment, teams.get(assessment.unit_id, ""))


def recap_file(period: Period, *, actor, progress: Callable[[int], None] = lambda percent: None) -> bytes:
    """The recap of a period as xlsx; `progress` hears percents."""
    total = Assessment.objects.filter(period=period).count() or 1

    def counted() -> Iterator[RecapRow]:
        for number, row in enumerate(recap_rows(period), start=1):
            if number % 20 == 0:
                progress(min(99, 100 * number // total))
            yield row

    buffer = io.BytesIO()
    now = timezone.now().astimezone(period.instansi.zone)
    write_recap(
        buffer,
        counted(),
        instrument=instrument_of(period),
        instansi=period.instansi.name,
        year=period.year,
        exported=f"Diekspor {long_time(now)} oleh {actor}.",
    )
    return buffer.getvalue()


def _row(assessment: Assessment, team: str) -> RecapRow:
    sheets = {sheet.kind: sheet for sheet in assessment.sheets.all() if sheet.kind != Sheet.Kind.MEMBER}
    released = assessment.state in RELEASED
    unit = sheets.get(Sheet.Kind.UNIT)
    tpi = sheets.get(Sheet.Kind.TPI) if released else None
    tpn = sheets.get(Sheet.Kind.TPN) if released else None
    judged = tpn or tpi or unit
    return RecapRow(
        code=assessment.unit.code,
        name=assessment.unit.name,
        state=assessment.get_state_display(),
        areas=unit.areas if unit else {},
        components=unit.scores if unit else {},
        unit_total=_total(unit),
        tpi=_total(tpi),
        tpn=_total(tpn),
        answered=unit.answered if unit else 0,
        of=unit.of if unit else 0,
        verdict=_verdict(judged),
        team=team,
    )


def _total(sheet: Sheet | None) -> str | None:
    return str(sheet.total) if sheet is not None else None


def _verdict(sheet: Sheet | None) -> str:
    """The highest predicate whose minima the furthest released sheet reaches."""
    if sheet is None:
        return ""
    met = [predicate for predicate, found in sheet.verdict.items() if found["met"]]
    return f"Memenuhi nilai minimal {met[-1]}" if met else "Belum memenuhi nilai minimal"
