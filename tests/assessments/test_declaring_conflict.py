"""A conflict of interest that an assessor declares: at once, with a reason, while there is something to leave."""

import pytest

from assessments import queries
from assessments.models import State
from tests.assessments.sheets import LETTER
from tests.assessments.tpi import save, tpi_url
from tests.factories.assessments import fresh


def conflict_url(a) -> str:
    return f"/penilaian/{a.pk}/benturan/"


def test_declaring_ends_the_access_at_once(world, done):
    client = world.client("anggota")
    assert conflict_url(done) in client.get(f"/penilaian/{done.pk}/").content.decode()
    assert "Akses Anda ke unit ini berhenti saat itu juga" in client.get(conflict_url(done)).content.decode()
    response = client.post(conflict_url(done), {"alasan": "Kakak kandung pimpinan."})
    assert response["Location"] == "/tpi/"
    html = client.get("/tpi/").content.decode()
    assert "Benturan kepentingan dengan Puskesmas Melati tercatat." in html
    for url in (
        f"/penilaian/{done.pk}/",
        tpi_url(done),
        conflict_url(done),
        f"/penilaian/{done.pk}/tpi-lanjut/",
    ):
        assert client.get(url).status_code == 404
    assert save(client, done, LETTER, nilai="C", version=1).status_code == 404
    assert client.post(conflict_url(done), {"alasan": "Lagi."}).status_code == 404
    assert [m.user for m in queries.members_of(fresh(done))] == [world.anggota2]


@pytest.mark.parametrize("reason", ["  ", "Kakak. " * 200])
def test_declaring_wants_a_reason_and_keeps_what_was_typed(world, done, reason):
    response = world.client("anggota").post(conflict_url(done), {"alasan": reason})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Tuliskan alasannya, paling panjang 1.000 huruf." in html
    assert f">{reason}</textarea>" in html
    assert world.client("anggota").get(tpi_url(done)).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ketua", 200),
        ("pengendali", 200),
        ("petugas", 403),
        ("admin", 403),
        ("petugas_lain", 404),
        (None, 302),
    ],
)
def test_only_who_assesses_declares(world, done, who, status):
    assert world.client(who).get(conflict_url(done)).status_code == status


def test_after_release_there_is_nothing_left_to_declare(world, done):
    world.assessment(State.SELESAI_TPI)
    assert world.client("anggota").get(conflict_url(done)).status_code == 403
    assert conflict_url(done) not in world.client("anggota").get(f"/penilaian/{done.pk}/").content.decode()
