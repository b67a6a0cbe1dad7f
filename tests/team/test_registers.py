"""Registers of agen perubahan and innovations: what is written, refused, shown, and to whom."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import AgentChange, Assessment, ChangeAgent, Innovation
from assessments.registers import measures_of
from assessments.services.errors import NotAllowed, Refused, Stale
from assessments.services.registers import (
    AgentData,
    ChangeData,
    InnovationData,
    add_agents,
    add_change,
    add_innovation,
    change_agent,
    change_innovation,
    remove_row,
)
from audit.models import Entry
from documents.models import Document
from documents.services import upload
from tests.team.conftest import NIP, NIP2, START

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def why(act) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [where for _, where in refused.value.reasons]


def paper(world, unit, who="petugas", title="Laporan agen"):
    made = upload(
        file=BytesIO(PDF),
        filename="a.pdf",
        title=title,
        kind="laporan",
        unit=unit,
        actor=world.people[who],
        role="",
    )
    return made.document


def test_agents_and_their_changes_are_counted_while_they_serve(world, a):
    siti, budi = add_agents(
        a.pk, people=[AgentData("Siti", START, NIP), AgentData("Budi", START, NIP2)], actor=world.petugas
    )
    for text, done in (("Antrean daring", True), ("Loket ramah anak", False), ("Antrean daring", True)):
        add_change(
            siti.pk, data=ChangeData(text, START, done), actor=world.petugas
        )  # the third is a double click
    add_change(budi.pk, data=ChangeData("Kotak saran digital"), actor=world.pimpinan_unit)
    assert measures_of(a) == {"agents": 2, "changes": 3, "integrated": 1}
    yesterday = timezone.localdate() - timedelta(days=1)
    change_agent(budi.pk, data=AgentData("Budi", START, NIP2, end=yesterday), seen=1, actor=world.petugas)
    assert measures_of(a) == {"agents": 1, "changes": 2, "integrated": 1}
    html = world.client("petugas").get(f"/penilaian/{a.pk}/agen-perubahan/").content.decode()
    assert "Sudah selesai (1)" in html
    assert "Kotak saran digital" in html  # history stays


def test_what_a_register_refuses(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti", START, NIP)], actor=world.petugas)

    def add(**data):
        told = {"name": "Budi", "start": START} | data
        return why(lambda: add_agents(a.pk, people=[AgentData(**told)], actor=world.petugas))

    assert add(name=" ") == ["name"]
    assert add(nip=NIP) == ["nip"]
    assert add(nip="1") == ["nip"]
    assert add(start=date(26, 1, 1)) == ["start"]
    assert add(end=date(2025, 1, 1)) == ["end"]
    assert add(decree_number="188/4") == ["decree_date"]
    assert add(decree_number="188/4", decree_date=date(2226, 1, 1)) == ["decree_date"]
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert why(lambda: add_change(siti.pk, data=ChangeData(" "), actor=world.petugas)) == ["text"]
    assert why(lambda: add_change(siti.pk, data=ChangeData("x", tomorrow), actor=world.petugas)) == [
        "made_on"
    ]
    theirs = paper(world, world.unit2, "petugas_lain")
    foreign = ChangeData("x", document=theirs)
    assert why(lambda: add_change(siti.pk, data=foreign, actor=world.petugas)) == ["document"]
    add_innovation(a.pk, data=InnovationData("SIAGA", "PP"), actor=world.petugas)
    for data, where in (
        (InnovationData(" ", "PP"), "name"),
        (InnovationData("SIAGA", "TT"), "name"),
        (InnovationData("Lain", "XX"), "area"),
        (InnovationData("Lain", "PP", "berhenti"), "end"),
        (InnovationData("Lain", "PP", end=START), "status"),
        (InnovationData("Lain", "PP", "berhenti", start=START, end=date(2026, 1, 1)), "end"),
    ):
        assert why(lambda data=data: add_innovation(a.pk, data=data, actor=world.petugas)) == [where]
    assert (ChangeAgent.objects.count(), AgentChange.objects.count(), Innovation.objects.count()) == (1, 0, 1)


def test_only_the_unit_and_the_admin_write_and_strangers_learn_nothing(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti Rahma", START, NIP)], actor=world.admin)
    change = add_change(siti.pk, data=ChangeData("Antrean"), actor=world.petugas_pokja)
    for who in ("pimpinan_instansi", "ketua"):
        with pytest.raises(NotAllowed):
            remove_row(AgentChange, change.pk, seen=1, actor=world.people[who])
    for who in ("petugas_lain", "orang_asing", "tanpa_peran"):
        with pytest.raises(Assessment.DoesNotExist):
            change_agent(siti.pk, data=AgentData("X", START), seen=1, actor=world.people[who])
        for path in (f"/agen/{siti.pk}/", f"/perubahan-agen/{change.pk}/", f"/penilaian/{a.pk}/inovasi/"):
            assert world.client(who).get(path).status_code == 404
    told = str(list(Entry.objects.filter(chain__key=a.audit_chain).values("before", "after")))
    assert "Siti Rahma" not in told
    assert NIP not in told


def test_an_innovation_ends_and_a_stale_page_changes_nothing(world, a):
    made = add_innovation(a.pk, data=InnovationData("SIAGA", "PP", start=START), actor=world.petugas)
    ended = InnovationData("SIAGA", "PP", "berhenti", start=START, end=date(2026, 2, 1))
    assert change_innovation(made.pk, data=ended, seen=1, actor=world.petugas).version == 2
    with pytest.raises(Stale):
        change_innovation(made.pk, data=InnovationData("SIAGA 2", "PP"), seen=1, actor=world.pimpinan_unit)
    html = world.client("pimpinan_instansi").get(f"/penilaian/{a.pk}/inovasi/").content.decode()
    assert "Sudah berhenti (1)" in html


def test_a_new_file_becomes_a_document_of_the_unit_and_others_learn_only_that_there_is_one(world, a):
    petugas = world.client("petugas")
    scan = BytesIO(PDF)
    scan.name = "Profil SIAGA.pdf"
    sent = {"name": "SIAGA", "area": "PP", "status": "berjalan", "scan": scan}
    assert petugas.post(f"/penilaian/{a.pk}/inovasi/tambah/", sent).status_code == 302
    made = Innovation.objects.get()
    assert made.document.unit == world.unit
    assert "Profil SIAGA" in petugas.get(f"/penilaian/{a.pk}/inovasi/").content.decode()
    read = world.client("admin").get(f"/penilaian/{a.pk}/inovasi/").content.decode()
    assert ("ada dokumen bukti" in read, "Profil SIAGA" in read) == (True, False)
    form = world.client("admin").get(f"/inovasi/{made.pk}/").content.decode()
    assert "Profil SIAGA" not in form  # the shelf of the unit is not the admin's to look into
    kept = {"version": "1", "name": "SIAGA 2", "area": "PP", "status": "berjalan"}
    assert world.client("admin").post(f"/inovasi/{made.pk}/", kept).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.document is not None) == ("SIAGA 2", True)


def test_a_change_is_taken_back_after_asking(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti", START)], actor=world.petugas)
    change = add_change(siti.pk, data=ChangeData("Salah catat"), actor=world.petugas)
    petugas = world.client("petugas")
    assert "data-confirm=" in petugas.get(f"/perubahan-agen/{change.pk}/").content.decode()
    petugas.post(f"/perubahan-agen/{change.pk}/hapus/", {"version": "7"})
    assert AgentChange.objects.count() == 1  # somebody else changed it since
    petugas.post(f"/perubahan-agen/{change.pk}/hapus/", {"version": "1"})
    assert AgentChange.objects.count() == 0


def test_the_pages_take_the_same_queries_however_much_is_listed(world, a, django_assert_num_queries):
    petugas = world.client("petugas")
    for n in range(3):
        [agent] = add_agents(a.pk, people=[AgentData(f"Agen {n}", START)], actor=world.petugas)
        add_change(
            agent.pk, data=ChangeData("Antrean", document=paper(world, world.unit)), actor=world.petugas
        )
        add_innovation(a.pk, data=InnovationData(f"SIAGA {n}", "PP"), actor=world.petugas)
        if n in (0, 2):
            for page, queries in (("agen-perubahan", 8), ("inovasi", 6)):
                petugas.get(f"/penilaian/{a.pk}/{page}/")
                # session, user, hats (2), assessment; agents, changes with documents, counts | innovations
                with django_assert_num_queries(queries):
                    petugas.get(f"/penilaian/{a.pk}/{page}/")


def scan(name: str = "bukti.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_a_change_sent_twice_with_its_file_counts_once(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti", START, NIP)], actor=world.petugas)
    client, data = world.client("petugas"), {"text": "Antrean daring", "made_on": "2026-02-02"}
    for _ in range(2):
        client.post(f"/agen/{siti.pk}/perubahan/", data | {"scan": scan()})
    assert (measures_of(a)["changes"], Document.objects.count()) == (1, 1)
    row = AgentChange.objects.get()
    for _ in range(2):
        client.post(
            f"/perubahan-agen/{row.pk}/", data | {"text": "Antrean", "version": "1", "scan": scan("baru.pdf")}
        )
    row.refresh_from_db()
    assert (row.text, row.version, Document.objects.count()) == ("Antrean", 2, 2)


def test_a_file_that_comes_with_the_second_press_is_taken_in(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti", START, NIP)], actor=world.petugas)
    client, data = world.client("petugas"), {"text": "Antrean daring"}
    client.post(f"/agen/{siti.pk}/perubahan/", data)
    client.post(f"/agen/{siti.pk}/perubahan/", data | {"scan": scan()})
    assert [row.document for row in AgentChange.objects.all()] == list(Document.objects.all())


def test_a_refused_form_leaves_no_document(world, a):
    [siti] = add_agents(a.pk, people=[AgentData("Siti", START, NIP)], actor=world.petugas)
    change = add_change(siti.pk, data=ChangeData("Antrean"), actor=world.petugas)
    idea = add_innovation(a.pk, data=InnovationData("SIAGA", "MP"), actor=world.petugas)
    bad = {"name": "Baru", "area": "MP", "status": "berhenti", "text": "Loket", "made_on": "2199-01-01"}
    client = world.client("petugas")
    for url in (
        f"/agen/{siti.pk}/perubahan/",
        f"/perubahan-agen/{change.pk}/",
        f"/penilaian/{a.pk}/inovasi/tambah/",
        f"/inovasi/{idea.pk}/",
    ):
        assert client.post(url, bad | {"version": "1", "scan": scan()}).status_code == 422
    assert not Document.objects.exists()
    for _ in range(2):
        client.post(
            f"/penilaian/{a.pk}/inovasi/tambah/",
            {"name": "SIPEDA", "area": "MP", "status": "berjalan", "scan": scan()},
        )
    assert (Innovation.objects.count(), Document.objects.count()) == (2, 1)


def test_what_was_written_by_mistake_is_taken_back_unless_something_hangs_on_it(world, a):
    siti, budi = add_agents(
        a.pk, people=[AgentData("Siti", START, NIP), AgentData("Budi", START, NIP2)], actor=world.petugas
    )
    add_change(siti.pk, data=ChangeData("Antrean"), actor=world.petugas)
    idea = add_innovation(a.pk, data=InnovationData("SIAGA", "MP"), actor=world.petugas)
    client = world.client("petugas")
    assert f"/agen/{budi.pk}/hapus/" in client.get(f"/agen/{budi.pk}/").content.decode()
    said = client.post(f"/agen/{siti.pk}/hapus/", {"version": "1"}, follow=True).content.decode()
    assert "Siti masih punya perubahan di register ini." in said
    said = client.post(f"/inovasi/{idea.pk}/hapus/", {"version": "9"}, follow=True).content.decode()
    assert "baru saja diubah orang lain" in said
    client.post(f"/agen/{budi.pk}/hapus/", {"version": "1"})
    client.post(f"/inovasi/{idea.pk}/hapus/", {"version": "1"})
    assert [row.name for row in ChangeAgent.objects.all()] == ["Siti"]
    assert not Innovation.objects.exists()
