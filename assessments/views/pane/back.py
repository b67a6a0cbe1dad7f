"""The way back from the pane to the very question on the page that the reader came from."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.engine.instrument import Question
from assessments.models import Assessment
from assessments.rules import may
from assessments.tpi_sheets import Desk
from assessments.views.answering.page import page_of
from assessments.views.answering.rows import slug_of
from assessments.views.tpi.page import ALL
from assessments.where import address_of, place_of


@dataclass(frozen=True)
class Back:
    """`key` is what `?dari=` says; `label` what the link says."""

    key: str
    label: str
    url: str


def back_of(user, assessment: Assessment, question: Question, desk: Desk | None, wanted: str) -> Back:
    """Where `?dari=` points, as far as the reader may go there; else the page where they work on the question."""
    ways = _ways(user, assessment, question, desk)
    return ways.get(wanted) or next(iter(ways.values()))


def _ways(user, assessment: Assessment, question: Question, desk: Desk | None) -> dict[str, Back]:
    """All ways that are open to the reader; the first is the usual one."""
    pk, at = assessment.pk, place_of(question.code)
    answering = Back("jawab", "Kembali ke pertanyaan", address_of(assessment, question))
    ways: list[Back] = []
    if desk is not None:
        ways += [
            Back(
                "tpi",
                "Kembali ke penilaian",
                reverse("assessments:tpi_area", args=[pk, page_of(question)]) + at,
            ),
            Back("semua", "Kembali ke penilaian", reverse("assessments:tpi_area", args=[pk, ALL]) + at),
            Back("soal", "Kembali ke soal", reverse("assessments:tpi_question", args=[pk, question.code])),
        ]
        if desk.sees_members:
            url = reverse("assessments:tpi_compare", args=[pk])
            ways.append(Back("banding", "Kembali ke perbandingan", f"{url}#b-{slug_of(question.code)}"))
    if may(user, "view_rounds", assessment):
        ways.append(Back("perbaikan", "Kembali ke perbaikan", reverse("assessments:rounds", args=[pk])))
    ways = [answering, *ways] if may(user, "comment", assessment) or not ways else [*ways, answering]
    return {way.key: way for way in ways}
