"""What an item of the library held before stays readable for its keeper, and for nobody else."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import store
from documents.models import Blob, FormerContent, LibraryItem
from documents.services import sweep
from documents.services.library import change_item, remove_item
from tests.documents.test_library import data, put
from tests.factories.library import make_item

pytestmark = pytest.mark.django_db


def replace(item: LibraryItem, actor, content: bytes = b"", filename: str = "", url: str = "") -> LibraryItem:
    item.refresh_from_db()
    file = BytesIO(content) if content else None
    return change_item(
        item, data=data(), seen=item.version, actor=actor, file=file, filename=filename, url=url
    )


def address(item: LibraryItem, former: FormerContent) -> str:
    return reverse("documents:shelf_former", args=["KAB-X", item.pk, former.pk])


def test_every_former_file_and_link_is_kept_with_who_replaced_it(world):
    item = put(world)
    first = item.blob
    replace(item, world.admin, b"isi kedua", "kedua.txt")
    replace(item, world.admin, url="https://contoh.go.id/sk")
    replace(item, world.admin, b"isi ketiga", "ketiga.txt")
    kept = [(f.filename, f.url, f.replaced_by) for f in item.former.all()]
    assert kept == [
        ("", "https://contoh.go.id/sk", world.admin),
        ("kedua.txt", "", world.admin),
        ("sk.txt", "", world.admin),
    ]
    assert item.former.last().blob == first


def test_what_stays_leaves_no_history(world):
    item = put(world)
    with store.open_verified(item.blob.sha256) as same:
        replace(item, world.admin, same.read(), "sama.txt")
    change_item(item, data=data(title="Judul lain"), seen=2, actor=world.admin)
    assert (item.former.count(), LibraryItem.objects.get().filename) == (0, "sama.txt")


def test_its_keeper_reads_it_and_nobody_else(world):
    item = put(world)
    replace(item, world.admin, b"isi kedua", "kedua.txt")
    former = item.former.get()
    page = (
        world.client("admin").get(reverse("documents:shelf_item", args=["KAB-X", item.pk])).content.decode()
    )
    assert (address(item, former) in page, "sk.txt" in page) == (True, True)
    read = world.client("admin").get(address(item, former))
    assert b"".join(read.streaming_content).startswith(b"Pasal 1")
    strangers = ("orang_asing", "petugas_asing", "tanpa_peran")
    others = [who for who in world.people if who != "admin"]
    codes = {who: world.client(who).get(address(item, former)).status_code for who in others}
    assert codes == {who: 404 if who in strangers else 403 for who in others}
    for shown in (reverse("documents:library"), "/publik/pustaka/"):
        assert "sk.txt" not in world.client("petugas").get(shown).content.decode()


def test_another_items_former_file_is_not_under_this_address(world):
    item, other = put(world), make_item(world.instansi, by=world.admin)
    foreign = make_item(world.other_instansi, by=world.orang_asing)
    replace(item, world.admin, b"isi kedua", "kedua.txt")
    former = item.former.get()
    for wrong in (other, foreign):
        assert world.client("admin").get(address(wrong, former)).status_code == 404
    theirs = reverse("documents:shelf_former", args=["KAB-Y", foreign.pk, former.pk])
    assert world.client("orang_asing").get(theirs).status_code == 404


def test_a_former_link_is_no_file(world):
    item = make_item(world.instansi, by=world.admin)
    replace(item, world.admin, b"isi", "sk.txt")
    assert world.client("admin").get(address(item, item.former.get())).status_code == 404


def test_the_sweep_leaves_former_files_until_the_item_goes(world, evidence):
    item = put(world)
    replace(item, world.admin, b"isi kedua", "kedua.txt")
    then = timezone.now() - timedelta(hours=25)
    Blob.objects.update(created_at=then)
    for sha256 in store.iter_hashes():
        os.utime(evidence / store.name_of(sha256), (then.timestamp(), then.timestamp()))
    assert sweep(now=timezone.now(), apply=True).blobs == ()
    assert len(list(store.iter_hashes())) == 2
    remove_item(item, actor=world.admin)
    assert len(sweep(now=timezone.now(), apply=True).blobs) == 2
