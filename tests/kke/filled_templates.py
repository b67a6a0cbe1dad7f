"""How tests of templates make one, fill it and look at it as a spreadsheet does."""

import io
import warnings

import openpyxl

from assessments.kke.templates.filling import SideContent, fill_template
from assessments.kke.templates.writing import write_template
from tests.kke_files.lke_zi import build_lke_zi

TPI_VALUE, TPI_ANSWER = 16, 15  # P and O of an agency's copy

VALUE, LINK = 12, 17  # L and Q of the print of 2021


def build_lke(instrument, *, slips: bool = True, change=None) -> bytes:
    """A blank print of 2021; without `slips` the wealth reports take both."""

    def mend(live):
        row, ends = live.rows["A.II.5.iii"], [live.rows[f"A.II.5.iii.{letter}"] for letter in "ab"]
        if not slips:
            live.ws.cell(row, VALUE).value = f"=AVERAGE(L{ends[0]}:L{ends[1]})*H{row}"
        if change is not None:
            change(live)

    return build_lke_zi(instrument, {}, change=mend, results=False)


def filled(template, unit, tpi=None, evidence=None):
    """The filling and the written file."""
    filling = fill_template(template, SideContent(unit, evidence or {}), {1: tpi} if tpi else {})
    return filling, write_template(template, filling)


def load(content: bytes):
    """The workbook as openpyxl sees it; what it says of things that it does not know is not of interest here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
