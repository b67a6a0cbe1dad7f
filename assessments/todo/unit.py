"""What waits for the people of a unit: pencanangan, answers, submitting, a round of perbaikan."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet, State
from assessments.todo.desk import Desk, sheet_of
from assessments.todo.items import Item
from assessments.todo.pokja import Share, shares
from assessments.where import address_of, answering
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """Of every own unit what its people can do now; submitting is the head's alone."""
    own = desk.hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    parts = shares(desk.hats, desk.mine)
    for a in desk.mine:
        if a.pk in parts:
            yield from _in_pokja(a, parts[a.pk])
        elif a.unit_id in own:
            yield from _of(a, heads=a.unit_id in desk.hats.units(Role.PIMPINAN_UNIT))


def _in_pokja(a: Assessment, share: Share) -> Iterator[Item]:
    """Of who works in some pokja what is left in its areas; nothing once that is done."""
    sheet = sheet_of(a, Sheet.Kind.UNIT)
    again = [code for code in sheet.unconfirmed if code in share.codes] if sheet else []
    if share.left:
        text = f"Isi pertanyaan pokja Anda: {len(share.codes) - len(share.left)} dari {len(share.codes)} terjawab"
    elif again:
        text = f"Periksa ulang {len(again)} jawaban yang diambil dari tahun sebelumnya"
    else:
        return
    code = [*share.left, *again][0]
    url = address_of(a, instrument_of(a.period).questions[code])
    yield _item(a, False, text, url=url, due=a.period.deadline)


def _of(a: Assessment, *, heads: bool) -> Iterator[Item]:
    if a.state == State.TERDAFTAR and heads:
        yield _item(a, heads, "Catat pencanangan", "pencanangan")
    if a.state == State.PENILAIAN_MANDIRI:
        yield from _answering(a, heads=heads)
    if a.state == State.PERBAIKAN:
        if a.open_requests:
            text = f"Tanggapi permintaan perbaikan: {a.open_requests} belum"
            yield _item(a, heads, text, "rounds", due=a.round_due, blocks=True)
        elif heads:
            yield _item(a, heads, "Ajukan perbaikan ke TPI", "rounds", due=a.round_due, blocks=True)


def _answering(a: Assessment, *, heads: bool) -> Iterator[Item]:
    sheet = sheet_of(a, Sheet.Kind.UNIT)
    done, of = (sheet.answered, sheet.of) if sheet else (0, 0)
    due = a.period.deadline
    if sheet is None or done < of:
        told = f": {done} dari {of} terjawab" if of else ""
        yield _item(a, heads, f"Isi penilaian mandiri{told}", url=answering(a), due=due)
    elif sheet.unconfirmed:
        text = f"Periksa ulang {len(sheet.unconfirmed)} jawaban yang diambil dari tahun sebelumnya"
        yield _item(a, heads, text, url=answering(a), due=due)
    elif heads:
        whom = "penilai pendahuluan" if a.unit.has_level_above else "TPI"
        yield _item(a, heads, f"Periksa dan ajukan ke {whom}", "assessment", due=due, blocks=True)


def _item(
    a: Assessment, heads: bool, what: str, page: str = "", *, url: str = "", due=None, blocks=False
) -> Item:
    return Item(
        where=a.unit.name,
        small=f"{a.unit.code} · {a.period.year}",
        what=what,
        url=url or reverse(f"assessments:{page}", args=[a.pk]),
        role=str((Role.PIMPINAN_UNIT if heads else Role.PETUGAS).label),
        instansi=a.unit.instansi,
        due=due,
        blocks=blocks,
    )
