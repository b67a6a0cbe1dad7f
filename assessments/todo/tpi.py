"""What waits for a person of TPI teams: the part of their work queue that is theirs to do now."""

from collections.abc import Iterator

from assessments.todo.desk import Desk
from assessments.todo.items import Item
from assessments.tpi_queue import NOW

WORDS = {"Belum Anda nilai": "Nilai unit ini", "Belum Anda putuskan": "Tetapkan jawaban akhir"}


def items(desk: Desk) -> Iterator[Item]:
    """One line a unit, in the words of the queue, which knows what each seat may know."""
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
                what=WORDS.get(row.needs, row.needs),
                url=row.url,
                role=row.seat,
                instansi=a.unit.instansi,
                due=row.due,
                blocks=row.kind == "perlu",
            )
