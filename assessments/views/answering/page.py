"""The whole answering page as a template context, and the parts around the questions that move with every save."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404
from django.urls import reverse

from assessments import evidence_reads, queries, round_reads
from assessments.checklist import checklist_of, together
from assessments.engine.answers import Given
from assessments.engine.instrument import Component, Instrument, Question
from assessments.engine.scoring import Score, exact_sum, two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Sheet, State, SurveyIndex
from assessments.panels import HASIL, Shown, branch, panels, tree
from assessments.panels.tree import weight_text
from assessments.registers import offers_at
from assessments.rules import RELEASED, acting_as, may, may_answer_area
from assessments.services.scoring import score_answers
from assessments.stored import given
from assessments.survey_offers import offers_named, survey_offers
from assessments.views.answering.carried import by_component, marks_of, unchecked_in
from assessments.views.answering.filters import filter_counts, shown
from assessments.views.answering.rows import Problem, QuestionRow, question_row, slug_of
from assessments.views.marks.rows import ToldMark, told_mark
from assessments.views.rounds.at_question import UnitRound, unit_round


@dataclass(frozen=True)
class Group(Shown):
    """A leaf component with its questions; `section` is its heading where a new half of the page begins."""

    leaf: Component
    slug: str
    numeral: str
    points: str
    weight: str
    section: str
    rows: tuple[QuestionRow, ...]


def questions_of(instrument: Instrument, area: str) -> tuple[Question, ...]:
    """The questions on the page of an area or of HASIL; Http404 for anything else."""
    if area == HASIL:
        return instrument.hasil_questions()
    if area not in instrument.areas:
        raise Http404(f"no area {area}")
    return instrument.area_questions(area)


def page_of(question: Question) -> str:
    """The page on which a question stands: its area or HASIL."""
    return question.area or HASIL


def around(assessment: Assessment, score: Score, area: str, waiting: Collection[str] = ()) -> dict:
    """What stands around the questions: head of the area, tree, minima, and how many answers of an earlier year
    (`waiting`) are still to be looked at. No queries.
    """
    instrument = instrument_of(assessment.period)
    check = by_component(instrument, waiting)
    return {
        **numbers(assessment, score, area),
        "tree": tree(instrument, score, here=area, url=_addresses(assessment, instrument), check=check),
        "unchecked": unchecked_in(waiting, questions_of(instrument, area)),
    }


def numbers(assessment: Assessment, score: Score, area: str, *, only: Collection[str] | None = None) -> dict:
    """Head of the area and minima, which also move with every save; `only`: these minima alone."""
    instrument = instrument_of(assessment.period)
    leaves = [c for c in instrument.components_by_code.values() if c.is_leaf and (c.area or HASIL) == area]
    answered, of = (sum(score.answered_by[leaf.code][part] for leaf in leaves) for part in (0, 1))
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "area": area,
        "area_code": "" if area == HASIL else area,
        "area_name": area_name(instrument, area),
        "panels": panels(policy_of(assessment.period), instrument, score, only=only),
        "total": two(score.total),
        "count": f"{score.answered} dari {score.of}",
        "area_points": two(exact_sum(score.components[leaf.code] for leaf in leaves)),
        "area_weight": weight_text(exact_sum(leaf.weight for leaf in leaves)),
        "area_answered": str(answered),
        "area_of": str(of),
        "area_missing": str(of - answered),
    }


def _addresses(assessment: Assessment, instrument: Instrument) -> Callable[[str, str], str]:
    """Gives the address of a component on its page; one reverse for all of them."""
    pattern = reverse("assessments:area", args=[assessment.pk, "AREA"])

    def url(page: str, code: str) -> str:
        address = pattern.replace("/AREA/", f"/{page}/")
        return f"{address}#g-{slug_of(code)}" if instrument.components_by_code[code].is_leaf else address

    return url


def area_name(instrument: Instrument, area: str) -> str:
    """The name of an area, or "Hasil" (the top component that holds the questions without area)."""
    if area != HASIL:
        return instrument.areas[area]
    return instrument.path(instrument.hasil_questions()[0].component)[0].name


def build(
    user,
    assessment: Assessment,
    area: str,
    *,
    chosen: str = "",
    problems: Mapping[str, Problem] | None = None,
) -> dict:
    """The context of the page: sheet, answers, evidence and (for the unit) comments and lines of check-lists are one
    query each; for the unit in an open round four more: the round, its requests, the marks that came with it,
    the drafts that lie over the answers. After the release one more for TPI's marks. Beside index questions two more,
    for what surveys gave and the unit's own. Where answers of an earlier year wait four more; for the unit one more
    where registers give counts.
    """
    instrument, instansi = instrument_of(assessment.period), assessment.unit.instansi
    questions = questions_of(instrument, area)
    codes = [question.code for question in questions]
    sheet = assessment.sheets.filter(kind=Sheet.Kind.UNIT).first()
    mending = unit_round(user, assessment)
    answers = queries.signed_answers_of(sheet) | (round_reads.draft_answers_of(assessment) if mending else {})
    score = score_answers(assessment.period, answers.values())
    may_comment = may(user, "comment", assessment)
    editable = may(user, "answer", assessment) and may_answer_area(user, assessment, _area(area))
    evidence = evidence_reads.evidence_of(assessment, codes, drafts=mending is not None)
    released = assessment.state in RELEASED and may(user, "view_final", assessment)
    finals = queries.final_answers_of(assessment) if released else {}
    told = _told(assessment, released=released, mending=mending)
    comments = queries.comments_of(assessment, codes) if may_comment else {}
    lines = evidence_reads.lines_of(assessment, codes) if may_comment else {}
    carried = marks_of(user, assessment, sheet, questions)
    recorded = recorded_at(assessment, questions)
    stands = {code: given(answer) for code, answer in answers.items()}
    surveys = survey_offers(assessment, questions, stands)
    registers = offers_at(assessment, questions, stands) if may_comment else {}
    for found in (use for each in evidence.values() for use in each):
        found.told = told.get(found.pk)
    rows = [
        question_row(
            question,
            instrument.components_by_code[question.component],
            answers.get(question.code),
            instansi=instansi,
            reader_id=user.pk,
            editable=editable and (mending is None or question.code in mending.asked),
            problem=(problems or {}).get(question.code),
            evidence=tuple(evidence.get(question.code, ())),
            comments=tuple(comments.get(question.code, ())),
            final=finals.get(question.code),
            asked=mending.at(question.code) if mending else None,
            recorded=recorded.get(question.code),
            checklist=checklist_of(question, lines.get(question.code, ()), evidence.get(question.code, ()))
            if may_comment
            else None,
            carried=carried.get(question.code),
            register=registers.get(question.code),
            surveys=tuple(surveys.get(question.code, ())),
        )
        for question in questions
    ]
    filters = filter_counts(rows, comments=may_comment, mending=mending is not None)
    chosen = chosen if chosen in {each["key"] for each in filters} else ""
    return {
        **around(assessment, score, area, sheet.unconfirmed if sheet else ()),
        "groups": groups(instrument, score, [row for row in rows if shown(row, chosen)]),
        "filters": filters,
        "chosen": chosen,
        "lines_text": together(row.checklist for row in rows if row.checklist) if may_comment else "",
        "may_comment": may_comment,
        "editable": editable,
        "why_reading": why_reading(user, assessment, area),
        "mending": mending,
        "asked_here": sum(row.editable for row in rows) if mending else 0,
        "acting_as": acting_as(user, assessment),
        "evidence_required": editable and policy_of(assessment.period).evidence_required,
        "next_area": _next(instrument, area),
        "score": score,
        "answers": answers,
        "waiting": tuple(sheet.unconfirmed) if sheet else (),
    }


def _told(assessment: Assessment, *, released: bool, mending: UnitRound | None) -> Mapping[int, ToldMark]:
    """Use → TPI's mark on it as far as it is released: with the result, or with the open round. One query, none before
    either.
    """
    if released:
        return {pk: told_mark(mark, who="TPI") for pk, mark in queries.final_marks_of(assessment).items()}
    if mending is None:
        return {}
    return {mark.use_id: told_mark(mark, who="TPI") for mark in mending.round.marks.all()}


def recorded_at(assessment: Assessment, questions: Iterable[Question]) -> dict[str, SurveyIndex]:
    """The recorded indices of surveys by question; one query where there are index questions, none elsewhere."""
    asked = any(question.kind == "index" for question in questions)
    return queries.survey_indices(assessment) if asked else {}


def groups(instrument: Instrument, score: Score, rows: list[QuestionRow]) -> list[Group]:
    """The rows by leaf component, in the order of the sheet; headings Pemenuhan and Reform where they begin."""
    found: list[Group] = []
    before = None
    for code, members in groupby(rows, key=lambda row: row.question.component):
        section = _section(instrument, code)
        name = section.name if section is not before else ""
        found.append(_group(instrument, score, code, tuple(members), section=name))
        before = section
    return found


def _group(
    instrument: Instrument, score: Score, code: str, rows: tuple[QuestionRow, ...], *, section: str
) -> Group:
    leaf = instrument.components_by_code[code]
    return Group(
        leaf=leaf,
        slug=slug_of(code),
        numeral=code.rsplit(".", 1)[-1],
        points=two(score.components[code]),
        weight=two(leaf.weight),
        section=section,
        rows=rows,
    )


def _section(instrument: Instrument, code: str) -> Component:
    """The half of the sheet a leaf is in: the lowest of its parents without an area."""
    path = instrument.path(code)
    parents = [component for component in path[:-1] if component.area is None]
    return parents[-1] if parents else path[0]


def why_reading(user, assessment: Assessment, area: str) -> str:
    """Why the answers can only be read, in one sentence; empty when they can be changed."""
    if not may(user, "comment", assessment):
        reader = f"Anda membaca jawaban unit sebagai {acting_as(user, assessment)}."
        mended = "Unit sedang memperbaiki yang diminta TPI; yang terlihat adalah yang terakhir diajukan."
        return f"{reader} {mended}" if assessment.state == State.PERBAIKAN else reader
    if assessment.state in {State.TERDAFTAR, State.PENCANANGAN, State.PEMBANGUNAN}:
        return "Jawaban dapat diisi setelah penilaian mandiri dibuka oleh admin inspektorat."
    if assessment.state == State.PENDAHULUAN:
        return "Jawaban sudah diajukan ke penilai pendahuluan, jadi hanya dapat dibaca."
    if not may(user, "answer", assessment):
        return "Jawaban sudah diajukan ke TPI, jadi hanya dapat dibaca."
    if not may_answer_area(user, assessment, _area(area)):
        return "Bagian ini di luar area pokja Anda, jadi hanya dapat dibaca."
    return ""


def _area(page: str) -> str | None:
    return None if page == HASIL else page


def _next(instrument: Instrument, area: str) -> dict | None:
    pages = [*instrument.areas, HASIL]
    after = pages.index(area) + 1
    if after == len(pages):
        return None
    return {"code": pages[after], "name": area_name(instrument, pages[after])}


def after_save(
    assessment: Assessment,
    score: Score,
    question: Question,
    answer: Answer | None,
    user,
    waiting: Collection[str] = (),
) -> dict:
    """The context of the parts that change with a save. No queries when `user` wrote the answer."""
    instrument = instrument_of(assessment.period)
    row = row_alone(assessment, question, answer, user)
    area, path = page_of(question), instrument.path(question.component)
    return {
        **numbers(assessment, score, area, only={"total", area, *(component.code for component in path)}),
        "row": row,
        "group": _group(instrument, score, question.component, (row,), section=""),
        "branch": branch(
            instrument,
            score,
            path[-1].code,
            here=area,
            url=_addresses(assessment, instrument),
            check=by_component(instrument, waiting),
        ),
    }


def after_check(assessment: Assessment, question: Question, waiting: Collection[str]) -> dict:
    """The context of the parts that change when an answer of an earlier year was looked at. No queries."""
    area = page_of(question)
    questions = questions_of(instrument_of(assessment.period), area)
    return {"assessment": assessment, "area": area, "unchecked": unchecked_in(waiting, questions)}


def row_alone(assessment: Assessment, question: Question, answer: Answer | None, user) -> QuestionRow:
    """A question that may be answered, without its evidence and comments. One query where registers give its counts,
    one where its source names a survey of the portal.
    """
    leaf = instrument_of(assessment.period).components_by_code[question.component]
    stands = {question.code: given(answer)} if answer else {}
    register = offers_at(assessment, (question,), stands).get(question.code)
    return question_row(
        question,
        leaf,
        answer,
        instansi=assessment.unit.instansi,
        reader_id=user.pk,
        editable=True,
        register=register,
        surveys=offers_named(assessment, question, stands.get(question.code, Given())),
    )
