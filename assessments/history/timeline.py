"""The history of a unit or of one question, newest first: what lies open to the reader, and nothing else.

First only what the order and the filters need is read of every entry; the contents are read for one page alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assessments.history import items, moments
from assessments.history.items import UNRECORDED, Item
from assessments.history.lens import Lens
from assessments.history.reading import (
    ANSWER,
    EVIDENCE,
    MARK,
    Frame,
    Slim,
    document_titles,
    frame_of,
    names_of,
    outside_rounds,
    permitted,
    slim_entries,
    stored_answers,
    whole_entries,
)
from assessments.history.telling import Words, item_of, kind_of
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.panels import HASIL

MADE_BY_COPY = {Sheet.Kind.DRAFT, Sheet.Kind.TPN}


@dataclass(frozen=True)
class Ref:
    """A line that may be shown: an entry still to be read, or an item that is there already."""

    item: Item | None = None
    slim: Slim | None = None
    hint: str = ""

    @property
    def kind(self) -> str:
        """As `Item.kind`."""
        return self.item.kind if self.item else kind_of(self.slim)

    @property
    def code(self) -> str:
        """The question, "" for none."""
        return self.item.code if self.item else self.slim.code

    @property
    def actor_id(self) -> int | None:
        """Who did it."""
        return self.item.actor_id if self.item else self.slim.actor_id

    @property
    def moment(self) -> tuple:
        """By what it is sorted."""
        return (self.item.at, self.item.order) if self.item else (self.slim.at, self.slim.seq)


@dataclass(frozen=True)
class Timeline:
    """All lines, newest first, with the people in them by id; `items` puts a page of them into words."""

    refs: Sequence[Ref]
    people: dict[int, str]
    kinds: dict[str, str]
    items: Callable[[Sequence[Ref]], list[Item]]

    def filtered(self, *, kind: str = "", area: str = "", person: int | None = None, areas=None) -> list[Ref]:
        """The lines of a kind, an area (`areas`: code → area) and a person; what is empty filters nothing."""
        return [
            ref
            for ref in self.refs
            if (not kind or ref.kind == kind)
            and (not area or (ref.code and (areas or {}).get(ref.code) == area))
            and (person is None or ref.actor_id == person)
        ]


def kinds_of(lens: Lens) -> dict[str, str]:
    """The kinds that the reader may meet here, by what is open to them and never by what there is."""
    shut = {
        items.ROUNDS: not lens.requests,
        items.ABOVE: not lens.preliminary,
        items.TPI: not (lens.team or lens.own is not None or lens.final),
        items.TPN: not lens.tpn,
        items.PAPER: not lens.documents,
    }
    return {kind: label for kind, label in items.KINDS.items() if not shut.get(kind, False)}


def areas_of(assessment: Assessment) -> dict[str, str]:
    """Question code → its area, HASIL for those without one."""
    return {code: q.area or HASIL for code, q in instrument_of(assessment.period).questions.items()}


def timeline(assessment: Assessment, lens: Lens, code: str = "") -> Timeline:
    """The history of the unit, or of one question with the moves around it. The number of queries is constant."""
    frame = frame_of(assessment)
    sheets = list(frame.sheets.values())
    entries = slim_entries(assessment, permitted(lens, assessment, sheets, code))
    told = outside_rounds(entries, drafts=lens.drafts)
    refs = [Ref(slim=slim, hint=hint) for slim, hint in _late_ones(told)]
    refs += [Ref(item=item) for item in moments.around(assessment, lens, frame, code)]
    refs += [Ref(item=item) for item in _unrecorded(lens, frame, told, code)]
    refs.sort(key=lambda ref: ref.moment, reverse=True)
    owners = [sheet.owner_id for sheet in sheets if lens.opens(sheet)]
    names = names_of([*owners, *(ref.actor_id for ref in refs)])
    instrument = instrument_of(assessment.period)
    words = Words(instrument, {s.pk: s for s in sheets}, names, reader_id=lens.user_id)
    people = {ref.actor_id: names[ref.actor_id] for ref in refs if ref.actor_id in names}
    return Timeline(
        refs=refs,
        people=dict(sorted(people.items(), key=lambda person: person[1].casefold())),
        kinds=kinds_of(lens),
        items=lambda page: _in_words(page, words),
    )


def _late_ones(entries: Iterable[Slim]) -> Iterable[tuple[Slim, str]]:
    """Each entry, with a hint at the first of an answer that was there before the audit knew of it."""
    met: set[tuple[str, str]] = set()
    for slim in entries:
        late = False
        if (
            slim.version
            and slim.label.startswith(ANSWER)
            and (key := (slim.label, slim.object_id)) not in met
        ):
            met.add(key)
            late = slim.version > 1 and slim.label.removeprefix(ANSWER) not in MADE_BY_COPY
        yield slim, UNRECORDED if late else ""


def _unrecorded(lens: Lens, frame: Frame, told: Iterable[Slim], code: str) -> list[Item]:
    """Answers that the audit never saw, as they stand; one query. TPN's untouched copies are none of them."""
    known = {(slim.sheet_id, slim.code) for slim in told if slim.label.startswith(ANSWER)}
    sheets = {s.pk: s for s in frame.sheets.values() if _reads_rows(lens, frame, s)}
    return [
        Item(
            kind=items.KIND_OF_SHEET[Sheet.Kind(sheets[answer.sheet_id].kind)],
            at=answer.updated_at,
            title=f"{items.PARTIES.get(Sheet.Kind(sheets[answer.sheet_id].kind), 'Lembar anggota')} tersimpan",
            code=answer.code,
            actor_id=answer.updated_by_id,
            hint=UNRECORDED,
        )
        for answer in stored_answers(sheets.values(), code)
        if (answer.sheet_id, answer.code) not in known
    ]


def _reads_rows(lens: Lens, frame: Frame, sheet: Sheet) -> bool:
    if sheet.kind == Sheet.Kind.UNIT:
        return lens.live or not frame.submissions
    return sheet.kind not in MADE_BY_COPY and lens.opens(sheet)


def _in_words(page: Sequence[Ref], words: Words) -> list[Item]:
    """A page of lines with their contents; two queries."""
    entries = whole_entries(ref.slim.pk for ref in page if ref.slim)
    proofs = [
        entries[ref.slim.pk] for ref in page if ref.slim and ref.slim.label.startswith((EVIDENCE, MARK))
    ]
    documents = {(entry.after or entry.before or {}).get("document", 0) for entry in proofs}
    full = replace(words, titles=document_titles(documents))
    found = [
        ref.item if ref.item else item_of(ref.slim, entries[ref.slim.pk], full, hint=ref.hint) for ref in page
    ]
    return [replace(item, by=words.names.get(item.actor_id or 0, "")) for item in found]


__all__ = ["Ref", "Timeline", "areas_of", "kinds_of", "timeline"]
