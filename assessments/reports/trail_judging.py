"""The part of the trail that tells of TPI's work; only after release, members' sheets for the team alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assessments.engine.instrument import Question
from assessments.engine.scoring import question_value, two
from assessments.engine.workflow import TRANSITIONS
from assessments.history.parts import FINAL, TEAM
from assessments.history.reading import Frame
from assessments.history.standing import given_in
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, SheetAct, Signature
from assessments.panels import HASIL
from assessments.reports.questions import short_answer
from assessments.reports.trail_context import Final, FinalGroup, Judge, Signed, Voice
from assessments.stored import given
from units.models import TeamMember

When = Callable[[Any], str]
Answers = dict[int, dict[str, Answer]]


def step_title(name: str) -> str:
    """A move in words."""
    return TRANSITIONS[name].label if name in TRANSITIONS else name


def judged(assessment: Assessment, frame: Frame, parts: frozenset[str], when: When) -> dict[str, tuple]:
    """Judges, signatures and final answers for the trail; four queries, none before release."""
    if FINAL not in parts:
        return {"judges": (), "signed": (), "finals": ()}
    team = TEAM in parts
    members = [sheet for (kind, _), sheet in frame.sheets.items() if kind == Sheet.Kind.MEMBER]
    acts: dict[int, list[SheetAct]] = {}
    for act in SheetAct.objects.filter(sheet__in=members).select_related("by", "sheet__owner"):
        acts.setdefault(act.sheet_id, []).append(act)
    signatures = Signature.objects.filter(assessment=assessment).select_related("user")
    final = frame.sheets.get((Sheet.Kind.TPI, None))
    answers = _answers([sheet for sheet in (final, *(members if team else ())) if sheet])
    owners = _owners(members)
    return {
        "judges": tuple(_judges(members, owners, acts, when, team=team)),
        "signed": tuple(
            Signed(
                seat=TeamMember.Seat(s.seat).label,
                name=str(s.user),
                at=when(s.at),
                content_hash=s.content_hash,
                void=f"gugur {when(s.void_at)}: {s.void_reason}" if s.void_at else "",
            )
            for s in signatures
            if team or s.void_at is None
        ),
        "finals": tuple(_finals(assessment, frame, owners, answers, when, team=team)),
    }


def _owners(members: list[Sheet]) -> dict[int, str]:
    """Name of its owner by sheet; one query."""
    found = Sheet.objects.filter(pk__in=[sheet.pk for sheet in members]).select_related("owner")
    return {sheet.pk: str(sheet.owner) for sheet in found}


def _answers(sheets: list[Sheet]) -> Answers:
    found: Answers = {}
    for answer in Answer.objects.filter(sheet__in=sheets).select_related("updated_by"):
        found.setdefault(answer.sheet_id, {})[answer.code] = answer
    return found


def _judges(
    members: list[Sheet], owners: dict[int, str], acts: dict[int, list[SheetAct]], when: When, *, team: bool
) -> Iterator[Judge]:
    for sheet in members:
        state = f"selesai {when(sheet.done_at)}" if sheet.done_at else "tidak selesai"
        if sheet.excused_at:
            state = f"dibebaskan {when(sheet.excused_at)}"
        yield Judge(
            name=owners.get(sheet.pk, ""),
            seat=TeamMember.Seat.ANGGOTA.label,
            state=state,
            acts=tuple(
                f"{act.get_act_display()} oleh {act.by}, {when(act.at)}"
                + (f". Alasan: {act.reason}" if act.reason and team else "")
                for act in acts.get(sheet.pk, ())
            ),
        )


def _finals(
    assessment: Assessment,
    frame: Frame,
    owners: dict[int, str],
    answers: Answers,
    when: When,
    *,
    team: bool,
) -> Iterator[FinalGroup]:
    instrument, final = instrument_of(assessment.period), frame.sheets.get((Sheet.Kind.TPI, None))
    decided = answers.get(final.pk, {}) if final else {}
    claimed = frame.submissions[-1].content["answers"] if frame.submissions else {}
    for area, name in {**instrument.areas, HASIL: "Hasil"}.items():
        questions = instrument.hasil_questions() if area == HASIL else instrument.area_questions(area)
        rows = []
        for question in questions:
            leaf = instrument.components_by_code[question.component]
            stored = decided.get(question.code)
            told = given(stored) if stored else None
            worth = leaf.weight / len(leaf.questions)
            rows.append(
                Final(
                    code=question.code,
                    question=question.text,
                    unit=short_answer(question, given_in(claimed.get(question.code))),
                    final=short_answer(question, told),
                    worth=f"{two(question_value(question, told) * worth)} / {two(worth)}",
                    note=told.note if told else "",
                    decided=f"{stored.updated_by}, {when(stored.updated_at)}" if stored and team else "",
                    voices=tuple(_voices(question, owners, answers)),
                )
            )
        yield FinalGroup(name, tuple(rows))


def _voices(question: Question, owners: dict[int, str], answers: Answers) -> Iterator[Voice]:
    """What each member answered, where the members' sheets are printed (else their answers were never read)."""
    for sheet_id, name in owners.items():
        stored = answers.get(sheet_id, {}).get(question.code)
        if stored is not None:
            yield Voice(name, short_answer(question, given(stored)), stored.note)
