"""What a member reads above the questions when something happened to their sheet, with the reason that was given."""

from dataclasses import dataclass

from assessments.models import SheetAct
from assessments.templatetags.zi import clock
from assessments.tpi_sheets import Desk

Act = SheetAct.Act


@dataclass(frozen=True)
class Notice:
    """`title` says what happened, `text` what it means here; `reason` is what the lead wrote. `recheck`: answers wait
    for a second look (no number: it goes down while the page is open); `by`: who did it, and when.
    """

    title: str
    text: str = ""
    reason: str = ""
    recheck: bool = False
    by: str = ""


def notice_of(desk: Desk) -> Notice | None:
    """What happened to this sheet and still matters; None otherwise. One query for a member who has begun."""
    waiting = bool(desk.unconfirmed)
    if desk.is_first:
        text = "Periksa lagi penilaiannya: ubah, atau tegaskan bahwa tetap."
        return Notice("Unit mengubah jawaban yang sudah dinilai", text, recheck=True) if waiting else None
    if not desk.is_own or desk.sheet is None:
        text = "Periksa lagi jawaban akhirnya: ubah, atau tegaskan bahwa tetap."
        return (
            Notice("Unit memperbaiki pertanyaan yang sudah diputuskan", text, recheck=True)
            if waiting
            else None
        )
    act = SheetAct.objects.filter(sheet=desk.sheet).select_related("by").order_by("at", "pk").last()
    if act is None or act.act == Act.DONE:
        return _round(desk, "") if waiting else None
    by = f"{act.by}, {clock(act.at, desk.assessment.unit.instansi)}"
    if act.act == Act.ROUND:
        return _round(desk, act.reason)
    if act.act == Act.EXCUSED:
        text = "Lembar Anda hanya dapat dibaca dan tidak dihitung."
        return Notice("Anda dibebaskan dari penilaian unit ini", text, act.reason, by=by)
    if act.act == Act.REOPENED:
        text = "Ubah yang perlu, lalu nyatakan selesai lagi."
        return Notice("Lembar Anda dibuka kembali", text, act.reason, waiting, by)
    return Notice("Anda diminta menilai lagi", "Lembar Anda terbuka lagi.", act.reason, waiting, by)


def _round(desk: Desk, reason: str) -> Notice:
    waiting = bool(desk.unconfirmed)
    text = "Periksa lagi jawaban Anda yang ditandai: ubah, atau tegaskan bahwa tetap." if waiting else ""
    if desk.open_codes is not None:
        text = f"{text} Hanya pertanyaan yang diperbaiki yang dapat diubah.".strip()
    if not waiting:
        text = f"{text} Nyatakan selesai lagi bila sudah sesuai.".strip()
    return Notice(reason or "Unit memperbaiki pertanyaan yang sudah Anda nilai", text, recheck=waiting)
