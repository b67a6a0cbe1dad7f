"""A page of a PDF of twelve in the reading pane, with login, permission, process and frame, against bare PDFium.

Run by `./dev bench`. Ratio of medians in one run. The bare side opens the document, renders the same page alike
and packs it as JPEG, in a process that has everything loaded; the pane starts a process for each page.
"""

import io
import statistics
import time

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from weasyprint import HTML

from assessments.services import evidence
from documents.preview.pdf import WIDTH

ROUNDS = 25
MOST = 12.0  # starting a process is most of it; on a quiet machine half of that
SECONDS = 1.0  # beyond that a cache of pages would be worth its dangers (decision 0021)
PAGE = 7
TEXT = (
    "Kegiatan pembangunan Zona Integritas dilaksanakan sesuai rencana kerja dan dipantau setiap bulan. " * 4
)


def report() -> bytes:
    """Twelve pages of text and tables."""
    rows = "".join(
        f"<tr><td>Kegiatan {n}</td><td>{n * 7} peserta</td><td>selesai</td></tr>" for n in range(14)
    )
    page = f"<section style='break-after: page'><h1>Laporan</h1>{f'<p>{TEXT}</p>' * 3}<table>{rows}</table></section>"
    return HTML(string=f"<html lang='id'><title>Laporan</title>{page * 12}").write_pdf()


def bare(data: bytes) -> int:
    """Render the page as the pane does, with nothing around it."""
    out = io.BytesIO()
    with pdfium.PdfDocument(data) as document:
        page = document[PAGE - 1]
        page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB").save(out, "JPEG", quality=82)
        page.get_textpage().get_text_range()
    return out.tell()


def timed(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@pytest.mark.django_db(transaction=True)
def test_a_page_in_the_pane_against_bare_pdfium(world, measured):
    data = report()
    with pdfium.PdfDocument(data) as document:
        assert len(document) == 12
    use = evidence.add_file(
        world.assessment().pk,
        code="A.I.1.i.a",
        file=io.BytesIO(data),
        filename="laporan.pdf",
        kind="laporan",
        actor=world.petugas,
    )
    client = world.client("petugas")
    address = reverse("assessments:pane_sheet", args=[use.pk]) + f"?hal={PAGE}"

    def in_the_pane() -> None:
        assert f"halaman {PAGE} dari 12" in client.get(address).content.decode()

    pairs = [(timed(lambda: bare(data)), timed(in_the_pane)) for _ in range(ROUNDS)][3:]
    plain, pane = (statistics.median(side) for side in zip(*pairs, strict=True))
    measured("a page in the pane, in bare PDFium", pane / plain, most=MOST)
    measured("a page in the pane", pane, most=SECONDS, unit="s")
