"""Score sheet PDF: the whole way (reading, template, PDF) against bare WeasyPrint on the same HTML."""

import time

import pytest
from weasyprint import HTML

from assessments.reports import score_sheet
from documents.pdf import BASE, OwnStaticFiles
from tests.reports import year

pytestmark = pytest.mark.django_db
ROUNDS = 3
MOST = 1.2


def seconds(act) -> float:
    """How long `act` takes, in processor time: other programs on the machine don't count."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def test_a_score_sheet_costs_little_more_than_its_rendering(world, measured):
    a = year.submitted(world)
    html = score_sheet.html_of(a, None)

    def bare() -> None:
        HTML(string=html, base_url=BASE, url_fetcher=OwnStaticFiles()).write_pdf()

    def ours() -> None:
        score_sheet.working_copy(a, actor=world.petugas)

    bare()  # fonts are found and styles parsed once before anything is measured
    pairs = [(seconds(bare), seconds(ours)) for _ in range(ROUNDS)]
    measured("PDF of a score sheet, in bare WeasyPrint", [b / a for a, b in pairs], most=MOST)
