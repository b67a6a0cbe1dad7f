"""Reads of the app `assessments`. Every object comes out of a queryset scoped to the person."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessments import evidence_reads
from assessments.models import (
    Answer,
    Assessment,
    Comment,
    Declaration,
    EvidenceMark,
    Import,
    IssuedDocument,
    Period,
    PreliminaryResult,
    Round,
    Sheet,
    StateChange,
    SurveyIndex,
    TpiComment,
    Verdict,
)
from units.hats import Hats
from units.models import Instansi, Role, TeamMember, TeamUnit, User
from units.queries import barred_from, below, first_assessors_of, hats_of, in_force

VERSIONS = ("unit__instansi", "period__instrument", "period__policy")


def with_team(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Add `team_id`, the TPI team of the unit in the year of the period."""
    team = TeamUnit.objects.filter(unit=OuterRef("unit_id"), year=OuterRef("period__year")).order_by()
    return assessments.annotate(team_id=Subquery(team.values("team_id")[:1]))


def _scope(hats: Hats) -> Q:
    """What the hats let a person know of; parts that let in nothing are left out, they only cost time."""
    units = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    instansi = hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    parts = [Q(unit_id__in=units)] if units else []
    if instansi:
        parts.append(Q(unit__instansi_id__in=instansi))
    if hats.seats:
        parts.append(Q(team_id__in=hats.seats) & ~Q(unit_id__in=hats.barred))
    if above := hats.units(Role.PENILAI_PENDAHULUAN):
        parts.append(below(above, "unit__") & ~Q(unit_id__in=hats.barred))
    return reduce(or_, parts) if parts else Q(pk__in=[])


def visible_assessments(user) -> QuerySet[Assessment]:
    """Assessments that the person may know of, with unit, instansi, period and versions; a stranger gets none."""
    return (
        with_team(Assessment.objects.all())
        .filter(_scope(hats_of(user)))
        .select_related(*VERSIONS)
        .defer("period__instrument__content", "period__policy__content")
    )


def visible_periods(user) -> QuerySet[Period]:
    """Periods of the instansi that the person administers or leads."""
    instansi = hats_of(user).instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    return (
        Period.objects.filter(instansi__in=instansi)
        .select_related("instansi", "instrument", "policy")
        .defer("instrument__content", "policy__content")
    )


def visible_imports(user) -> QuerySet[Import]:
    """Imports that the person may know of: of the own unit's answers, the own ones into TPI's sheets, and those of
    the instansi that the person administers.
    """
    hats = hats_of(user)
    seen = visible_assessments(user).order_by().values("pk")
    found = Import.objects.filter(
        Q(side="unit", assessment__unit_id__in=hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT))
        | Q(side="tpi", requested_by=user.pk, assessment__in=seen)
        | Q(assessment=None, instansi_id__in=hats.instansi(Role.ADMIN))
    )
    return found.select_related("instansi", "assessment", "file", "requested_by", "applied_by", "undone_by")


def answers_of(sheet: Sheet | None) -> dict[str, Answer]:
    """Question code → answer of one sheet; one query (none without a sheet)."""
    if sheet is None:
        return {}
    return {answer.code: answer for answer in Answer.objects.filter(sheet=sheet)}


def answers_beside_unit(sheet: Sheet) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """(answers of a sheet of TPI, answers of the unit's sheet), each by question code; one query for both."""
    both = Answer.objects.filter(
        Q(sheet=sheet) | Q(sheet__assessment=sheet.assessment_id, sheet__kind=Sheet.Kind.UNIT)
    )
    mine: dict[str, Answer] = {}
    unit: dict[str, Answer] = {}
    for answer in both:
        (mine if answer.sheet_id == sheet.pk else unit)[answer.code] = answer
    return mine, unit


def signed_answers_of(sheet: Sheet | None) -> dict[str, Answer]:
    """Like `answers_of`, with the person who wrote each answer; one query."""
    if sheet is None:
        return {}
    return {answer.code: answer for answer in Answer.objects.filter(sheet=sheet).select_related("updated_by")}


def final_answers_of(assessment: Assessment) -> dict[str, Answer]:
    """TPI's final answers by question code; one query. Only after release, for those who may "view_final"."""
    found = Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.TPI)
    return {answer.code: answer for answer in found}


def final_marks_of(assessment: Assessment) -> dict[int, EvidenceMark]:
    """Use id → TPI's final mark on the evidence as it was submitted, with its use; one query. Only after release, for
    those who may "view_final", and for those who decide.
    """
    found = EvidenceMark.objects.filter(
        sheet__assessment=assessment, sheet__kind=Sheet.Kind.TPI, use__in=evidence_reads.uses_of(assessment)
    ).exclude(verdict=Verdict.NONE)
    return {mark.use_id: mark for mark in found.select_related("use__revision__document")}


def members_of(assessment: Assessment) -> list[TeamMember]:
    """The anggota of the assessment's team whose seat is in force today and who may assess the unit; one query."""
    return team_of(assessment, TeamMember.Seat.ANGGOTA)


def team_of(assessment: Assessment, *seats: str) -> list[TeamMember]:
    """Who sits in these seats of the assessment's team today (all without one) and may assess the unit; one query.

    Not those barred from it, and not who assesses it for the level above: nobody judges a unit twice.
    """
    today = timezone.localdate()
    found = TeamMember.objects.filter(in_force(today), team_id=assessment.team_id)
    if seats:
        found = found.filter(seat__in=seats)
    barred = User.objects.filter(barred_from(assessment.unit_id, today))
    first = first_assessors_of(assessment.unit, today).order_by().values("pk")
    return list(found.exclude(user__in=barred).exclude(user__in=first).select_related("user").order_by("pk"))


def instansi_declarations(instansi: Instansi) -> QuerySet[Declaration]:
    """The pencanangan of the whole instansi, newest first, each with `used`: how many units were recorded with it."""
    rows = Declaration.objects.filter(instansi=instansi, unit=None)
    return rows.annotate(used=Count("assessments")).order_by("-date", "-pk")


def survey_indices(assessment: Assessment) -> dict[str, SurveyIndex]:
    """Index question → what a survey gave the unit in this year; one query."""
    rows = SurveyIndex.objects.filter(period=assessment.period_id, unit=assessment.unit_id)
    return {row.code: row for row in rows}


def is_excused(user: User, assessment: Assessment) -> bool:
    """Whether the lead excused this member from the unit; one query."""
    return assessment.sheets.filter(owner=user, excused_at__isnull=False).exists()


def with_round(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Add `round_due`, the due instant of the round that the unit is answering; null in any other state."""
    opened = Round.objects.filter(assessment=OuterRef("pk"), opened_at__isnull=False, closed_at=None)
    return assessments.annotate(round_due=Subquery(opened.values("due")[:1]))


def comments_of(assessment: Assessment, codes: Collection[str]) -> dict[str, list[Comment]]:
    """Question code → the unit's comments, oldest first; one query. Only for those who may "comment"."""
    found: dict[str, list[Comment]] = {}
    for comment in Comment.objects.filter(assessment=assessment, code__in=codes).select_related("author"):
        found.setdefault(comment.code, []).append(comment)
    return found


def discussion_of(assessment: Assessment, codes: Collection[str]) -> dict[str, list[TpiComment]]:
    """Question code → the team's remarks, oldest first; one query. Only for those who see the members' sheets."""
    found: dict[str, list[TpiComment]] = {}
    for remark in TpiComment.objects.filter(assessment=assessment, code__in=codes).select_related("author"):
        found.setdefault(remark.code, []).append(remark)
    return found


def discussed(assessment: Assessment) -> dict[str, int]:
    """Question code → how many remarks the team has on it; one query. For the same people."""
    found = TpiComment.objects.filter(assessment=assessment).order_by().values_list("code")
    return dict(found.annotate(Count("pk")))


def sheets_of(assessment: Assessment) -> dict[tuple[str, int | None], Sheet]:
    """(kind, owner id) → sheet of one assessment; one query."""
    return {(s.kind, s.owner_id): s for s in assessment.sheets.all()}


def found_fit(assessment: Assessment) -> PreliminaryResult | None:
    """The conclusion with which the level above passed the unit on to TPI; None: there is none. One query."""
    results = assessment.preliminary_results.filter(fit=True).exclude(decided_at=None)
    return results.select_related("submission", "decided_by").last()


def sent_back(assessment: Assessment) -> list[PreliminaryResult]:
    """The conclusions with which the level above sent the unit back, newest first; one query."""
    results = assessment.preliminary_results.filter(fit=False).exclude(decided_at=None)
    return list(results.select_related("submission", "decided_by").order_by("-decided_at", "-pk"))


def issued_documents(assessment: Assessment) -> QuerySet[IssuedDocument]:
    """The issued documents of an assessment, newest first, superseded ones included; one query."""
    return assessment.issued.exclude(blob=None).select_related("blob")


def issued_document(pk) -> IssuedDocument | None:
    """An issued document by the id printed on it, with its owner, instansi and content; for anyone."""
    owners = (
        "assessment__unit__instansi",
        "proposal__period__instansi",
        "unit__instansi",
        "instansi",
        "kawasan_year__kawasan__coordinator",
        "kawasan_year__policy",
    )
    found = IssuedDocument.objects.exclude(blob=None).select_related("blob", *owners)
    versions = found.select_related("assessment__period__instrument", "assessment__period__policy")
    deferred = (
        "assessment__period__instrument__content",
        "assessment__period__policy__content",
        "kawasan_year__policy__content",
    )
    return versions.defer(*deferred).filter(pk=pk).first()


def reopenings_of(assessment: Assessment) -> QuerySet[StateChange]:
    """When and why an admin opened the assessment again, oldest first; one query."""
    return assessment.changes.filter(name="buka_kembali").select_related("by")
