"""What stands in the papers of a proposal, as plain values (rules: PermenPANRB 90/2021 p. 48-49; 5/2024 p. 5-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from assessments.engine.scoring import two
from assessments.engine.wording import joined, long_date, rupiah
from assessments.loaded import policy_of
from assessments.models import Assessment, IssuedDocument, Proposal, ProposalUnit, Sheet
from assessments.pakta_pages import head_of
from assessments.proposal_papers import LETTERS, papers_of
from assessments.reports.context import Seal
from assessments.reports.proposal.numbers import in_words
from assessments.reports.proposal.regulation import regulation_in_full
from assessments.staff_places import StaffPlace

Kind = IssuedDocument.Kind
WITHOUT = "………………………………"
PARTS = (("total", "total"), ("A", "pengungkit"), ("B", "hasil"))
PREDICATES = {
    "WBK": "Wilayah Bebas dari Korupsi (WBK)",
    "WBBM": "Wilayah Birokrasi Bersih dan Melayani (WBBM)",
}
ASKED = {
    "surat_pengajuan": ("Pengajuan evaluasi", "dievaluasi Tim Penilai Nasional"),
    "surat_permohonan": ("Permohonan reviu", "direviu Tim Penilai Nasional"),
}  # what the letter of the policy is about, and what it asks for


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
    lhe_date: str
    note: str


@dataclass(frozen=True)
class Letter:
    """All of a paper. `unit` is "" for one of the whole instansi, `stamp_duty` "" without; `towards`: the predicates
    that it holds, `attachments`: what goes along, both in words.
    """

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
    stamp_duty: str = ""
    about: str = ""
    wanted: str = ""
    towards: str = ""
    towards_short: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def enclosed(self) -> str:
        """The attachments as part of a sentence."""
        return joined(self.attachments)

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
    """Read what a paper says now; of one unit with `assessment`. Five queries, whatever the number of units."""
    period, instansi = proposal.period, proposal.period.instansi
    units = list(proposal.units.select_related("assessment__unit").order_by("assessment__unit__code"))
    rows = tuple(_said_in(kind, row) for row in rows_of(proposal, units))
    owner = assessment.unit if assessment else None
    held = {unit.predicate for unit in units if assessment is None or unit.assessment_id == assessment.pk}
    predicates = [short for short in PREDICATES if short in held]
    about, wanted = ASKED[_letter_code(proposal)]
    return Letter(
        kind=kind,
        number=proposal.letter_number,
        date=long_date(proposal.letter_date),
        city=instansi.city,
        instansi=instansi.name,
        address=instansi.contact_office or instansi.city,
        year=period.year,
        regulation=regulation_in_full(policy_of(period).regulation),
        signer=_signer(StaffPlace(instansi, owner)),
        rows=() if kind == Kind.SPTJM else rows,
        unit=owner.name if owner else "",
        count=f"{len(rows)} ({in_words(len(rows))})",
        stamp_duty=rupiah(stamp_duty) if stamp_duty else "",
        about=about,
        wanted=wanted,
        towards=joined([PREDICATES[short] for short in predicates]),
        towards_short=joined(predicates),
        attachments=_enclosed(proposal, units) if kind == Kind.PROPOSAL_LETTER else (),
    )


def _letter_code(proposal: Proposal) -> str:
    """The letter that the policy of the year knows."""
    codes = (document.code for document in policy_of(proposal.period).documents)
    return next((code for code in codes if code in LETTERS), LETTERS[0])


def _enclosed(proposal: Proposal, units: Sequence[ProposalUnit]) -> tuple[str, ...]:
    """What goes along with the letter: what the portal makes and what nobody can send without, and of what practice
    asks for that alone which is there, with the number of units where it is not there for all; one query.
    """
    papers = papers_of(proposal, [unit.assessment for unit in units])
    found = []
    for document in policy_of(proposal.period).documents:
        if document.code in LETTERS:
            continue
        of_it = [paper for paper in papers if paper.document == document]
        there = [paper for paper in of_it if paper.revision is not None]
        if document.generated or document.basis is None or (there and len(there) == len(of_it)):
            found.append(document.name)
        elif there:
            found.append(f"{document.name} untuk {len(there)} dari {len(of_it)} unit")
    return tuple(found)


def _said_in(kind: str, row: Row) -> Row:
    """What a paper says of a unit: only the recap gives more than its name, and is to be printed anew for more."""
    return row if kind == Kind.PROPOSAL_RECAP else replace(row, values={}, lhe="", lhe_date="", note="")


def _signer(place: StaffPlace) -> Signer:
    found = head_of(place)
    post = "Kepala" if place.unit else "Pimpinan instansi"
    return Signer(
        name=found.name if found else WITHOUT,
        nip=found.nip if found else "",
        post=(found.post if found else "") or post,
    )


def rows_of(proposal: Proposal, units: Sequence[ProposalUnit]) -> tuple[Row, ...]:
    """The proposed units in this order; two queries."""
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
    number = (lhe.number or "tanpa nomor") if lhe else "belum ada"
    day = long_date(lhe.issued_at.astimezone(zone)) if lhe else ""
    place = unit.assessment.unit
    values = {name: two(Fraction(scores[key])) if key in scores else "–" for key, name in PARTS}
    return Row(place.code, place.name, unit.predicate, values, number, day, unit.exception_reason)
