"""The pages of the register: who holds what, what is due, reports as issued letters, complaints, attacks."""

from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.facts import saturation_of
from assessments.holders import rows_of
from assessments.models import (
    IssuedDocument,
    Maladministration,
    MonitoringReport,
    PredicateRecord,
    Proposal,
    ProposalUnit,
    State,
)
from assessments.public.participation import in_public_words, participants
from audit.queries import verify
from documents.models import Document
from tests.after.test_register import entry, revoked
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: value.date() if value else TODAY
    )


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def text(page):
    return page.content.decode()


REPORT = {
    "year": "2026",
    "still_meets": "ya",
    "pengungkit": "48,25",
    "hasil": "36.5",
    "notes": "Pelayanan tetap baik.\nAduan tertangani. <b>=1+1</b> http://127.0.0.1/rahasia",
    "letter_number": "700/9/2026",
    "letter_date": "2026-11-20",
}


# --- the register ------------------------------------------------------------------------------------------


def test_who_holds_what(world):
    entry(world, 2021)
    entry(world, 2024, "WBBM")
    entry(world, 2022, unit=world.unit2, **revoked(date(2025, 3, 1)))
    entry(world, 2024, unit=world.other_unit)
    found = {
        (r.record.unit.code, r.record.year): (r.status, r.due and r.due.on, r.free_on)
        for r in rows_of(world.instansi)
    }
    assert found == {
        ("PKM-01", 2024): ("berlaku", date(2026, 12, 1), None),
        ("PKM-01", 2021): ("digantikan", None, None),
        ("DKC", 2022): ("dicabut", None, date(2027, 3, 1)),
    }


def test_a_proposal_for_wbbm_begins_the_two_years_anew(world):
    """A WBK holder reports when not proposed for WBBM in that time (p. 61)."""
    entry(world, 2023)
    a = make_assessment(make_period(world.instansi, 2025), world.unit, State.DIUSULKAN)
    sent = timezone.datetime(2025, 5, 20, 3, tzinfo=timezone.get_default_timezone())
    made = Proposal.objects.create(
        period=a.period, letter_number="1", letter_date=sent.date(), created_by=world.admin, sent_at=sent
    )
    ProposalUnit.objects.create(proposal=made, assessment=a, predicate="WBBM")
    assert [row.due.on for row in rows_of(world.instansi)] == [date(2027, 5, 20)]


def test_filters_and_a_late_report(world):
    entry(world, 2023)
    entry(world, 2022, unit=world.unit2, **revoked(date(2025, 3, 1)))
    admin, here = world.client("admin"), url("predicates", "KAB-X")

    def shown(**query):
        return [row.record.unit.code for row in admin.get(here, query).context["page"].object_list]

    assert shown() == ["PKM-01", "DKC"]
    assert (shown(status="laporan"), shown(status="dicabut"), shown(q="kep-1/2023")) == (
        ["PKM-01"],
        ["DKC"],
        ["PKM-01"],
    )
    assert shown(status="digantikan") == []
    assert "terlambat" in text(admin.get(here))


@pytest.mark.parametrize("units", [1, 3])
def test_queries_do_not_grow(world, units):
    for number in range(units):
        entry(world, 2023, unit=make_unit(world.instansi, f"U-{number}"))
    admin, here = world.client("admin"), url("predicates", "KAB-X")
    admin.get(here)  # parses the policy
    with CaptureQueriesContext(connection) as queries:
        admin.get(here)
    # session, person, two for the hats, instansi, policy, records, reports, proposals
    assert len(queries) == 9, [q["sql"][:80] for q in queries]


def test_saturation_counts_active_units(world, monkeypatch):
    assert saturation_of(world.period) is None  # not in the policy of 2024
    period = make_period(world.instansi, 2022, "policy-2022")
    entry(world, 2021)
    entry(world, 2021, unit=make_unit(world.instansi, "TUTUP", is_active=False))
    entry(world, 2020, unit=world.unit2, **revoked(date(2021, 3, 1)))
    found = saturation_of(period)
    assert (found.holders, found.units, found.is_reached) == (1, 2, True)
    assert "1 dari 2 unit aktif (50%)" in text(
        world.client("admin").get(url("instansi_syarat", "KAB-X", 2022))
    )


def test_typing_in_correcting_revoking(world):
    admin = world.client("admin")
    data = {
        "unit": world.unit.pk,
        "year": "2021",
        "predicate": "WBK",
        "decree_number": "KEP-5/2021",
        "decree_date": "2021-12-10",
        "determined_by": "menteri",
        "scan": SimpleUploadedFile("sk.pdf", PDF, "application/pdf"),
    }
    assert admin.post(url("predicate_add", "KAB-X"), data).status_code == 302
    made = PredicateRecord.objects.get()
    scan = world.client("petugas").get(url("predicate_file", made.pk, "penetapan"))
    assert b"".join(scan.streaming_content) == PDF
    assert world.client("petugas").get(url("predicate_file", made.pk, "pencabutan")).status_code == 404
    foreign = admin.post(url("predicate_add", "KAB-X"), data | {"unit": world.other_unit.pk, "year": "2020"})
    assert (foreign.status_code, PredicateRecord.objects.count()) == (422, 1)

    change = {k: v for k, v in data.items() if k not in ("unit", "scan")} | {"decree_number": "KEP-55/2021"}
    stale = admin.post(url("predicate_edit", made.pk), change | {"reason": "Salah ketik.", "seen": "0"})
    assert stale.status_code == 422
    assert "baru saja diubah" in text(stale)
    assert 'name="seen" value="1"' in text(stale)
    admin.post(url("predicate_edit", made.pk), change | {"reason": "Salah ketik.", "seen": "1"})
    page = text(world.client("pimpinan_unit").get(url("predicate", made.pk)))
    assert "KEP-55/2021" in page
    assert "Salah ketik." in page

    bad = {"number": "KEP-9", "on": "2020-01-01", "reason": "Pungutan <i>terbukti</i>.", "seen": "2"}
    refused = admin.post(url("predicate_revoke", made.pk), bad)
    assert (refused.status_code, "tidak mungkin lebih awal" in text(refused)) == (422, True)
    assert 'value="KEP-9"' in text(refused)
    assert admin.post(url("predicate_revoke", made.pk), bad | {"on": "2026-10-01"}).status_code == 302
    page = text(world.client("petugas").get(url("predicate", made.pk)))
    assert "Pungutan &lt;i&gt;terbukti&lt;/i&gt;." in page
    assert "mulai 1 Oktober 2028" in page


@pytest.mark.parametrize(
    ("who", "list_", "one"),
    [("petugas", 404, 200), ("ketua", 404, 404), ("petugas_lain", 404, 404), ("orang_asing", 404, 404)],
)
def test_who_may_look(world, who, list_, one):
    made = entry(world, 2023)
    client = world.client(who)
    assert client.get(url("predicates", "KAB-X")).status_code == list_
    assert client.get(url("predicate", made.pk)).status_code == one
    assert client.get(url("maladministration", "KAB-X")).status_code == 404


# --- reports -----------------------------------------------------------------------------------------------


def test_a_report_is_issued_once_and_moves_the_due_date(world):
    made = entry(world, 2023)
    admin, here = world.client("admin"), url("predicate_report", made.pk)
    assert [admin.post(here, REPORT).status_code for _ in range(2)] == [302, 302]
    report = MonitoringReport.objects.get()
    document = IssuedDocument.objects.get()
    assert (report.document, document.unit, document.kind) == (document, world.unit, "monitoring")
    assert [row.due.on for row in rows_of(world.instansi)] == [date(2028, 11, 20)]
    assert verify(f"instansi:{world.instansi.pk}") == []
    assert "48,25" in text(world.client("petugas").get(url("predicate", made.pk)))

    pages = pypdfium2.PdfDocument(b"".join(admin.get(url("issued_file", document.pk)).streaming_content))
    words = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    for wanted in ("masih memenuhi", "48,25", "36,50", "84,75", "<b>=1+1</b>", str(document.pk)):
        assert wanted in words
    own = world.client("petugas").get(url("issued_file", document.pk))
    assert b"".join(own.streaming_content).startswith(b"%PDF")
    assert world.client("orang_asing").get(url("issued_file", document.pk)).status_code == 404
    assert world.unit.name in text(world.client("tanpa_peran").get(url("verify", document.pk)))


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"pengungkit": "60,01"}, "Isi antara 0 dan 60."),
        ({"hasil": "-1"}, "Isi antara 0 dan 40."),
        ({"hasil": "banyak"}, "Isi angka, misalnya 48,25."),
        ({"letter_date": "2026-11-27"}, "tidak melewati hari ini"),
        ({"letter_date": "2023-11-30"}, "Tanggal surat harus sesudah penetapan"),
        ({"year": "2022"}, "Isi tahun antara 2023 dan 2026."),
        ({"still_meets": ""}, "Pilih"),
        ({"notes": " "}, ""),
    ],
)
def test_what_cannot_be_reported(world, spoilt, message):
    made = entry(world, 2023)
    page = world.client("admin").post(url("predicate_report", made.pk), REPORT | spoilt)
    assert (page.status_code, message in text(page)) == (422, True)
    assert (MonitoringReport.objects.count(), IssuedDocument.objects.count()) == (0, 0)


def test_a_number_is_used_once_and_a_lost_predicate_is_not_reported(world):
    admin = world.client("admin")
    first, second = entry(world, 2023), entry(world, 2023, unit=world.unit2)
    admin.post(url("predicate_report", first.pk), REPORT)
    again = admin.post(url("predicate_report", second.pk), REPORT)
    assert "Nomor surat ini sudah dipakai" in text(again)
    lost = entry(world, 2021, **revoked(date(2022, 3, 1)))
    assert "sudah dicabut" in text(
        admin.post(url("predicate_report", lost.pk), REPORT | {"letter_number": "2"})
    )
    entry(world, 2025, "WBBM", unit=world.unit2)
    above = admin.post(url("predicate_report", second.pk), REPORT | {"letter_number": "3"})
    assert "sudah berpredikat WBBM" in text(above)


# --- complaints --------------------------------------------------------------------------------------------


def test_a_complaint_is_noted_clarified_and_settled(world):
    admin, here = world.client("admin"), url("maladministration", "KAB-X")
    sent = {
        "unit": world.unit.pk,
        "received_on": "2026-05-02",
        "source": "Surat",
        "complaint": "Diminta <b>uang</b>.",
    }
    assert [admin.post(here, sent).status_code for _ in range(2)] == [302, 302]
    note = Maladministration.objects.get()
    one = url("maladministration_note", note.pk)
    rest = {k: v for k, v in sent.items() if k != "unit"}
    settled = rest | {"status": "terbukti", "seen": "1"}
    assert "Sebelum selesai" in text(admin.post(one, settled))
    settled |= {"clarification": "Benar.", "settlement": "Uang dikembalikan."}
    assert "baru saja diubah" in text(admin.post(one, settled | {"seen": "0"}))
    assert admin.post(one, settled).status_code == 302
    leader = world.client("pimpinan_instansi")
    assert "Uang dikembalikan." in text(leader.get(one))
    assert leader.post(one, settled).status_code == 403
    assert "Tidak ada catatan terbuka" in text(leader.get(here))
    assert "Diminta &lt;b&gt;uang&lt;/b&gt;." in text(leader.get(here, {"status": "semua"}))


def test_nobody_else_reads_complaints(world):
    note = Maladministration.objects.create(
        unit=world.unit,
        received_on=TODAY,
        source="Surat",
        complaint="Rahasia sekali",
        recorded_by=world.admin,
        recorded_at=timezone.now(),
    )
    made = entry(world, 2023)
    for who in (
        "petugas",
        "pimpinan_unit",
        "ketua",
        "pengendali",
        "petugas_lain",
        "orang_asing",
        "admin_sistem",
    ):
        assert world.client(who).get(url("maladministration_note", note.pk)).status_code == 404
        assert "Rahasia sekali" not in text(world.client(who).get(url("predicate", made.pk)))


def test_a_complaint_ahead_or_of_another_instansi(world):
    sent = {"unit": world.unit.pk, "received_on": "2026-11-27", "source": "Surat", "complaint": "X"}
    admin, here = world.client("admin"), url("maladministration", "KAB-X")
    assert "belum tiba" in text(admin.post(here, sent))
    foreign = sent | {"received_on": "2026-05-02", "unit": world.other_unit.pk}
    assert admin.post(here, foreign).status_code == 422
    assert Maladministration.objects.count() == 0


def test_how_many_complaints_stand_is_told_to_those_who_may_read_them(world):
    made = entry(world, 2023)
    a = world.assessment(State.SELESAI_TPI)
    pages = [url("predicate", made.pk), url("syarat", a.pk)]
    for status in ("diterima", "klarifikasi", "terbukti", "tidak_terbukti"):
        Maladministration.objects.create(
            unit=world.unit,
            received_on=date(2026, 5, 2),
            source="Surat",
            complaint="X",
            status=status,
            recorded_by=world.admin,
            recorded_at=timezone.now(),
        )
    told = "1 aduan terbukti, 2 aduan belum selesai"
    assert told in text(world.client("admin").get(url("predicate_revoke", made.pk)))
    for page in pages:
        for who in ("admin", "pimpinan_instansi"):
            assert told in text(world.client(who).get(page))
        for who in ("petugas", "pimpinan_unit"):
            assert "aduan terbukti" not in text(world.client(who).get(page))


# --- documents ---------------------------------------------------------------------------------------------


def scan(name="sk.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_a_refused_form_or_a_second_press_leaves_no_document(world):
    admin = world.client("admin")
    data = {
        "unit": world.unit.pk,
        "year": "2021",
        "predicate": "WBK",
        "decree_number": "KEP-5/2021",
        "decree_date": "2019-12-10",
        "determined_by": "menteri",
    }

    def send(page, sent, name="sk.pdf"):
        return (admin.post(page, sent | {"scan": scan(name)}).status_code, Document.objects.count())

    here = url("predicate_add", "KAB-X")
    assert send(here, data) == (422, 0)
    data["decree_date"] = "2021-12-10"
    assert send(here, data) == (302, 1)
    assert send(here, data) == (302, 1)
    made = PredicateRecord.objects.get()
    edit = url("predicate_edit", made.pk)
    change = {k: v for k, v in data.items() if k != "unit"} | {"decree_number": "KEP-6", "seen": "1"}
    assert send(edit, change | {"reason": "Salah.", "seen": "0"}, "b.pdf") == (422, 1)
    assert send(edit, change | {"reason": "Salah."}, "b.pdf") == (302, 2)
    assert send(edit, change | {"reason": "Salah."}, "b.pdf") == (302, 2)
    # only another scan: nothing else changes, and it is taken
    assert send(edit, change | {"reason": "Pindaian.", "seen": "2"}, "c.pdf") == (302, 3)
    revoke, sent = url("predicate_revoke", made.pk), {"number": "K-9", "reason": "Terbukti.", "seen": "3"}
    assert send(revoke, sent | {"on": "2020-01-01"}, "d.pdf") == (422, 3)
    assert send(revoke, sent | {"on": "2026-01-01"}, "d.pdf") == (302, 4)
    assert send(revoke, sent | {"on": "2026-01-01"}, "d.pdf") == (302, 4)
    right = url("predicate_revocation", made.pk)
    corrected = sent | {"on": "2026-01-02", "seen": "4"}
    assert send(right, corrected, "e.pdf") == (422, 4)  # no reason of the correction
    assert send(right, corrected | {"why": "Salah tanggal."}, "e.pdf") == (302, 5)
    assert send(right, corrected | {"why": "Salah tanggal."}, "e.pdf") == (302, 5)
    made.refresh_from_db()
    assert (made.revoked_on, made.revocation_scan.filename) == (date(2026, 1, 2), "e.pdf")
    assert "Pencabutan dibetulkan" in text(admin.get(url("predicate", made.pk)))


def test_a_scan_that_comes_later_is_taken_into_the_record(world):
    admin, here = world.client("admin"), url("predicate_add", "KAB-X")
    data = {
        "unit": world.unit.pk,
        "year": "2021",
        "predicate": "WBK",
        "decree_number": "KEP-5/2021",
        "decree_date": "2021-12-10",
        "determined_by": "menteri",
    }
    admin.post(here, data)
    admin.post(here, data | {"scan": scan()})
    assert PredicateRecord.objects.get().scan.filename == "sk.pdf"


def test_only_what_is_revoked_has_a_revocation_to_correct(world):
    made = entry(world, 2021)
    assert world.client("admin").get(url("predicate_revocation", made.pk)).status_code == 404


def test_the_year_of_a_revoked_predicate_says_so(world):
    a = world.assessment(State.WBK)
    made = entry(world, 2026, assessment=a, decree_date=date(2026, 6, 1))
    page = url("assessment", a.pk)
    assert "dicabut pada" not in text(world.client("admin").get(page))
    PredicateRecord.objects.filter(pk=made.pk).update(**revoked(date(2026, 10, 1)))
    assert "Predikat ini dicabut pada 1 Oktober 2026." in text(world.client("petugas").get(page))


def test_a_report_for_a_year_after_its_letter_or_under_wbbm(world):
    admin, made = world.client("admin"), entry(world, 2023)
    late = admin.post(url("predicate_report", made.pk), REPORT | {"letter_date": "2025-10-01"})
    assert "lebih awal daripada tahun monevnya" in text(late)
    above = entry(world, 2025, "WBBM")
    page = text(admin.get(url("predicate_report", made.pk)))
    assert "sudah berpredikat WBBM 2025" in page
    assert "Terbitkan laporan" not in page
    assert url("predicate_report", above.pk) in page


# --- the public --------------------------------------------------------------------------------------------


def test_a_revoked_predicate_is_told_no_more(world):
    a = world.assessment(State.WBK)
    made = entry(world, 2026, assessment=a, decree_date=date(2026, 6, 1))

    def told():
        return [(p.stage, len(p.predicates)) for p in in_public_words(list(participants(world.period)), 2026)]

    assert told() == [("Ditetapkan berpredikat WBK", 1)]
    PredicateRecord.objects.filter(pk=made.pk).update(**revoked(date(2026, 10, 1)))
    assert told() == [("Membangun Zona Integritas", 0)]
