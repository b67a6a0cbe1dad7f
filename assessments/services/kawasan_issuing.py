"""Issuing the report of a kawasan's integration, and its end when the determination is corrected or revoked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments.kawasan import Integration, Place, integration, place_of
from assessments.kawasan_papers import is_readable
from assessments.models import IssuedDocument, KawasanYear
from assessments.services.issuing import Issue
from assessments.services.subject_issuing import Said, Subject, issue_subject
from units.models import Kawasan
from units.services.errors import NotAllowed, Refused

Kind = IssuedDocument.Kind
UNSIGNED = "Laporan terbit sesudah wakil semua instansi menandatangani, atau sesudah penetapannya dicatat."


def may_issue(place: Place, sheet: Integration) -> bool:
    """Whether the report can be made now, by who reads the values."""
    return is_readable(place, sheet) and (sheet.is_final or bool(sheet.year.verdict))


def issue_integration(
    pk: int,
    *,
    page: Callable[[Integration], Any],
    render: Callable[[Any, Issue], bytes],
    actor,
) -> IssuedDocument:
    """Issue the report of a year that the actor may know; the valid one while it says the same. `page`: the dataclass
    of what stands on it.

    Raises NotAllowed (values not open to the actor), Refused (not signed by all and nothing determined).
    """
    year = _year(pk)
    kawasan = year.kawasan
    place = place_of(actor, kawasan)
    _check(place, integration(year))

    def read(_locked: bool) -> Said:
        sheet = integration(_year(pk))
        _check(place, sheet)
        shown = page(sheet)
        return Said(asdict(shown), shown)

    def valid(_now: Said) -> QuerySet[IssuedDocument]:
        return IssuedDocument.objects.filter(kind=Kind.KAWASAN, superseded_at=None, kawasan_year=pk)

    subject = Subject(
        kind=Kind.KAWASAN,
        owner={"kawasan_year": year},
        begin=f"IK/{kawasan.coordinator.code}-{kawasan.pk}/{year.year}/",
        chain=kawasan.audit_chain,
        lock=lambda: Kawasan.objects.select_for_update(no_key=True).get(pk=kawasan.pk),
        valid=valid,
        read=read,
    )
    return issue_subject(subject, render=render, actor=actor, role=place.acting)


def _check(place: Place, sheet: Integration) -> None:
    if not is_readable(place, sheet):
        raise NotAllowed("Nilai integrasi kawasan ini belum terbuka untuk Anda.")
    if not may_issue(place, sheet):
        raise Refused(UNSIGNED)


def _year(pk: int) -> KawasanYear:
    return KawasanYear.objects.select_related("kawasan__coordinator", "policy").get(pk=pk)


def end_reports(year: KawasanYear) -> list[str]:
    """Supersede the reports of a year whose determination is corrected or revoked: their ids, for its audit. In the
    transaction of that change.
    """
    valid = IssuedDocument.objects.filter(kind=Kind.KAWASAN, kawasan_year=year, superseded_at=None)
    ended = [str(pk) for pk in valid.values_list("pk", flat=True)]
    valid.update(superseded_at=timezone.now())
    return ended
