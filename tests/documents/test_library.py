"""The services of the library and its announcements: what is written, what is refused, what the audit says."""

import hashlib
from datetime import date
from io import BytesIO

import pytest

from audit.models import Entry
from documents.library.queries import found, open_notices, open_to_all, readable, readable_notices
from documents.library.search import MAX_TEXT, search_text, words_of
from documents.models import Announcement, Blob, LibraryItem
from documents.services.announcements import NoticeData, announce, change_notice, take_down
from documents.services.library import ItemData, add_item, change_item, remove_item
from documents.services.shelves import CHANGED
from tests.documents import clamd, files
from tests.documents.clamd import EICAR
from tests.factories.library import make_item, make_notice
from units.queries import hats_of
from units.services.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
TEXT = b"Pasal 1\nTunjangan inovasi pelayanan"
DATA = {
    "kind": "keputusan",
    "number": "188/21",
    "year": 2026,
    "title": "Penetapan unit",
    "date": date(2026, 1, 20),
    "status": "berlaku",
    "changed_by": None,
    "public": True,
}


def data(**said) -> ItemData:
    return ItemData(**{**DATA, **said})


def put(world, **said) -> LibraryItem:
    return add_item(
        world.instansi, data=data(**said), file=BytesIO(TEXT), filename="sk.txt", actor=world.admin
    )


def reasons(caught) -> list[tuple[str, str]]:
    return caught.value.reasons


def written() -> tuple[int, int, int, int]:
    return (
        LibraryItem.objects.count(),
        Announcement.objects.count(),
        Blob.objects.count(),
        Entry.objects.count(),
    )


def test_a_file_is_put_on_the_shelf_and_told_to_the_audit(world):
    item = put(world)
    entry = Entry.objects.get()
    assert (item.filename, item.blob.sha256) == ("sk.txt", hashlib.sha256(TEXT).hexdigest())
    assert item.search_text == "188/21 penetapan unit pasal 1 tunjangan inovasi pelayanan"
    assert (entry.action, entry.actor_id, entry.role) == ("library.add", world.admin.pk, "Admin inspektorat")
    assert entry.chain.key == f"instansi:{world.instansi.pk}"
    assert entry.after == {
        "kind": "keputusan",
        "number": "188/21",
        "year": 2026,
        "title": "Penetapan unit",
        "date": "2026-01-20",
        "status": "berlaku",
        "changed_by_id": None,
        "public": True,
        "filename": "sk.txt",
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "size": len(TEXT),
    }


def test_a_double_click_puts_it_there_once(world):
    assert put(world) == put(world)
    assert written() == (1, 0, 1, 1)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_instansi", "ketua", "orang_asing", "admin_sistem"])
def test_nobody_else_keeps_the_shelf(world, who):
    item = make_item(world.instansi, by=world.admin)
    person = world.people[who]
    with pytest.raises(NotAllowed):
        add_item(world.instansi, data=data(), url="https://contoh.go.id/", actor=person)
    with pytest.raises(NotAllowed):
        change_item(item, data=data(), seen=1, actor=person)
    with pytest.raises(NotAllowed):
        remove_item(item, actor=person)
    with pytest.raises(NotAllowed):
        announce(world.instansi, data=NOTICE, actor=person)
    assert written() == (1, 0, 0, 0)


def test_the_shared_shelf_is_the_admin_sistems_alone(world):
    with pytest.raises(NotAllowed):
        add_item(None, data=data(), url="https://contoh.go.id/", actor=world.admin)
    item = add_item(None, data=data(), url="https://contoh.go.id/", actor=world.admin_sistem)
    assert (item.instansi, Entry.objects.get().chain.key) == (None, "system")


@pytest.mark.parametrize(
    ("content", "filename", "message"),
    [
        (b"", "sk.pdf", "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."),
        (b"<html><script>1</script>", "sk.pdf", None),
        (files.zipped({"a.txt": b"x"}), "sk.docx", None),
        (b"MZ", "sk.exe", None),
    ],
    ids=["empty", "a page", "another archive", "a program"],
)
def test_files_are_checked_as_evidence_is(world, content, filename, message):
    with pytest.raises(Refused) as caught:
        add_item(world.instansi, data=data(), file=BytesIO(content), filename=filename, actor=world.admin)
    assert [field for _, field in reasons(caught)] == ["file"]
    assert message in (None, reasons(caught)[0][0])
    assert written() == (0, 0, 0, 0)


@pytest.mark.parametrize("shared", [False, True])
def test_a_virus_leaves_a_trace_in_the_audit_and_nothing_else(world, settings, shared):
    shelf, actor = (None, world.admin_sistem) if shared else (world.instansi, world.admin)
    with clamd.daemon() as made:
        settings.CLAMAV_SOCKET = made.address
        with pytest.raises(Refused) as caught:
            add_item(shelf, data=data(), file=BytesIO(EICAR), filename="sk.txt", actor=actor)
    assert reasons(caught)[0][0].startswith("Berkas ini mengandung virus")
    entry = Entry.objects.get()
    assert (entry.action, entry.chain.key) == (
        "content.infected",
        "system" if shared else f"instansi:{world.instansi.pk}",
    )
    assert written() == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("said", "content", "field"),
    [
        ({}, {"url": "javascript:alert(1)"}, "url"),
        ({}, {}, "file"),
        ({"title": "\u200b "}, {"url": "https://contoh.go.id/"}, "title"),
        ({"kind": "rahasia"}, {"url": "https://contoh.go.id/"}, "kind"),
        ({"status": "diubah", "changed_by": 0}, {"url": "https://contoh.go.id/"}, "changed_by"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(world, said, content, field):
    if said.get("changed_by") == 0:
        said = said | {"changed_by": make_item(world.other_instansi, by=world.orang_asing).pk}
    before = written()
    with pytest.raises(Refused) as caught:
        add_item(world.instansi, data=data(**said), actor=world.admin, **content)
    assert [where for _, where in reasons(caught)] == [field]
    assert written() == before


def test_a_change_keeps_the_text_of_the_file_and_a_new_file_replaces_it(world):
    item = put(world)
    changed = change_item(item, data=data(title="Penetapan unit kerja"), seen=1, actor=world.admin)
    assert changed.search_text == "188/21 penetapan unit kerja pasal 1 tunjangan inovasi pelayanan"
    changed = change_item(
        item, data=data(), seen=2, actor=world.admin, file=BytesIO(b"isi lain"), filename="baru.txt"
    )
    assert (changed.search_text, changed.filename, changed.version) == (
        "188/21 penetapan unit isi lain",
        "baru.txt",
        3,
    )


def test_a_link_that_is_none_is_told_beside_its_field_also_when_it_is_changed(world):
    item = put(world)
    with pytest.raises(Refused) as caught:
        change_item(item, data=data(), seen=1, actor=world.admin, url="💥<script>")
    assert [field for _, field in reasons(caught)] == ["url"]


def test_nothing_new_writes_nothing_and_what_another_wrote_is_not_lost(world):
    item = put(world)
    change_item(item, data=data(), seen=1, actor=world.admin)
    assert written() == (1, 0, 1, 1)
    change_item(item, data=data(title="Baru"), seen=1, actor=world.admin)
    with pytest.raises(Refused) as caught:
        change_item(item, data=data(title="Lama"), seen=1, actor=world.admin)
    assert reasons(caught) == [(CHANGED, "")]
    assert LibraryItem.objects.get().title == "Baru"


def test_what_another_item_names_is_not_removed(world):
    newer = make_item(world.instansi, by=world.admin, title="Yang baru")
    older = make_item(world.instansi, by=world.admin, title="Yang lama", status="dicabut", changed_by=newer)
    with pytest.raises(Refused) as caught:
        remove_item(newer, actor=world.admin)
    assert reasons(caught)[0][0] == (
        "“Yang lama” masih menyebut isi ini sebagai pengubah atau pencabutnya. Ubah itu dahulu."
    )
    remove_item(older, actor=world.admin)
    remove_item(older, actor=world.admin)
    remove_item(newer, actor=world.admin)
    assert [entry.action for entry in Entry.objects.order_by("pk")] == ["library.remove"] * 2


def test_a_refusal_to_remove_from_the_shared_shelf_names_no_title_of_an_instansi(world):
    shared = make_item(None, by=world.admin_sistem)
    make_item(
        world.instansi,
        by=world.admin,
        title="Rahasia dapur",
        public=False,
        status="diubah",
        changed_by=shared,
    )
    with pytest.raises(Refused) as caught:
        remove_item(shared, actor=world.admin_sistem)
    assert reasons(caught) == [
        ("Pustaka sebuah instansi masih menyebut isi ini sebagai pengubah atau pencabut.", "")
    ]


def test_search_finds_number_title_and_text_whatever_the_case(world):
    item = put(world)
    other = make_item(world.instansi, by=world.admin, title="Panduan 100% loket", number="", text="isi_lain")
    everything = LibraryItem.objects.order_by("pk")
    assert list(found(everything, query="TUNJANGAN inovasi")) == [item]
    assert list(found(everything, query="188/21")) == [item]
    assert list(found(everything, query="%")) == [other]
    assert list(found(everything, query="isi_lain")) == [other]
    assert list(found(everything, query="i_i")) == []
    assert list(found(everything, query="' OR 1=1 --")) == []
    assert list(found(everything, kind="keputusan")) == [item]
    assert list(found(everything, kind="tidak ada", status="' or")) == [item, other]


def test_search_is_bounded():
    assert words_of("a " * 500) == ["a"] * 6
    assert words_of("x" * 500) == ["x" * 100]
    assert len(search_text("1/2026", "kata " * 100_000)) == MAX_TEXT
    assert search_text("ﬁle\x00\u202e", "BESAR") == "file besar"


NOTICE = NoticeData(
    title="Sosialisasi",
    body="Kamis.\n\nBawa SK.",
    starts=date(2026, 3, 1),
    ends=date(2026, 3, 5),
    public=True,
)


def test_an_announcement_is_written_once_changed_and_taken_down_once(world):
    notice = announce(world.instansi, data=NOTICE, actor=world.admin)
    assert announce(world.instansi, data=NOTICE, actor=world.admin) == notice
    later = NoticeData(title="Sosialisasi", body="Jumat.", starts=date(2026, 3, 1), ends=None, public=False)
    changed = change_notice(notice, data=later, seen=1, actor=world.admin)
    assert (changed.body, changed.ends, changed.version) == ("Jumat.", None, 2)
    with pytest.raises(Refused) as caught:
        change_notice(notice, data=NOTICE, seen=1, actor=world.admin)
    assert reasons(caught) == [(CHANGED, "")]
    take_down(notice, actor=world.admin)
    take_down(notice, actor=world.admin)
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "announcement.add",
        "announcement.change",
        "announcement.remove",
    ]


def test_an_announcement_does_not_end_before_it_starts(world):
    wrong = NoticeData(title="Rapat", body="Isi", starts=date(2026, 3, 5), ends=date(2026, 3, 1), public=True)
    with pytest.raises(Refused) as caught:
        announce(world.instansi, data=wrong, actor=world.admin)
    assert reasons(caught) == [("Tanggal sampai harus sama dengan atau sesudah tanggal mulai.", "ends")]
    assert written() == (0, 0, 0, 0)


def test_who_reads_what(world):
    own = make_item(world.instansi, by=world.admin, public=False, title="Sendiri")
    shared = make_item(None, by=world.admin_sistem, public=False, title="Bersama")
    foreign = make_item(world.other_instansi, by=world.orang_asing, public=False, title="Asing")
    open_one = make_item(world.other_instansi, by=world.orang_asing, title="Terbuka")
    seen = {who: set(readable(hats_of(world.people[who]))) for who in ("petugas", "ketua", "petugas_asing")}
    assert seen == {
        "petugas": {own, shared},
        "ketua": {own, shared},
        "petugas_asing": {foreign, open_one, shared},
    }
    assert set(readable(hats_of(world.tanpa_peran))) == {shared}
    assert set(open_to_all()) == {open_one}


def test_announcements_are_read_on_their_days(world):
    make_notice(world.instansi, by=world.admin, starts=date(2026, 3, 1), ends=date(2026, 3, 5))
    hidden = make_notice(world.instansi, by=world.admin, public=False, starts=date(2026, 3, 2))
    hats = hats_of(world.petugas)
    days = {day: readable_notices(hats, date(2026, 3, day)).count() for day in (1, 2, 5, 6)}
    assert days == {1: 1, 2: 2, 5: 2, 6: 1}
    assert [open_notices(date(2026, 3, day)).count() for day in (1, 5, 6)] == [1, 1, 0]
    assert list(readable_notices(hats_of(world.orang_asing), date(2026, 3, 5))) == []
    assert hidden not in open_notices(date(2026, 3, 5))
