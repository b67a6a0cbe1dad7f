"""The answers as xlsx: no formula, no order of coming, nobody who stands alone in a part."""

import io

import pytest
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
    made = [make_answer(campaign, [6, 5, 4, 3, 2 + n % 2]) for n in range(11)]
    alone = make_answer(campaign, [1, 2, 3, 4, 5], service="Gigi", comment="=HYPERLINK(1)", told=True)
    make_answer(campaign, [1, 1, 1, 1, 2], comment="@SUM(1)")
    Exclusion.objects.create(answer=made[0], reason="Dobel.", by=world.admin, at=made[0].hour)
    book = book_of(world, campaign)
    found = rows(book["Jawaban"])
    Exclusion.objects.create(answer=alone, reason="Dobel.", by=world.admin, at=made[0].hour)
    later = book_of(world, campaign)
    assert (rows(later["Saran"]), rows(later["Sebaran"])[:4]) == (
        rows(book["Saran"]),
        rows(book["Sebaran"])[:4],
    )  # nothing but its row tells which answer was left out
    # nothing beside the degrees but whether they count: who came for what, and was told, stands apart as numbers
    assert (len(found), (1, 2, 3, 4, 5, "Ya") in found) == (13, True)
    assert [row[5] for row in found].count("Tidak") == 1
    spread = rows(book["Sebaran"])
    assert spread[:2] == [("Layanan", "Poli", 12), ("Layanan", "Gigi", 1)]
    assert spread[3:] == [
        ("Saluran", "Tautan dan kode QR", 13),
        ("Diarahkan petugas", "Ya, di antara yang terhitung", 1),
    ]
    assert rows(book["Saran"]) == [("=HYPERLINK(1)",), ("@SUM(1)",)]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not {str(alone.pk), alone.pk.hex} & {str(cell.value) for cell in cells}


def test_below_twelve_answers_there_is_no_row_of_a_single_one(world):
    campaign = make_campaign(world.unit, Campaign.State.CLOSED)
    made = [make_answer(campaign, [6, 5, 4, 3, 2 + n % 2]) for n in range(12)]
    assert len(rows(book_of(world, campaign)["Jawaban"])) == 12
    Exclusion.objects.create(answer=made[0], reason="Dobel.", by=world.admin, at=made[0].hour)
    sheet = book_of(world, campaign)["Jawaban"]
    assert [cell.value for cell in sheet[1]] == ["Pertanyaan", *(f"Nilai {n}" for n in range(1, 7))]
    found = rows(sheet)
    assert [row[1:] for row in found[:1] + found[-1:]] == [(0, 0, 0, 0, 0, 11), (0, 5, 6, 0, 0, 0)]


def test_what_xml_cannot_hold_breaks_no_workbook(world):
    campaign = make_campaign(world.unit, Campaign.State.CLOSED)
    campaign.services.filter(name="Poli").update(name="Po\x01li")
    for text in ("a\x01b", "\uffffc", ""):
        make_answer(campaign, [5, 4, 3, 2, 1], service="Gigi", comment=text)
    book = book_of(world, campaign)
    assert rows(book["Saran"]) == [("ab",), ("c",)]
    assert rows(book["Sebaran"])[0] == ("Layanan", "Poli", 0)


@pytest.mark.parametrize("answers", [0, 2])
def test_below_three_answers_there_is_none(world, answers):
    campaign = make_campaign(world.unit, Campaign.State.CLOSED)
    for _ in range(answers):
        make_answer(campaign, [5, 4, 3, 2, 1])
    answer = world.client("ketua").get(f"/survei/{campaign.pk}/xlsx/")
    assert answer.headers["Location"] == f"/survei/{campaign.pk}/"


def test_before_closing_there_is_none(world):
    campaign = make_campaign(world.unit)
    make_answer(campaign, [5] * 5)
    answer = world.client("petugas").get(f"/survei/{campaign.pk}/xlsx/")
    assert answer.headers["Location"] == f"/survei/{campaign.pk}/"
