"""The three reads that every save of an answer makes, with their SQL made once (`units.prepared`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model

from assessments.models import Answer, Assessment, InstrumentVersion, Period, PolicyVersion, Sheet
from assessments.queries import with_team
from units.models import Instansi, UnitKerja
from units.prepared import ID, OTHER_ID, TEXT, Prepared

# Column names in the order of the model's fields: `Model.from_db` takes the values in that order.
PARTS = (
    (Assessment, "", ("id", "period_id", "unit_id", "state")),
    (UnitKerja, "unit__", ("id", "instansi_id", "code", "parent_id", "level")),
    (Instansi, "unit__instansi__", ("id", "kind", "time_zone")),
    (Period, "period__", ("id", "instansi_id", "year", "instrument_id", "policy_id")),
    (InstrumentVersion, "period__instrument__", ("id", "content_hash")),
    (PolicyVersion, "period__policy__", ("id", "content_hash")),
)
_ANSWER = ("id", "code", "value", "none_yet", "note", "source", "version")
_SHEET = ("id", "assessment_id", "kind", "owner_id", "done_at", "excused_at", "open_codes", "unconfirmed")


@dataclass(slots=True)
class StoredAnswer:
    """The values of a stored answer, without the row's machinery: a sheet has more than a hundred."""

    id: int
    code: str
    value: str | dict | None
    none_yet: bool
    note: str
    source: str
    version: int


def columns_of(parts: Iterable[tuple[type[Model], str, Sequence[str]]]) -> list[str]:
    """The columns of rows that `built` takes apart."""
    return [prefix + name for _, prefix, names in parts for name in names]


def built(parts: Iterable[tuple[type[Model], str, Sequence[str]]], values: Iterable[Any]) -> list[Any]:
    """One model row for each part, from the values of `columns_of`; any other column is read on demand."""
    rest = iter(values)
    return [
        model.from_db(DEFAULT_DB_ALIAS, names, list(islice(rest, len(names)))) for model, _, names in parts
    ]


def joined(rows: Sequence[Any], team_id: int | None) -> Assessment:
    """The assessment of the rows that `built` made of PARTS, with its unit, instansi, period and versions at hand."""
    assessment, unit, unit.instansi, period, period.instrument, period.policy = rows
    assessment.unit, assessment.period, assessment.team_id = unit, period, team_id
    return assessment


_ASSESSMENT = Prepared(
    lambda pk: (
        with_team(Assessment.objects.filter(pk=pk))
        .order_by()
        .select_for_update(of=("self",))
        .values_list(*columns_of(PARTS), "team_id")
    ),
    pk=ID,
)
_UNIT_SHEET = Prepared(
    lambda assessment, kind: Sheet.objects.filter(assessment=assessment, kind=kind, owner=None).values_list(
        *_SHEET
    ),
    assessment=ID,
    kind=TEXT,
)
_OWN_SHEET = Prepared(
    lambda assessment, kind, owner: Sheet.objects.filter(
        assessment=assessment, kind=kind, owner=owner
    ).values_list(*_SHEET),
    assessment=ID,
    kind=TEXT,
    owner=OTHER_ID,
)
_ANSWERS = Prepared(lambda sheet: Answer.objects.filter(sheet=sheet).values_list(*_ANSWER), sheet=ID)


def locked_assessment(pk: int) -> Assessment | None:
    """The assessment, locked, with `team_id`, unit, instansi, period and versions; None where there is none.

    NOT scoped: the caller asks `may(actor, "view", …)` first of all, which holds for whom the queryset
    `visible_assessments` holds the row. Only the columns that saving needs are there; any other is read on demand.
    """
    transaction.get_connection().validate_no_broken_transaction()
    rows = _ASSESSMENT.rows(pk=pk)
    if not rows:
        return None
    return joined(built(PARTS, rows[0]), rows[0][-1])


def sheet_row(assessment: Assessment, kind: str, owner_id: int | None) -> Sheet | None:
    """The sheet of a kind without its totals (saving rewrites them); None where there is none."""
    if owner_id is None:
        rows = _UNIT_SHEET.rows(assessment=assessment.pk, kind=kind)
    else:
        rows = _OWN_SHEET.rows(assessment=assessment.pk, kind=kind, owner=owner_id)
    if not rows:
        return None
    sheet = Sheet.from_db(DEFAULT_DB_ALIAS, _SHEET, rows[0])
    sheet.assessment = assessment
    return sheet


def answer_rows(sheet: Sheet, whole: Collection[str]) -> dict[str, Answer | StoredAnswer]:
    """Question code → answer of a sheet, in the order of the sheet's rows: as model rows for the codes in `whole`
    (who wrote them and when is read on demand), as plain values for the rest, which are only scored.
    """
    found: dict[str, Answer | StoredAnswer] = {}
    for row in _ANSWERS.rows(sheet=sheet.pk):
        code = row[1]
        found[code] = Answer.from_db(DEFAULT_DB_ALIAS, _ANSWER, row) if code in whole else StoredAnswer(*row)
    return found
