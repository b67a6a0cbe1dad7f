"""A package of a proposal is made: KKE, lists of contents and instructions, then all files into one ZIP."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import IO

from assessments.kke.packaged import packaged_kke
from assessments.models import Assessment, IssuedDocument, Job, Proposal
from assessments.package.manifest import csv_bytes, json_bytes, manifest_of
from assessments.package.names import plain_name
from assessments.package.plan import MANIFEST_CSV, MANIFEST_JSON, README, STORED, Entry, Plan, UnitPlan
from assessments.package.readme import readme_of
from assessments.package.subject import Proof
from assessments.package.zipped import Zipped
from assessments.queries import VERSIONS
from assessments.reports.package_index import index_pdf, unit_index_pdf
from assessments.services.errors import Refused
from assessments.services.issuing import still_says
from assessments.services.job_limits import LONG
from assessments.services.jobs import Progress, job_kind
from assessments.services.packages import PACKAGE, Standing, keep_package, standing, with_all
from documents import store
from documents.errors import Damaged, Missing

logger = logging.getLogger(__name__)
KKE_NOTE = "Bagian paket usulan {}. Nilai TPI adalah jawaban akhir yang menjadi dasar LHE."
OUTDATED = "{}: LHE tidak sama lagi dengan hasil di portal. Terbitkan LHE baru sebelum membuat paket."
BROKEN = "Berkas {} rusak atau hilang dari penyimpanan. Hubungi admin sistem; paket tidak dibuat."
HIDDEN = "Dokumen {}, tidak disertakan"
MADE_WEIGHT = 4_000_000  # a workbook or list takes about as long as packing so many bytes
STEP = 2_000_000
GONE = "Usulan ini sudah tidak ada."


@job_kind(PACKAGE, LONG)
def make_package(job: Job, progress: Progress) -> None:
    """The package of `params["proposal"]`, with `params["confidential"]` documents or without; kept with its state.

    Killed in between, nothing is left but a temporary file that the sweep removes. Refused, Cancelled, Unavailable.
    """
    pk = job.params["proposal"]
    if not Proposal.objects.filter(pk=pk).exists():
        raise Refused(GONE)
    made = standing(with_all(pk), confidential=job.params["confidential"])
    with store.written(partial(write_package, made=made, progress=progress)) as content:
        files = len(made.plan.entries) + 2
        keep_package(job, made, content, filename=package_name(made.plan), files=files)


def package_name(plan: Plan) -> str:
    """The name under which a package is downloaded; a draft says so."""
    subject = plan.subject
    name = plain_name(f"Paket usulan {subject.instansi_code} {subject.year} {subject.letter_number}", 80)
    without = " (tanpa dokumen rahasia)" if subject.confidential and not plan.confidential else ""
    return f"{'DRAF ' if subject.is_draft else ''}{name}{without}.zip"


def write_package(out: IO[bytes], *, made: Standing, progress: Progress = lambda percent: None) -> None:
    """Write the package into an open file, one file after another: memory does not grow with the evidence.

    Refused where a file of it is damaged or an LHE no longer says what stands; Unavailable.
    """
    plan = made.plan
    units = {path: one for one in plan.units for path in (one.kke, one.index)}
    contents: dict[str, tuple[int, str]] = {}
    tell = Telling(progress, whole=_weight(plan))
    with Zipped(out) as archive:
        for entry in plan.entries:
            if entry.source == STORED:
                archive.pour(entry.path, entry.size, partial(_pour, entry, tell))
            else:
                content = _content(entry.path, made, units.get(entry.path))
                contents[entry.path] = archive.put(entry.path, content)
                tell.more(MADE_WEIGHT)
        manifest = manifest_of(plan, contents)
        archive.put(MANIFEST_CSV, csv_bytes(manifest["files"]))
        archive.put(MANIFEST_JSON, json_bytes(manifest))


class Telling:
    """Hears of bytes and tells percents; the job stops there where it was cancelled."""

    def __init__(self, progress: Progress, whole: int) -> None:
        self._progress, self._whole, self._done, self._told = progress, whole, 0, 0

    def more(self, size: int) -> None:
        """`size` more are done."""
        self._done += size
        if self._done - self._told >= STEP:
            self._told = self._done
            self._progress(99 * self._done // self._whole)


@dataclass(frozen=True)
class _Heard:
    """A file that tells what is written into it."""

    out: IO[bytes]
    tell: Telling

    def write(self, data: bytes, /) -> int:
        self.tell.more(len(data))
        return self.out.write(data)


def _weight(plan: Plan) -> int:
    made = sum(entry.source != STORED for entry in plan.entries)
    return plan.size + made * MADE_WEIGHT


def _pour(entry: Entry, tell: Telling, out: IO[bytes]) -> None:
    try:
        store.pour(entry.sha256, _Heard(out, tell), size=entry.size)
    except (Missing, Damaged) as error:
        logger.error("evidence %s cannot be packed: %s", entry.sha256, error)
        raise Refused(BROKEN.format(f"“{entry.title}” {entry.unit}".strip())) from error


def _content(path: str, made: Standing, one: UnitPlan | None) -> bytes:
    if one is None:
        return readme_of(made.plan, state=made.state) if path == README else index_pdf(made.plan, made.state)
    return _kke(made.plan, one) if path == one.kke else unit_index_pdf(made.plan, one, made.state)


def _kke(plan: Plan, one: UnitPlan) -> bytes:
    """The workbook of a unit whose LHE still says what stands. Refused."""
    assessment = Assessment.objects.select_related(*VERSIONS).get(pk=one.unit.assessment)
    lhe = IssuedDocument.objects.get(pk=one.unit.lhe_id)
    lhe.assessment = assessment
    if not still_says(lhe):
        raise Refused((OUTDATED.format(assessment.unit), "lhe"))
    note = KKE_NOTE.format(plan.subject.letter_number)
    lines = _lines(one.unit.proofs, confidential=plan.confidential)
    return packaged_kke(assessment, evidence=lines, issued_at=lhe.issued_at, note=note)


def _lines(proofs: tuple[Proof, ...], *, confidential: bool) -> dict[str, list[str]]:
    """Question code → its evidence in the words of the KKE; of what is left out only that it is there."""
    found: dict[str, list[str]] = {}
    for proof in proofs:
        parts = (proof.title, proof.locator, proof.url)
        told = " · ".join(part for part in dict.fromkeys(parts) if part)
        hidden = proof.is_confidential and not confidential
        found.setdefault(proof.code, []).append(HIDDEN.format(proof.confidentiality) if hidden else told)
    return found
