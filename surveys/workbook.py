"""The answers of a closed survey as xlsx, for who wants to compute: anonymous, and nothing in it a formula."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from documents.safe_text import put_text
from surveys.engine.questionnaire import Questionnaire
from surveys.models import Answer, Campaign
from surveys.results import answers_of, is_excluded, results_of
from surveys.services.contacts import Contact

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_of(campaign: Campaign) -> bytes | None:
    """Four sheets: the answers in no order of coming (below MANY only how often each degree was given), how many by
    service, month, channel and control question, the comments sorted, what the columns mean. None below FEW answers.

    No row tells two of these together: who knows when somebody came for what could look up what they said.
    """
    answers = answers_of(campaign)
    result = results_of(campaign, answers)
    if result.too_few:
        return None
    asked = campaign.questionnaire
    book = Workbook()
    book.active.title = "Jawaban"
    _fill(book.active, *(_rows(asked, answers) if result.in_parts else _counts(asked, answers)))
    told = sum(len(flag.keys) for flag in result.flags if flag.kind == "diarahkan")
    parts = (("Layanan", result.services), ("Bulan", result.months), ("Saluran", result.channels))
    spread = [[head, part.name, part.count] for head, found in parts for part in found]
    spread.append(["Diarahkan petugas", "Ya, di antara yang terhitung", told])
    _fill(book.create_sheet("Sebaran"), ["Menurut", "Bagian", "Jawaban masuk"], spread)
    comments = [[text] for text in result.comments]
    _fill(book.create_sheet("Saran"), ["Saran responden, menurut abjad"], comments)
    meaning = [[item.code, item.text] for item in asked.items]
    scale = "; ".join(f"{number} = {label}" for number, label in enumerate(asked.scale, 1))
    _fill(book.create_sheet("Keterangan"), ["Kolom", "Arti"], [*meaning, ["nilai", scale]])
    return _bytes(book)


def _rows(asked: Questionnaire, answers: list[Answer]) -> tuple[list[str], list[list]]:
    """Each answer's degrees and whether it counts."""
    codes = [item.code for item in asked.items]
    return [*codes, "Dihitung"], [[*one.items, "Tidak" if is_excluded(one) else "Ya"] for one in answers]


def _counts(asked: Questionnaire, answers: list[Answer]) -> tuple[list[str], list[list]]:
    """How many of the answers that count gave each degree, by question."""
    given = [one.items for one in answers if not is_excluded(one)]
    degrees = range(1, asked.degrees + 1)
    counts = (
        [item.code, *(sum(items[at] == degree for items in given) for degree in degrees)]
        for at, item in enumerate(asked.items)
    )
    return ["Pertanyaan", *(f"Nilai {degree}" for degree in degrees)], list(counts)


def contacts_book(contacts: Iterable[Contact]) -> bytes:
    """Whom to call, as xlsx: one sheet, by name."""
    book = Workbook()
    book.active.title = "Kontak"
    _fill(book.active, ["Nama", "Nomor telepon"], map(list, contacts))
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, head: list[str], rows: Iterable[list]) -> None:
    """Write rows; a text stays a text, whatever it begins with."""
    for number, row in enumerate([head, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                put_text(cell, value)
                cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
            else:
                cell.value = value
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(head) + 1):
        letters = max(len(str(row[column - 1].value or "")) for row in sheet.iter_rows())
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(max(letters + 2, 10), 80)
    sheet.freeze_panes = "A2"
