"""What waits for a person of TPI teams: the part of their work queue that is theirs to do now."""

from collections.abc import Iterator

from assessments.todo.desk import Desk
from assessments.todo.items import Item
from assessments.tpi_queue import NOW, Row, Seat

WORDS = {
    "Belum Anda nilai": "Nilai unit ini",
    "Siap dinyatakan selesai": "Nyatakan lembar Anda selesai",
    "Belum Anda putuskan": "Tetapkan jawaban akhir",
    "Menuju final": "Periksa, lalu finalkan penilaian",
    "Batas perbaikan lewat": "Tutup putaran perbaikan yang lewat batas",
    "Menunggu tanda tangan Anda": "Periksa dan tandatangani hasil",
}  # what stands in the queue as a state, as something to do
BEGUN = {Seat.ANGGOTA.label: "Lanjutkan penilaian", Seat.KETUA.label: "Tetapkan jawaban akhir"}


def items(desk: Desk) -> Iterator[Item]:
    """One line a unit, from the queue, which knows what each seat may know."""
    if not desk.hats.seats:
        return
    for group in desk.queue.groups:
        if group.key != NOW:
            continue
        for row in group.rows:
            a = row.assessment
            yield Item(
                where=a.unit.name,
                small=f"{a.unit.code} · {a.period.year}",
                what=_what(row),
                url=row.url,
                role=row.seat,
                instansi=a.unit.instansi,
                due=row.due,
                blocks=row.kind == "perlu",
            )


def _what(row: Row) -> str:
    if row.kind == "berjalan":
        return f"{BEGUN[row.seat]}: {row.of - row.done} belum"
    return WORDS.get(row.needs, row.needs)
