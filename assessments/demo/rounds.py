"""Rounds of perbaikan in the demo: one that a unit has answered, one that a unit is answering, proposals that wait."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assessments.demo.papers import Paper
from assessments.models import Answer, Sheet
from assessments.services import evidence
from assessments.services.answers import Change, save_answers
from assessments.services.rounds import (
    propose_return,
    return_to_unit,
    save_reply,
    save_request,
    take_proposal,
)
from assessments.services.sheets import confirm_answer, mark_done
from assessments.services.workflow import move
from assessments.stored import given
from units.models import UnitKerja, User


@dataclass(frozen=True)
class Asked:
    """One request; `reply` "" is still open. `note` is added to the unit's note, `paper` to its evidence.

    `proposed`: a member proposed it, and the lead took it over.
    """

    code: str
    text: str
    reply: str = ""
    note: str = ""
    paper: str = ""
    proposed: bool = False


@dataclass(frozen=True)
class DemoRound:
    """A round until `days` after the day on which the demo is built; `answered`: the unit has submitted again."""

    asked: tuple[Asked, ...]
    days: int
    answered: bool


ROUNDS: Mapping[str, DemoRound] = {
    "RSUD": DemoRound(
        (
            Asked(
                "A.I.1.iv.d",
                "Keterlibatan pegawai baru terlihat dari kotak ide. Lampirkan notulen rapat yang mencatat usul "
                "pegawai, dan sebutkan di catatan usul yang diterima.",
                "Notulen rapat sudah dilampirkan; dua usul di dalamnya sudah diterima.",
                "Usul layanan antar dan jam layanan Sabtu diterima, menurut notulen rapat.",
                "notulen-rapat",
                proposed=True,
            ),
            Asked(
                "A.I.6.i.d",
                "Sebutkan sejak kapan standar dan maklumat pelayanan dimuat di laman, dan siapa yang memutakhirkannya.",
                "Tanggal muat dan petugas pemutakhir sudah ditulis di catatan.",
                "Dimuat di laman sejak Januari dan dimutakhirkan petugas humas setiap triwulan.",
            ),
        ),
        days=10,
        answered=True,
    ),
    "PKM-02": DemoRound(
        (
            Asked(
                "A.I.4.i.b",
                "Lampirkan notulen rapat penyusunan perjanjian kinerja yang menunjukkan bahwa pimpinan hadir.",
                "Notulen rapatnya sudah dilampirkan.",
                "Rapat dipimpin langsung oleh kepala puskesmas, menurut notulennya.",
                "notulen-rapat",
                proposed=True,
            ),
            Asked(
                "A.I.5.i.a",
                "Kampanye gratifikasi yang dilampirkan berasal dari tahun lalu. Lampirkan yang tahun ini, atau "
                "turunkan jawaban bila belum dilakukan.",
            ),
            Asked(
                "A.I.6.iii.c",
                "Jelaskan seberapa sering pengaduan dievaluasi, dan sebutkan satu contoh perbaikan yang lahir darinya.",
            ),
            Asked(
                "A.I.6.iv.a",
                "Lengkapi laporan survei dengan nilai per unsur dan jumlah respondennya.",
            ),
        ),
        days=9,
        answered=False,
    ),
}
PROPOSED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "DKC": (
        ("A.I.2.i.c", "Minta hasil evaluasi SOP tahun ini; yang dilampirkan baru daftar SOP."),
        ("A.I.6.iv.c", "Minta tindak lanjut survei per unsur, bukan hanya nilai akhirnya."),
    )
}


@dataclass(frozen=True)
class People:
    """Who acts in a round: the team, and the unit."""

    lead: User
    members: tuple[User, ...]
    head: User
    clerk: User


def walk_round(
    pk: int, unit: UnitKerja, found: DemoRound, papers: Mapping[str, Paper], people: People, today
) -> None:
    """Ask, return the unit, let it mend what it has come to; where it is answered, submit and look at it again."""
    for one in found.asked:
        if one.proposed:
            made = propose_return(pk, code=one.code, text=one.text, actor=people.members[0])
            assert made is not None
            take_proposal(pk, code=one.code, proposal_id=made.pk, text="", seen=0, actor=people.lead)
        else:
            save_request(pk, code=one.code, text=one.text, seen=0, actor=people.lead)
    due = datetime.combine(today + timedelta(days=found.days), time(23, 59, 59), tzinfo=unit.instansi.zone)
    return_to_unit(pk, due=due, actor=people.lead)
    for one in (each for each in found.asked if each.reply):
        _mend(pk, unit, one, papers, people.clerk)
    if found.answered:
        move(pk, "ajukan_perbaikan", actor=people.head)
        for member in people.members:
            for one in found.asked:
                confirm_answer(pk, kind=Sheet.Kind.MEMBER, code=one.code, actor=member)
            mark_done(pk, actor=member)


def _mend(pk: int, unit: UnitKerja, one: Asked, papers: Mapping[str, Paper], clerk: User) -> None:
    stored = Answer.objects.get(sheet__assessment=pk, sheet__kind=Sheet.Kind.DRAFT, code=one.code)
    before = given(stored)
    after = replace(before, note=f"{before.note} {one.note}".strip())
    save_answers(pk, kind=Sheet.Kind.UNIT, changes=[Change(one.code, after, stored.version)], actor=clerk)
    if one.paper:
        document = papers[one.paper].keep(unit=unit, actor=clerk, role="Petugas unit").document_id
        where = evidence.Where(locator="hlm. 1")
        evidence.attach_existing(pk, code=one.code, document_id=document, actor=clerk, where=where)
    save_reply(pk, code=one.code, text=one.reply, seen=0, actor=clerk)


def propose_all(pk: int, code: str, member: User) -> None:
    """What a member proposes to ask of a unit, for the lead to take up."""
    for question, text in PROPOSED.get(code, ()):
        propose_return(pk, code=question, text=text, actor=member)
