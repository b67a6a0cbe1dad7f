"""What a package is made of, as plain values: read once from the database, and nothing of a clock in it."""

from dataclasses import dataclass

PLAIN = "biasa"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A letter or report that goes along as it lies in the store (`sha256`), or as an address (`url`, and what its
    last check found). `kind`: what it is, as the manifest says it.
    """

    kind: str
    title: str
    filename: str = ""
    sha256: str = ""
    size: int = 0
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One use of evidence as it was submitted: a file (`sha256`) or a link (`url`, with what its last check found).

    `revision` is the row whose content it is, `document` that of its document; `confidentiality` is today's;
    `is_traced`: it is or once was confidential, so that its openings are in the audit.
    """

    code: str
    revision: int
    document: int
    title: str
    filename: str = ""
    sha256: str = ""
    size: int = 0
    url: str = ""
    link: str = ""
    locator: str = ""
    confidentiality: str = PLAIN
    is_traced: bool = False

    @property
    def is_confidential(self) -> bool:
        """Whether it is terbatas or rahasia."""
        return self.confidentiality != PLAIN


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A proposed unit. `result`: the content hash of its LHE, which binds answers, evidence, instrument and policy."""

    assessment: int
    code: str
    name: str
    predicate: str
    reason: str
    result: str
    lhe_id: str
    lhe_number: str
    papers: tuple[Paper, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A proposal with its units. `approved_at` ("" for a draft) is an instant in the zone of the instansi, as text."""

    proposal: int
    instansi_code: str
    instansi: str
    year: int
    letter_number: str
    letter_date: str
    approved_at: str
    approved_by: str
    areas: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    papers: tuple[Paper, ...]
    units: tuple[Unit, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the head of the instansi has not approved it."""
        return not self.approved_at

    @property
    def confidential(self) -> int:
        """How many confidential documents prove something, each once."""
        return len({p.document for unit in self.units for p in unit.proofs if p.is_confidential})
