"""How tests bring workbooks in: upload, the form of the preview, the answers afterwards."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from assessments.kke.mapping import mapping_for
from assessments.models import Answer, Import, Sheet
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A1, A2 = "A.I.1.i.a", "A.I.2.i.a"


def url(name: str, target) -> str:
    return reverse(f"assessments:{name}", args=[target.pk])


def as_upload(content: bytes, name: str = "kke.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, XLSX)


def changed(content: bytes, old: str, new: str, code: str = "") -> bytes:
    """The workbook with the first cell that reads `old` (in the row of `code`) set to `new`."""
    book = load_workbook(io.BytesIO(content))
    rows = (row for row in book["KKE"].iter_rows() if not code or code in [c.value for c in row])
    cell = next(c for row in rows for c in row if c.value == old)
    cell.value = new
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def foreign(world, values, change=lambda ws: None) -> bytes:
    """A workbook of the national layout with these answers of the unit."""
    mapping = mapping_for(world.instrument)

    def fill(ws):
        fill_column(ws, ANSWER, cells_of(values), mapping.rows)
        change(ws)

    return build_jawaban(world.instrument, mapping, change=fill)


def upload(client, a, content: bytes, *, side: str = "unit", name: str = "kke.xlsx") -> Import:
    """Upload a workbook and give the import."""
    answer = client.post(url("kke_import", a), {"file": as_upload(content, name), "side": side})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get(pk=int(re.search(r"/impor/(\d+)/", answer["Location"])[1]))


def decide(client, imp, act: str = "terapkan", **fields):
    """Post the form of the preview as the page shows it now, with some fields set."""
    imp.refresh_from_db()
    page = client.get(url("import", imp))
    shown = page.context.get("seen")
    mark = shown.mark if shown else ""
    settled = [line for line in shown.conflicts if line.take] if shown else []
    fields = {f"pilih__{x.change.key}": f"{x.take}:{x.change.seen}" for x in settled} | fields
    return client.post(
        url("import_decide", imp),
        {
            "version": imp.version,
            "mark": mark,
            "act": act,
            **{k.replace("__", ":"): v for k, v in fields.items()},
        },
    )


def value(a, code: str = A1):
    return Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.UNIT, code=code).value
