"""No page weighs more than 150 kB, with the whole instrument of 113 questions too; pages go out compressed."""

import gzip
import random
from dataclasses import replace

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import State
from tests.assessments.tpi import members_filled, submitted
from tests.factories.assessments import answers_for
from tests.weight import AT_MOST, weight

AREAS = ("MP", "TT", "SDM", "AK", "PW", "PP", "HASIL")


def noted(world, seed: int) -> dict[str, Given]:
    """An answer to every question, with a note of forty words in an order of its own."""
    dice = random.Random(seed)
    words = sorted(
        {word for question in world.instrument.questions.values() for word in question.text.split()}
    )
    answers = answers_for(world.instrument, "random", seed=seed)
    return {code: replace(one, note=" ".join(dice.sample(words, 40))) for code, one in answers.items()}


def heavy(client: Client, pk: int, name: str, *arguments: str) -> tuple[str, int]:
    """The address of a page and its weight."""
    url = reverse(f"assessments:{name}", args=[pk, *arguments])
    answer = client.get(url)
    assert answer.status_code == 200, url
    return url, weight(answer.content)


@pytest.mark.django_db
def test_pages_of_the_whole_instrument(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, noted(world, 1))
    pages = [heavy(world.client("petugas"), a.pk, "area", area) for area in AREAS]
    pages += [heavy(world.client("petugas"), a.pk, name) for name in ("simulation", "pictures", "papers")]
    a = submitted(world, noted(world, 2))
    members_filled(world, a, "random")
    pages += [heavy(world.client("ketua"), a.pk, "tpi_area", area) for area in (*AREAS, "SEMUA")]
    pages += [heavy(world.client("ketua"), a.pk, name) for name in ("tpi_compare", "history")]
    assert {url: bytes_ for url, bytes_ in pages if bytes_ > AT_MOST} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "encoding", "plain"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip;q=0.5, br;q=0.001", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("gzip ; Q=0.000, br; q=0.", None, bytes),
        ("bro, gzipped", None, bytes),
        ("", None, bytes),
    ],
)
def test_pages_go_out_compressed(client, accepted, encoding, plain):
    page = client.get(reverse("account_login"), headers={"Accept-Encoding": accepted})
    assert page.headers.get("Content-Encoding") == encoding
    assert int(page["Content-Length"]) == len(page.content)
    assert b"<h1>Masuk</h1>" in plain(page.content)
    assert page["Vary"].count("Accept-Encoding") == 1  # of a plain page too: a cache must not give it to all


@pytest.mark.django_db
def test_parts_of_pages_get_no_padding_that_would_stay_in_the_page(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    url = reverse("assessments:save_answer", args=[a.pk, "A.I.1.i.b"])
    data, headers = {"version": "0", "nilai": "A"}, {"HX-Request": "true", "Accept-Encoding": "gzip, br"}
    part = world.client("petugas").post(url, data, headers=headers)
    assert part["Content-Encoding"] == "gzip"
    assert b"<!--" not in gzip.decompress(part.content)
