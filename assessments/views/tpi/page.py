"""The whole TPI page as a template context, and the parts around the questions that move with every save."""

from collections.abc import Callable, Iterable, Mapping

from django.urls import reverse

from assessments import evidence_reads
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import Score, two
from assessments.evidence_marks import marks_before
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, EvidenceUse
from assessments.panels import HASIL, panels, tree
from assessments.panels.tree import weight_text
from assessments.rules import acting_as, of_team
from assessments.services.marks import as_request
from assessments.services.scoring import score_answers
from assessments.services.tpi import agreeing
from assessments.stored import given
from assessments.survey_offers import survey_offers
from assessments.tpi_sheets import Desk
from assessments.views.answering.page import area_name, page_of, questions_of, recorded_at
from assessments.views.answering.rows import Problem, slug_of
from assessments.views.marks.rows import mark_row
from assessments.views.rounds.at_question import tpi_rounds
from assessments.views.tpi.laid_out import ALL, filters_of, groups
from assessments.views.tpi.notice import notice_of
from assessments.views.tpi.rows import differs_from_unit, shown, tpi_row
from assessments.views.tpi.side import side_of
from assessments.views.tpi.talk import Unsent, talks_of
from assessments.views.tpi.words import words_of

ONE = "SOAL"  # a page with one question alone; its tree, head and counts are those of the question's area
PROBLEMS = Mapping[str, Problem]


def questions_on(instrument: Instrument, page: str) -> tuple[Question, ...]:
    """The questions on the page of an area, of HASIL or of all (SEMUA); Http404 for anything else."""
    if page == ALL:
        return tuple(instrument.questions.values())
    return questions_of(instrument, page)


def title_of(instrument: Instrument, page: str) -> str:
    """The heading of a page."""
    return "Semua bagian" if page == ALL else area_name(instrument, page)


def around(desk: Desk, page: str) -> dict:
    """What stands around the questions of a page: tree, head, minima, counts. No queries."""
    moving = numbers(desk, page, desk.answers, desk.unit)
    instrument = instrument_of(desk.assessment.period)
    lines = tree(instrument, moving["score"], here=page, url=addresses(desk.assessment))
    return {**moving, "tree": lines, "branch": ()}


def addresses(assessment: Assessment) -> Callable[[str, str], str]:
    """Address of a component on the TPI page of an area, for the tree."""
    instrument = instrument_of(assessment.period)

    def url(area: str, code: str) -> str:
        address = reverse("assessments:tpi_area", args=[assessment.pk, area])
        return f"{address}#g-{slug_of(code)}" if instrument.components_by_code[code].is_leaf else address

    return url


def numbers(
    desk: Desk,
    page: str,
    answers: Mapping[str, Answer],
    unit: Mapping[str, Answer],
    score: Score | None = None,
) -> dict:
    """Head, minima and counts, which move with every save. No queries.

    `answers` are those of the sheet beside the unit's, `unit` the unit's; `score` that of `answers`, when at hand.
    """
    assessment = desk.assessment
    instrument = instrument_of(assessment.period)
    score = score or score_answers(assessment.period, answers.values())
    claimed = score_answers(assessment.period, unit.values())
    questions = questions_on(instrument, page)
    leaves = [c for c in instrument.walk() if c.is_leaf and page in {ALL, c.area or HASIL}]
    done = sum(score.answered_by[leaf.code][0] for leaf in leaves)
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "desk": desk,
        "area": page,
        "area_code": page if page in instrument.areas else "",
        "area_name": title_of(instrument, page),
        "panels": panels(policy_of(assessment.period), instrument, score),
        "total": two(score.total),
        "unit_total": two(claimed.total),
        "answered": score.answered,
        "of": score.of,
        "missing": score.of - score.answered,
        "unexplained": _unexplained(desk, instrument.questions.values(), answers, unit),
        "unconfirmed": len(desk.unconfirmed),
        "area_points": two(sum(score.components[leaf.code] for leaf in leaves)),
        "area_unit_points": two(sum(claimed.components[leaf.code] for leaf in leaves)),
        "area_weight": weight_text(sum(leaf.weight for leaf in leaves)),
        "area_answered": done,
        "area_of": len(questions),
        "area_missing": len(questions) - done,
        "area_unexplained": _unexplained(desk, questions, answers, unit),
        "area_unconfirmed": sum(question.code in desk.unconfirmed for question in questions),
        "area_differing": sum(differs_from_unit(q, answers, unit) for q in questions),
        "page": page,
        "words": words_of(desk),
        "score": score,
        "unit_score": claimed,
    }


def _unexplained(desk: Desk, questions: Iterable[Question], answers, unit) -> int:
    """How many final answers differ from the unit's without a note; only counted for those who decide."""
    if not desk.decides:
        return 0
    return sum(
        differs_from_unit(question, answers, unit) and not answers[question.code].note.strip()
        for question in questions
    )


def build(
    user,
    desk: Desk,
    page: str,
    *,
    chosen: str = "",
    problems: PROBLEMS | None = None,
    unsent: Mapping[str, Unsent] | None = None,
    only: Question | None = None,
) -> dict:
    """The context of the page; with `only`, of the page of one question, whose area is `page`. `unsent`: remarks
    that were refused, by question.

    One query for the evidence, one for the marks on it, one for the team's discussion and one for the considerations
    where they are shown, one for a member with a sheet (what happened to it), those of the rounds (`tpi_rounds`), one
    beside index questions.
    """
    assessment = desk.assessment
    instrument = instrument_of(assessment.period)
    questions = (only,) if only else questions_on(instrument, page)
    uses = evidence_reads.uses_ever(assessment, [question.code for question in questions])
    evidence = _standing(uses)
    talks = talks_of(desk, [question.code for question in questions], unsent or {})
    moving = around(desk, page)
    signed = desk.is_first or of_team.test(user, assessment)
    back = ONE if only else page
    rounds = tpi_rounds(user, desk, back, uses)
    marks = marks_before(desk, [use for each in evidence.values() for use in each])
    recorded = recorded_at(assessment, questions)
    stands = {code: given(answer) for code, answer in desk.unit.items()}
    surveys = survey_offers(assessment, questions, stands)
    items = [
        tpi_row(
            desk,
            question,
            instrument.components_by_code[question.component],
            reader_id=user.pk,
            signed=signed,
            problem=(problems or {}).get(question.code),
            evidence=tuple(evidence.get(question.code, ())),
            round=rounds.at(question.code, as_request(marks.own_at(question.code))) if signed else None,
            talk=talks.get(question.code),
            recorded=recorded.get(question.code),
            surveys=tuple(surveys.get(question.code, ())),
            proofs=tuple(
                mark_row(desk, use, marks, reader_id=user.pk, back=back, since=rounds.since)
                for use in evidence.get(question.code, ())
            ),
        )
        for question in questions
    ]
    filters = filters_of(desk, items, chosen)
    chosen = chosen if chosen in {each["key"] for each in filters} else ""
    ready = agreeing(
        instrument, [party.answers for party in desk.counting], desk.answers, desk.waiting_for_a_second_look
    )
    codes = {question.code for question in questions}
    return {
        **moving,
        "page": back,
        "groups": groups(
            instrument, moving["score"], moving["unit_score"], [i for i in items if shown(i, chosen)], page
        ),
        "filters": filters,
        "chosen": chosen,
        "problems": [item.row for item in items if item.row.problem],
        "why_reading": why_reading(user, desk),
        "notice": notice_of(desk),
        "acting_as": acting_as(user, assessment),
        "next_area": next_page(instrument, page),
        "agreeing": len(ready) if desk.decides and desk.editable else 0,
        "area_agreeing": len(codes & set(ready)) if desk.decides and desk.editable else 0,
        "side": side_of(desk, moving),
        "asked_count": rounds.written,
        "may_ask": rounds.asks,
        "has_rounds": signed and not desk.is_first,
    }


def _standing(uses: Iterable[EvidenceUse]) -> dict[str, list[EvidenceUse]]:
    """Question code → its evidence as it was submitted last, without what was taken off."""
    found: dict[str, list[EvidenceUse]] = {}
    for use in uses:
        if use.removed_at is None:
            found.setdefault(use.code, []).append(use)
    return found


def why_reading(user, desk: Desk) -> str:
    """Why nothing can be changed here, in one or two sentences; empty for those who assess or decide."""
    if desk.editable:
        return ""
    if desk.is_first:
        return "Penilaian pendahuluan sudah diputuskan, jadi tidak dapat diubah lagi."
    if desk.released and desk.sees_members:
        return "Penilaian TPI sudah final. Lembar anggota hanya terlihat oleh tim."
    if desk.released:
        return "Penilaian TPI sudah final. Jawaban akhir dan catatannya ada di samping jawaban unit."
    if desk.is_excused:
        return ""  # the notice above says it, with the reason
    if desk.is_own:
        return "Lembar Anda sudah dinyatakan selesai. Penilaian anggota lain kini terlihat di samping penilaian Anda."
    return f"Anda membaca penilaian TPI sebagai {acting_as(user, desk.assessment)}."


def next_page(instrument: Instrument, page: str) -> dict | None:
    """The part that comes after this one."""
    pages = [*instrument.areas, HASIL]
    after = pages.index(page) + 1 if page in pages else len(pages)
    if after == len(pages):
        return None
    return {"code": pages[after], "name": area_name(instrument, pages[after])}


__all__ = ["ALL", "ONE", "addresses", "build", "groups", "numbers", "page_of", "questions_on", "title_of"]
