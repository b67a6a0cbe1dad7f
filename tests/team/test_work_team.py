"""The tim kerja of a unit and the tim pembangunan of an instansi: what is written, refused, kept."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.facts import gather
from assessments.models import Development, Employee, WorkMember, WorkTeam
from assessments.services.errors import NotAllowed, Refused, Stale
from assessments.services.steps import record_development
from assessments.services.work_team import (
    MemberData,
    add_members,
    change_member,
    remove_member,
    replace_member,
    save_decree,
)
from assessments.services.workflow import move, refusals
from assessments.team_places import TeamPlace
from audit.models import Entry
from documents.models import Document
from documents.services import upload
from tests.factories.assessments import fresh
from tests.team.conftest import NIP, NIP2, START, full_team
from units.models import User

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def plan(world, unit):
    return upload(
        file=BytesIO(PDF), filename="rencana.pdf", kind="dokumen", unit=unit, actor=world.admin, role=""
    )


def why(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons


def reasons(a) -> list[tuple[str, str]]:
    return [(r.message, r.where) for r in refusals(fresh(a), "catat_pembangunan")]


def test_the_guard_asks_for_a_decree_a_ketua_and_every_pokja(world, a, place):
    record_development(a.pk, plan=plan(world, a.unit), actor=world.admin)
    assert reasons(a) == [
        ("Nomor SK tim kerja belum diisi.", "tim_kerja"),
        ("Tanggal SK tim kerja belum diisi.", "tim_kerja"),
        ("Susunan tim kerja belum diisi.", "tim_kerja"),
    ]
    [member] = add_members(place, people=[MemberData("Siti", START, areas=("MP", "AK"))], actor=world.petugas)
    names = "Penataan Tatalaksana, Penataan Sistem Manajemen SDM Aparatur, Penguatan Pengawasan"
    assert reasons(a) == [
        ("Nomor SK tim kerja belum diisi.", "tim_kerja"),
        ("Tanggal SK tim kerja belum diisi.", "tim_kerja"),
        ("Tim kerja belum punya ketua.", "tim_kerja"),
        (f"Pokja yang belum punya anggota: {names}, Peningkatan Kualitas Pelayanan Publik.", "tim_kerja"),
    ]
    save_decree(place, number="188/1", day=START, scan=None, seen=1, actor=world.pimpinan_unit)
    everything = MemberData("Siti", START, role="ketua", areas=tuple(place.areas))
    change_member(member.pk, data=everything, seen=1, actor=world.admin)
    assert reasons(a) == []
    assert move(a.pk, "catat_pembangunan", actor=world.admin).state == "pembangunan"


def test_who_has_left_or_is_yet_to_come_covers_nothing(world, a, place):
    rows = full_team(world, place)
    yesterday, tomorrow = place.today - timedelta(days=1), place.today + timedelta(days=1)
    WorkMember.objects.filter(pk=rows[0].pk).update(end=yesterday)
    WorkMember.objects.filter(pk=rows[1].pk).update(start=tomorrow)
    facts = gather("catat_pembangunan", fresh(a))
    assert (facts.team_listed, facts.team_has_head) == (5, False)
    assert facts.areas_without_people == ("Manajemen Perubahan",)
    WorkMember.objects.update(start=place.today, end=place.today)  # both days count
    assert gather("catat_pembangunan", fresh(a)).areas_without_people == ()


def test_a_team_typed_as_text_before_stays_valid_until_somebody_is_listed(world, a, place):
    typed = {"decree_number": "188/9", "decree_date": START, "team": "Ketua: dr. Rina"}
    record_development(a.pk, plan=plan(world, a.unit), actor=world.admin, **typed)
    assert reasons(a) == []
    page = world.client("admin").get(f"/penilaian/{a.pk}/pembangunan/").content.decode()
    assert "Ketua: dr. Rina" in page
    record_development(a.pk, plan=None, actor=world.admin)  # what is not said again is kept
    assert Development.objects.get().team == "Ketua: dr. Rina"
    add_members(place, people=[MemberData("Siti", START, areas=("MP",))], actor=world.admin)
    assert ("Tim kerja belum punya ketua.", "tim_kerja") in reasons(a)
    assert gather("catat_pembangunan", fresh(a)).decree_number == "188/9"  # the decree that was typed holds


def test_a_nip_sits_in_a_team_once_and_a_team_has_one_ketua(world, place):
    add_members(place, people=[MemberData("Siti", START, NIP, role="ketua")], actor=world.admin)
    twice = MemberData("Sitti", START, NIP, role="ketua", areas=("MP",))
    assert why(lambda: add_members(place, people=[twice], actor=world.admin)) == [
        ("NIP ini milik Siti, yang sudah duduk di tim ini. Ubah datanya, atau periksa angkanya.", "nip"),
        ("Siti masih ketua. Ganti ia lebih dahulu, atau ubah kedudukannya.", "role"),
    ]
    both = [MemberData("Budi", START, NIP2, areas=("MP",)), MemberData("Badu", START, NIP2, areas=("TT",))]
    assert len(why(lambda: add_members(place, people=both, actor=world.admin))) == 1
    assert WorkMember.objects.count() == 1  # all or none


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": " "}, "name"),
        ({"nip": "12345"}, "nip"),
        ({"nip": "１９９００１０１２０１５０３２００１"}, "nip"),
        ({"areas": ()}, "areas"),
        ({"areas": ("XX",)}, "areas"),
        ({"start": date(26, 1, 20)}, "start"),
        ({"start": date(2926, 1, 20)}, "start"),
        ({"end": date(2025, 1, 1)}, "end"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, place, data, field):
    told = {"name": "Siti", "start": START, "areas": ("MP",)} | data
    found = why(lambda: add_members(place, people=[MemberData(**told)], actor=world.admin))
    assert [where for _, where in found] == [field]


def test_pressed_twice_it_is_written_once(world, place):
    data = [MemberData("Siti", START, NIP, areas=("MP",))]
    first, again = (add_members(place, people=data, actor=world.admin)[0] for _ in range(2))
    assert first == again
    decree = {"number": "188/1", "day": START, "scan": None, "actor": world.admin}
    made = save_decree(place, seen=1, **decree)
    assert save_decree(place, seen=1, **decree).version == made.version == 2
    entries = Entry.objects.filter(chain__key=place.chain).order_by("pk")
    assert [e.action for e in entries] == ["work_member.add", "work_team.save"]


def test_a_stale_page_changes_nothing(world, place):
    [row] = add_members(place, people=[MemberData("Siti", START, areas=("MP",))], actor=world.admin)
    change_member(row.pk, data=MemberData("Siti A.", START, areas=("TT",)), seen=1, actor=world.admin)
    with pytest.raises(Stale) as stale:
        change_member(row.pk, data=MemberData("Siti B.", START, areas=("MP",)), seen=1, actor=world.petugas)
    assert stale.value.stored.name == "Siti A."
    with pytest.raises(Stale):
        save_decree(place, number="2", day=START, scan=None, seen=0, actor=world.admin)


def test_a_replaced_member_stays_in_history(world, place, siti):
    [row] = add_members(
        place, people=[MemberData("Budi", START, NIP2, role="ketua", areas=("MP",))], actor=world.admin
    )
    data = MemberData("Siti Nurjanah", date(2026, 3, 2), NIP, role="ketua", areas=("MP",), employee=siti)
    new = replace_member(row.pk, data=data, seen=1, actor=world.petugas)
    row.refresh_from_db()
    assert (row.end, new.replaces, new.start) == (date(2026, 3, 1), row, date(2026, 3, 2))
    assert replace_member(row.pk, data=data, seen=1, actor=world.petugas) == new  # a double click
    early = MemberData("Agus", START, role="ketua")
    assert why(lambda: replace_member(new.pk, data=early, seen=1, actor=world.admin))[0][1] == "start"
    siti.delete()  # taken off the staff list: the seat stays as the decree has it
    new.refresh_from_db()
    assert (new.name, new.employee) == ("Siti Nurjanah", None)


def test_only_unit_and_admin_write_and_the_audit_names_nobody(world, place):
    [row] = add_members(
        place, people=[MemberData("Siti", START, NIP, areas=("MP",))], actor=world.petugas_pokja
    )
    for who in ("pimpinan_instansi", "ketua", "anggota"):
        with pytest.raises(NotAllowed):
            change_member(row.pk, data=MemberData("X", START, areas=("MP",)), seen=1, actor=world.people[who])
    for who in ("petugas_lain", "orang_asing"):
        with pytest.raises(place.assessment.DoesNotExist):
            remove_member(row.pk, actor=world.people[who])
    told = str(list(Entry.objects.filter(chain__key=place.chain).values("before", "after")))
    assert "Siti" not in told
    assert NIP not in told


def test_the_team_of_the_instansi_is_the_admins(world):
    place = TeamPlace(world.period)
    decree = {"number": "100.3/1", "day": START, "scan": None, "seen": 0}
    for who in ("pimpinan_instansi", "petugas", "orang_asing"):
        with pytest.raises(NotAllowed):
            save_decree(place, actor=world.people[who], **decree)
    save_decree(place, actor=world.admin, **decree)
    [row] = add_members(place, people=[MemberData("H. Ahmad", START, role="ketua")], actor=world.admin)
    assert (row.team.assessment, WorkTeam.objects.get().period) == (None, world.period)
    theirs = upload(
        file=BytesIO(PDF),
        filename="a.pdf",
        kind="sk",
        instansi=world.other_instansi,
        actor=world.orang_asing,
        role="",
    )
    told = why(lambda: save_decree(place, actor=world.admin, **decree | {"seen": 1, "scan": theirs}))
    assert told == [("Berkas ini bukan milik tempat ini. Unggah berkasnya di sini.", "scan")]
    for day, text in ((date(2226, 1, 1), "belum tiba"), (date(26, 1, 1), "terlalu lama")):
        [(message, where)] = why(
            lambda day=day: save_decree(place, actor=world.admin, **decree | {"seen": 1, "day": day})
        )
        assert (where, text in message) == ("day", True)


def url(name, a):
    return f"/penilaian/{a.pk}/tim-kerja/{name}"


def test_people_are_picked_from_the_staff_list_many_at_once(world, a, siti):
    budi = Employee.objects.create(unit=world.unit, name="Budi <b>Santoso</b>", nip=NIP2)
    gone = Employee.objects.create(unit=world.unit, name="Sudah Pindah", left_on=START)
    theirs = Employee.objects.create(unit=world.unit2, name="Orang Dinas Lain")
    petugas = world.client("petugas")
    page = petugas.get(url("tambah/", a)).content.decode()
    assert "Siti Nurjanah" in page
    assert "Budi &lt;b&gt;Santoso&lt;/b&gt;" in page
    assert "Sudah Pindah" not in page
    assert "Orang Dinas Lain" not in page
    assert "Budi" not in petugas.get(url("tambah/?q=siti", a)).content.decode()
    data = {"people": [siti.pk, budi.pk], "role": "anggota", "areas": ["MP"], "start": "2026-01-20"}
    assert petugas.post(url("tambah/", a), data).status_code == 302
    rows = WorkMember.objects.order_by("name").values_list("name", "nip", "post", "employee", "areas")
    assert list(rows) == [
        ("Budi <b>Santoso</b>", NIP2, "", budi.pk, ["MP"]),
        ("Siti Nurjanah", NIP, "Perawat Ahli Muda", siti.pk, ["MP"]),
    ]
    assert "Siti Nurjanah" not in petugas.get(url("tambah/", a)).content.decode()  # nobody twice
    for bad in (gone.pk, theirs.pk, siti.pk, "x"):
        assert petugas.post(url("tambah/", a), data | {"people": [bad]}).status_code == 422
    assert WorkMember.objects.count() == 2


def test_what_was_typed_stays_when_it_is_refused(world, a):
    data = {"name": "Siti", "nip": "123", "role": "anggota", "areas": ["MP"], "start": "2026-01-20"}
    page = world.client("petugas").post(url("tambah/", a), data)
    assert page.status_code == 422
    html = page.content.decode()
    assert "NIP terdiri dari 18 angka; yang diisi 3 tanda." in html
    assert 'value="Siti"' in html
    assert 'value="123"' in html


def test_a_stale_tab_shows_what_stands(world, a, place):
    [row] = full_team(world, place)[:1]
    change_member(row.pk, data=MemberData("dr. Rina W.", START, role="ketua"), seen=1, actor=world.admin)
    data = {"version": "1", "name": "dr. Rina", "role": "ketua", "start": "2026-01-20"}
    page = world.client("petugas").post(f"/anggota-tim/{row.pk}/", data)
    assert page.status_code == 409
    assert "Yang sekarang tersimpan" in page.content.decode()
    assert "dr. Rina W." in page.content.decode()


def test_a_member_with_an_account_is_shown_as_such_and_gets_no_role(world, a, place):
    User.objects.filter(pk=world.petugas_pokja.pk).update(nip=NIP)
    before = world.petugas_pokja.memberships.count()
    full_team(world, place)
    add_members(place, people=[MemberData("Budi Santoso", START, NIP, areas=("TT",))], actor=world.admin)
    html = world.client("petugas").get(url("", a)).content.decode()
    assert "akun pokja MP" in html
    assert world.petugas_pokja.memberships.count() == before


def test_the_page_takes_the_same_queries_however_many_they_are(world, a, place, django_assert_num_queries):
    # session, user, hats (2), assessment, team with scan, members, accounts
    one = add_members(place, people=[MemberData("Siti", START, NIP, areas=("MP",))], actor=world.admin)
    world.client("petugas").get(url("", a))
    with django_assert_num_queries(8):
        world.client("petugas").get(url("", a))
    remove_member(one[0].pk, actor=world.admin)
    full_team_seen = [MemberData(f"Orang {n}", START, areas=("MP",)) for n in range(3)]
    add_members(place, people=full_team_seen, actor=world.admin)
    with django_assert_num_queries(8):
        world.client("petugas").get(url("", a))


def test_a_scan_sent_with_a_decree_that_stands_is_not_lost(world, a):
    url, data = f"/penilaian/{a.pk}/tim-kerja/", {"number": "SK/7", "day": "2026-02-02", "version": "0"}
    client = world.client("petugas")
    client.post(url, data)
    for _ in range(2):  # the second time: pressed twice
        client.post(url, data | {"scan": SimpleUploadedFile("tim.pdf", PDF, "application/pdf")})
    team = WorkTeam.objects.get()
    assert (team.scan.filename, team.version, Document.objects.count()) == ("tim.pdf", 2, 1)


def test_a_member_written_by_mistake_is_taken_back_unless_replaced(world, place):
    ketua, one, two = full_team(world, place)[:3]
    new = MemberData("Sari Dewi", START + timedelta(days=9), areas=tuple(one.areas))
    replace_member(one.pk, data=new, seen=1, actor=world.admin)
    client = world.client("petugas")
    assert f"/anggota-tim/{two.pk}/hapus/" in client.get(f"/anggota-tim/{two.pk}/").content.decode()
    said = client.post(f"/anggota-tim/{one.pk}/hapus/", {"version": "2"}, follow=True).content.decode()
    assert f"{one.name} sudah digantikan Sari Dewi" in said
    said = client.post(f"/anggota-tim/{two.pk}/hapus/", {"version": "9"}, follow=True).content.decode()
    assert "baru saja diubah orang lain" in said
    client.post(f"/anggota-tim/{two.pk}/hapus/", {"version": "1"})
    assert not WorkMember.objects.filter(pk=two.pk).exists()
    assert WorkMember.objects.filter(pk__in=[ketua.pk, one.pk]).count() == 2
