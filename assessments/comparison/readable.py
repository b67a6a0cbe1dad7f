"""Whose sheets a reader may lay side by side now: the same right as on the pages where each sheet is read."""

from assessments import queries
from assessments.history.lens import Lens
from assessments.models import Assessment, Sheet
from assessments.reports.context import FIRST, TPI, Side
from assessments.reports.sides import is_released, side_of
from assessments.rules import may

OWN = "Lembar Anda"


def sides_for(user, lens: Lens, assessment: Assessment) -> tuple[Side, ...]:
    """The unit's side first, then those of the level above, TPI and TPN that lie open to the reader.

    Before the release a member sees the own sheet, who leads or countersigns TPI's answers as they stand, everybody
    else nothing of TPI. One query for the sheets and one for each side.
    """
    wanted = [(Sheet.Kind.UNIT, None, "Unit")]
    if may(user, "view_preliminary", assessment):
        wanted.append((Sheet.Kind.PRELIMINARY, None, FIRST))
    if lens.own is not None and not is_released(assessment):
        wanted.append((Sheet.Kind.MEMBER, lens.own, OWN))
    if lens.team or lens.final:
        wanted.append((Sheet.Kind.TPI, None, TPI))
    if lens.tpn:
        wanted.append((Sheet.Kind.TPN, None, "TPN"))
    sheets = queries.sheets_of(assessment)
    return tuple(
        side_of(assessment, sheets.get((kind, owner)), label)
        for kind, owner, label in wanted
        if kind == Sheet.Kind.UNIT or (kind, owner) in sheets
    )
