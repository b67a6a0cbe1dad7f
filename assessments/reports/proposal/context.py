"""What stands in the papers of a proposal, as plain values (rules: PermenPANRB 90/2021 p. 48-49; 5/2024 p. 5-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from assessments.engine.scoring import two
from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, IssuedDocument, Proposal, ProposalUnit, Sheet
from assessments.pakta_pages import head_of
from assessments.reports.context import Seal
from assessments.reports.proposal.numbers import in_words
from assessments.staff_places import StaffPlace

Kind = IssuedDocument.Kind
TITLE = "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"
WITHOUT = "………………………………"
PARTS = (("total", "total"), ("A", "pengungkit"), ("B", "hasil"))


@dataclass(frozen=True)
class Signer:
    """Who signs: name, NIP and post; dots where the portal does not know."""

    name: str
    nip: str
    post: str


@dataclass(frozen=True)
class Row:
    """A unit of the letter and the recap, in order of its code. Values are of TPI's final answers, as text."""

    code: str
    name: str
    predicate: str
    values: Mapping[str, str]
    lhe: str
    note: str


@dataclass(frozen=True)
class Letter:
    """All of a paper. `unit` is None for one of the whole instansi; `stamp_duty` in rupiah, 0 without."""

    kind: str
    number: str
    date: str
    city: str
    instansi: str
    address: str
    year: int
    regulation: str
    signer: Signer
    rows: tuple[Row, ...]
    unit: str = ""
    count: str = ""
    stamp_duty: int = 0
    attachments: tuple[str, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """The same as plain values, to be hashed."""
        return asdict(self)


@dataclass(frozen=True)
class Sealed:
    """A letter as issued."""

    letter: Letter
    seal: Seal
    issued: str


def gather(
    proposal: Proposal, kind: str, *, assessment: Assessment | None = None, stamp_duty: int | None = None
) -> Letter:
    """Read what a paper says now; of one unit with `assessment`. Four queries, whatever the number of units."""
    period, instansi = proposal.period, proposal.period.instansi
    rows = tuple(_said_in(kind, row) for row in rows_of(proposal))
    owner = assessment.unit if assessment else None
    return Letter(
        kind=kind,
        number=proposal.letter_number,
        date=long_date(proposal.letter_date),
        city=instansi.city,
        instansi=instansi.name,
        address=instansi.contact_office or instansi.city,
        year=period.year,
        regulation=policy_of(period).regulation.replace("PermenPANRB", TITLE + " Nomor"),
        signer=_signer(StaffPlace(instansi, owner)),
        rows=() if kind == Kind.SPTJM else rows,
        unit=owner.name if owner else "",
        count=f"{len(rows)} ({in_words(len(rows))})",
        stamp_duty=stamp_duty or 0,
        attachments=tuple(
            document.name
            for document in policy_of(period).documents
            if document.code not in ("surat_pengajuan", "surat_permohonan")
        ),
    )


def _said_in(kind: str, row: Row) -> Row:
    """What a paper says of a unit: only the recap gives more than its name, and is to be printed anew for more."""
    return row if kind == Kind.PROPOSAL_RECAP else replace(row, values={}, lhe="", note="")


def _signer(place: StaffPlace) -> Signer:
    found = head_of(place)
    post = "Kepala" if place.unit else "Pimpinan instansi"
    return Signer(
        name=found.name if found else WITHOUT,
        nip=found.nip if found else "",
        post=(found.post if found else "") or post,
    )


def rows_of(proposal: Proposal) -> tuple[Row, ...]:
    """The proposed units by code; three queries."""
    units = list(proposal.units.select_related("assessment__unit").order_by("assessment__unit__code"))
    ids = [unit.assessment_id for unit in units]
    sheets = Sheet.objects.filter(assessment__in=ids, kind=Sheet.Kind.TPI)
    scores = dict(sheets.values_list("assessment_id", "scores"))
    issued = IssuedDocument.objects.filter(
        assessment__in=ids, kind=IssuedDocument.Kind.LHE, superseded_at=None
    )
    lhe = {one.assessment_id: one for one in issued}
    zone = proposal.period.instansi.zone
    return tuple(
        _row(unit, scores.get(unit.assessment_id) or {}, lhe.get(unit.assessment_id), zone) for unit in units
    )


def _row(unit: ProposalUnit, scores: Mapping[str, str], lhe: IssuedDocument | None, zone) -> Row:
    said = (
        f"{lhe.number or 'tanpa nomor'}, {long_date(lhe.issued_at.astimezone(zone))}" if lhe else "belum ada"
    )
    place = unit.assessment.unit
    values = {name: two(Fraction(scores[key])) if key in scores else "–" for key, name in PARTS}
    return Row(place.code, place.name, unit.predicate, values, said, unit.exception_reason)
