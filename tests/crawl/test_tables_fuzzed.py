"""Rows that nobody would type in every table: a plan, taken in whole or refused in a sentence, nothing in between."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.services.errors import Refused
from assessments.tables.importing import apply, preview
from assessments.tables.registry import TABLES
from audit.models import Entry
from documents.workbooks.cells import Cell, Grid
from documents.workbooks.guard import FileRefused
from tests.crawl.fuzzing import EXAMPLES
from tests.permissions.place import undone
from tests.tables.files import grids_of, scope_of, template

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.crawl]

FIRST = 5
REFUSALS = (Refused, FileRefused)
ODD = (
    "", " ", "PKM-01", "pkm-01 ", "DKC", "WBK", "ya", "Tidak", "siti@example.go.id", "198001012005011001", "2026-02-30",
    "31/12/2026", "31 Februari 2026", "46022", "1e999", "-1", "²", "٣", "NaN", "3,999", "100%", "=1+1", "'=1+1", "+62",
    "@SUM(A1)", "<script>alert(1)</script>", "\u202ekode", "a\r\nb", "💥" * 50, "x" * 40_000,
    "9" * 400, "../../x", "%s{0}", "'; --",
)  # fmt: skip
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("1E+400"), Decimal("-0"), Decimal("46022.999999"), Decimal(2**63), Decimal("1E-400")]
)
# the readers of workbooks and CSV leave out what no database takes (tests/kke/test_guard.py)
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=20
)
VALUES = st.none() | st.sampled_from(ODD) | WORDS | st.booleans() | NUMBERS
CELLS = st.tuples(VALUES, st.sampled_from(["", "", "", "A1+1", "HYPERLINK(1)"]), st.booleans())
ROWS = st.dictionaries(
    st.sampled_from([FIRST, FIRST + 1, FIRST + 2, 1_048_576]),
    st.dictionaries(st.integers(1, 14) | st.just(16_384), CELLS, min_size=1, max_size=14),
    min_size=1,
    max_size=3,
)
HEADS: dict[str, list[Grid]] = {}


def filled(world, key: str, rows: dict) -> list[Grid]:
    """The template of a table with these rows under its head."""
    if key not in HEADS:
        HEADS[key] = list(grids_of(template(world, key, filled=False)))
    first, *others = HEADS[key]
    made = Grid(first.name, False, {number: dict(row) for number, row in first.rows.items()})
    for number, row in rows.items():
        made.rows[number] = {
            column: Cell(first.name, number, column, value, formula, error and value is not None)
            for column, (value, formula, error) in row.items()
        }
    return [made, *others]


@pytest.mark.parametrize("key", [*TABLES])
@settings(
    max_examples=max(4, EXAMPLES // 10),
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(rows=ROWS, blanks_empty=st.booleans())
def test_any_rows_are_planned_and_taken_whole_or_not_at_all(world, key, rows, blanks_empty):
    table, scope, before = TABLES[key], scope_of(world, key), Entry.objects.count()
    grids = filled(world, key, rows)
    try:
        plan = preview(table, scope, grids, blanks_empty=blanks_empty)
    except REFUSALS:
        return
    assert Entry.objects.count() == before
    with undone():
        try:
            apply(table, scope, grids, seen=plan.digest(), blanks_empty=blanks_empty)
        except REFUSALS:
            assert Entry.objects.count() == before
