"""Surat hasil penilaian pendahuluan: what the head of the level above writes to TPI (PermenPANRB 90/2021 p. 40)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.template.loader import render_to_string

from assessments import queries
from assessments.engine.comparison import same_answer
from assessments.engine.instrument import Instrument
from assessments.engine.wording import long_date
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, IssuedDocument, Sheet
from assessments.reports import questions
from assessments.reports.context import Minima, Person, QuestionRow, Seal, Side, Subject, Total
from assessments.reports.figures import minima_of, totals_of
from assessments.reports.seal import seal_of
from assessments.reports.sides import first_sides_of, subject_of
from assessments.rules import may
from assessments.services import issuing
from assessments.services.errors import NotAllowed, Refused
from documents.pdf import pdf_of
from units.models import User

TEMPLATE = "reports/preliminary.html"


@dataclass(frozen=True)
class FirstLetter:
    """The letter. `seal` is None for a draft, which has a watermark; `number` and `date` may then be empty."""

    subject: Subject
    seal: Seal | None
    number: str
    date: str
    place: str
    sender: str
    sender_post: str
    sender_name: str
    addressee: str
    text: str
    labels: tuple[str, ...]
    totals: tuple[Total, ...]
    minima: Minima
    question_count: int
    differing: tuple[QuestionRow, ...]
    people: tuple[Person, ...]
    instrument: str


def draft(assessment: Assessment, *, actor) -> bytes:
    """The letter as it stands while the unit is with the level above, as PDF. NotAllowed; Refused unless found fit."""
    if not may(actor, "assess_preliminary", assessment):
        raise NotAllowed("Konsep surat ini hanya untuk penilai pendahuluan.")
    result = assessment.preliminary_results.filter(decided_at=None).first()
    if result is None or not result.fit:
        raise Refused("Surat ke TPI dibuat bila kesimpulannya layak. Simpan kesimpulannya dahulu.")
    return pdf_of(html_of(assessment, None))


def issue_letter(pk: int, *, actor) -> IssuedDocument:
    """Issue the letter, or return the valid one (see `services.issuing.issue_preliminary_letter`)."""
    return issuing.issue_preliminary_letter(
        pk, actor=actor, render=lambda a, issue: pdf_of(html_of(a, seal_of(issue)))
    )


def html_of(assessment: Assessment, seal: Seal | None) -> str:
    """The whole document as HTML."""
    return render_to_string(TEMPLATE, {"letter": gather(assessment, seal)})


def gather(assessment: Assessment, seal: Seal | None) -> FirstLetter:
    """Read what the letter says: with a seal the conclusion that stands, without one what is being written."""
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    unit, instansi = assessment.unit, assessment.unit.instansi
    open_one = assessment.preliminary_results.filter(decided_at=None).first()
    result = queries.found_fit(assessment) if seal else open_one
    sides = first_sides_of(assessment)
    above = unit.parent
    return FirstLetter(
        subject=subject_of(assessment),
        seal=seal,
        number=result.letter_number if result else "",
        date=long_date(result.letter_date) if result and result.letter_date else "",
        place=instansi.city,
        sender=above.name if above else instansi.name,
        sender_post=above.head_post if above else "",
        sender_name=above.head_name if above else "",
        addressee=f"Ketua Tim Penilai Internal {instansi.name}",
        text=result.text if result else "",
        labels=tuple(side.label for side in sides),
        totals=totals_of(sides, policy),
        minima=replace(minima_of(instrument, policy, sides[1]), side="kami"),
        question_count=len(instrument.questions),
        differing=_differing(instrument, sides),
        people=_people(assessment),
        instrument=f"{instrument.name} ({instrument.code}), {instrument.regulation}",
    )


def _differing(instrument: Instrument, sides: tuple[Side, ...]) -> tuple[QuestionRow, ...]:
    unit, above = sides
    return tuple(
        questions.row(question, sides, {})
        for code, question in instrument.questions.items()
        if not same_answer(question, unit.given.get(code), above.given.get(code))
    )


def _people(assessment: Assessment) -> tuple[Person, ...]:
    """Who wrote in the sheet of the level above, by name."""
    sheet = Sheet.Kind.PRELIMINARY
    writers = Answer.objects.filter(sheet__assessment=assessment, sheet__kind=sheet).values("updated_by")
    found = User.objects.filter(pk__in=writers).order_by("name", "pk")
    return tuple(Person(seat="Penilai pendahuluan", name=str(u), nip=u.nip, origin="") for u in found)
