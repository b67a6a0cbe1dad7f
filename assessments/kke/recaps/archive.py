"""Every unit's KKE of a year in one ZIP, with a list of what is in it and of what could not be made."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import IO

from assessments.engine.scoring import two
from assessments.kke.exporting import export_portal
from assessments.models import Assessment, Period
from assessments.package.manifest import csv_of
from assessments.rules import RELEASED
from assessments.services.errors import Refused
from assessments.services.passing import passes

from .chunks import UNITS, lots, open_sheets
from .unit_rows import SIDES

logger = logging.getLogger(__name__)
MANIFEST = "daftar-isi.csv"
BROKEN = "Kesalahan di luar dugaan; hubungi admin sistem bila terulang."
HEADS = (
    "Berkas",
    "Kode unit",
    "Nama unit",
    "Tahap",
    "Nilai unit",
    "Nilai TPI",
    "Nilai TPN",
    "SHA-256",
    "Keterangan",
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Archive:
    """An open temporary file, how many workbooks are in it, and the codes of the units whose KKE could not be made."""

    content: IO[bytes]
    count: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the list. `totals`: as shown, by side, of the sheets that are open to the instansi."""

    file: str
    code: str
    name: str
    state: str
    totals: dict[str, str]
    sha256: str = ""
    remark: str = ""

    @property
    def failed(self) -> bool:
        """Whether there is no workbook."""
        return not self.file


def write_archive(
    period: Period, *, actor, blank: bool, progress: Progress = lambda percent: None
) -> Archive:
    """Pack the KKE of every unit of a period, blank or filled; a unit that fails is listed and the others go on.

    Refused without units, or where none could be made. The caller has checked that the person administers or leads
    the instansi. TPI's side is there for released units alone, whatever seat the person has: an archive goes round.
    """
    total = Assessment.objects.filter(period=period).count()
    if not total:
        raise Refused("Belum ada unit yang terdaftar pada tahun ini.")
    target = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    try:
        entries = _fill(
            target, period, actor=actor, blank=blank, progress=lambda n: progress(95 * n // total)
        )
        if all(entry.failed for entry in entries):
            raise Refused("Tidak satu pun KKE dapat dibuat.", entries[0].remark)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    failed = tuple(entry.code for entry in entries if entry.failed)
    return Archive(target, len(entries) - len(failed), failed)


def _fill(target: IO[bytes], period: Period, *, actor, blank: bool, progress: Progress) -> list[Entry]:
    entries: list[Entry] = []
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # workbooks are compressed already
        for lot in lots(Assessment.objects.filter(period=period).select_related("unit"), UNITS):
            totals = {} if blank else _totals(lot)  # a blank sheet tells nothing of anybody's result
            for a in lot:
                entry = _entry(archive, a, period, totals.get(a.pk, {}), taken, actor=actor, blank=blank)
                entries.append(entry)
                progress(len(entries))
        archive.writestr(MANIFEST, manifest(entries), zipfile.ZIP_DEFLATED)
    return entries


def _entry(
    archive: zipfile.ZipFile,
    a: Assessment,
    period: Period,
    totals: dict[str, str],
    taken: set[str],
    *,
    actor,
    blank,
) -> Entry:
    about = (a.unit.code, a.unit.name, a.get_state_display(), totals)
    try:
        content, _ = export_portal(a.pk, actor=actor, blank=blank, tpi=a.state in RELEASED)
    except Refused as refused:
        return Entry("", *about, remark=str(refused))
    except Exception as error:
        if passes(error) or isinstance(error, MemoryError):
            raise  # not of this unit: the job is tried again, or ended, as a whole
        logger.exception("KKE of assessment %s could not be made for the archive", a.pk)
        return Entry("", *about, remark=BROKEN)
    name = file_name(a.unit.code, period.year, blank=blank, taken=taken)
    archive.writestr(name, content)
    return Entry(name, *about, sha256=hashlib.sha256(content).hexdigest())


def file_name(code: str, year: int, *, blank: bool, taken: set[str]) -> str:
    """A name for the KKE of a unit that no other one has, capitals or not, and that no system takes for a path.

    It is added to `taken`.
    """
    stem = f"KKE_{re.sub(r'[^A-Za-z0-9_-]+', '-', code)[:60]}_{year}{'_kosong' if blank else ''}"
    name, number = f"{stem}.xlsx", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}_{number}.xlsx"
    taken.add(name.lower())
    return name


def manifest(entries: Iterable[Entry]) -> bytes:
    """The list as CSV."""
    rows = [HEADS]
    for entry in entries:
        totals = (entry.totals.get(side, "") for side in SIDES.values())
        rows.append((entry.file, entry.code, entry.name, entry.state, *totals, entry.sha256, entry.remark))
    return csv_of(rows)


def _totals(lot: list[Assessment]) -> dict[int, dict[str, str]]:
    """Assessment → side → total as shown; one query."""
    found: dict[int, dict[str, str]] = {}
    rows = open_sheets().filter(assessment__in=lot, answered__gt=0)
    for pk, kind, total in rows.values_list("assessment_id", "kind", "total"):
        found.setdefault(pk, {})[SIDES[kind]] = two(Fraction(total))
    return found
