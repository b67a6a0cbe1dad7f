"""The integration of a kawasan and its verdict (PermenPANRB 90/2021 p. 34-35, 44-45, 58-60).

A kawasan is an area with service units of several instansi. Its units are assessed each by their own TPI; how far they
work as one is scored by a joint TPI, on the aspects below. Scale and mean are the policy's (`policy_model.Kawasan`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .answers import BadValue, parse_number
from .policy_model import Kawasan, Predicate
from .scoring import exact_sum, two
from .wording import long_date


@dataclass(frozen=True)
class Aspect:
    """One aspect of integration: its code, name, and what the joint TPI looks at."""

    code: str
    name: str
    hint: str


ASPECTS: tuple[Aspect, ...] = (
    Aspect(
        "peta_proses",
        "Peta proses bisnis lintas unit",
        "Satu peta layanan utama kawasan yang memperbaiki alur antarunit, bukan kumpulan peta tiap unit.",
    ),
    Aspect("sop", "SOP dari peta proses", "Peta proses kawasan dijabarkan menjadi SOP bersama."),
    Aspect("penerapan", "Penerapan SOP", "SOP bersama dijalankan semua unit di kawasan."),
    Aspect(
        "evaluasi",
        "Evaluasi dan penyesuaian",
        "Peta proses dan SOP dievaluasi, lalu disesuaikan dengan perkembangan.",
    ),
    Aspect(
        "sistem_informasi",
        "Sistem informasi terintegrasi",
        "Unit-unit berbagi satu sistem informasi layanan.",
    ),
)
CODES: tuple[str, ...] = tuple(aspect.code for aspect in ASPECTS)


@dataclass(frozen=True)
class UnitStanding:
    """A unit of the kawasan: how it is called, and the predicate that it holds ("" none, WBK, WBBM)."""

    name: str
    holds: str


@dataclass(frozen=True)
class KawasanVerdict:
    """Whether a kawasan reaches a predicate. `reasons`: Indonesian, one for each thing that stands in the way;
    `advice`: what the report recommends (90/2021 p. 56-57, letters c to e), "" while the integration is not scored.
    """

    predicate: Predicate
    met: bool
    reasons: tuple[str, ...]
    advice: str


def has_integration(rule: Kawasan) -> bool:
    """Whether the policy knows an integration to score; that of 2019 leaves kawasan to the Stranas PK."""
    return bool(rule.integration) and rule.scale is not None


def clean_score(rule: Kawasan, raw: str) -> Fraction | None:
    """A typed value of an aspect, 0 to the scale of the policy, at most two decimals; None for nothing.

    BadValue (Indonesian): no number, outside the scale, more than two decimals.
    """
    if not raw.strip():
        return None
    value, scale = parse_number(raw), rule.scale or 0
    if value is None or not 0 <= value <= scale or (value * 100).denominator != 1:
        raise BadValue(f"Isi angka 0 sampai {scale}, paling banyak dua desimal, misalnya 7,5.")
    return value


def integration_of(scores: Mapping[str, Fraction]) -> Fraction | None:
    """The mean of the five aspects; None while one of them has no value."""
    if any(code not in scores for code in CODES):
        return None
    return exact_sum(scores[code] for code in CODES) / len(CODES)


def kawasan_verdict(
    rule: Kawasan,
    predicate: Predicate,
    units: Sequence[UnitStanding],
    integration: Fraction | None,
    *,
    holds: str,
    empty: Sequence[str] = (),
    free_from: date | None = None,
    on: date | None = None,
) -> KawasanVerdict:
    """The truth table of 90/2021 p. 59-60: every unit has the predicate and the integration reaches its minimum.

    `holds` is what the kawasan was determined as before: WBBM needs what the policy names (`WBBM_needs`). `integration`
    None: not scored and signed by all. `empty`: instansi that take part and have brought no unit. `free_from`: the
    first day on which the ban after a revocation is over (p. 63-64), asked on the day `on`.
    """
    failing = [unit for unit in units if not _reaches(unit.holds, predicate)]
    reasons = [f"{unit.name} belum berpredikat {predicate}." for unit in failing]
    reasons += [f"{instansi} belum memasukkan unitnya." for instansi in empty]
    if not units:
        reasons.append("Belum ada unit di kawasan ini.")
    if free_from is not None and on is not None and on < free_from:
        reasons.append(
            f"Predikat kawasan pernah dicabut; dapat ditetapkan lagi mulai {long_date(free_from)}."
        )
    minimum = rule.integration[predicate]
    if integration is None:
        reasons.append("Penilaian integrasi belum selesai.")
    elif integration < minimum:
        gap = two(minimum - integration)
        gap = "kurang dari 0,01" if gap == "0,00" else f"kurang {gap}"
        reasons.append(f"Integrasi {two(integration)} dari minimal {two(minimum)} ({gap}).")
    if predicate == "WBBM" and rule.wbbm_needs and not _reaches(holds, rule.wbbm_needs):
        reasons.append(f"Kawasan belum ditetapkan {rule.wbbm_needs}.")
    advice = (
        ""
        if integration is None
        else _advice(predicate, bool(units) and not failing and not empty, not reasons)
    )
    return KawasanVerdict(predicate, not reasons, tuple(reasons), advice)


def _reaches(held: str, wanted: str) -> bool:
    return held == wanted or held == "WBBM"


def _advice(predicate: str, units_pass: bool, met: bool) -> str:
    if met:
        return f"Rekomendasikan kawasan kepada Menteri untuk ditetapkan {predicate}."
    if units_pass:
        return "Rekomendasikan kepada para pimpinan instansi untuk membangun integrasi kawasan."
    return "Rekomendasikan pembinaan unit yang belum memenuhi kepada pimpinan instansinya."
