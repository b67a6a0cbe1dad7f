"""The answers as xlsx: no formula, no order of coming, nobody who stands alone in a part."""

import io

from openpyxl import load_workbook

from surveys.models import Campaign, Exclusion
from tests.factories.surveys import make_answer, make_campaign


def book_of(world, campaign):
    answer = world.client("ketua").get(f"/survei/{campaign.pk}/xlsx/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="survei-SPAK-{campaign.code}.xlsx"'
    return load_workbook(io.BytesIO(answer.content))


def rows(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]


def test_rows_comments_and_columns(world):
    campaign = make_campaign(world.unit, Campaign.State.CLOSED)
    made = [make_answer(campaign, [6, 5, 4, 3, 2 + n % 2]) for n in range(3)]
    alone = make_answer(campaign, [1, 2, 3, 4, 5], service="Gigi", comment="=HYPERLINK(1)", told=True)
    make_answer(campaign, [1, 1, 1, 1, 2], comment="@SUM(1)")
    Exclusion.objects.create(answer=made[0], reason="Dobel.", by=world.admin, at=made[0].hour)
    book = book_of(world, campaign)
    found = rows(book["Jawaban"])
    assert len(found) == 5
    own = next(row for row in found if row[3:8] == (1, 2, 3, 4, 5))
    assert (own[0], own[8], own[9]) == ("(kurang dari tiga)", "Ya", "Ya")
    assert [row[9] for row in found].count("Tidak") == 1
    assert rows(book["Saran"]) == [("=HYPERLINK(1)",), ("@SUM(1)",)]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not {str(alone.pk), alone.pk.hex} & {str(cell.value) for cell in cells}


def test_nobody_answered(world):
    assert rows(book_of(world, make_campaign(world.unit, Campaign.State.CLOSED))["Jawaban"]) == []


def test_before_closing_there_is_none(world):
    campaign = make_campaign(world.unit)
    make_answer(campaign, [5] * 5)
    answer = world.client("petugas").get(f"/survei/{campaign.pk}/xlsx/")
    assert answer.headers["Location"] == f"/survei/{campaign.pk}/"
