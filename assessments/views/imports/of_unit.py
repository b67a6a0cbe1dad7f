"""Workbooks of a unit's own tables: taken in by its people, shown to them alone."""

from __future__ import annotations

from django.http import HttpResponseRedirect

from assessments import queries
from assessments.forms.tables import TableForm
from assessments.models import Assessment, Import
from assessments.tables.kinds import PREFIX
from assessments.tables.table import Table
from assessments.views.imports.upload import SHOWN, take


def take_for_unit(form: TableForm, user, table: Table, a: Assessment) -> HttpResponseRedirect | None:
    """Keep a workbook of a table of this unit; like `take`."""
    form.cleaned_data["side"] = "unit"  # of the unit: its people may know of it
    kind = f"{PREFIX}{table.key}"
    return take(form, user, kind, a.unit.instansi, assessment=a, year=a.period.year)


def past_of_unit(user, table: Table, a: Assessment) -> list[Import]:
    """The newest workbooks of a table of this unit that the person may know of."""
    found = queries.visible_imports(user).filter(assessment=a, kind=f"{PREFIX}{table.key}")
    return list(found.defer("cells")[:SHOWN])
