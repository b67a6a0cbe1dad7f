"""Entries of the audit in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.engine.instrument import Instrument
from assessments.engine.policy_model import consideration_name
from assessments.history.items import (
    ABOVE,
    KIND_OF_SHEET,
    PARTIES,
    PROOF,
    ROUNDS,
    TPI,
    Item,
    Line,
    Text,
    answer_change,
    changed_line,
    changed_text,
    plain_text,
    proof_lines,
)
from assessments.history.reading import ANSWER, EVIDENCE, MARK, PRELIMINARY, ROUND, SHEET, SIGNATURE, Slim
from assessments.history.standing import given_in
from assessments.models import Sheet, SheetAct, Verdict
from audit.models import Entry
from units.models import TeamMember

SAVED = {
    "answer.save": "disimpan",
    "answer.import": "disimpan dari berkas KKE",
    "answer.import_undo": "dikembalikan dengan mengurungkan impor",
    "answer.register": "diambil dari register unit",
    "answer.survey": "diambil dari survei unit",
    "answer.agree": "diambil dari kesepakatan anggota",
    "answer.resubmit": "dikirim sebagai perbaikan",
    "answer.confirm": "ditegaskan sesudah perbaikan unit",
    "answer.carry": "diambil dari tahun sebelumnya",
    "answer.carry_undo": "dikosongkan lagi: pengambilan dari tahun sebelumnya diurungkan",
}
CHECKED = "diperiksa ulang: jawaban dari tahun sebelumnya tetap"


@dataclass(frozen=True)
class Words:
    """What is needed to put entries into words: instrument, sheets and names by id, titles of documents by id."""

    instrument: Instrument
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)
    reader_id: int | None = None

    def party(self, sheet: Sheet | None, kind: str) -> str:
        """Whose sheet it is."""
        if kind != Sheet.Kind.MEMBER:
            return PARTIES[Sheet.Kind(kind)]
        if sheet is None or sheet.owner_id is None:
            return "Lembar anggota"
        mine = sheet.owner_id == self.reader_id
        return "Lembar Anda" if mine else f"Lembar {self.names.get(sheet.owner_id, 'anggota')}"


def kind_of(slim: Slim) -> str:
    """Under which kind of thing an entry stands."""
    if slim.label.startswith(ANSWER):
        return KIND_OF_SHEET[Sheet.Kind(slim.label.removeprefix(ANSWER))]
    return {EVIDENCE: PROOF, ROUND: ROUNDS, PRELIMINARY: ABOVE}.get(slim.label, TPI)


def item_of(slim: Slim, entry: Entry, words: Words, *, hint: str = "") -> Item:
    """An entry of the audit as a line of the history."""
    title, lines, texts = _told(slim, entry, words)
    return Item(
        kind=kind_of(slim),
        at=slim.at,
        title=title,
        code=slim.code,
        actor_id=slim.actor_id,
        role=slim.role,
        order=slim.seq,
        lines=lines,
        texts=texts,
        hint=hint,
    )


Told = tuple[str, tuple[Line, ...], tuple[Text, ...]]


def _told(slim: Slim, entry: Entry, words: Words) -> Told:
    before, after = entry.before or {}, entry.after or {}
    if slim.label.startswith(ANSWER):
        kind, sheet = slim.label.removeprefix(ANSWER), words.sheets.get(slim.sheet_id or 0)
        own = slim.action == "answer.confirm" and kind == Sheet.Kind.UNIT
        title = f"{words.party(sheet, kind)} {CHECKED if own else SAVED.get(slim.action, 'diubah')}"
        question = words.instrument.questions.get(slim.code)
        if entry.after is None or question is None:
            return title, (), ()
        return title, *answer_change(question, given_in(before), given_in(after))
    if slim.label == EVIDENCE:
        told = after or before
        known = words.titles.get(told.get("document", 0), "dokumen")
        act = "dilepas" if slim.action == "evidence.remove" else "ditambah"
        return f"Bukti {act}: {known}", proof_lines(told), ()
    if slim.label.startswith(MARK):
        return _marked(slim, before, after, words)
    if slim.label == SHEET:
        return _act(slim, entry, words)
    if slim.label == SIGNATURE:
        seat = TeamMember.Seat(after["seat"]).label
        return f"Ditandatangani sebagai {seat}", (Line("Sidik isi", "", after["content_hash"]),), ()
    if slim.action == "signature.decline":
        return "Hasil dikembalikan kepada ketua", (), plain_text("Alasan", entry.reason)
    return _texts(slim, before, after)


def _marked(slim: Slim, before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> Told:
    party = words.party(words.sheets.get(slim.sheet_id or 0), slim.label.removeprefix(MARK))
    title = f"{party}, tanda bukti: {words.titles.get(after.get('document', 0), 'dokumen')}"
    old, new = (Verdict(told.get("verdict", "")) for told in (before, after))
    lines = changed_line("Tanda", old.label if before else "", new.label)
    lines += changed_line("Halaman", before.get("page", ""), after.get("page", ""))
    return title, lines, changed_text("Catatan", before.get("note", ""), after.get("note", ""))


TITLES = {
    "round.propose": ("Usul permintaan perbaikan", "text", "Usul"),
    "round.request": ("Permintaan perbaikan disusun", "text", "Permintaan"),
    "round.reply": ("Tanggapan unit disimpan", "reply", "Tanggapan"),
}


def _texts(slim: Slim, before: Mapping[str, Any], after: Mapping[str, Any]) -> Told:
    if slim.action in TITLES:
        title, key, label = TITLES[slim.action]
        return title, (), changed_text(label, before.get(key, ""), after.get(key, ""))
    if slim.action == "consideration.save":
        title = f"Pertimbangan: {consideration_name(slim.object_id)}"
        return title, (), changed_text("Pertimbangan", before.get("text", ""), after.get("text", ""))
    if slim.action == "recommendation.save":
        lines = changed_line("Rekomendasi", before.get("verdict", ""), after.get("verdict", ""))
        texts = changed_text("Uraian", before.get("text", ""), after.get("text", ""))
        coaching = changed_text("Pembinaan", before.get("coaching", ""), after.get("coaching", ""))
        return "Rekomendasi TPI disimpan", lines, texts + coaching
    fit = {None: "", True: "layak", False: "belum layak"}
    lines = changed_line("Kesimpulan", fit[before.get("fit")], fit[after.get("fit")])
    letters = [
        " ".join(filter(None, [d.get("letter_number"), d.get("letter_date")])) for d in (before, after)
    ]
    lines += changed_line("Surat", *letters)
    return (
        "Kesimpulan penilaian pendahuluan disimpan",
        lines,
        changed_text("Uraian", before.get("text", ""), after.get("text", "")),
    )


def _act(slim: Slim, entry: Entry, words: Words) -> Told:
    act = SheetAct.Act(slim.action.removeprefix("sheet."))
    title = f"{words.party(words.sheets.get(slim.sheet_id or 0), Sheet.Kind.MEMBER)}: {act.label.lower()}"
    return title, (), plain_text("Alasan", entry.reason)
