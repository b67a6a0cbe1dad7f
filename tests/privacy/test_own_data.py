"""The copy of one's own data: whole, only one's own, without anything that opens anything."""

import io
import json
import zipfile
from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from assessments.models import Comment, Import, Notice, Sheet, State
from audit.models import Entry
from documents import services as documents
from documents.services import store_generated
from tests.documents.files import PDF
from units.models import Invitation, User
from zi_portal.privacy.counted import COUNTED, UNTOLD
from zi_portal.privacy.exporting import write_copy

URL = "/profil/data/"


def copy(client: Client) -> tuple[dict, str]:
    answer = client.post(URL)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="data-pribadi-')
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert sorted(archive.namelist()) == ["data-pribadi.css", "data-pribadi.html", "data-pribadi.json"]
        return json.loads(archive.read("data-pribadi.json")), archive.read("data-pribadi.html").decode()


@pytest.fixture
def busy(world) -> User:
    """A member of the TPI team with something of everything, and a name that attacks."""
    person = world.anggota
    User.objects.filter(pk=person.pk).update(name="<b>Budi</b> =1+1", nip="199001012020121001")
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, "best", kind=Sheet.Kind.MEMBER, owner=person)
    world.fill(assessment, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota2)
    Comment.objects.create(assessment=assessment, code="A", author=world.petugas, text="komentar orang lain")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "rahasia-totp"})
    now = timezone.now()
    Invitation.objects.create(
        token_hash="f" * 64, email="budi@contoh.go.id", name="Budi", role="petugas_unit", instansi=world.instansi,
        unit=world.unit, created_by=world.admin, expires_at=now, accepted_by=person, accepted_at=now,
    )  # fmt: skip
    Notice.objects.create(user=person, kind="tenggat", key="1", at=now)
    Notice.objects.create(user=world.petugas, kind="bukan-miliknya", key="1", at=now)
    place = {"actor": person, "role": "Petugas unit", "unit": world.unit, "kind": "sk"}
    documents.upload(file=io.BytesIO(PDF), filename="sk-budi.pdf", **place)
    return person


@pytest.mark.django_db
def test_everything_of_mine_and_nothing_of_others(world, busy):
    data, page = copy(world.client("anggota"))
    assert {row["hal"]: row["isi"] for row in data["akun"]}["nama"] == "<b>Budi</b> =1+1"
    assert [row["kursi"] for row in data["tim_tpi"]] == ["anggota_tpi"]
    assert [row["surel"] for row in data["undangan"]] == ["budi@contoh.go.id"]
    assert [row["jenis"] for row in data["cara_masuk"]] == ["totp"]
    assert [row["jenis"] for row in data["pemberitahuan"]] == ["tenggat"]
    assert [row["nama berkas"] for row in data["berkas"]] == ["sk-budi.pdf"]
    questions = busy.sheets.get().answers.count()
    assert data["tulisan"] == [
        {"jenis": "jawaban terakhir", "unit": world.unit.name, "tahun": 2026, "banyaknya": questions}
    ]
    acted = Entry.objects.filter(actor_id=busy.pk).exclude(action="person.copy").order_by("pk")
    assert [row["tindakan"] for row in data["jejak"]] == [entry.action for entry in acted]
    assert "&lt;b&gt;Budi&lt;/b&gt;" in page
    assert "<b>Budi" not in page
    whole = json.dumps(data, ensure_ascii=False) + page
    session = world.client("anggota").session.session_key
    for secret in ("rahasia-totp", "f" * 64, busy.password, session, "komentar orang lain", "bukan-miliknya"):
        assert secret not in whole
    assert Entry.objects.filter(action="person.copy", actor_id=busy.pk, object_id=str(busy.pk)).count() == 1


@pytest.mark.django_db
def test_the_queries_do_not_grow(world, busy, django_assert_num_queries):
    for _ in range(2):
        # account and sign-in 8, notices 3, what was written 5, counts 73, audit 1
        with django_assert_num_queries(90):
            write_copy(busy, io.BytesIO(), now=timezone.now())
        for number in range(3):
            Notice.objects.create(user=busy, kind="tenggat", key=f"lagi-{number}-{_}", at=timezone.now())


@pytest.mark.django_db
def test_who_it_is_is_asked_again(world):
    client = world.client("petugas")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = client.post(URL)
    assert answer.status_code == 302
    assert "/akun/" in answer["Location"]
    assert not Entry.objects.filter(action="person.copy").exists()


@pytest.mark.django_db
def test_some_times_an_hour(world):
    client = world.client("tanpa_peran")
    for _ in range(6):
        copy(client)
    assert client.post(URL).status_code == 429
    assert client.get(URL).status_code == 200


@pytest.mark.django_db
def test_the_page_and_the_way_to_it(world, client: Client):
    assert f'href="{URL}"' in world.client("petugas").get("/profil/").content.decode()
    page = world.client("petugas").get(URL)
    assert "365 hari" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client.get(URL).status_code == 302


TOLD = {  # each row of the person's own is in the copy, or counted by unit and year
    "account": {"mfa.Authenticator", "socialaccount.SocialAccount", "usersessions.UserSession"},
    "roles": {"units.Membership", "units.TeamMember", "units.KawasanSeat"},
    "notices": {"assessments.Notice", "assessments.NoticeChoice", "assessments.CalendarFeed"},
    "written": {"assessments.Answer", "assessments.Comment", "documents.Revision", "assessments.Job"},
}


def test_every_table_that_names_people_is_told_or_counted():
    relations = [field for field in User._meta.get_fields(include_hidden=True) if field.auto_created]
    naming = Counter(field.related_model._meta.label for field in relations if not field.concrete)
    told = set().union(*TOLD.values())
    assert naming.keys() - told == COUNTED.keys() | UNTOLD.keys()
    assert told.isdisjoint(COUNTED)
    assert {label for label in told if naming[label] > 1} == set()  # by one relation, which the copy follows


@pytest.mark.django_db
def test_other_records_are_counted_whatever_they_name_one_as(world, busy):
    area = {"instansi": world.instansi, "kind": "tabel-unit", "file": store_generated(b"x", media_type="a/b")}
    Import.objects.create(
        **area, requested_by=world.admin, applied_by=busy, undone_by=busy, undone_at=timezone.now()
    )
    Import.objects.create(**area, requested_by=world.admin)
    data, _ = copy(world.client("anggota"))
    assert {row["catatan"]: row["banyaknya"] for row in data["catatan"]} == {
        "lembar nilai TPI": 1,
        "dokumen yang dibuat": 1,
        "undangan yang dikirim atau diterima": 1,
        "impor yang diminta, diterapkan, atau diurungkan": 1,
    }
