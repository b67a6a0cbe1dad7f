"""The pages of the register: who holds what, what is due, reports as issued letters, attacks; the public."""

from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.facts import saturation_of
from assessments.holders import rows_of
from assessments.models import (
    IssuedDocument,
    MonitoringReport,
    PredicateRecord,
    Proposal,
    ProposalUnit,
    State,
)
from assessments.public.participation import in_public_words, participants
from audit.queries import verify
from tests.after.pages import PDF, REPORT, text, url
from tests.after.test_register import entry, revoked
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


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


# --- the public --------------------------------------------------------------------------------------------


def test_a_revoked_predicate_is_told_no_more(world):
    a = world.assessment(State.WBK)
    made = entry(world, 2026, assessment=a, decree_date=date(2026, 6, 1))

    def told():
        return [(p.stage, len(p.predicates)) for p in in_public_words(list(participants(world.period)), 2026)]

    assert told() == [("Ditetapkan berpredikat WBK", 1)]
    PredicateRecord.objects.filter(pk=made.pk).update(**revoked(date(2026, 10, 1)))
    assert told() == [("Membangun Zona Integritas", 0)]
