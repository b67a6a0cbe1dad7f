"""What a unit lacks to go on, and who must act, in a few words. No queries, and nothing of TPI but its progress."""

from datetime import datetime

from assessments.deadlines import has_passed
from assessments.models import Sheet, State
from assessments.units_of_year.lines import Line
from units.models import Role, TeamMember

HEAD, STAFF = Role.PIMPINAN_UNIT.label, Role.PETUGAS.label
ADMIN, LEADER = Role.ADMIN.label, Role.PIMPINAN_INSTANSI.label
LEAD = TeamMember.Seat.KETUA.label
SIMPLE = {
    State.TERDAFTAR: ("Pencanangan", HEAD),
    State.PENCANANGAN: ("Catatan pembangunan", ADMIN),
    State.PEMBANGUNAN: ("Pembukaan penilaian mandiri", ADMIN),
    State.PERBAIKAN: ("Jawaban atas permintaan perbaikan", STAFF),
    State.DIUSULKAN: ("Awal penilaian TPN", ADMIN),
    State.PENILAIAN_TPN: ("Hasil TPN", "TPN, dicatat admin"),
}


def lacking(line: Line, progress: tuple[int, int], counts: Sheet | None, *, now: datetime) -> tuple[str, str]:
    """(what is missing, who must act); two empty texts at the end of the year.

    `progress`: members of TPI who are done, and all that count; `counts`: the sheet that counts, of those released.
    """
    a = line.assessment
    if a.state == State.PENILAIAN_MANDIRI:
        missing = line.of - line.answered
        if missing or not line.of:
            return (f"{missing} pertanyaan belum dijawab" if line.of else "Semua jawaban"), str(STAFF)
        if line.recheck:
            return f"{line.recheck} jawaban perlu diperiksa ulang", str(STAFF)
        return "Pengajuan", str(HEAD)
    if a.state == State.PENDAHULUAN:
        above = a.unit.parent
        return "Penilaian pendahuluan", f"Penilai pendahuluan {above.code}" if above else str(ADMIN)
    if a.state == State.PENILAIAN_TPI:
        return _at_tpi(line, progress)
    if a.state == State.SELESAI_TPI:
        return _released(line, counts, now)
    what, who = SIMPLE.get(State(a.state), ("", ""))
    return what, str(who)


def _at_tpi(line: Line, progress: tuple[int, int]) -> tuple[str, str]:
    if not line.team:
        return "Tim TPI", str(ADMIN)
    done, counted = progress
    if done < counted:
        return f"{counted - done} lembar anggota", line.team
    return "Hasil akhir", f"{LEAD}, {line.team}"


def _released(line: Line, counts: Sheet | None, now: datetime) -> tuple[str, str]:
    a = line.assessment
    found = counts.verdict.get(a.target) if counts is not None else None
    if found is not None and not found["met"]:
        return f"{len(found['short'])} nilai di bawah minimal {a.target}", "Unit kerja, pembinaan"
    if not a.has_lhe:
        return "LHE", str(LEAD)
    if a.proposed_in is None:
        return "Usulan ke TPN", str(ADMIN)
    if a.proposal_approved_at is None and line.due is not None and has_passed(line.due, now):
        return "Batas usulan lewat", str(ADMIN)
    if a.proposal_approved_at is None:  # whether its documents are there is read by its own pages alone
        return "Dokumen dan persetujuan usulan", f"{ADMIN}, lalu {LEADER}"
    return "Pengiriman usulan", str(ADMIN)
