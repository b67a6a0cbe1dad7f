"""A plan as its reader sees it: one line a change, in the order of the sheet, with where it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import two

from .importing import Change, Plan
from .parts import EVIDENCE, NOTE, SOURCE
from .totals import Total

NEW, CHANGED, EMPTIED = "baru", "berubah", "dikosongkan"
_LABELS = {"": "Jawaban", NOTE: "Catatan", SOURCE: "Sumber indeks", EVIDENCE: "Tautan bukti"}


@dataclass(frozen=True)
class Line:
    """One change. `take`: "file", "portal", or None for a conflict that nobody has settled.

    `confidence` (tinggi, sedang, rendah) and `witnesses` say how sure the row in the file is.
    """

    change: Change
    question: Question
    label: str
    place: str
    kind: str
    conflict: bool
    take: str | None
    confidence: str
    witnesses: tuple[str, ...]

    @property
    def before(self) -> str | None:
        """What the portal has, as a person writes it."""
        return self._shown(self.change.before)

    @property
    def after(self) -> str | None:
        """What the file has, as a person writes it."""
        return self._shown(self.change.after)

    def _shown(self, value: str | None) -> str | None:
        own = self.question.kind == "index" and self.change.code == self.question.code
        return value.replace(".", ",") if own and value else value


@dataclass(frozen=True)
class Preview:
    """`lines` of all changes and conflicts; `same`: questions that the file gives just as the portal has them."""

    lines: tuple[Line, ...]
    same: int
    mark: str
    areas: Mapping[str, str]

    @property
    def conflicts(self) -> list[Line]:
        """Where the file would replace what somebody else wrote."""
        return [line for line in self.lines if line.conflict]

    @property
    def plain(self) -> list[Line]:
        """What the file adds or changes without replacing anything that it has not seen."""
        return [line for line in self.lines if not line.conflict]

    @property
    def by_area(self) -> list[tuple[str, list[Line]]]:
        """The plain lines under the name of their area."""
        found: dict[str, list[Line]] = {}
        for line in self.plain:
            found.setdefault(self.areas.get(line.question.area or "", "Hasil"), []).append(line)
        return list(found.items())

    def count(self, kind: str) -> int:
        """How many lines that are to be written are of this kind."""
        return sum(line.kind == kind and line.take == "file" for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """Lines to be written by kind."""
        return {kind: self.count(kind) for kind in (NEW, CHANGED, EMPTIED)}


def preview(instrument: Instrument, plan: Plan) -> Preview:
    """The lines of a plan."""
    lines = tuple(_lines(instrument, plan))
    touched = {line.question.code for line in lines}
    given = (code for code, row in plan.reading.rows.items() if row.value is not None or row.none_yet)
    return Preview(lines, sum(code not in touched for code in given), conflict_mark(plan), instrument.areas)


@dataclass(frozen=True)
class TotalLine:
    """A total of the sheet beside the portal's, two decimals, "–" for an error; `why` explains the difference."""

    code: str
    name: str
    place: str
    sheet: str
    portal: str
    why: tuple[str, ...]


def total_lines(plan: Plan) -> tuple[list[TotalLine], list[TotalLine], int]:
    """(the final total and those of the top that differ, those below that differ, how many others agree)."""
    found = plan.reading.totals
    shown = [total for total in found if total.sentences or not total.code]
    tops = sorted((total for total in shown if "." not in total.code), key=lambda total: total.code)
    below = [total for total in shown if "." in total.code]
    return [_total_line(t) for t in tops], [_total_line(t) for t in below], len(found) - len(shown)


def _total_line(total: Total) -> TotalLine:
    return TotalLine(
        code=total.code,
        name=total.name,
        place=total.place,
        sheet="–" if total.sheet is None else two(total.sheet),
        portal=two(total.portal),
        why=tuple(total.sentences),
    )


def conflict_mark(plan: Plan) -> str:
    """Changes whenever another conflict comes up or the portal's side of one changes; for choices in bulk."""
    shown = "\n".join(f"{change.code}={change.seen}" for change in plan.conflicts)
    return sha256(shown.encode()).hexdigest()[:16]


def _lines(instrument: Instrument, plan: Plan) -> Iterator[Line]:
    order = {code: number for number, code in enumerate(instrument.questions)}
    conflicts, taken, left = set(plan.conflicts), set(plan.changes), set(plan.left)
    everything = dict.fromkeys([*plan.changes, *plan.conflicts, *plan.left])
    for change in sorted(everything, key=lambda each: order[each.code.partition("/")[0]]):
        code, _, part = change.code.partition("/")
        question = instrument.questions[code]
        row = plan.reading.rows[code]
        yield Line(
            change=change,
            question=question,
            label=_label(question, part),
            place=row.places.get(part) or row.places.get("", ""),
            kind=NEW if change.before is None else EMPTIED if change.after is None else CHANGED,
            conflict=change in conflicts,
            take="file" if change in taken else "portal" if change in left else None,
            confidence=row.confidence,
            witnesses=row.witnesses,
        )


def _label(question: Question, part: str) -> str:
    texts = {item.code: item.text for item in question.inputs}
    return _LABELS.get(part) or texts[part]
