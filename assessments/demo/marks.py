"""What TPI thinks of the evidence in the demo: pages and notes that follow from unit and question alone."""

from assessments import evidence_reads
from assessments.demo.answers import dice, pick
from assessments.models import Assessment, EvidenceUse, Verdict
from assessments.services.marks import KINDS, Wanted, save_mark
from units.models import User

MEMBER, FINAL = KINDS
CONVINCING, PARTLY, NOT = 620, 860, 1000  # of a thousand marks, up to where each verdict goes
NOTES = {
    Verdict.PARTLY: (
        "Baru memuat triwulan pertama; triwulan berikutnya belum ada.",
        "Keputusannya ada, lampiran pembagian tugasnya belum.",
        "Menyebut rencananya, belum pelaksanaannya.",
        "Sudah ditandatangani, tetapi belum bertanggal.",
    ),
    Verdict.NOT: (
        "Berasal dari tahun lalu; yang dinilai tahun ini.",
        "Tidak menyebut unit ini.",
        "Isinya undangan; yang diminta notulennya.",
    ),
}
LINK_NOTES = {
    Verdict.PARTLY: ("Halamannya ada, tanggal pemuatannya tidak tercantum.",),
    Verdict.NOT: ("Tautannya membuka beranda, bukan dokumennya.",),
}
# What the lead says of evidence that a round of the demo asks about.
ASKED = {
    ("PKM-02", "A.I.6.iv.a"): Wanted(
        Verdict.PARTLY, "hlm. 1", "Baru memuat nilai akhir; nilai per unsur dan jumlah responden belum ada."
    ),
}


def mark_evidence(pk: int, unit: str, *, kind: str, actor: User, share: int = 1000) -> None:
    """Mark `share` of a thousand pieces of evidence of an assessment in the sheet of `kind`, as `actor`."""
    assessment = Assessment.objects.get(pk=pk)
    for use in evidence_reads.uses_of(assessment).select_related("revision__document"):
        if dice(unit, use.code, use.revision.document.title, actor.username, "marks") < share:
            wanted = _wanted(unit, use, actor.username)
            if kind == FINAL:
                wanted = ASKED.get((unit, use.code), wanted)
            save_mark(use.pk, kind=kind, wanted=wanted, seen=0, actor=actor)


def _wanted(unit: str, use: EvidenceUse, who: str) -> Wanted:
    key = (unit, use.code, use.revision.document.title)
    # people mostly see the same in a document; now and then one is stricter
    thrown = (dice(*key) + (180 if dice(*key, who) < 150 else 0)) % 1000
    verdict = (
        Verdict.CONVINCING if thrown < CONVINCING else Verdict.PARTLY if thrown < PARTLY else Verdict.NOT
    )
    link = use.revision.is_link
    notes = (LINK_NOTES if link else NOTES).get(verdict, ("",))
    return Wanted(verdict, "" if link else use.locator or "hlm. 1", pick(notes, *key, "note"))
