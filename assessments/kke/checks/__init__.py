"""What is looked at in every workbook, in order. One check a file, all with one signature.

A check takes the sheet as read and yields findings; each message is Indonesian and its place names the cell.
"""

from collections.abc import Callable, Iterator

from assessments.kke.entries import Filled, Finding

from . import (
    answer_values,
    computed_totals,
    dashes,
    doubled_rows,
    doubtful_rows,
    formulas,
    half_counted,
    long_notes,
    lost_texts,
    more_than_whole,
    none_yet_notes,
    typed_percent,
    unknown_rows,
)

CHECKS: tuple[Callable[[Filled], Iterator[Finding]], ...] = (
    unknown_rows.check,
    doubtful_rows.check,
    formulas.check,
    answer_values.check,
    doubled_rows.check,
    long_notes.check,
    lost_texts.check,
    dashes.check,
    half_counted.check,
    computed_totals.check,
    typed_percent.check,
    more_than_whole.check,
    none_yet_notes.check,
)


def run(filled: Filled) -> list[Finding]:
    """The findings of all checks, in order."""
    return [finding for check in CHECKS for finding in check(filled)]
