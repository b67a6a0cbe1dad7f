"""The one door to a piece of evidence, for the pane, its frame and the download."""

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse
from assessments.opening_reads import evidence_to_open
from assessments.rules import acting_as, may
from documents.preview.running import kind_of
from documents.services.openings import Way, note_opening

_PAGE = r"\b(?:hlm|hal|halaman|pp?|page)(?![a-z])"
_SLIDE = r"\b(?:slide|salindia)(?![a-z])"
_SHEET = r"\b(?:lembar|sheet)(?![a-z])"
PLACES = {"pdf": _PAGE, "pptx": f"(?:{_SLIDE}|{_PAGE})", "xlsx": _SHEET, "ods": _SHEET}
_BARE = re.compile(r"(\d{1,4})(?:\s*[-–,]\s*\d{1,4})*")


@dataclass(frozen=True)
class Opened:
    """A piece of evidence that the person may read now, and as whom they read it."""

    use: EvidenceUse
    assessment: Assessment
    role: str

    @property
    def question(self) -> Question:
        """The question that it proves."""
        return instrument_of(self.assessment.period).questions[self.use.code]

    @property
    def kind(self) -> str:
        """How the pane reads it; "" for a link and for what is not shown."""
        revision = self.use.revision
        return "" if revision.blob is None else kind_of(revision.blob.type, revision.filename)

    @property
    def named(self) -> int | None:
        """The page that the locator names: "hlm. 12–14" is 12, "matriks target" none."""
        word = PLACES.get(self.kind)
        if word is None:
            return None
        locator = self.use.locator.strip()
        found = re.search(rf"{word}[.\s]*(\d{{1,4}})\b", locator, re.IGNORECASE) or _BARE.fullmatch(locator)
        return int(found[1]) or None if found else None

    def page(self, asked: str) -> int:
        """The page that is asked for, from 1; where that is no such number, the one that the locator names, or 1."""
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 6 else 0
        return number or self.named or 1


def opened_or_404(request: HttpRequest, pk: int, *, bare: bool = False) -> Opened:
    """The evidence, for those who may read the answers of its assessment; else Http404. `bare`: in one query, with what
    serving needs alone; other columns are then read on demand.

    What the unit has only drafted in a round of perbaikan is the unit's alone until it submits again.
    """
    use = evidence_to_open(pk) if bare else _with_everything(request, pk)
    if use is None or not may(request.user, "view_answers", use.assessment):
        raise Http404
    if use.draft == EvidenceUse.Draft.ADDED and not may(request.user, "comment", use.assessment):
        raise Http404
    return Opened(use=use, assessment=use.assessment, role=acting_as(request.user, use.assessment))


def _with_everything(request: HttpRequest, pk: int) -> EvidenceUse:
    """The evidence within the person's walls, with what the pane shows of it; two queries."""
    uses = EvidenceUse.objects.select_related("revision__document", "revision__blob", "revision__link_check")
    use = get_object_or_404(uses, pk=pk)
    use.assessment = get_object_or_404(queries.visible_assessments(request.user), pk=use.assessment_id)
    return use


def note_reading(request: HttpRequest, opened: Opened) -> None:
    """Put the opening of a confidential document into the audit; a HEAD opens nothing."""
    if request.method == "HEAD":
        return
    note_opening(
        opened.use.revision,
        actor=request.user,
        role=opened.role,
        way=Way.PANE,
        assessment=opened.assessment.pk,
    )
