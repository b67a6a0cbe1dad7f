"""Penetapan: criteria of the policy, decisions, decrees that fix, add and withdraw units."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.engine.policy import SchemaError, parse_policy
from assessments.engine.policy_model import Selection
from assessments.models import Assessment, Candidate, DecreeUnit, PolicyVersion, SelectionDecree
from assessments.selections import is_selected, standings
from assessments.services.candidates import weigh
from assessments.services.errors import NotAllowed, Refused, Stale
from assessments.services.selection import correct_decree, record_decree
from assessments.services.selection_checks import DecreeData
from assessments.services.versions import content_hash
from assessments.services.workflow import refusals
from audit.queries import verify_all
from documents.models import Document
from documents.services import upload
from tests.engine.material import policy_data
from tests.factories.assessments import fresh
from tests.factories.units import make_unit

DAY = date(2026, 1, 10)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CRITERIA = ["layanan_inti", "risiko_tinggi", "dampak_luas", "layanan_langsung"]
WEIGHED = {
    "criteria": {"layanan_inti": "Layanan dasar"},
    "chosen": True,
    "reason": "Layanan inti.",
    "target": "WBK",
}


def decree(world, units, *, kind="penetapan", number="100.3/1", day=DAY, scan=None, actor=None):
    data = DecreeData(kind, number, day)
    return record_decree(world.period, data=data, units=units, scan=scan, actor=actor or world.admin)


def why(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons


def test_criteria_come_from_the_policy_or_stand_as_the_regulation_says():
    assert [c.code for c in parse_policy(policy_data()).selection.criteria] == CRITERIA
    own = policy_data() | {
        "selection": {"criteria": [{"code": "k", "name": "Layanan kesehatan"}], "decree_required": True}
    }
    found = parse_policy(own).selection
    assert ([c.name for c in found.criteria], found.decree_required) == (["Layanan kesehatan"], True)
    assert parse_policy(policy_data() | {"selection": {"decree_required": True}}).selection == Selection(
        decree_required=True
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"criteria": []}, "selection.criteria: daftarnya kosong"),
        (
            {"criteria": [{"code": "a", "name": "A"}] * 2},
            "selection.criteria[2]: kode a dipakai lebih dari sekali",
        ),
        ({"decree_required": "ya"}, "selection.decree_required"),
        ({"sk": True}, "selection"),
    ],
)
def test_a_bad_selection_is_refused(bad, message):
    with pytest.raises(SchemaError) as refused:
        parse_policy(policy_data() | {"selection": bad})
    assert message in "\n".join(refused.value.messages)


@pytest.mark.django_db
def test_a_unit_is_weighed_by_criteria_with_a_reason(world):
    row = weigh(world.period, unit=world.unit, seen=0, actor=world.admin, **WEIGHED)
    assert (row.criteria, row.chosen, row.version) == ({"layanan_inti": "Layanan dasar"}, True, 1)
    assert weigh(world.period, unit=world.unit, seen=0, actor=world.admin, **WEIGHED).version == 1
    with pytest.raises(Stale):
        weigh(world.period, unit=world.unit, seen=0, actor=world.admin, **WEIGHED | {"chosen": None})
    for spoilt, field in (
        ({"reason": " "}, "reason"),
        ({"criteria": {}}, "chosen"),
        ({"criteria": {"lain": ""}}, ""),
        ({"target": "WBBMM"}, "target"),
        ({"criteria": {"layanan_inti": "x" * 301}}, ""),
    ):
        told = why(
            lambda s=spoilt: weigh(world.period, unit=world.unit, seen=1, actor=world.admin, **WEIGHED | s)
        )
        assert [where for _, where in told] == [field]
    for unit in (world.other_unit, make_unit(world.instansi, "TUTUP", "Tutup", is_active=False)):
        assert why(lambda u=unit: weigh(world.period, unit=u, seen=0, actor=world.admin, **WEIGHED)) == [
            (f"{unit.code} tidak aktif, atau bukan unit instansi ini.", "units")
        ]
    for who in ("pimpinan_instansi", "petugas", "orang_asing"):
        with pytest.raises(NotAllowed):
            weigh(world.period, unit=world.unit, seen=1, actor=world.people[who], **WEIGHED)


@pytest.mark.django_db
def test_a_decree_registers_its_units_in_one_step_and_once(world):
    units = {world.unit.pk: "WBK", world.unit2.pk: "WBBM"}
    first = decree(world, units)
    assert decree(world, units) == first  # a double click
    rows = Assessment.objects.order_by("unit__code").values_list("unit__code", "target", "state")
    assert list(rows) == [("DKC", "WBBM", "terdaftar"), ("PKM-01", "WBK", "terdaftar")]
    assert DecreeUnit.objects.count() == 2
    assert verify_all() == []
    more = make_unit(world.instansi, "RSUD", "RSUD")
    decree(world, {more.pk: "WBK"}, kind="penambahan", number="100.3/2", day=date(2026, 2, 1))
    decree(world, {world.unit2.pk: "WBBM"}, kind="penarikan", number="100.3/3", day=date(2026, 3, 1))
    found = standings(world.period, [world.unit, world.unit2, more])
    assert [(one.selected, one.withdrawn) for one in found] == [(True, False), (False, True), (True, False)]
    assert Assessment.objects.count() == 3  # who was withdrawn keeps their year
    decree(world, {world.unit2.pk: "WBK"}, kind="penambahan", number="100.3/4", day=date(2026, 4, 1))
    [again] = standings(world.period, [world.unit2])
    assert (again.selected, again.assessment.target) == (True, "WBK")  # it had yet to begin
    assert SelectionDecree.objects.count() == 4


@pytest.mark.django_db
def test_what_a_decree_cannot_say(world):
    assert why(lambda: decree(world, {})) == [("Pilih unit yang disebut dalam SK ini.", "units")]
    for pk in (world.other_unit.pk, 10**9):
        assert why(lambda pk=pk: decree(world, {pk: "WBK"}))[0][1] == "units"
    assert why(lambda: decree(world, {world.unit.pk: "WBX"}))[0][1] == "units"
    assert why(lambda: decree(world, {world.unit.pk: "WBK"}, number=" "))[0] == ("Isi nomor SK.", "number")
    assert why(lambda: decree(world, {world.unit.pk: "WBK"}, day=date(2226, 1, 1)))[0][1] == "date"
    assert why(lambda: decree(world, {world.unit.pk: "WBK"}, kind="penarikan")) == [
        ("PKM-01 belum ditetapkan, jadi tidak dapat ditarik.", "units")
    ]
    decree(world, {world.unit.pk: "WBK"})
    assert why(lambda: decree(world, {world.unit.pk: "WBK"}, number="2")) == [
        ("PKM-01 sudah ditetapkan tahun ini.", "units")
    ]
    assert why(lambda: decree(world, {world.unit2.pk: "WBK"}))[0][1] == "number"
    early = {"kind": "penarikan", "number": "3", "day": date(2026, 1, 9)}
    assert why(lambda: decree(world, {world.unit.pk: "WBK"}, **early))[0][1] == "date"
    with pytest.raises(NotAllowed):
        decree(world, {world.unit2.pk: "WBK"}, number="4", actor=world.pimpinan_instansi)
    theirs = upload(
        file=BytesIO(PDF), filename="a.pdf", kind="sk", unit=world.unit, actor=world.petugas, role=""
    )
    assert why(lambda: decree(world, {world.unit2.pk: "WBK"}, number="5", scan=theirs))[0][1] == "scan"
    assert Assessment.objects.count() == 1


@pytest.mark.django_db
def test_a_decree_is_corrected_but_not_its_units(world):
    row = decree(world, {world.unit.pk: "WBK"})
    told = {"number": "100.3/9", "day": DAY, "note": "Salah ketik", "scan": None, "actor": world.admin}
    assert correct_decree(row.pk, seen=1, **told).version == 2
    assert correct_decree(row.pk, seen=1, **told).version == 2  # it stands already
    with pytest.raises(Stale):
        correct_decree(row.pk, seen=1, **told | {"number": "100.3/10"})
    assert is_selected(fresh(Assessment.objects.get()))


@pytest.mark.django_db
def test_no_decree_stops_nobody_unless_the_policy_says_so(world):
    a = world.assessment("pencanangan")
    assert "penetapan" not in [r.where for r in refusals(a, "catat_pembangunan")]
    data = policy_data() | {"selection": {"decree_required": True}}
    PolicyVersion.objects.update(
        content=json.dumps(data, ensure_ascii=False), content_hash=content_hash(data)
    )
    message = "Unit ini belum ditetapkan dengan SK pimpinan instansi untuk membangun ZI tahun ini."
    found = [(r.message, r.where) for r in refusals(fresh(a), "catat_pembangunan")]
    assert (message, "penetapan") in found
    decree(world, {world.unit.pk: "WBK"})
    assert "penetapan" not in [r.where for r in refusals(fresh(a), "catat_pembangunan")]


YEAR = "/instansi/KAB-X/2026/penetapan/"


@pytest.mark.django_db
def test_the_pages_from_weighing_to_decree(world):
    admin = world.client("admin")
    page = admin.get(YEAR).content.decode()
    assert page.count("Belum ditetapkan") == 2
    data = {
        "kriteria": ["layanan_inti"],
        "catatan-layanan_inti": "<b>Ya</b>",
        "chosen": "ya",
        "target": "WBK",
    }
    address = f"{YEAR}unit/{world.unit.pk}/"
    refused = admin.post(address, data | {"version": "0"})
    assert refused.status_code == 422
    assert "&lt;b&gt;Ya&lt;/b&gt;" in refused.content.decode()  # nothing typed is lost, nothing is run
    assert admin.post(address, data | {"reason": "Layanan inti"}).status_code == 302
    assert Candidate.objects.get().criteria == {"layanan_inti": "<b>Ya</b>"}
    stale = admin.post(address, data | {"reason": "Lain", "version": "0"})
    assert (stale.status_code, "Yang sekarang tersimpan" in stale.content.decode()) == (409, True)
    offered = admin.get(f"{YEAR}sk/").content.decode()
    assert f'value="{world.unit.pk}" checked' in offered
    scan = BytesIO(PDF)
    scan.name = "sk.pdf"
    sent = {"kind": "penetapan", "number": "100.3/1", "date": "2026-01-10", "units": [world.unit.pk]}
    sent[f"target-{world.unit.pk}"] = "WBK"
    assert admin.post(f"{YEAR}sk/", sent | {"scan": scan}).status_code == 302
    scan.seek(0)
    assert (
        admin.post(f"{YEAR}sk/", sent | {"scan": scan}).status_code == 302
    )  # pressed twice: no second document
    assert Document.objects.filter(title="SK penetapan unit ZI 100.3/1").count() == 1
    made = SelectionDecree.objects.get()
    assert b"".join(admin.get(f"{YEAR}sk/{made.pk}/berkas/").streaming_content) == PDF
    page = world.client("pimpinan_instansi").get(YEAR).content.decode()
    assert "SK 100.3/1" in page
    empty = BytesIO(b"")
    empty.name = "kosong.pdf"
    nothing = admin.post(
        f"{YEAR}sk/{made.pk}/", {"number": "1", "date": "2026-01-10", "version": "1", "scan": empty}
    )
    assert nothing.status_code == 422
    assert SelectionDecree.objects.get().number == "100.3/1"


@pytest.mark.django_db
def test_the_page_takes_the_same_queries_for_one_unit_and_many(world, django_assert_num_queries):
    # session, user, hats (2), period, count of units, units, candidates, registrations, last words, decrees
    client = world.client("admin")
    client.get(YEAR)
    with django_assert_num_queries(11):
        client.get(YEAR)
    for n in range(3):
        unit = make_unit(world.instansi, f"U-{n}", f"Unit {n}")
        decree(world, {unit.pk: "WBK"}, kind="penambahan" if n else "penetapan", number=f"{n}")
    with django_assert_num_queries(13):  # with decrees: their units, and those units by name
        client.get(YEAR)


def test_a_corrected_date_never_turns_the_selection_around(world):
    first = decree(world, {world.unit.pk: "WBK"}, day=date(2026, 1, 10))
    gone = decree(world, {world.unit.pk: "WBK"}, kind="penarikan", number="100.3/2", day=date(2026, 2, 10))
    for row, day in ((gone, date(2026, 1, 9)), (first, date(2026, 2, 11))):
        told = {"number": row.number, "day": day, "note": "", "scan": None, "seen": 1, "actor": world.admin}
        [(message, where)] = why(lambda pk=row.pk, told=told: correct_decree(pk, **told))
        assert ("melewati SK 100.3/" in message, where) == (True, "date")
    assert not is_selected(Assessment.objects.get(unit=world.unit))
    correct_decree(
        gone.pk, number=gone.number, day=date(2026, 1, 10), note="", scan=None, seen=1, actor=world.admin
    )


def test_a_scan_sent_with_a_decree_that_stands_is_taken_in(world):
    url = f"/instansi/{world.instansi.code}/2026/penetapan/sk/"
    data = {
        "kind": "penetapan",
        "number": "100.3/1",
        "date": "2026-01-10",
        "note": "",
        "units": world.unit.pk,
    }
    data[f"target-{world.unit.pk}"] = "WBK"
    client = world.client("admin")
    client.post(url, data)
    for _ in range(2):  # the second time: pressed twice
        client.post(url, data | {"scan": SimpleUploadedFile("sk.pdf", PDF, "application/pdf")})
    assert [row.scan.filename for row in SelectionDecree.objects.all()] == ["sk.pdf"]
    assert Document.objects.count() == 1
    other = client.post(url, data | {"scan": SimpleUploadedFile("lain.pdf", PDF, "application/pdf")})
    assert (other.status_code, "untuk mengganti berkasnya" in other.content.decode()) == (422, True)
