"""What the templates of the PDFs are given: plain values, every number already a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.engine.answers import Given
from assessments.engine.scoring import Score

if TYPE_CHECKING:  # pictures are drawn with `figures`, which makes the rows below
    from assessments.pictures.radar import Radar
    from assessments.pictures.waterfall import Waterfall

FIRST, TPI = "Pendahuluan", "TPI"  # labels of the sides of the level above and of TPI


@dataclass(frozen=True)
class Side:
    """One party's sheet: `label` (Unit, Pendahuluan, TPI, TPN), its answers by question code, and their score."""

    label: str
    given: Mapping[str, Given]
    score: Score


@dataclass(frozen=True)
class Seal:
    """What binds paper to portal: `id` and `url` of the verification page, the QR code as SVG, the hashes."""

    id: str
    url: str
    qr: str
    content_hash: str
    audit_head: str
    audit_length: int


@dataclass(frozen=True)
class Total:
    """The total of one side and how much it answered ("112 dari 113")."""

    label: str
    points: str
    answered: str


@dataclass(frozen=True)
class ComponentRow:
    """A component with the points of each side; `depth` 0 at the top; `difference` of TPI from the unit."""

    code: str
    name: str
    depth: int
    weight: str
    points: tuple[str, ...]
    difference: str = ""


@dataclass(frozen=True)
class AreaRow:
    """An area: points and percent of each side as texts; `bar` and `bar_tpi`: percents with a decimal point."""

    code: str
    name: str
    weight: str
    points: tuple[str, ...]
    percents: tuple[str, ...]
    bar: str
    bar_tpi: str = ""
    minimum: str = ""


@dataclass(frozen=True)
class Against:
    """A value against the minimum of one predicate; `minimum` is empty where it has none."""

    minimum: str = ""
    met: bool = True
    gap: str = ""


@dataclass(frozen=True)
class MinimumRow:
    """One minimum with the value reached; `against` in the order of the predicates."""

    code: str
    name: str
    value: str
    against: tuple[Against, ...]


@dataclass(frozen=True)
class Minima:
    """All minima of the year's policy against one side, and which predicates are met."""

    side: str
    predicates: tuple[str, ...]
    met: tuple[bool, ...]
    rows: tuple[MinimumRow, ...]
    verified: bool


@dataclass(frozen=True)
class Cell:
    """One side's answer ("Ya", "7 / 9") and what it is worth ("0,50")."""

    answer: str
    worth: str


@dataclass(frozen=True)
class QuestionRow:
    """A question, its answers side by side, and the texts under it as (label, text)."""

    code: str
    text: str
    cells: tuple[Cell, ...]
    texts: tuple[tuple[str, str], ...] = ()
    short: bool = True

    @property
    def span(self) -> int:
        """How many columns stand beside the code: the question, and answer and value of each side."""
        return 1 + 2 * len(self.cells)


@dataclass(frozen=True)
class Group:
    """The questions of one leaf component; `points` of each side against `weight`."""

    code: str
    path: str
    weight: str
    points: tuple[str, ...]
    questions: tuple[QuestionRow, ...]


@dataclass(frozen=True)
class Subject:
    """Whom the document is about."""

    instansi: str
    unit_code: str
    unit: str
    year: int
    target: str
    level: str = ""
    parent: str = ""
    head_name: str = ""
    head_post: str = ""
    service: str = ""


@dataclass(frozen=True)
class ScoreSheet:
    """The score sheet. `draft` draws the watermark; `seal` is None for a copy that is not issued."""

    subject: Subject
    status: str
    printed: str
    draft: bool
    labels: tuple[str, ...]
    totals: tuple[Total, ...]
    difference: str
    components: tuple[ComponentRow, ...]
    areas: tuple[AreaRow, ...]
    minima: Minima
    radar: Radar | None
    waterfall: Waterfall
    without_evidence: tuple[str, ...]
    groups: tuple[Group, ...]
    instrument: str
    seal: Seal | None = None


@dataclass(frozen=True)
class Person:
    """A member of the team as printed: seat, origin, name, NIP."""

    seat: str
    name: str
    nip: str
    origin: str


@dataclass(frozen=True)
class Signed:
    """A person of the team in the block of signatures. `at` is "" for who has not signed; `of` what was signed, `mark`
    its hash or the audit entry in short.
    """

    person: Person
    at: str
    of: str
    mark: str
    excused: bool = False


@dataclass(frozen=True)
class RoundRow:
    """A round of perbaikan: dates and counts, never what was asked."""

    number: int
    returned: str
    due: str
    closed: str
    questions: int
    replied: bool


@dataclass(frozen=True)
class Recommended:
    """TPI's conclusion: `verdict` "WBK", "WBBM" or "belum"; `predicate` in full; texts of the lead."""

    verdict: str
    predicate: str
    text: str
    coaching: str

    @property
    def fit(self) -> bool:
        """Whether TPI finds the unit fit to be proposed."""
        return self.verdict != "belum"


@dataclass(frozen=True)
class Advice:
    """A recommendation on one question."""

    code: str
    question: str
    text: str


@dataclass(frozen=True)
class AreaCodes:
    """The questions of an area or of Hasil that lack something, as (code, text)."""

    name: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lhe:
    """The LHE, chapter by chapter; dates and instants are texts."""

    subject: Subject
    seal: Seal
    number: str
    date: str
    place: str
    addressee: str
    copies: tuple[str, ...]
    team: str
    decree: str
    people: tuple[Person, ...]
    signed: tuple[Signed, ...]
    rounds: tuple[RoundRow, ...]
    recommended: Recommended | None
    replaces: str
    basis: tuple[str, ...]
    window: tuple[str, str]
    evidence_count: int
    question_count: int
    labels: tuple[str, ...]
    totals: tuple[Total, ...]
    difference: str
    components: tuple[ComponentRow, ...]
    areas: tuple[AreaRow, ...]
    minima: Minima
    radar: Radar | None
    waterfall: Waterfall
    shortfalls: tuple[str, ...]
    target_met: bool
    differing: tuple[QuestionRow, ...]
    lower: int
    higher: int
    without_evidence: tuple[AreaCodes, ...]
    none_yet: int
    considerations: tuple[tuple[str, str], ...]
    advice: tuple[Advice, ...]
    instrument: str
