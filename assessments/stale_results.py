"""What may be done about an LHE that no longer says what the portal says: it depends on where the proposal is."""

from __future__ import annotations

from assessments.engine.facts import Refusal
from assessments.engine.workflow import PENILAIAN_TPN, TRANSITIONS
from assessments.models import Proposal

WHAT = "LHE tidak sama lagi dengan hasil di portal."
AGAIN = "buka kembali penilaiannya, lalu terbitkan LHE baru"
FROM_THERE = "buka kembali penilaiannya, terbitkan LHE baru, lalu usulkan lagi"
BEGUN = "TPN sudah mulai menilai, jadi unit ini tidak dapat ditarik."
ENDED = "Hasil TPN untuk unit ini sudah dicatat, jadi unit ini tidak dapat ditarik."
LATER = "LHE terbit sesudah usulan disetujui."


def outdated(proposal: Proposal | None, state: str) -> Refusal:
    """For a unit in this state in this proposal; None: in none that is stored."""
    if proposal is None:
        return Refusal(f"{WHAT} Buka kembali penilaiannya, lalu terbitkan LHE baru.", "alur")
    if proposal.sent_at is not None:
        return _of_sent(state, WHAT, FROM_THERE)
    if proposal.approved_at is not None:
        text = f"{WHAT} Usulan sudah disetujui: tarik persetujuannya, keluarkan unit ini, {AGAIN}."
        return Refusal(text, "persetujuan")
    return Refusal(f"{WHAT} Keluarkan unit ini dari usulan, {AGAIN}.", "unit_usulan")


def issued_later(proposal: Proposal, state: str) -> Refusal:
    """For a unit whose LHE is younger than the approval."""
    if proposal.sent_at is not None:
        return _of_sent(state, LATER, "lalu usulkan lagi")
    return Refusal(f"{LATER} Tarik persetujuannya, lalu mintakan lagi.", "persetujuan")


def _of_sent(state: str, what: str, back: str) -> Refusal:
    """A sent unit is taken back by letter, until TPN has begun with it."""
    if state in TRANSITIONS["tarik_usulan"].sources:
        return Refusal(f"{what} Usulan sudah dikirim: tarik unit ini, {back}.", "penarikan")
    if state == PENILAIAN_TPN:
        return Refusal(f"{what} {BEGUN} Beri tahu TPN.", "tpn")
    return Refusal(f"{what} {ENDED}", "tpn")
