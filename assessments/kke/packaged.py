"""The KKE of a proposed unit: unit's and TPI's final answers side by side, nobody's to fill in, and the same bytes
whoever asks and whenever.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from assessments import queries
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet

from .exporting import givens, identity_of
from .writer import Export, versions_of, write_portal
from .writer_columns import Side

EPOCH = (1980, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def packaged_kke(
    assessment: Assessment, *, evidence: Mapping[str, Sequence[str]], issued_at: datetime, note: str
) -> bytes:
    """The workbook of a released assessment; the caller has checked that it is. `evidence`: lines by question code;
    `issued_at`: when its LHE was, the only date in the file; `note`: the line under the head.
    """
    sheets = queries.sheets_of(assessment)
    unit = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
    final = queries.answers_of(sheets.get((Sheet.Kind.TPI, None)))
    instrument, place, period = instrument_of(assessment.period), assessment.unit, assessment.period
    content = write_portal(
        Export(
            identity=identity_of(assessment, "", None, versions_of({}, instrument)),
            instansi=place.instansi.name,
            unit=f"{place.code} {place.name}",
            year=period.year,
            instrument=instrument,
            policy=policy_of(period),
            sides=[Side("Unit", givens(unit), evidence), Side("TPI", givens(final))],
            exported=note,
        )
    )
    return without_clock(content, issued_at)


def without_clock(workbook: bytes, moment: datetime) -> bytes:
    """The same workbook with `moment` for when it was made; openpyxl writes the present time in every part of it."""
    told = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == CORE:
                content = _DATES.sub(rb"\g<1>" + told + rb"\g<2>", content)
            info = zipfile.ZipInfo(part.filename, date_time=EPOCH)
            info.external_attr, info.create_system = 0o100644 << 16, 3
            after.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
