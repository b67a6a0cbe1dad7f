"""The rules of a proposal year as frozen values: minima, conditions, assessors, documents, stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Predicate = Literal["WBK", "WBBM"]
PREDICATES: tuple[Predicate, ...] = ("WBK", "WBBM")

PEMDA = ("provinsi", "kabupaten", "kota")
DETERMINATION = "penetapan"  # the last of TPN's stages: the Minister's decision itself

CONSIDERATION_NAMES = {
    "komitmen": "Komitmen dan pemahaman pimpinan dan pegawai",
    "kualitas_dan_data_dukung": "Kualitas pelaksanaan pengungkit dan data dukungnya",
    "inovasi": "Inovasi",
    "survei": "Hasil survei",
    "kinerja_dan_tren": "Kinerja dan perkembangannya dari tahun ke tahun",
}


@dataclass(frozen=True)
class Years:
    """First and last proposal year; `last` None: until replaced."""

    first: int
    last: int | None

    def covers(self, year: int) -> bool:
        """Whether the policy holds for proposals of the year."""
        return self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Minima:
    """Minimum values of a predicate, inclusive: points of total and components, percent of each area."""

    total: Fraction
    components: Mapping[str, Fraction]
    area_percent: Fraction | None


@dataclass(frozen=True)
class Declaration:
    """Pencanangan: on which levels, and who and strictly more than how many must have signed the pakta."""

    levels: tuple[str, ...]
    leader_signed: bool
    more_than_percent: Fraction
    ceremony: str


@dataclass(frozen=True)
class Condition:
    """One condition of the instansi or the unit; `kind` names its rule in `conditions/`.

    `values` holds what each predicate requires: a grade, a percent or a number of years as text.
    A statement has none and counts for every predicate; any other kind only for those it names.
    """

    code: str
    name: str
    kind: str
    scale: str | None = None
    only: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    excusable: bool = False
    voids_sent: bool = False

    def applies(self, predicate: str, instansi_kind: str) -> bool:
        """Whether it counts for this predicate in this kind of instansi (kl, provinsi, kabupaten, kota)."""
        if self.only is not None and not matches_kind(self.only, instansi_kind):
            return False
        return self.kind == "statement" or predicate in self.values


@dataclass(frozen=True)
class Affirmation:
    """Kinds of unit that may be proposed while still completing some conditions (PermenPANRB 5/2024 p. 5)."""

    only: str
    predicate: str
    kinds: tuple[str, ...]
    excuses: tuple[str, ...]


@dataclass(frozen=True)
class ExceptionRule:
    """2019: a unit outside the excusable conditions may be proposed with a written reason."""

    instansi_states: str
    tpn_weighs: tuple[str, ...]


@dataclass(frozen=True)
class Assessors:
    """`preliminary`: which instansi ("kl") have a penilaian pendahuluan, or None; what TPI must weigh."""

    preliminary: str | None
    considerations: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """The last day for proposals in a year, unless a letter or an announcement changes it."""

    month: int
    day: int
    changed_by: str


@dataclass(frozen=True)
class Document:
    """A document that goes with a proposal; `generated`: the portal makes it; `each`: one per unit."""

    code: str
    name: str
    signer: str | None = None
    generated: bool = False
    each: str | None = None
    stamp_duty: int | None = None
    states: str | None = None
    basis: str | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of TPN's evaluation: what is checked, what it records, the least number of respondents."""

    code: str
    name: str
    checks: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    min_respondents: int | None = None


@dataclass(frozen=True)
class Objection:
    """Sanggah: after which stage, how often, in how many days (None: announced each year)."""

    name: str
    after: str
    times: int
    window_days: int | None


@dataclass(frozen=True)
class Criterion:
    """A ground for choosing a unit to build ZI."""

    code: str
    name: str


@dataclass(frozen=True)
class Selection:
    """What units are chosen by (PermenPANRB 90/2021 p. 13 "among others", p. 9 for the preference).

    `decree_required`: pembangunan is recorded only for units that a decree fixes. The text asks for none.
    """

    criteria: tuple[Criterion, ...] = (
        Criterion("layanan_inti", "Menjalankan pelayanan inti instansi"),
        Criterion("risiko_tinggi", "Berisiko tinggi dalam budaya antikorupsi dan pelayanan prima"),
        Criterion("dampak_luas", "Berdampak luas pada masyarakat"),
        Criterion("layanan_langsung", "Melayani masyarakat secara langsung (diutamakan)"),
    )
    decree_required: bool = False


@dataclass(frozen=True)
class After:
    """What follows a predicate."""

    report_every_years: int


@dataclass(frozen=True)
class Kawasan:
    """An area of units of several instansi: minima of its integration, or whose conditions hold instead."""

    instansi_conditions: str | None = None
    integration: Mapping[str, Fraction] = field(default_factory=dict)
    scale: int | None = None
    aspects: str | None = None
    wbbm_needs: str | None = None


@dataclass(frozen=True)
class Policy:
    """All that differs between proposal years. `verified` False: the minima could not be checked. `evidence_required`:
    a unit submits only with a piece of evidence at every question that scores above 0. `survey_contacts`:
    TPN wants to call respondents of units' surveys, who are therefore asked for a name and a number.
    """

    code: str
    name: str
    regulation: str
    instrument: str
    years: Years
    scales: Mapping[str, tuple[str, ...]]
    predicates: Mapping[str, Minima]
    verified: bool
    declaration: Declaration
    instansi_conditions: tuple[Condition, ...]
    unit_conditions: tuple[Condition, ...]
    affirmation: Affirmation | None
    exception: ExceptionRule | None
    assessors: Assessors
    saturation_percent: Fraction | None
    deadline: Deadline
    documents: tuple[Document, ...]
    tpn_stages: tuple[Stage, ...]
    objection: Objection | None
    after: After | None
    handover: str | None
    self_determined_wbk: bool
    kawasan: Kawasan
    evidence_required: bool = False
    selection: Selection = Selection()
    survey_contacts: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the instansi, then those of the unit."""
        return (*self.instansi_conditions, *self.unit_conditions)

    @property
    def stages_before_decision(self) -> tuple[Stage, ...]:
        """TPN's stages up to and with the panel: all but the determination itself."""
        return tuple(stage for stage in self.tpn_stages if stage.code != DETERMINATION)


def consideration_name(code: str) -> str:
    """How a consideration of `assessors.considerations` is called for people."""
    return CONSIDERATION_NAMES.get(code, code.replace("_", " ").capitalize())


def matches_kind(only: str, instansi_kind: str) -> bool:
    """Whether an `only:` of the policy ("kl" or "pemda") means this kind of instansi."""
    return instansi_kind in PEMDA if only == "pemda" else instansi_kind == only
