"""What waits for the penilai pendahuluan: units below that submitted (PermenPANRB 90/2021 p. 39-41)."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.models import Sheet, State
from assessments.rules import is_preliminary
from assessments.todo.desk import Desk, sheet_of
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """Assess, look again at what changed, or conclude; TPI waits for it."""
    for a in desk.mine:
        if a.state != State.PENDAHULUAN or not is_preliminary.test(desk.user, a):
            continue
        sheet = sheet_of(a, Sheet.Kind.PRELIMINARY)
        page = reverse("assessments:tpi_next", args=[a.pk])
        if sheet is not None and sheet.unconfirmed:
            what = f"Periksa lagi {len(sheet.unconfirmed)} jawaban penilaian pendahuluan"
        elif sheet is not None and sheet.answered == sheet.of:
            what, page = (
                "Tulis kesimpulan penilaian pendahuluan",
                reverse("assessments:preliminary", args=[a.pk]),
            )
        else:
            told = f": {sheet.answered} dari {sheet.of} dinilai" if sheet is not None else ""
            what = f"Lakukan penilaian pendahuluan{told}"
        yield Item(
            where=a.unit.name,
            small=f"{a.unit.code} · {a.period.year}",
            what=what,
            url=page,
            role=str(Role.PENILAI_PENDAHULUAN.label),
            instansi=a.unit.instansi,
            due=a.period.tpi_deadline,
            blocks=True,
        )
