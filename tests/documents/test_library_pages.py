"""The pages of the library: what keepers and readers see, that nothing typed is lost, that text stays text."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Announcement, LibraryItem
from tests.factories.library import make_item, make_notice

pytestmark = pytest.mark.django_db
SHELF = "/kelola/KAB-X/pustaka/"
NOTICES = "/kelola/KAB-X/pengumuman/"
ITEM = {
    "kind": "keputusan",
    "number": "1/2026",
    "year": "2026",
    "title": "SK tim",
    "status": "berlaku",
    "public": "on",
}
EVIL = "<script>alert(1)</script> {{ 7|add:7 }}"


def test_a_file_comes_in_through_the_form_and_is_read_back(world):
    file = SimpleUploadedFile("sk.txt", b"isi surat", "text/plain")
    response = world.client("admin").post(f"{SHELF}baru/", {**ITEM, "file": file})
    assert (response.status_code, response["Location"]) == (302, SHELF)
    item = LibraryItem.objects.get()
    read = world.client("petugas").get(f"/pustaka/{item.pk}/berkas/")
    assert b"".join(read.streaming_content) == b"isi surat"
    assert world.client("petugas_asing").get(f"/pustaka/{item.pk}/berkas/").status_code == 404


def test_a_refused_form_keeps_what_was_typed(world):
    file = SimpleUploadedFile("sk.pdf", b"bukan", "application/pdf")
    response = world.client("admin").post(f"{SHELF}baru/", {**ITEM, "file": file})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Berkas ini bukan PDF, meskipun namanya .pdf. Unggah berkas aslinya." in page
    assert 'value="SK tim"' in page
    assert 'value="1/2026"' in page
    assert LibraryItem.objects.count() == 0


def test_a_stale_form_shows_what_is_stored_and_can_be_sent_again(world):
    item = make_item(world.instansi, by=world.admin, title="Judul lama")
    LibraryItem.objects.filter(pk=item.pk).update(title="Judul tersimpan", version=2)
    sent = {**ITEM, "url": item.url, "title": "Judul saya", "version": "1"}
    response = world.client("admin").post(f"{SHELF}{item.pk}/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Judul tersimpan" in page
    assert 'value="Judul saya"' in page
    assert '<input type="hidden" name="version" value="2"' in page
    assert (
        world.client("admin").post(f"{SHELF}{item.pk}/", {**sent, "version": "2"}).status_code,
        LibraryItem.objects.get().title,
    ) == (302, "Judul saya")


def test_a_new_file_takes_the_place_of_the_link(world):
    item = make_item(world.instansi, by=world.admin)
    file = SimpleUploadedFile("sk.txt", b"isi", "text/plain")
    sent = {**ITEM, "url": item.url, "version": "1", "file": file}
    assert world.client("admin").post(f"{SHELF}{item.pk}/", sent).status_code == 302
    item.refresh_from_db()
    assert (item.url, item.filename) == ("", "sk.txt")


def test_an_item_of_another_shelf_is_not_under_this_address(world):
    foreign = make_item(world.other_instansi, by=world.orang_asing)
    shared = make_item(None, by=world.admin_sistem)
    admin = world.client("admin")
    for item in (foreign, shared):
        assert admin.get(f"{SHELF}{item.pk}/").status_code == 404
        assert admin.post(f"{SHELF}{item.pk}/", {**ITEM, "version": "1", "url": item.url}).status_code == 404
        assert admin.post(f"{SHELF}{item.pk}/hapus/").status_code == 404
    assert LibraryItem.objects.filter(title="Pembangunan Zona Integritas").count() == 2


def test_removing_asks_first_and_says_why_not(world):
    newer = make_item(world.instansi, by=world.admin, title="Baru")
    make_item(world.instansi, by=world.admin, title="Lama", status="diubah", changed_by=newer)
    admin = world.client("admin")
    assert 'data-confirm="Hapus isi ini dari pustaka?' in admin.get(SHELF).content.decode()
    page = admin.post(f"{SHELF}{newer.pk}/hapus/", follow=True).content.decode()
    assert "“Lama” masih menyebut isi ini" in page
    assert LibraryItem.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("admin", SHELF),
        ("admin", NOTICES),
        ("petugas", "/pustaka/"),
        (None, "/publik/pustaka/"),
        (None, "/publik/pengumuman/"),
        (None, "/publik/"),
    ],
)
def test_text_is_text(world, who, url):
    make_item(world.instansi, by=world.admin, title=EVIL, number="<b>1</b>")
    make_notice(world.instansi, by=world.admin, title=EVIL, body=f"{EVIL}\n\n<img src=x>")
    page = world.client(who).get(url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in page
    assert [evil for evil in ("<script>alert", "<img src=x", "<b>1</b>") if evil in page] == []


@pytest.mark.parametrize("url", [SHELF, "/pustaka/", "/publik/pustaka/"])
@pytest.mark.parametrize(
    "query", ["q=%00", "q=%25", "q=%27%22%3Cscript%3E", "q=" + "a" * 5000, "jenis=%00&status=x&page=-1"]
)
def test_no_search_breaks_a_page(world, url, query):
    make_item(world.instansi, by=world.admin)
    response = world.client("admin").get(f"{url}?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b'<script src="', b"")


def test_an_announcement_is_written_and_taken_down(world):
    admin = world.client("admin")
    sent = {"title": "Rapat", "body": "Kamis", "starts": "2026-03-05", "ends": "2026-03-01"}
    refused = admin.post(f"{NOTICES}baru/", sent)
    assert refused.status_code == 422
    assert "Tanggal sampai harus sama dengan atau sesudah tanggal mulai." in refused.content.decode()
    assert admin.post(f"{NOTICES}baru/", {**sent, "ends": ""}).status_code == 302
    notice = Announcement.objects.get()
    assert (notice.starts, notice.ends, notice.public) == (date(2026, 3, 5), None, False)
    assert admin.post(f"{NOTICES}{notice.pk}/hapus/").status_code == 302
    assert Announcement.objects.count() == 0


def test_empty_shelves_say_what_will_be_here(world):
    assert "Pustaka ini masih kosong" in world.client("admin").get(SHELF).content.decode()
    assert "Belum ada pengumuman" in world.client("admin").get(NOTICES).content.decode()
    assert "Pustaka masih kosong" in world.client("petugas").get("/pustaka/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_items(world, django_assert_num_queries, count):
    changer = make_item(None, by=world.admin_sistem)
    for number in range(count):
        make_item(
            world.instansi,
            by=world.admin,
            title=f"SK {number}",
            status="diubah",
            changed_by=changer,
            file=b"%d" % number,
        )
        make_notice(world.instansi, by=world.admin, title=f"Kabar {number}")
    admin, petugas = world.client("admin"), world.client("petugas")
    with django_assert_num_queries(7):  # session, user, hats (2), instansi, count, items
        admin.get(SHELF)
    with django_assert_num_queries(7):  # session, user, hats (2), instansi, count, announcements
        admin.get(NOTICES)
    with django_assert_num_queries(7):  # session, user, hats (2), announcements, count, items
        petugas.get("/pustaka/")
