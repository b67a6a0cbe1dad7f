"""One answer cut into what can change by itself: as it stands in the portal, and as a file asks for it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from assessments.engine.answers import Given
from assessments.engine.instrument import Question

from .entries import NONE_YET
from .values import CellValue

MAX_NOTE = 5000  # characters; the note of an answer (models.Answer)
NOTE, SOURCE, EVIDENCE = "catatan", "sumber", "bukti"
EVIDENCE_INTO_NOTE = "Bukti dukung: "
_NONE = "belum ada"  # the mark, as a value in `Parts`


@dataclass(frozen=True)
class Blanks:
    """That blank cells empty what stands; but cells that could not be read are not blank.

    `refused`: places of bad cells; `unread`: these and all that a warning speaks of, where a note is concerned.
    """

    refused: Collection[str]
    unread: Collection[str]


@dataclass(frozen=True)
class Parts:
    """An answer cut into what can change by itself: "" (choice, index, the mark), counts, note, source."""

    question: Question
    values: Mapping[str, str | None]
    adding: frozenset[str] = frozenset()

    @classmethod
    def of_given(cls, question: Question, given: Given) -> Parts:
        """The parts of a stored answer."""
        values: dict[str, str | None] = {NOTE: given.note or None, SOURCE: given.source or None}
        counts = given.value if isinstance(given.value, Mapping) else {}
        for item in question.inputs:
            values[item.code] = str(counts[item.code]) if item.code in counts else None
        values[""] = _NONE if given.none_yet else given.value if isinstance(given.value, str) else None
        return cls(question, values)

    @classmethod
    def of_file(
        cls,
        question: Question,
        file: CellValue,
        before: Given,
        blanks: Blanks | None,
        *,
        ours: bool,
    ) -> Parts:
        """The parts that the file asks for; what it does not give is left out.

        `blanks`: given where blank cells empty.
        """
        values: dict[str, str | None] = {}
        counts = file.value if isinstance(file.value, Mapping) else {}
        if file.none_yet:
            values[""] = _NONE
            values.update({item.code: None for item in question.inputs})
        else:
            if isinstance(file.value, str):
                values[""] = file.value
            elif counts and before.none_yet:
                values[""] = None
            values.update({code: str(number) for code, number in counts.items()})
            if blanks is not None:
                blank = [part for part in file.empty if file.places.get(part) not in blanks.refused]
                values.update(dict.fromkeys(blank))
                if question.inputs and blank and not counts:
                    values[""] = None
        note, adding = _note(file, before.note)
        empties = {
            part for part in (NOTE, SOURCE) if ours and blanks and file.places.get(part) not in blanks.unread
        }
        if note or NOTE in empties:
            values[NOTE] = note or None
        if question.kind == "index" and (file.source or SOURCE in empties):
            values[SOURCE] = file.source or None
        return cls(question, values, frozenset({NOTE}) if adding else frozenset())

    def but(self, part: str) -> Parts:
        """The same without one part."""
        return replace(self, values={name: value for name, value in self.values.items() if name != part})

    def differing(self, stands: Parts) -> Iterator[tuple[str, str | None]]:
        """(part, wanted value) for each part that is not as it stands."""
        return ((part, value) for part, value in self.values.items() if value != stands.values.get(part))

    def replaces(self, stands: Parts, part: str) -> bool:
        """Whether something that stands would be lost: the part itself, or counts against the mark "belum ada"."""
        if part in self.adding:
            return False
        answer = ("", *(item.code for item in self.question.inputs))
        marked = _NONE in (self.values.get(""), stands.values.get(""))
        lost = answer if marked and part in answer else (part,)
        return any(stands.values.get(each) is not None for each in lost)

    def shown(self, part: str) -> str | None:
        """The part for the preview."""
        value = self.values.get(part)
        return NONE_YET if value == _NONE and part == "" else value

    def as_given(self) -> Given:
        """The parts put together again."""
        own = self.values.get("")
        counts = {i.code: int(v) for i in self.question.inputs if (v := self.values.get(i.code)) is not None}
        none_yet = own == _NONE
        return Given(
            value=None if none_yet else counts or None if self.question.inputs else own,
            none_yet=none_yet,
            note=self.values.get(NOTE) or "",
            source=self.values.get(SOURCE) or "",
        )


def without(file: CellValue, known: Collection[str]) -> CellValue:
    """The row without the evidence that the portal has listed there itself."""
    lines = [line for line in file.evidence_text.splitlines() if line not in known]
    return replace(file, evidence_text="\n".join(lines))


def strange_lines(file: CellValue, known: Collection[str]) -> list[str]:
    """The lines that somebody typed among the evidence that our own export only lists."""
    lines = (line.strip() for line in file.listed.splitlines())
    return [line for line in lines if line and line not in known]


def _note(file: CellValue, stands: str) -> tuple[str, bool]:
    """(the note that the file asks for, whether it only adds to the one that stands).

    Evidence that is prose goes into the note behind a fixed word, once.
    """
    addition = f"{EVIDENCE_INTO_NOTE}{file.evidence_text}" if file.evidence_text else ""
    note = file.note or stands
    if addition and addition not in note:
        note = f"{note}\n{addition}" if note else addition
    if not file.note and not addition:
        return "", True
    return note, file.note in ("", stands)
