"""Hints: shown until the person closes them, each alone, on every machine of theirs."""

import pytest
from django.urls import reverse

from assessments.guidance.hints import HINTS


def closed(world) -> list[str]:
    world.petugas.refresh_from_db()
    return world.petugas.closed_hints


def test_a_hint_is_shown_until_it_is_closed(world):
    a = world.assessment()
    page = reverse("assessments:area", args=[a.pk, "MP"])
    unit = reverse("assessments:assessment", args=[a.pk])
    client, url = world.client("petugas"), reverse("assessments:hint_close", args=["jawab"])
    assert HINTS["jawab"] in client.get(page).content.decode()
    for _ in range(2):  # a double click, or two tabs
        answer = client.post(url, {"back": page})
        assert (answer.status_code, answer["Location"], closed(world)) == (302, page, ["jawab"])
    assert HINTS["jawab"] not in client.get(page).content.decode()
    assert HINTS["unit"] in client.get(unit).content.decode()
    assert HINTS["jawab"] in world.client("pimpinan_unit").get(page).content.decode()


def test_a_script_gets_nothing_to_put_in_its_place(world):
    url = reverse("assessments:hint_close", args=["unit"])
    answer = world.client("petugas").post(url, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, closed(world)) == (200, b"", ["unit"])


@pytest.mark.parametrize(
    "back",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "javascript:alert(1)",
        "abc",
        "assessments:terms",
        "bantuan/",
        "",
    ],
)
def test_the_way_back_is_ours(world, back):
    answer = world.client("petugas").post(reverse("assessments:hint_close", args=["unit"]), {"back": back})
    assert answer["Location"] == "/"


def test_there_is_no_other_hint(world):
    assert world.client("petugas").post("/bantuan/petunjuk/lain/tutup/").status_code == 404
    assert closed(world) == []


def test_who_only_reads_gets_no_hint_to_write(world):
    a = world.assessment()
    page = world.client("admin").get(reverse("assessments:area", args=[a.pk, "MP"])).content.decode()
    assert HINTS["jawab"] not in page
