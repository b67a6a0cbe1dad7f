"""The pencanangan rests on the staff list; the instansi's covers its units without being chosen."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Declaration, Employee, State
from assessments.services.declaring import DeclarationChanged, DeclarationData, record_unit_declaration
from assessments.services.errors import Refused
from assessments.services.workflow import move, refusals
from audit.models import Entry
from documents.models import Document
from documents.services import upload
from tests.factories.assessments import fresh, make_assessment
from tests.factories.units import make_unit
from tests.permissions.place import PDF

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)
DATA = DeclarationData(DAY, "dr. Rina", "Kepala Puskesmas")
POSTED = {"date": "2026-01-15", "declarer_name": "dr. Rina", "declarer_post": "Kepala", "version": "0"}


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def people(owner, signed, unsigned, *, head=True, **extra):
    rows = [Employee(**owner, name="Kepala", leads=True, signed_on=DAY if head else None)]
    rows += [Employee(**owner, name=f"Sudah {n}", signed_on=DAY, **extra) for n in range(signed)]
    rows += [Employee(**owner, name=f"Belum {n}") for n in range(unsigned)]
    Employee.objects.bulk_create(rows)


def shared(world, **extra):
    fields = {"declarer_name": "Bupati", "declarer_post": "Bupati", "staff_count": 9, "signed_count": 9}
    return Declaration.objects.create(
        **{"instansi": world.instansi, "date": DAY, "leader_signed": True, "recorded_by": world.admin}
        | fields
        | extra
    )


def why(a):
    return [(r.message, r.where) for r in refusals(a, "catat_pencanangan")]


def scan_of(world):
    return upload(
        file=BytesIO(PDF), filename="a.pdf", kind="dokumen", unit=world.unit, actor=world.admin, role=""
    )


def test_counts_come_from_the_list(world):
    a = world.assessment("terdaftar")
    people({"unit": world.unit}, 9, 10)
    head = world.client("pimpinan_unit")
    page = head.get(url("pencanangan", a.pk)).content.decode()
    assert ('name="signed_count"' in page, "dihitung dari daftar pegawai" in page) == (False, True)
    head.post(
        url("pencanangan", a.pk), POSTED | {"staff_count": "1", "signed_count": "1"}
    )  # the list holds more
    made = Declaration.objects.get()
    assert (made.staff_count, made.signed_count, made.leader_signed) == (20, 10, True)
    exactly_half = "Baru 10 dari 20 pegawai (50%) menandatangani pakta integritas; perlu lebih dari 50%."
    assert why(fresh(a)) == [
        ("Pindaian dokumen pencanangan belum diunggah.", "pencanangan"),
        (exactly_half, "pegawai"),
    ]
    Employee.objects.filter(name="Belum 0").update(signed_on=DAY, scan=scan_of(world))  # a pakta shows it too
    assert why(fresh(a)) == []
    Employee.objects.filter(name="Kepala").update(signed_on=None)
    Employee.objects.filter(name="Belum 1").update(signed_on=DAY)
    said = "Pimpinan belum menandatangani pakta integritas. Catat setelah pimpinan menandatangani."
    assert why(fresh(a)) == [(said, "pegawai")]
    Employee.objects.filter(name="Kepala").update(leads=False)
    assert why(fresh(a))[0][0].startswith("Daftar pegawai belum menyebut siapa pimpinannya.")


def test_an_unfinished_list_does_not_look_like_all(world):
    """The list of the head alone: of the number of staff that was typed, not of those listed."""
    a = world.assessment("terdaftar")
    record_unit_declaration(a.pk, data=replace_counts(DATA), scan=scan_of(world), actor=world.pimpinan_unit)
    typed = "Baru 20 dari 57 pegawai (35%) menandatangani pakta integritas; perlu lebih dari 50%."
    assert (typed, "pencanangan") in why(fresh(a))
    people({"unit": world.unit}, 0, 0)
    short = "Baru 1 dari 57 pegawai (2%) menandatangani pakta integritas; perlu lebih dari 50%. "
    short += "Daftar pegawai baru memuat 1 dari 57 pegawai: lengkapi daftarnya."
    assert why(fresh(a)) == [(short, "pegawai")]
    client = world.client("pimpinan_unit")
    page = client.get(url("pencanangan", a.pk)).content.decode()
    assert "Baru memuat 1 dari 57 pegawai pada hari pencanangan." in page
    missing = client.post(url("pencanangan", a.pk), POSTED | {"version": "1"})
    assert (missing.status_code, Declaration.objects.get().staff_count) == (422, 57)
    client.post(url("pencanangan", a.pk), POSTED | {"version": "1", "staff_count": "1"})
    assert why(fresh(a)) == []


def test_the_share_is_that_of_the_day_of_the_pencanangan(world):
    a = world.assessment("terdaftar")
    people({"unit": world.unit}, 3, 7)
    data = DeclarationData(**{**DATA.__dict__, "staff_count": 11})
    made = record_unit_declaration(a.pk, data=data, scan=scan_of(world), actor=world.pimpinan_unit)
    Employee.objects.filter(signed_on=None).update(signed_on=DAY + timedelta(days=1))
    said = "Baru 4 dari 11 pegawai (36%) menandatangani pakta integritas; perlu lebih dari 50%."
    assert (why(fresh(a)), made.signed_count) == ([(said, "pegawai")], 4)
    page = world.client("petugas").get(url("pencanangan", a.pk)).content.decode()
    assert "4 dari 11 pegawai (36%) pada hari pencanangan; perlu lebih dari 50%." in page
    assert "11 dari 11 pegawai (100%) sudah menandatangani pakta integritas sampai hari ini" in page
    later = DeclarationData(**{**data.__dict__, "date": DAY + timedelta(days=1)})
    record_unit_declaration(a.pk, data=later, scan=None, actor=world.pimpinan_unit)
    assert why(fresh(a)) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("0202-01-15", "Tahun 202 terlalu lama. Tulis tahunnya dengan empat angka."),
        ("2025-12-31", "Menurut daftar pegawai belum ada yang bekerja di sini pada tanggal itu."),
    ],
)
def test_a_day_without_anybody_is_told(world, day, told):
    a = world.assessment("terdaftar")
    Employee.objects.create(unit=world.unit, name="Baru", joined_on=DAY)
    data = POSTED | {"date": day, "staff_count": "3"}
    page = world.client("pimpinan_unit").post(url("pencanangan", a.pk), data)
    assert (page.status_code, told in page.content.decode(), Declaration.objects.count()) == (422, True, 0)


def test_who_left_or_is_to_come_does_not_count(world):
    a = world.assessment("terdaftar")
    data = DeclarationData(**{**DATA.__dict__, "staff_count": 2, "signed_count": 1})
    record_unit_declaration(a.pk, data=data, scan=scan_of(world), actor=world.pimpinan_unit)
    people({"unit": world.unit}, 1, 0)
    today = DAY
    Employee.objects.bulk_create(
        [
            *(
                Employee(unit=world.unit, name=f"Pergi {n}", left_on=today - timedelta(days=3))
                for n in range(5)
            ),
            *(
                Employee(unit=world.unit, name=f"Nanti {n}", joined_on=today + timedelta(days=3))
                for n in range(5)
            ),
        ]
    )
    assert why(fresh(a)) == []


def replace_counts(data):
    return DeclarationData(**{**data.__dict__, "staff_count": 57, "signed_count": 20})


def test_without_a_list_the_counts_are_typed(world):
    a = world.assessment("terdaftar")
    with pytest.raises(Refused, match="Isi jumlah pegawai"):
        record_unit_declaration(a.pk, data=DATA, scan=None, actor=world.pimpinan_unit)
    page = world.client("pimpinan_unit").post(url("pencanangan", a.pk), POSTED)
    assert (page.status_code, Declaration.objects.count()) == (422, 0)
    assert "Tanpa daftar pegawai, jumlahnya diketik sendiri." in page.content.decode()


def test_a_stale_form_does_not_overwrite(world):
    a = world.assessment("terdaftar")
    people({"unit": world.unit}, 1, 0)
    data = replace_counts(DATA)
    record_unit_declaration(a.pk, data=data, scan=None, actor=world.pimpinan_unit, seen=0)
    with pytest.raises(DeclarationChanged):
        record_unit_declaration(a.pk, data=data, scan=None, actor=world.admin, seen=0)
    page = world.client("admin").post(
        url("pencanangan", a.pk), POSTED | {"declarer_name": "Lain", "staff_count": "57"}
    )
    html = page.content.decode()
    assert (page.status_code, Declaration.objects.get().declarer_name) == (422, "dr. Rina")
    assert ('value="Lain"' in html, 'name="version" value="1"' in html) == (True, True)
    assert "baru saja diubah orang lain" in html


def test_links_witnesses_and_place_are_kept_and_shown_as_text(world):
    a = world.assessment("terdaftar")
    people({"unit": world.unit}, 1, 0)
    data = POSTED | {
        "staff_count": "2",
        "publications": "contoh.go.id/berita\n\nhttps://video.go.id/1\nhttps://video.go.id/1\n",
        "witnesses": " <b>Ani</b>,  Ombudsman \n\n",
        "place": "Pendopo",
    }
    world.client("pimpinan_unit").post(url("pencanangan", a.pk), data)
    made = Declaration.objects.get()
    assert made.publications == ["https://contoh.go.id/berita", "https://video.go.id/1"]
    assert (made.witnesses, made.place) == ("<b>Ani</b>, Ombudsman", "Pendopo")
    html = world.client("petugas").get(url("pencanangan", a.pk)).content.decode()
    assert ("&lt;b&gt;Ani&lt;/b&gt;, Ombudsman" in html, "<b>Ani" in html) == (True, False)


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://a.go.id/x", "bukan alamat", "https://"])
def test_what_is_no_address_is_told(world, typed):
    a = world.assessment("terdaftar")
    page = world.client("pimpinan_unit").post(url("pencanangan", a.pk), POSTED | {"publications": typed})
    assert (page.status_code, Declaration.objects.count()) == (422, 0)
    assert "bukan alamat. Tulis seperti https://contoh.go.id/berita." in page.content.decode()


def test_the_instansi_covers_its_units_by_itself(world):
    a = world.assessment("terdaftar")
    letter = upload(
        file=BytesIO(PDF), filename="a.pdf", kind="surat", instansi=world.instansi, actor=world.admin, role=""
    )
    older = shared(world, date=date(2025, 1, 1), scan=letter)
    shared(world, date=date(2099, 1, 1), scan=letter)  # to come: does not yet hold
    assert why(a) == []
    html = world.client("pimpinan_unit").get(url("pencanangan", a.pk)).content.decode()
    assert "Tercakup oleh pencanangan instansi" in html
    moved = move(a.pk, "catat_pencanangan", actor=world.pimpinan_unit)
    assert (moved.state, moved.declaration_id) == (State.PENCANANGAN, older.pk)
    told = Entry.objects.get(action="state.catat_pencanangan").after
    assert told == {"state": "pencanangan", "declaration": older.pk, "signed": 9, "staff": 9, "listed": False}


def test_the_instansi_counts_its_own_people_and_its_units(world):
    a = world.assessment("terdaftar")
    shared(world, charter=None)
    people({"unit": world.unit}, 0, 3, head=False)
    assert "pegawai" not in [where for _, where in why(a)]  # one unit's list does not stand for the instansi
    people({"instansi": world.instansi}, 0, 1)
    said = "Baru 1 dari 9 pegawai (11%) menandatangani pakta integritas; perlu lebih dari 50%. "
    said += "Daftar pegawai baru memuat 6 dari 9 pegawai: lengkapi daftarnya."
    assert (said, "pegawai_instansi") in why(a)
    for address in (url("pencanangan", a.pk), url("assessment", a.pk)):
        page = world.client("pimpinan_unit").get(address).content.decode()
        assert (url("staff", "KAB-X", 0) in page, "Baru 1 dari 9 pegawai (11%)" in page) == (False, True)
    assert url("staff", "KAB-X", 0) in world.client("admin").get(url("pencanangan", a.pk)).content.decode()
    page = world.client("admin").get(url("instansi_pencanangan", "KAB-X", 2026)).content.decode()
    assert "1 dari 2 unit punya daftar." in page


def test_another_instansi_never_covers(world):
    a = world.assessment("terdaftar")
    shared(world, instansi=world.other_instansi)
    assert "Pencanangan harus dicatat oleh instansi atau unit. Pilih salah satunya." in [m for m, _ in why(a)]


def test_later_joiners_sign_later(world):
    a = world.assessment("pencanangan")
    made = shared(world, unit=world.unit, staff_count=5, signed_count=4)
    a.declaration = made
    a.save()
    people({"unit": world.unit}, 3, 1)
    page = world.client("petugas").get(url("pencanangan", a.pk)).content.decode()
    told = "4 dari 5 pegawai (80%) pada hari pencanangan · hari ini 4 dari 5 · 1 dapat menyusul"
    assert told in page
    client = world.client("petugas")
    late = Employee.objects.get(name="Belum 0")
    data = {"pilih": [late.pk], "seen": "1", "on": "2026-03-01", "occasion": "pelantikan"}
    client.post(url("staff_sign", "KAB-X", world.unit.pk), data)
    told = "4 dari 5 pegawai (80%) pada hari pencanangan · hari ini 5 dari 5"
    assert told in client.get(url("pencanangan", a.pk)).content.decode()


def test_the_instansi_corrects_what_no_unit_uses(world):
    made = shared(world)
    admin, address = world.client("admin"), url("instansi_declaration", "KAB-X", 2026, made.pk)
    data = POSTED | {"declarer_name": "Wakil", "staff_count": "9", "signed_count": "8", "version": "1"}
    assert admin.post(address, data).status_code == 302
    made.refresh_from_db()
    assert (made.declarer_name, made.version, Declaration.objects.count()) == ("Wakil", 2, 1)
    a = world.assessment("terdaftar")
    a.declaration = made
    a.save()
    refused = admin.post(address, data | {"version": "2"})
    assert (refused.status_code, "sudah dipakai sebuah unit" in refused.content.decode()) == (422, True)


def test_a_double_click_declares_the_instansi_once(world):
    data = POSTED | {"staff_count": "9", "signed_count": "8"}
    for _ in range(2):
        world.client("admin").post(url("instansi_pencanangan", "KAB-X", 2026), data)
    assert Declaration.objects.count() == 1


def test_what_differs_is_no_double_click(world):
    """Nothing that was typed or attached is lost under the word "dicatat"."""
    client, address = world.client("admin"), url("instansi_pencanangan", "KAB-X", 2026)
    data = POSTED | {"staff_count": "9", "signed_count": "8"}
    more = data | {"publications": "contoh.go.id/berita", "witnesses": "Ani, Ombudsman", "place": "Pendopo"}
    client.post(address, data)
    for _ in range(2):
        client.post(address, more | {"scan": SimpleUploadedFile("a.pdf", PDF, "application/pdf")})
    first, second = Declaration.objects.order_by("pk")
    assert (first.publications, first.scan) == ([], None)
    assert (second.publications, second.place) == (["https://contoh.go.id/berita"], "Pendopo")
    assert (second.witnesses, second.scan.document.instansi) == ("Ani, Ombudsman", world.instansi)
    assert Document.objects.count() == 1  # the second press leaves no paper behind


@pytest.mark.parametrize("units", [1, 200])
def test_the_page_of_the_instansi_asks_the_same(world, django_assert_num_queries, units):
    shared(world)
    for n in range(units):
        unit = make_unit(world.instansi, f"U-{n:03}")
        make_assessment(world.period, unit)
        people({"unit": unit}, n % 7, n % 3)
    client, address = world.client("admin"), url("instansi_pencanangan", "KAB-X", 2026)
    client.get(address)
    # session, user, roles (2), period, count of the instansi, declarations, units (2), counts by unit, the shared
    # one, which units are active, issued piagam
    with django_assert_num_queries(13):
        page = client.get(address)
    assert len(page.context["page"].object_list) == min(units, 50)
