"""The answers of a closed survey as xlsx, for who wants to compute: anonymous, and nothing in it a formula."""

import io
from collections import Counter
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from surveys.models import Answer, Campaign
from surveys.results import FEW, is_excluded, month_of

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = "(kurang dari tiga)"


def workbook_of(campaign: Campaign) -> bytes:
    """Three sheets: the answers in no order of coming, the comments apart from them and sorted, what the columns mean.

    A service, month or channel with fewer than FEW answers is not named: one could know who it was.
    """
    asked = campaign.questionnaire
    answers = list(campaign.answers.select_related("exclusion", "service").order_by("pk"))
    facts = [(one.service.name, month_of(campaign, one), one.get_channel_display()) for one in answers]
    counts = [Counter(column) for column in zip(*facts, strict=True)]
    book = Workbook()
    sheet = book.active
    sheet.title = "Jawaban"
    head = [
        "Layanan",
        "Bulan",
        "Saluran",
        *(item.code for item in asked.items),
        "Diarahkan petugas",
        "Dihitung",
    ]
    _fill(sheet, head, (_row(one, said, counts) for one, said in zip(answers, facts, strict=True)))
    comments = sorted(one.comment for one in answers if one.comment)
    _fill(book.create_sheet("Saran"), ["Saran responden, menurut abjad"], ([text] for text in comments))
    meaning = [[item.code, item.text] for item in asked.items]
    scale = "; ".join(f"{number} = {label}" for number, label in enumerate(asked.scale, 1))
    _fill(book.create_sheet("Keterangan"), ["Kolom", "Arti"], [*meaning, ["nilai", scale]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(one: Answer, said: tuple[str, ...], counts: list[Counter]) -> list:
    shown = [text if count[text] >= FEW else HIDDEN for text, count in zip(said, counts, strict=True)]
    return [*shown, *one.items, "Ya" if one.told else "Tidak", "Tidak" if is_excluded(one) else "Ya"]


def _fill(sheet: Worksheet, head: list[str], rows: Iterable[list]) -> None:
    """Write rows; a text stays a text, whatever it begins with."""
    for number, row in enumerate([head, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value[:1] in "=+-@"
                cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(head) + 1):
        letters = max(len(str(row[column - 1].value or "")) for row in sheet.iter_rows())
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(max(letters + 2, 10), 80)
    sheet.freeze_panes = "A2"
