"""A piece of evidence with its marks as the pages show it. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from assessments.evidence_marks import Marks
from assessments.models import EvidenceMark, EvidenceUse, RoundMark, Verdict
from assessments.models.mark import MAX_NOTE, MAX_PAGE
from assessments.panels import Shown
from assessments.templatetags.zi import clock
from assessments.tpi_sheets import Desk

SHAPES = {
    Verdict.CONVINCING: "selesai",
    Verdict.PARTLY: "berjalan",
    Verdict.NOT: "gagal",
    Verdict.NONE: "belum",
}
PANE = "baca"  # "halaman" of a form that stands in the reading pane
SHORT = {Verdict.NOT: "Tidak", Verdict.NONE: "Belum ditandai"}  # in the row of choices, where space is dear


@dataclass(frozen=True)
class ToldMark(Shown):
    """A mark to read: shape and word of the verdict, page, note; `who` marked, where several stand together."""

    shape: str
    label: str
    page: str
    note: str
    who: str = ""
    use: EvidenceUse | None = None


@dataclass(frozen=True)
class Choice(Shown):
    """One verdict to choose."""

    value: str
    label: str
    shape: str
    checked: bool


@dataclass(frozen=True)
class MarkClash(Shown):
    """What someone else saved meanwhile, and what was typed here."""

    by: str
    at: str
    theirs: ToldMark
    mine: ToldMark
    version: int


@dataclass(frozen=True)
class MarkRow(Shown):
    """Evidence with the mark of the sheet before the reader. `marks` are shown at all, `editable` here; `told`: the
    stored mark to read, None while there is none; `members`: what others say; `fresh`: it came in a round, and has
    no mark yet. `message`, `clash`: why what was typed is not stored. In the reading pane `leaf` is the page that is
    open and `way` where the reader came from: they lead back there.
    """

    use: EvidenceUse
    kind: str
    back: str
    marks: bool
    editable: bool
    verdict: str = ""
    page: str = ""
    note: str = ""
    version: int = 0
    saved_at: str = ""
    saved_by: str = ""
    told: ToldMark | None = None
    members: tuple[ToldMark, ...] = ()
    fresh: bool = False
    message: str = ""
    clash: MarkClash | None = None
    leaf: str = ""
    way: str = ""

    @property
    def url(self) -> str:
        """Where the form is sent."""
        return reverse("assessments:evidence_mark", args=[self.use.pk])

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The verdicts to choose from, "belum ditandai" last."""
        order = (Verdict.CONVINCING, Verdict.PARTLY, Verdict.NOT, Verdict.NONE)
        return tuple(
            Choice(one.value, SHORT.get(one, str(one.label)), SHAPES[one], self.verdict == one.value)
            for one in order
        )

    @property
    def saved_state(self) -> str:
        """State of the badge."""
        if self.clash or self.message:
            return "bentrok" if self.clash else "gagal"
        return "tersimpan" if self.saved_at else "belum"

    @property
    def speaks(self) -> bool:
        """Whether anything of marks is shown here."""
        return self.marks and (self.editable or self.fresh or self.told is not None or bool(self.members))

    @property
    def unfolded(self) -> bool:
        """Whether page and note stand open: while reading, and when something could not be stored."""
        return self.back == PANE or bool(self.message or self.clash)

    @property
    def told_in_short(self) -> str:
        """Page and note in one line."""
        return " · ".join(filter(None, [self.page, self.note]))

    @property
    def most_page(self) -> int:
        """How many letters a page takes."""
        return MAX_PAGE

    @property
    def most_note(self) -> int:
        """How many letters a note takes."""
        return MAX_NOTE


def told_mark(mark: EvidenceMark | RoundMark, *, who: str = "") -> ToldMark:
    """A stored mark to read. It brings its use along where the document is to be named."""
    verdict = Verdict(mark.verdict)
    return ToldMark(SHAPES[verdict], str(verdict.label), mark.page, mark.note, who)


def told_marks(marks: Iterable[EvidenceMark | RoundMark]) -> tuple[ToldMark, ...]:
    """Marks to read away from their evidence: each names its document."""
    found = []
    for mark in marks:
        told = told_mark(mark)
        found.append(ToldMark(told.shape, told.label, told.page, told.note, use=mark.use))
    return tuple(found)


def mark_row(
    desk: Desk, use: EvidenceUse, marks: Marks, *, reader_id: int, back: str, since: datetime | None = None
) -> MarkRow:
    """Build the row of a piece of evidence; `since`: when the first round began, what came later is new."""
    mark = marks.of(use)
    told = told_mark(mark) if mark is not None and mark.verdict else None
    instansi = desk.assessment.unit.instansi
    return MarkRow(
        use=use,
        kind=desk.kind,
        back=back,
        marks=marks.shown,
        editable=marks.shown and desk.may_edit(use.code) and use.removed_at is None,
        verdict=mark.verdict if mark else "",
        page=mark.page if mark else "",
        note=mark.note if mark else "",
        version=mark.version if mark else 0,
        saved_at=clock(mark.updated_at, instansi) if mark else "",
        saved_by=str(mark.updated_by) if mark and mark.updated_by_id != reader_id else "",
        told=told,
        members=tuple(told_mark(one, who=name) for name, one in marks.others(use)),
        fresh=told is None and since is not None and use.added_at > since,
    )


def row_in_pane(row: MarkRow, *, leaf: int | None, unit: str, way: str) -> MarkRow:
    """The row beside the open document: a mark that is begun here begins at the page that is open."""
    named = {"halaman": "hlm."}.get(unit, unit)
    page = f"{named} {leaf}" if leaf and row.editable and not row.version else row.page
    return replace(row, page=page, leaf=str(leaf or ""), way=way)


__all__ = ["PANE", "MarkClash", "MarkRow", "ToldMark", "mark_row", "row_in_pane", "told_mark", "told_marks"]
