"""Taking the counts of a question from the registers of the unit: on the person's click, saved like typing."""

from __future__ import annotations

from django.db import transaction

from assessments.engine.answers import Given
from assessments.engine.wording import long_date
from assessments.loaded import instrument_of
from assessments.models import Sheet
from assessments.registers import measures_of, offer, register_map
from assessments.round_reads import stands_at
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Refused
from assessments.services.locking import lock_to_save
from assessments.staff_places import StaffPlace

BEGINS = "Dari register unit, "


def take_counts(pk: int, *, code: str, seen: int, shown: str, actor) -> Saved:
    """Fill the counts of a question with what the registers count now, and say so in its note.

    `seen`: the version of the answer, `shown`: the numbers (`Offer.seen`) that the person saw. Raises like
    `services.answers.save_answers`; Refused where nothing is mapped, the register is empty or has moved on since.
    """
    with transaction.atomic():
        a = lock_to_save(actor, pk, "answer")
        instrument = instrument_of(a.period)
        counts = register_map(instrument).get(code)
        if counts is None:
            raise Refused("Pertanyaan ini tidak dapat diisi dari register.")
        stored = stands_at(a, code)
        said = offer(instrument.questions[code], counts, measures_of(a), stored)
        if said.empty:
            raise Refused("Register agen perubahan masih kosong. Isi registernya lebih dahulu.")
        if said.seen != shown:
            raise Refused(
                f"Register berubah sesudah halaman ini dibuka: sekarang {said.text}. Periksa, lalu ambil lagi."
            )
        if not said.differs:
            return save_answers(pk, kind=Sheet.Kind.UNIT, changes=[], actor=actor)
        day = long_date(StaffPlace(a.unit.instansi, a.unit).today)
        wanted = Given(value=dict(said.counts), note=_noted(stored.note, f"{BEGINS}{day}: {said.text}."))
        change = Change(code=code, given=wanted, seen=seen)
        return save_answers(pk, kind=Sheet.Kind.UNIT, changes=[change], actor=actor, via="answer.register")


def _noted(note: str, source: str) -> str:
    """The note with the source as its last line; an earlier such line gives way."""
    lines = [line for line in note.splitlines() if not line.startswith(BEGINS)]
    return "\n".join([*lines, source]).strip()
