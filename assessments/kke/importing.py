"""What an import would do, decided before anything is written: changes, conflicts, refusals. Pure.

A blank cell is "not given". A foreign file conflicts wherever it differs from something that stands in the
portal; our own file only where the row was changed in the portal since the export.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument
from assessments.engine.scoring import score, six
from documents.workbooks.guard import FileRefused

from .entries import Finding
from .parts import EVIDENCE, MAX_NOTE, NOTE, Blanks, Parts, strange_lines, without
from .portal_rows import Identity
from .reading import Reading, total_text
from .unknown import UnknownRow


@dataclass(frozen=True)
class Change:
    """One part of one answer. `code`: the question's, "question/input", "…/catatan", "…/sumber" or "…/bukti"."""

    code: str
    before: str | None
    after: str | None

    @property
    def key(self) -> str:
        """What a choice goes by: the code, and for one of several links a mark of the link too."""
        mark = f":{sha256((self.after or '').encode()).hexdigest()[:8]}"
        return self.code + mark if self.code.endswith(f"/{EVIDENCE}") else self.code

    @property
    def seen(self) -> str:
        """A mark of what the portal holds, so that a choice made before somebody's save is told from one after."""
        return sha256(repr(self.before).encode()).hexdigest()[:12]

    def as_json(self) -> dict[str, str | None]:
        """The form of the command: {"code", "from", "to"}."""
        return {"code": self.code, "from": self.before, "to": self.after}


@dataclass(frozen=True)
class Choice:
    """What a person chose for one change: "file" or "portal", having `seen` (`Change.seen`) what the portal held."""

    take: str
    seen: str


@dataclass(frozen=True)
class Plan:
    """A checked import. `answers` are the whole new answers of the questions that change; `links` new evidence.

    `changes` are what is written, `conflicts` where the file would replace something newer or foreign (decided or
    not), `undecided` those that nobody has settled, `left` what the person chose to leave as the portal has it.
    `found_bad` are all bad cells, those of the reading and notes that would grow too long here; `bad` of them what
    still refuses the whole.
    """

    reading: Reading
    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    undecided: tuple[Change, ...]
    left: tuple[Change, ...]
    found_bad: tuple[Finding, ...]
    bad: tuple[Finding, ...]
    portal_total: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sheet_total_text(self) -> str | None:
        """The sheet's own total, six places; None without one."""
        return total_text(self.reading.sheet_total)

    def refusals(self) -> list[str]:
        """Why the plan may not be applied, one Indonesian sentence each; empty when it may."""
        reasons = [f"{finding.place}: {finding.why}" for finding in self.bad]
        if self.undecided:
            listed = ", ".join(change.code for change in self.undecided[:5])
            more = " …" if len(self.undecided) > 5 else ""
            reasons.append(
                f"{len(self.undecided)} isian berkas berbeda dari yang ada di portal ({listed}{more}). "
                "Pilih dulu mana yang dipakai: berkas atau portal."
            )
        return reasons

    def as_json(self, *, applied: bool) -> dict[str, object]:
        """The answer of `kke_import --json`; numbers are strings."""
        return {
            "layout": self.reading.layout,
            "understood": len(self.reading.rows),
            "unknown": [_unknown_json(row) for row in self.reading.unknown],
            "changes": [change.as_json() for change in self.changes],
            "conflicts": [change.as_json() for change in self.conflicts],
            "warnings": [
                {"cell": finding.place, "why": finding.why}
                for finding in (*self.found_bad, *self.reading.warnings)
            ],
            "totals": {"sheet": self.sheet_total_text, "portal": self.portal_total},
            "applied": applied,
        }


def _unknown_json(row: UnknownRow) -> dict[str, str]:
    return {"sheet": row.sheet, "cell": row.place.rpartition("!")[2], "text": row.text, "why": row.why}


def plan(
    instrument: Instrument,
    reading: Reading,
    current: Mapping[str, Given],
    versions: Mapping[str, int],
    *,
    here: Identity,
    known_links: Mapping[str, Collection[str]] | None = None,
    known_prose: Mapping[str, Collection[str]] | None = None,
    on_conflict: str | None = None,
    choices: Mapping[str, Choice] | None = None,
    ignored: Collection[str] = (),
    blanks_empty: bool = False,
) -> Plan:
    """Compare a reading with the sheet as it stands.

    `choices` settle single changes by their code, as long as the portal still holds what the person saw;
    `on_conflict` all conflicts that have no choice; `ignored` are places of bad cells that are not taken.

    `versions` are the stored versions (absent = 0); `here` says which sheet the import goes into. A note or
    source longer than the portal's is a bad value of the reading already; evidence that no longer fits into the
    note is one here. `known_prose` are lines that the
    portal itself writes into evidence cells: they come back as nothing. `known_links` given: links of the
    file that are not there yet become evidence (unit only); None: links are left alone.
    FileRefused: our own export, but of another unit, year or instrument.
    """
    if on_conflict not in (None, "file", "portal"):
        raise ValueError(on_conflict)
    _check_identity(reading.identity, here)
    seen = _seen_versions(reading.identity, here)
    ours = reading.identity is not None
    sorting = _Sorting(on_conflict, choices or {})
    refused = {finding.place for finding in reading.bad}
    unread = refused | {finding.place for finding in reading.warnings}
    blanks = Blanks(refused, unread) if blanks_empty else None
    bad = list(reading.bad)
    ignored_lines: list[Finding] = []
    answers: dict[str, Given] = {}
    links: dict[str, tuple[str, ...]] = {}
    for code, found in reading.rows.items():
        question = instrument.questions[code]
        prose = (known_prose or {}).get(code, ())
        cell_value = without(found, prose)
        if known_prose is not None and (lines := strange_lines(found, prose)):
            ignored_lines.append(_not_taken(code, found.places.get(EVIDENCE, code), lines))
        before = current.get(code, Given())
        wanted = Parts.of_file(question, cell_value, before, blanks, ours=ours)
        stands = Parts.of_given(question, before)
        if len(wanted.values.get(NOTE) or "") > MAX_NOTE:
            place = found.places.get(EVIDENCE if found.evidence_text else NOTE, code)
            if not refused & {place, found.places.get(NOTE)}:
                bad.append(Finding("bad", place, f"{code}: catatan dan bukti lebih dari {MAX_NOTE} huruf."))
            wanted = wanted.but(NOTE)
        stale = seen is None or seen.get(code, 0) != versions.get(code, 0)
        taken = dict(stands.values)
        for part, after in wanted.differing(stands):
            change = Change(f"{code}/{part}" if part else code, stands.shown(part), wanted.shown(part))
            moved_on = seen is not None and 0 < seen.get(code, 0) < versions.get(
                code, 0
            )  # maybe emptied since
            if sorting.takes(change, conflicting=moved_on or (stale and wanted.replaces(stands, part))):
                taken[part] = after
        after_all = Parts(question, taken).as_given()
        if after_all != before:
            answers[code] = after_all
        if known_links is not None:
            fresh = tuple(link for link in cell_value.links if link not in known_links.get(code, ()))
            kept = [
                x for x in fresh if sorting.takes(Change(f"{code}/{EVIDENCE}", None, x), conflicting=False)
            ]
            if kept:
                links[code] = tuple(kept)
    merged = {**current, **answers}
    return Plan(
        reading=replace(reading, warnings=(*reading.warnings, *ignored_lines)),
        changes=tuple(sorting.changes),
        conflicts=tuple(sorting.conflicts),
        undecided=tuple(sorting.undecided),
        left=tuple(sorting.left),
        found_bad=tuple(bad),
        bad=tuple(finding for finding in bad if finding.place not in ignored),
        portal_total=six(score(instrument, merged).total),
        answers=answers,
        links=links,
    )


def _not_taken(code: str, place: str, lines: list[str]) -> Finding:
    more = f" dan {len(lines) - 1} baris lain" if len(lines) > 1 else ""
    why = (
        f"{code}: “{lines[0][:80]}”{more} tidak diambil, karena kolom bukti di ekspor portal hanya untuk dibaca. "
        "Tambahkan buktinya di halaman pertanyaan."
    )
    return Finding("warning", place, why)


@dataclass
class _Sorting:
    """Sorts the changes by what was chosen for them."""

    on_conflict: str | None
    choices: Mapping[str, Choice]
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    undecided: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)

    def takes(self, change: Change, *, conflicting: bool) -> bool:
        """Whether the file's part is taken. A choice made when the portal held something else is void."""
        choice = self.choices.get(change.key)
        take = choice.take if choice is not None and choice.seen == change.seen else None
        if conflicting or (
            choice is not None and take is None
        ):  # a void choice: it was made of something else
            self.conflicts.append(change)
            take = take or self.on_conflict
            if take is None:
                self.undecided.append(change)
                return False
        if take == "portal":
            self.left.append(change)
            return False
        self.changes.append(change)
        return True


def _check_identity(file: Identity | None, here: Identity) -> None:
    if file is None:
        return
    if (file.assessment, file.instansi, file.unit, file.year) != (
        here.assessment,
        here.instansi,
        here.unit,
        here.year,
    ):
        raise FileRefused(
            f"Berkas ini diekspor untuk {file.instansi} / {file.unit} tahun {file.year}, "
            f"bukan {here.instansi} / {here.unit} tahun {here.year}."
        )
    if file.sheet.startswith("member/") and here.sheet.startswith("member/") and file.sheet != here.sheet:
        raise FileRefused("Berkas ini diekspor dari lembar anggota TPI lain. Isi lembar Anda sendiri.")
    if (file.instrument, file.instrument_hash) != (here.instrument, here.instrument_hash):
        raise FileRefused(
            f"Berkas ini diekspor dengan instrumen {file.instrument} yang bukan instrumen penilaian ini "
            f"({here.instrument}). Ekspor lagi lalu salin isinya."
        )


def _seen_versions(file: Identity | None, here: Identity) -> Mapping[str, int] | None:
    """The versions that the file was exported with; None when it is not an export of this very sheet."""
    return file.versions if file is not None and file.sheet == here.sheet else None
