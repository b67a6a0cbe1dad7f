"""What stands in the cells of one assessor's block, row by row, turned into values of the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessments.engine.answers import clean_value
from assessments.engine.instrument import Question
from documents.workbooks.cells import Cell, number_text

from .layout import Block, Layout
from .recognised import Recognised, Row

NONE_YET = "Belum ada"
PERCENT_IN_FILE = "Persentase di berkas: "
_NONE_YET = frozenset({"belum ada", "blm ada"})
_EMPTY = frozenset({"", "blm diisi", "belum diisi", "belum dijawab", "pilih"})
_DASHES = frozenset("-–—")
_LETTER_AND_TEXT = re.compile(r"([A-Ea-e])\s*[.)](\s.*)?", re.DOTALL)
_WORD_WITH_STOP = re.compile(r"(ya|tidak)\s*[.]", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"”]+", re.IGNORECASE)
_HYPERLINK = re.compile(r"HYPERLINK\(\s*\"(https?://[^\"]+)\"", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A row that was understood, with the cells of the block that is read (None: empty)."""

    row: Row
    answer: Cell | None
    note: Cell | None
    evidence: tuple[Cell, ...]

    @property
    def question(self) -> Question:
        """The question that the row belongs to."""
        if self.row.question is None:
            raise ValueError(f"row {self.row.number} has no question")
        return self.row.question

    @property
    def code(self) -> str:
        """The code of the row: the question's or "question/input"."""
        return self.row.code or ""

    @property
    def part(self) -> str:
        """The input of a count row, "" of a question's own row."""
        return self.code.partition("/")[2]


@dataclass(frozen=True)
class Finding:
    """What a check says about a place.

    `level`: bad (refuses to apply), warning, or unknown (not understood; `text` is what stands there, `row` its
    number).
    """

    level: str
    place: str
    why: str
    text: str = ""
    row: int = 0


@dataclass(frozen=True)
class Filled:
    """A sheet as read for one block: understood rows, all other rows, where to look."""

    layout: Layout
    block: Block
    entries: tuple[Entry, ...]
    others: tuple[Row, ...]

    def cell(self, row: int, column: int | None) -> Cell | None:
        """A cell of the sheet."""
        return self.layout.grid.at(row, column)

    def place(self, row: int, column: int | None = None) -> str:
        """How messages name a place, e.g. "Jawaban!K6" (column of the answer unless given)."""
        return Cell(self.layout.grid.name, row, column or self.block.answer, None).place

    def of_question(self) -> Iterator[list[Entry]]:
        """The entries of each question, its own row and its counts, in sheet order."""
        grouped: dict[str, list[Entry]] = {}
        for entry in self.entries:
            grouped.setdefault(entry.question.code, []).append(entry)
        yield from grouped.values()


def fill(found: Recognised, block: Block) -> Filled:
    """Put the cells of a block beside the rows."""
    grid = found.layout.grid
    entries, others = [], []
    for row in found.rows:
        if row.code is None or row.question is None:
            others.append(row)
            continue
        evidence = tuple(
            cell for column in block.evidence if (cell := grid.at(row.number, column)) is not None
        )
        entries.append(
            Entry(row, grid.at(row.number, block.answer), grid.at(row.number, block.note), evidence)
        )
    return Filled(found.layout, block, tuple(entries), tuple(others))


def is_empty(cell: Cell | None) -> bool:
    """Whether an answer cell says nothing: empty, or one of the words that sheets show for that."""
    return cell is None or cell.value is None or cell.text.casefold() in _EMPTY


def is_none_yet(cell: Cell | None) -> bool:
    """Whether an answer cell is marked "belum ada"."""
    return cell is not None and cell.text.casefold().rstrip(".") in _NONE_YET


def is_dash(cell: Cell | None) -> bool:
    """Whether an answer cell holds only a dash."""
    return cell is not None and cell.text in _DASHES


def read_value(entry: Entry) -> str | int | None:
    """The value of an answer cell in canonical form; None when empty, dashed or marked "belum ada".

    BadValue (Indonesian): what stands there cannot be an answer of this type.
    """
    cell, question = entry.answer, entry.question
    if cell is None or is_empty(cell) or is_none_yet(cell):
        return None
    if entry.row.kind == "count":
        value = clean_value(question, {entry.part: _raw(cell)})
        return value[entry.part] if isinstance(value, dict) else None
    if question.inputs or is_dash(cell):
        return None
    value = clean_value(question, _choice_text(cell.text) if question.kind == "choice" else _raw(cell))
    return value if isinstance(value, str) else None


def _raw(cell: Cell) -> str | Decimal:
    return Decimal(number_text(cell.value)) if isinstance(cell.value, Decimal) else cell.text


def _choice_text(text: str) -> str:
    """ "a.", "A. Tim sudah …" and "Ya." mean their letter or word."""
    match = _LETTER_AND_TEXT.fullmatch(text) or _WORD_WITH_STOP.fullmatch(text)
    return match.group(1) if match else text


def read_note(entry: Entry) -> str:
    """The note as typed, line ends unified; "" without one."""
    return entry.note.text if entry.note is not None and not entry.note.error else ""


def typed_percent(entries: list[Entry]) -> str:
    """A percentage typed where the portal asks for counts that the sheet has no rows for, as words for the note.

    So is TLHP in the sheet of 2014; "" where there is nothing of the kind.
    """
    question = entries[0].question
    if not question.inputs or any(entry.row.kind == "count" for entry in entries):
        return ""
    own = next((entry.answer for entry in entries if entry.row.kind == "question"), None)
    if own is None or own.error or is_empty(own) or is_none_yet(own) or is_dash(own):
        return ""
    return f"{PERCENT_IN_FILE}{own.text[:40].replace('.', ',').removesuffix('%').rstrip()}%"


def has_link(cell: Cell) -> bool:
    """Whether a cell leads somewhere, by its own link or by a HYPERLINK formula."""
    return bool(cell.link or _HYPERLINK.search(cell.formula))


def read_evidence(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """(prose, links) of the evidence cells: every http(s) address once; lines that say more stay as prose."""
    links: dict[str, None] = {}
    lines: dict[str, None] = {}
    for cell in entry.evidence:
        if cell.link:
            links[cell.link] = None
        if cell.error:
            continue
        links.update(dict.fromkeys(_HYPERLINK.findall(cell.formula)))
        for line in cell.text.splitlines():
            found = [url.rstrip(".,;)") for url in _URL.findall(line)]
            links.update(dict.fromkeys(found))
            if re.search(r"\w", _URL.sub("", line)) or (line.strip() and not found):
                lines[line.strip()] = None
    return "\n".join(lines), tuple(links)
