"""The one next thing to do with a proposal, for the person who looks at it. No queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from assessments.models import Proposal, ProposalUnit, State
from assessments.services.withdrawing import withdrawable


@dataclass(frozen=True)
class Step:
    """`text` says who must act. `label` is the button of who looks: a link to `url`, or with `act` an act that asks
    `question`; "" where others must act.
    """

    text: str
    label: str = ""
    url: str = ""
    act: str = ""
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of the proposal: `lacks` how many things before the head of the instansi is asked, `void` whether
    all proposals of the instansi fell, `stale` whether an LHE of an approved one no longer holds, `changed` whether a
    sent unit that can be taken back has another result by now, `late` whether the deadline is over, `needs_day` whether
    the form of a later sending is on the page.
    """

    lacks: int
    void: bool
    stale: bool
    changed: bool
    late: bool
    needs_day: bool
    is_admin: bool
    is_leader: bool


def next_step(proposal: Proposal, units: Sequence[ProposalUnit], now: Standing) -> Step:
    """The step; the units come with their assessments."""
    if proposal.sent_at is not None:
        return _sent(proposal, units, now)
    if now.void:
        return _void(proposal, now)
    return _approved(now) if proposal.approved_at is not None else _draft(proposal, now)


def _link(now: bool, text: str, label: str, url: str) -> Step:
    return Step(text, label, url) if now else Step(text)


def _void(proposal: Proposal, now: Standing) -> Step:
    if proposal.approved_at is not None:
        text = "Semua usulan instansi batal. Tarik persetujuannya, lalu batalkan usulan ini."
        return _link(now.is_admin, text, "Tarik persetujuan", "#persetujuan")
    text = "Semua usulan instansi batal. Batalkan usulan ini."
    if not now.is_admin:
        return Step(text)
    return Step(text, "Batalkan usulan", act="batalkan", question="Batalkan usulan ini?")


def _draft(proposal: Proposal, now: Standing) -> Step:
    period = proposal.period
    if now.lacks:
        text = f"Dokumen usulan belum lengkap: {now.lacks} hal."
        text += " Batas pengusulan sudah lewat; bila TPN mengubahnya, catat perubahannya." if now.late else ""
        url = reverse("assessments:proposal_papers", args=[proposal.pk])
        return _link(now.is_admin, text, "Lengkapi dokumen usulan", url)
    if now.late:
        text = "Batas pengusulan sudah lewat. Bila TPN mengubahnya, catat perubahannya; bila tidak, batalkan usulan."
        url = reverse("assessments:deadline", args=[period.instansi.code, period.year])
        return _link(now.is_admin, text, "Catat perubahan batas", url)
    url = reverse("assessments:proposal_check", args=[proposal.pk])
    return _link(now.is_leader, "Menunggu persetujuan pimpinan instansi.", "Periksa dan setujui", url)


def _approved(now: Standing) -> Step:
    if not now.is_admin:
        return Step("Menunggu pengiriman oleh admin inspektorat.")
    if now.stale:
        text = "LHE sebuah unit tidak sama lagi dengan hasil di portal. Tarik persetujuannya, lalu keluarkan unitnya."
        return Step(text, "Tarik persetujuan", "#persetujuan")
    if now.needs_day:
        return Step("Disetujui. Catat tanggal pengirimannya di bawah.")
    question = "Catat bahwa usulan ini dikirim ke TPN?"
    return Step(
        "Disetujui. Kirim ke TPN, lalu catat.", "Catat pengiriman ke TPN", act="kirim", question=question
    )


def _sent(proposal: Proposal, units: Sequence[ProposalUnit], now: Standing) -> Step:
    waiting = [unit for unit in units if unit.assessment.state == State.DIUSULKAN]
    if (now.void or now.changed) and any(withdrawable(unit.assessment.state) for unit in units):
        why = "Semua usulan instansi batal." if now.void else "Hasil unit berubah sesudah dikirim."
        text = f"{why} Tarik unitnya dari usulan dengan surat penarikan."
        url = reverse("assessments:withdrawal", args=[proposal.pk])
        return _link(now.is_admin, text, "Tarik unit dari usulan", url)
    period = proposal.period
    year = reverse("assessments:tpn_year", args=[period.instansi.code, period.year])
    if waiting:
        url = reverse("assessments:tpn", args=[waiting[0].assessment_id]) if len(waiting) == 1 else year
        text = f"{len(waiting)} unit menunggu penilaian TPN dimulai."
        return _link(now.is_admin, text, "Mulai penilaian TPN", url)
    if any(unit.assessment.state == State.PENILAIAN_TPN for unit in units):
        return _link(now.is_admin, "TPN sedang menilai.", "Catat hasil TPN", year)
    return Step("Hasil TPN untuk semua unit sudah dicatat." if units else "Semua unit sudah ditarik.")
