"""Many files at once: each is taken or refused by itself, with and without the page's own script."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from django.db import connection

from assessments.models import EvidenceUse, State
from audit.models import Entry
from documents.models import Blob, Document, Revision
from tests.assessments.answering import HX
from tests.assessments.papers import JSON, put, sent, titles, url
from tests.documents import files

CODE = "A.I.1.i.a"
EMPTY = "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."


@pytest.fixture
def a(world):
    return world.assessment()


def pages(a) -> list[str]:
    """Both places that take files."""
    return [url("papers_upload", a), url("evidence_add", a, CODE)]


def post(world, page: str, *uploads, who="petugas", headers=None, **fields):
    return world.client(who).post(page, {"file": list(uploads), **fields}, headers=headers or {})


def told(response) -> list[tuple]:
    return [(one["name"], one["state"], one["message"]) for one in response.json()["hasil"]]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Blob, Document, Revision))


FIVE = (
    ("SK_Tim.txt", b"satu"),
    ("Foto apel.png", files.image("PNG")),
    ("kosong.txt", b""),
    ("Tangkapan layar 2026-05-31 23.04.png", files.image("PNG") + b"\0"),
    ("empat.txt", b"empat"),
)


@pytest.mark.parametrize("place", [0, 1])
def test_five_files_with_an_empty_one_in_the_middle(world, a, place):
    response = post(world, pages(a)[place], *sent(*FIVE))
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count("Tersimpan.") == 4
    assert f"<b>kosong.txt</b> {EMPTY}" in html
    assert counts() == (4, 4, 4)
    assert list(Document.objects.order_by("pk").values_list("title", "kind")) == [
        ("SK Tim", "dokumen"),
        ("Foto apel", "foto"),
        ("Tangkapan layar 2026-05-31 23.04", "tangkapan_layar"),
        ("empat", "dokumen"),
    ]
    assert EvidenceUse.objects.count() == (4 if place else 0)


@pytest.mark.parametrize("place", [0, 1])
def test_all_good_is_a_redirect(world, a, place):
    assert post(world, pages(a)[place], *sent(FIVE[0], FIVE[4])).status_code == 302
    assert titles(world, "petugas", a) == ["empat", "SK Tim"]


def test_the_quota_is_full_at_the_third_of_five(world, a, settings):
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 25
    five = sent(*[(f"{n}.txt", str(n).encode() * 10) for n in range(5)])
    answer = told(post(world, pages(a)[0], *five, headers=JSON))
    assert [state for _, state, _ in answer] == ["tersimpan", "tersimpan", "ditolak", "ditolak", "ditolak"]
    assert answer[2][2].startswith("Tempat dokumen unit ini tidak cukup: terpakai 20 B dari 25 B")
    assert counts() == (2, 2, 2)


@pytest.mark.parametrize("place", [0, 1])
def test_the_script_is_told_of_each_file(world, a, place):
    page = pages(a)[place]
    first = post(world, page, *sent(FIVE[0]), headers=JSON)
    assert (first.status_code, told(first)) == (200, [("SK_Tim.txt", "tersimpan", "Tersimpan.")])
    if place:
        EvidenceUse.objects.all().delete()
    again = post(world, page, *sent(("lain.txt", b"satu")), headers=JSON)
    assert again.status_code == 409
    assert told(again) == [("lain.txt", "sudah_ada", "Sudah ada: “SK Tim”, pakai itu?")]
    wrong = post(world, page, *sent(("../../a.pdf", b"MZ")), headers=JSON)
    assert wrong.status_code == 422
    assert told(wrong) == [
        ("a.pdf", "ditolak", "Berkas ini bukan PDF, meskipun namanya .pdf. Unggah berkas aslinya.")
    ]
    none = post(world, page, headers=JSON)
    assert (none.status_code, len(told(none))) == (422, 1)
    assert counts() == (1, 1, 1)


def test_what_was_pasted_is_no_picture(world, a):
    name = "Tangkapan layar 2026-05-31 23.04.png"
    answer = told(post(world, pages(a)[0], *sent((name, b"<html>x</html>")), headers=JSON))
    assert answer == [
        (name, "ditolak", "Berkas ini bukan gambar PNG, meskipun namanya .png. Unggah berkas aslinya.")
    ]
    assert counts() == (0, 0, 0)


def test_more_files_than_one_post_takes_are_told_what_to_do(world, a):
    many = sent(*[(f"{n}.txt", b"x") for n in range(101)])
    response = post(world, pages(a)[0], *many)
    assert response.status_code == 400
    assert "paling banyak 100 dalam satu kiriman" in response.content.decode()
    assert counts() == (0, 0, 0)


# --- duplicates --------------------------------------------------------------------------------------------


def test_the_existing_one_is_used_with_one_click(world, a):
    existing = put(world, "satu", "SK Tim")
    page = pages(a)[1]
    pk = told_pk = post(world, page, *sent(FIVE[0]), headers=JSON).json()["hasil"][0]["document"]
    assert pk == existing.pk
    used = world.client("petugas").post(page, {"document": str(told_pk)}, headers=JSON)
    assert (used.status_code, used.json()) == (200, {"hasil": []})
    assert [(u.code, u.revision.document_id) for u in EvidenceUse.objects.all()] == [(CODE, existing.pk)]


def test_a_new_one_beside_it_is_kept_once(world, a):
    existing = put(world, "satu", "SK Tim")
    states = []
    for _ in range(2):  # a double click
        answer = post(world, pages(a)[0], *sent(FIVE[0]), headers=JSON, beside=str(existing.pk))
        states.append(told(answer)[0][1])
    assert states == ["tersimpan", "sudah_ada"]
    assert counts() == (1, 2, 2)


def test_without_the_script_a_check_box_keeps_it(world, a):
    existing = put(world, "satu", "SK Tim")
    html = post(world, pages(a)[0], *sent(FIVE[0])).content.decode()
    assert f'type="checkbox" name="beside" value="{existing.pk}"' in html
    assert f'href="{url("paper", a, existing.pk)}">Buka dokumen itu' in html


def test_what_another_unit_has_is_never_told(world, a):
    foreign = put(world, "satu", "Rahasia tetangga", unit=world.unit2)
    response = post(world, pages(a)[0], *sent(FIVE[0]), headers=JSON)
    assert told(response) == [("SK_Tim.txt", "tersimpan", "Tersimpan.")]
    used = world.client("petugas").post(pages(a)[1], {"document": str(foreign.pk)}, headers=JSON)
    assert (used.status_code, EvidenceUse.objects.count()) == (422, 0)
    named = post(world, pages(a)[0], *sent(("b.txt", b"dua")), headers=JSON, beside=str(foreign.pk))
    assert told(named)[0][1] == "tersimpan"


def test_no_address_takes_a_hash(world, a):
    sha256 = put(world, "satu", "SK Tim").latest.blob.sha256
    query = f"q={sha256}&hash={sha256}&sha256={sha256}"
    assert titles(world, "petugas", a, query) == []
    answer = world.client("petugas").post(pages(a)[0], {"sha256": sha256, "hash": sha256}, headers=JSON)
    assert (answer.status_code, "SK Tim" in answer.content.decode()) == (422, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [0, 1])
def test_the_same_file_twice_at_once_is_one_document_and_an_offer(world, a, place):
    start = threading.Barrier(2, timeout=20)
    clients = [world.client("petugas") for _ in range(2)]

    def act(client) -> str:
        start.wait()
        try:
            data = {"file": sent(FIVE[0])}
            return client.post(pages(a)[place], data, headers=JSON).json()["hasil"][0]["state"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(act, clients))
    # at the question the second may come when the first is evidence already
    assert found in [["sudah_ada", "tersimpan"], ["ditolak", "tersimpan"][: 2 * place]]
    assert counts() == (1, 1, 1)


# --- who, and broken off -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 403), ("ketua", 403), ("petugas_lain", 404), ("orang_asing", 404)]
)
@pytest.mark.parametrize("state", [State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI])
def test_nobody_else_uploads(world, a, who, status, state):
    world.assessment(state)
    found = [post(world, page, *sent(FIVE[0]), who=who, headers=JSON).status_code for page in pages(a)]
    assert (found, counts()) == ([status] * 2, (0, 0, 0))


def test_the_shelf_is_open_in_every_stage_the_question_is_not(world, a):
    world.assessment(State.SELESAI_TPI)
    found = [post(world, page, *sent(FIVE[0]), headers=JSON).status_code for page in pages(a)]
    assert (found, counts()) == ([200, 403], (1, 1, 1))


class Aborted(BytesIO):
    """A request whose sender hangs up."""

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError("the client is gone")
        return data


def test_an_upload_that_is_broken_off_leaves_nothing(world, a):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + b"x" * 9000
    client = world.client("petugas")
    client.handler.enforce_csrf_checks = True
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "CONTENT_LENGTH": "90000",
        "wsgi.input": Aborted(body),
    }
    assert client.post(pages(a)[0], **environ).status_code == 403
    assert counts() == (0, 0, 0)


def test_a_link_that_is_there_is_offered_at_both_places(world, a):
    link = {"url": "https://contoh.go.id/sk", "title": "SK", "kind": "sk"}
    for _ in range(2):
        shelf = world.client("petugas").post(pages(a)[0], link)
    there = Document.objects.get()
    html = shelf.content.decode()
    assert (shelf.status_code, "Sudah ada: “SK”, pakai itu?" in html) == (422, True)
    assert f'href="{url("paper", a, there.pk)}">Buka dokumen itu' in html
    assert "Tetap simpan tautan ini sebagai dokumen baru" in html
    assert 'value="https://contoh.go.id/sk"' in html
    place = {**link, "locator": "hlm. 3", "speaks_of": "Mei 2026"}
    for headers in ({}, HX):
        page = world.client("petugas").post(pages(a)[1], place, headers=headers)
        html = page.content.decode()
        assert (page.status_code, "Pakai dokumen itu" in html) == (422, True)
        assert '<input type="hidden" name="locator" value="hlm. 3">' in html
        assert '<input type="hidden" name="speaks_of" value="Mei 2026">' in html
    assert (page["HX-Retarget"], page["HX-Reswap"]) == ("#ea-A-I-1-i-a", "innerHTML")
    assert world.client("petugas").post(pages(a)[0], {**link, "beside": there.pk}).status_code == 302
    assert (Document.objects.count(), EvidenceUse.objects.count()) == (2, 0)
    world.client("petugas").post(pages(a)[1], {"document": there.pk})
    proven = world.client("petugas").post(pages(a)[1], {**link, "beside": ""})
    assert "Sudah ada: “SK”, pakai itu?" in proven.content.decode()  # the newer of the two


@pytest.mark.parametrize("place", [0, 1])
def test_confidentiality_and_period_hold_for_every_file_of_a_post(world, a, place):
    said = {"confidentiality": "rahasia", "speaks_from": "2026-01-01", "speaks_until": "2026-06-30"}
    assert post(world, pages(a)[place], *sent(FIVE[0], FIVE[4]), **said).status_code == 302
    world.client("petugas").post(
        pages(a)[place], {"url": "https://contoh.go.id/", "title": "L", "kind": "sk", **said}
    )
    facts = ("confidentiality", "speaks_from", "speaks_until")
    assert (
        list(Document.objects.values_list(*facts)) == [("rahasia", date(2026, 1, 1), date(2026, 6, 30))] * 3
    )
    entry = Entry.objects.filter(action="document.add").first()
    assert (entry.after["confidentiality"], entry.after["speaks_until"]) == ("rahasia", "2026-06-30")
    for wrong, message in (
        ({"speaks_until": "2025-01-01"}, "Akhir periode isi tidak mungkin sebelum mulainya."),
        ({"speaks_from": "0026-01-01"}, "Periksa tahunnya: antara 1945 dan 2100."),
        ({"confidentiality": "umum"}, "Masukkan pilihan yang valid"),
    ):
        refused = post(world, pages(a)[place], *sent(("x.txt", b"x")), **{**said, **wrong})
        assert (refused.status_code, message in refused.content.decode()) == (422, True)
    assert Document.objects.count() == 3


def test_what_was_stored_leads_to_its_page(world, a):
    html = post(world, pages(a)[0], *sent(FIVE[0], FIVE[2])).content.decode()
    page = url("paper", a, Document.objects.get().pk)
    assert f'<a href="{page}">Lengkapi keterangan' in html


def test_after_an_upload_the_list_stays_as_it_was_asked_for(world, a):
    put(world, "isi", "SK lama")
    page = world.client("petugas").get(url("papers", a), {"tampilan": "periode", "jenis": "sk", "q": "a b"})
    assert (
        f'data-back="{url("papers", a)}?q=a+b&amp;jenis=sk&amp;tampilan=periode&amp;"'
        in page.content.decode()
    )
    assert (
        f'data-back="{url("papers", a)}?page=1"'
        in world.client("petugas").get(url("papers", a)).content.decode()
    )


@pytest.mark.parametrize("place", [0, 1])
def test_what_lies_in_the_archive_is_told_and_opened(world, a, place):
    gone = put(world, "satu", "SK Tim", archived_at="2026-01-01T00:00:00Z")
    told_as = post(world, pages(a)[place], *sent(FIVE[0]), headers=JSON).json()["hasil"][0]
    assert (told_as["message"], told_as["archived"]) == (
        "Sudah ada di arsip: “SK Tim”, pulihkan itu?",
        True,
    )
    html = post(world, pages(a)[place], *sent(FIVE[0])).content.decode()
    assert f'href="{url("paper", a, gone.pk)}">Buka dokumen itu' in html
    assert "Pakai dokumen itu" not in html


def test_a_link_is_kept_too(world, a):
    page = pages(a)[0]
    data = {"url": "https://contoh.go.id/sk", "title": "SK", "kind": "sk"}
    assert world.client("petugas").post(page, data).status_code == 302
    assert Document.objects.get().latest.url == "https://contoh.go.id/sk"
    bad = world.client("petugas").post(page, {**data, "title": ""})
    assert (bad.status_code, "Tuliskan judul untuk tautan ini." in bad.content.decode()) == (422, True)
