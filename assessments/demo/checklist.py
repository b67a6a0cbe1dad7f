"""The check-list of the demo unit that is still at work: partly ticked, as on an evening in the middle of it."""

from assessments.models import EvidenceUse
from assessments.services.lines import add_line, set_line
from assessments.services.ties import tie

# Question → the line for which its first piece of evidence was brought, as the papers of the demo lie.
TIED = {
    "A.I.1.i.a": "t1",
    "A.I.1.ii.a": "t1",
    "A.I.1.iii.b": "t1",
    "A.I.4.i.a": "t1",
    "A.I.4.i.b": "t1",
    "A.I.4.ii.e": "t1",
    "A.I.4.ii.f": "t1",
    "B.I.b": "t1",
}
TICKED = (
    ("A.I.1.i.a", "t2"),
    ("A.I.1.iii.b", "t2"),
    ("A.I.2.i.a", "t1"),
    ("A.I.2.i.a", "t2"),
    ("A.I.2.iii.a", "t2"),
    ("A.I.3.iv.a", "t2"),
)
NOT_HERE = (
    ("A.I.3.ii.a", "t1", "SK mutasi ditetapkan BKPSDM; unit hanya mengusulkan"),
    ("A.I.5.i.b", "t1", "UPG ada di Inspektorat; unit menyampaikan laporannya"),
)
OWN = (
    ("A.I.1.i.b", "Daftar hadir rapat pemilihan anggota"),
    ("A.I.1.iv.a", "Foto apel pagi bersama pimpinan"),
)


def tick_off(pk: int, *, actor) -> None:
    """Work on the check-list of an assessment: tie, tick, mark what is not for the unit, add own lines."""
    uses = EvidenceUse.objects.filter(assessment=pk, code__in=TIED).order_by("-pk")
    for code, use_id in dict(uses.values_list("code", "pk")).items():  # the oldest of each question
        tie(use_id, key=TIED[code], seen="", actor=actor)
    for code, key in TICKED:
        set_line(pk, code=code, key=key, state="ada", seen=0, actor=actor)
    for code, key, reason in NOT_HERE:
        set_line(pk, code=code, key=key, state="tidak", reason=reason, seen=0, actor=actor)
    for code, text in OWN:
        add_line(pk, code=code, text=text, actor=actor)
