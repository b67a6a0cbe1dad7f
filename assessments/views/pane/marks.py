"""The mark of the open document in the pane: to write for TPI, to read for the unit as far as it is released."""

from dataclasses import replace

from assessments.evidence_marks import marks_before
from assessments.models import EvidenceUse, RoundMark
from assessments.rules import AT_TPI, may
from assessments.tpi_sheets import Desk
from assessments.views.marks.rows import PANE, MarkRow, ToldMark, mark_row, row_in_pane, told_mark
from assessments.views.opened import Opened


def mark_beside(
    user, use: EvidenceUse, desk: Desk | None, place: tuple[int | None, str], *, way: str
) -> MarkRow | None:
    """The mark of the reader's desk, with `place` (page, what a page is called) for one that is begun here; one query.
    None where they have no desk.
    """
    if desk is None:
        return None
    row = mark_row(desk, use, marks_before(desk, [use]), reader_id=user.pk, back=PANE)
    return row_in_pane(row, leaf=place[0], unit=place[1], way=way)


def told_beside(user, opened: Opened, desk: Desk | None) -> tuple[ToldMark, ...]:
    """What rounds told of the document, oldest first, for readers of the rounds without a desk; one query, none while
    TPI has not begun.
    """
    a = opened.assessment
    if desk is not None or a.state not in AT_TPI or not may(user, "view_rounds", a):
        return ()
    found = RoundMark.objects.filter(use=opened.use).select_related("round").order_by("round__number")
    return tuple(replace(told_mark(mark), who=f"Putaran {mark.round.number}") for mark in found)
