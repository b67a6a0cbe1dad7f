"""Issued documents as shown: valid, valid but no longer what the portal holds, or superseded and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.kawasan import integration
from assessments.models import IssuedDocument, KawasanYear, StateChange
from assessments.services.issuing import still_says

LHE = IssuedDocument.Kind.LHE


@dataclass(frozen=True)
class Issued:
    """`agrees`: whether the portal still holds what a valid LHE or report of a kawasan says, None where that is not
    asked. `reopening`: the reopening that superseded it, None where something else did or nothing.
    """

    document: IssuedDocument
    agrees: bool | None = None
    reopening: StateChange | None = None


def of_places(*, most: int = 10, **which: Any) -> list[Issued]:
    """The newest documents of a unit, an instansi, a pegawai or a pencanangan, as `which` filters them; one query."""
    rows = IssuedDocument.objects.filter(**which).exclude(blob=None).select_related("blob")
    return [Issued(document) for document in rows[:most]]


def issued(documents: Iterable[IssuedDocument], reopenings: Sequence[StateChange]) -> list[Issued]:
    """The documents of one assessment with what became of them. No queries but those of a valid LHE's content."""
    return [_issued(document, reopenings) for document in documents]


def _issued(document: IssuedDocument, reopenings: Sequence[StateChange]) -> Issued:
    if document.superseded_at is None and document.kawasan_year is not None:
        return Issued(document, agrees=_still_signed(document, document.kawasan_year))
    if document.superseded_at is None:
        return Issued(document, agrees=still_says(document) if document.kind == LHE else None)
    # A reopening supersedes all that is valid then: one since the issue can only be the cause.
    cause = next((c for c in reopenings if document.issued_at <= c.at <= document.superseded_at), None)
    return Issued(document, reopening=cause)


def _still_signed(document: IssuedDocument, year: KawasanYear) -> bool:
    """Whether what a report of a kawasan says is what its instansi have signed, or what was determined without them."""
    sheet = integration(year)
    if sheet.is_final:
        return all(line.signature and line.signature.at <= document.issued_at for line in sheet.lines)
    return bool(year.verdict) and year.decided_at is not None and year.decided_at <= document.issued_at
