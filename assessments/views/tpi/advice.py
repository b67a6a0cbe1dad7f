"""What the page of considerations shows of TPI's recommendation: choices, texts, what the final score allows."""

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest

from assessments.engine.verdict import Shortfall
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Recommendation, Sheet
from assessments.rules import may
from assessments.templatetags.zi import clock

Verdict = Recommendation.Verdict
MEANS = {
    Verdict.WBK: "Unit layak diusulkan sebagai Wilayah Bebas dari Korupsi.",
    Verdict.WBBM: "Unit layak diusulkan sebagai Wilayah Birokrasi Bersih dan Melayani.",
    Verdict.NOT_FIT: "Unit belum diusulkan tahun ini dan dibina dahulu. Tulis pembinaannya di bawah.",
}


@dataclass(frozen=True)
class Choice:
    """One verdict. `allowed`: whether the final answers reach its minima now; None where they don't matter."""

    value: str
    label: str
    means: str
    checked: bool
    allowed: bool | None = None
    short: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """The recommendation as stored, or as typed when it could not be stored."""

    verdict: str
    label: str
    text: str
    coaching: str
    version: int
    saved_at: str
    saved_by: str
    editable: bool
    choices: tuple[Choice, ...] = ()
    conflict: dict | None = None
    message: str = ""

    @property
    def saved_state(self) -> str:
        """State of the badge."""
        if self.conflict or self.message:
            return "bentrok" if self.conflict else "gagal"
        return "tersimpan" if self.saved_at else "belum"

    @property
    def not_fit(self) -> bool:
        """Whether coaching belongs to it."""
        return self.verdict == Verdict.NOT_FIT


def advice_of(request: HttpRequest, assessment: Assessment) -> Advice:
    """The stored recommendation; one query, and one for the final sheet where the person can write it."""
    row = Recommendation.objects.filter(assessment=assessment).select_related("updated_by").first()
    editable = may(request.user, "decide", assessment)
    verdict = row.verdict if row else ""
    return Advice(
        verdict=verdict,
        label=label_of(verdict),
        text=row.text if row else "",
        coaching=row.coaching if row else "",
        version=row.version if row else 0,
        saved_at=clock(row.updated_at, assessment.unit.instansi) if row else "",
        saved_by="" if row is None or row.updated_by_id == request.user.pk else str(row.updated_by),
        editable=editable,
        choices=choices(assessment, verdict) if editable else (),
    )


def label_of(verdict: str) -> str:
    """A verdict in words; "" for none."""
    return str(Verdict(verdict).label) if verdict in Verdict.values else ""


def choices(assessment: Assessment, chosen: str) -> tuple[Choice, ...]:
    """The three verdicts, with what the final answers still miss for each. One query."""
    sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.TPI).first()
    stored = sheet.verdict if sheet else {}
    areas = instrument_of(assessment.period).areas
    known = policy_of(assessment.period).predicates
    return tuple(
        _choice(verdict, chosen, stored.get(verdict), areas)
        for verdict in Verdict
        if verdict == Verdict.NOT_FIT or verdict in known
    )


def _choice(verdict: Verdict, chosen: str, found: dict | None, areas) -> Choice:
    base = {"value": verdict.value, "label": str(verdict.label), "means": MEANS[verdict]}
    if verdict == Verdict.NOT_FIT:
        return Choice(**base, checked=verdict == chosen)
    if found is None:
        return Choice(**base, checked=verdict == chosen, allowed=False)
    short = tuple(_short(line, areas) for line in found["short"])
    return Choice(**base, checked=verdict == chosen, allowed=found["met"], short=short)


def _short(line: dict, areas) -> str:
    found = Shortfall(
        line["what"],
        line["name"],
        Fraction(line["minimum"]),
        Fraction(line["value"]),
        percent=line["what"] in areas,
    )
    return f"{found.name} {found.gap_text}"
