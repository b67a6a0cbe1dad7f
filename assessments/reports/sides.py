"""The sheets that a document may show: the unit's alone before release, those of others beside it after."""

from __future__ import annotations

from assessments import queries
from assessments.engine.scoring import score
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.reports.context import FIRST, TPI, Side, Subject
from assessments.rules import RELEASED
from assessments.stored import given

LABELS = (
    (Sheet.Kind.UNIT, "Unit"),
    (Sheet.Kind.PRELIMINARY, FIRST),
    (Sheet.Kind.TPI, TPI),
    (Sheet.Kind.TPN, "TPN"),
)


def is_released(assessment: Assessment) -> bool:
    """Whether anything of TPI's may stand on paper; paper goes round, so this holds for every reader."""
    return assessment.state in RELEASED


def sides_of(assessment: Assessment, *, tpn: bool = True, first: bool = False) -> tuple[Side, ...]:
    """The unit's side, and after release those of TPI and TPN, with `first` also that of the level above, where there
    is one; one query for the sheets and one for each.
    """
    kinds = [kind for kind, _ in LABELS] if is_released(assessment) else [Sheet.Kind.UNIT]
    sheets = queries.sheets_of(assessment)
    found = []
    for kind, label in LABELS:
        sheet = sheets.get((kind, None))
        if (
            kind not in kinds
            or (sheet is None and kind != Sheet.Kind.UNIT)
            or (kind == Sheet.Kind.TPN and not tpn)
            or (kind == Sheet.Kind.PRELIMINARY and not first)
        ):
            continue
        found.append(side_of(assessment, sheet, label))
    return tuple(found)


def first_sides_of(assessment: Assessment) -> tuple[Side, ...]:
    """The unit's side and that of the level above, for its letter; three queries."""
    sheets = queries.sheets_of(assessment)
    return tuple(side_of(assessment, sheets.get((kind, None)), label) for kind, label in LABELS[:2])


def side_of(assessment: Assessment, sheet: Sheet | None, label: str) -> Side:
    """The side of a party: its answers and their exact score; one query (none without a sheet)."""
    answers = {code: given(answer) for code, answer in queries.answers_of(sheet).items()}
    return Side(label, answers, score(instrument_of(assessment.period), answers))


def subject_of(assessment: Assessment) -> Subject:
    """Unit and instansi as printed."""
    unit = assessment.unit
    return Subject(
        instansi=unit.instansi.name,
        unit_code=unit.code,
        unit=unit.name,
        year=assessment.period.year,
        target=assessment.target,
        level=unit.get_level_display(),
        parent=unit.parent.name if unit.parent_id else "",
        head_name=unit.head_name,
        head_post=unit.head_post,
        service=unit.get_service_kind_display(),
    )
