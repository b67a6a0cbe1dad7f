"""How tests put a period's official templates in and look at what is exported into them."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.kke.mapping import mapping_for
from assessments.models import PeriodTemplate
from audit.models import Entry
from tests.kke_files.jawaban import build_jawaban

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

YEAR = ["KAB-X", 2026]


def page(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def agency(world, **more) -> bytes:
    """A template of the national layout, as an agency keeps it."""
    return build_jawaban(world.instrument, mapping_for(world.instrument), agency=True, **more)


def upload(world, content: bytes, who: str = "admin", name: str = "templat.xlsx"):
    file = SimpleUploadedFile(name, content, XLSX)
    return world.client(who).post(page("period_templates", *YEAR), {"file": file})


def current(layout: str = "jawaban") -> PeriodTemplate:
    return PeriodTemplate.objects.get(layout=layout, superseded_at=None)


def acts() -> list[str]:
    return list(
        Entry.objects.filter(action__startswith="template.").order_by("pk").values_list("action", flat=True)
    )


def sheet_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    return openpyxl.load_workbook(io.BytesIO(response.content))["Jawaban"]


def column(ws, number: int) -> set:
    """What stands in a column of the rows of questions."""
    return {ws.cell(row, number).value for row in range(2, 203)} - {None}
