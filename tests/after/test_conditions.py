"""Recording conditions: versions, history, documents, two admins, and the pages that show them."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.engine.answers import BadValue
from assessments.models import ConditionEntry, ConditionValue, PredicateRecord, State
from assessments.services.conditions import ConditionChanged, record_condition, remove_condition
from assessments.services.errors import NotAllowed, Refused
from audit.queries import verify
from documents.models import Document
from documents.services import upload
from tests.factories.assessments import make_assessment
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DAY = date(2026, 2, 1)


def put(world, value="100", *, code="tlhp", unit=True, actor=None, **extra):
    fields = {"source": "Surat 1/2026", "document_date": DAY} | extra
    owner = world.unit if unit else None
    return record_condition(
        world.period, unit=owner, code=code, value=value, actor=actor or world.admin, **fields
    )


def history(code="tlhp"):
    return list(ConditionEntry.objects.filter(code=code).values_list("version", "value"))


def paper(world, unit=None, name="tlhp.pdf"):
    owner = {"unit": unit} if unit else {"instansi": world.instansi}
    return upload(
        file=BytesIO(PDF), filename=name, title="TLHP", kind="dokumen", actor=world.admin, role="", **owner
    )


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def row(value, code="tlhp", seen="0", source="Surat 1/2026", day="2026-02-01"):
    return {
        f"{code}-value": value,
        f"{code}-source": source,
        f"{code}-document_date": day,
        f"{code}-seen": seen,
    }


# --- the service -------------------------------------------------------------------------------------------


def test_what_stood_before_stays(world):
    put(world, "98,5")
    stored = put(world, "100", source="Surat 2/2026")
    assert (stored.value, stored.version) == ("100", 2)
    assert history() == [(2, "100"), (1, "98.5")]
    remove_condition(stored, actor=world.admin, seen=2)
    remove_condition(stored, actor=world.admin, seen=2)  # a double click
    assert history() == [(3, ""), (2, "100"), (1, "98.5")]
    assert ConditionValue.objects.count() == 0
    assert put(world, "97", seen=0).version == 4
    assert verify(f"instansi:{world.instansi.pk}") == []


def test_the_same_again_changes_nothing(world):
    first = put(world, "100", seen=0)
    assert put(world, " 100% ", seen=0).version == first.version == 1
    assert history() == [(1, "100")]


def test_two_admins(world):
    put(world, "98", seen=0)
    put(world, "99", seen=1)
    with pytest.raises(ConditionChanged) as refused:
        put(world, "100", seen=1)
    assert (refused.value.stored.value, history()) == ("99", [(2, "99"), (1, "98")])
    with pytest.raises(ConditionChanged):
        remove_condition(refused.value.stored, actor=world.admin, seen=1)
    assert put(world, "100", seen=2).version == 3


def test_a_value_withdrawn_meanwhile(world):
    stored = put(world, "98")
    remove_condition(stored, actor=world.admin)
    with pytest.raises(ConditionChanged) as refused:
        put(world, "100", seen=1)
    assert refused.value.stored is None


@pytest.mark.parametrize(
    ("value", "extra", "error"),
    [
        ("101", {}, BadValue),
        ("seratus", {}, BadValue),
        ("", {}, Refused),
        ("100", {"source": "  "}, Refused),
        ("100", {"document_date": date(2999, 1, 1)}, Refused),
        ("100", {"code": "tidak_ada"}, Refused),
        ("WTP", {"code": "opini_bpk"}, Refused),  # one of the instansi
    ],
)
def test_what_is_refused(world, value, extra, error):
    with pytest.raises(error):
        put(world, value, **extra)
    assert ConditionEntry.objects.count() == 0


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "pimpinan_instansi", "ketua", "orang_asing"])
def test_only_the_admin_records(world, who):
    with pytest.raises(NotAllowed):
        put(world, actor=world.people[who])


def test_a_document_stays_with_what_was_read_from_it(world):
    stored = put(world, "98", document=paper(world, world.unit))
    assert put(world, "99").document == stored.document  # a correction of the value
    assert put(world, "100", source="Surat 2/2026").document is None
    assert [e.document_id is not None for e in ConditionEntry.objects.order_by("version")] == [
        True,
        True,
        False,
    ]


def test_a_document_of_another_owner_is_refused(world):
    for foreign in (paper(world, world.unit2), paper(world)):
        with pytest.raises(Refused):
            put(world, document=foreign)
    with pytest.raises(Refused):
        put(world, "WTP", code="opini_bpk", unit=False, document=paper(world, world.unit, "b.pdf"))


# --- the pages ---------------------------------------------------------------------------------------------


def test_a_stale_tab_tells_and_the_next_press_saves(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98")
    put(world, "99", assessment=a)
    admin = world.client("admin")
    page = admin.post(url("syarat", a.pk), row("100", seen="1"))
    assert page.status_code == 422
    html = page.content.decode()
    assert "baru saja diubah" in html
    assert "“99” (Surat 1/2026)" in html
    assert 'name="tlhp-value" value="100"' in html
    assert 'name="tlhp-seen" value="2"' in html
    assert admin.post(url("syarat", a.pk), row("100", seen="2")).status_code == 302
    assert ConditionValue.objects.get().value == "100"


def test_a_row_that_was_not_touched_is_nobodys_conflict(world):
    """The tab shows 98; someone made it 99; the person only filled another row."""
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98")
    put(world, "99")
    sent = row("98", seen="1") | row("100", code="lhk")
    assert world.client("admin").post(url("syarat", a.pk), sent).status_code == 302
    assert dict(ConditionValue.objects.values_list("code", "value")) == {"tlhp": "99", "lhk": "100"}


def test_emptying_a_row_is_no_withdrawal(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98")
    page = world.client("admin").post(url("syarat", a.pk), row("", seen="1", source="", day=""))
    assert page.status_code == 422
    assert "Untuk menariknya, buka “Dokumen dan riwayat”" in page.content.decode()
    assert ConditionValue.objects.get().value == "98"


def test_a_document_is_uploaded_shown_and_kept(world):
    a = world.assessment(State.SELESAI_TPI)
    admin, here = world.client("admin"), url("condition", a.pk, "tlhp")
    sent = row("100") | {"tlhp-document": SimpleUploadedFile("tlhp.pdf", PDF, "application/pdf")}
    assert admin.post(here, sent).status_code == 302
    again = row("100") | {"tlhp-document": SimpleUploadedFile("tlhp.pdf", PDF, "application/pdf")}
    assert admin.post(here, again).status_code == 302  # pressed twice
    assert (Document.objects.count(), history()) == (1, [(1, "100")])
    assert admin.post(here, row("100", seen="1", source="Surat 2/2026")).status_code == 302
    for who, status in (("petugas", 200), ("ketua", 403), ("petugas_lain", 404), ("orang_asing", 404)):
        answer = world.client(who).get(url("condition_file", a.pk, "tlhp", 1))
        assert answer.status_code == status
        assert b"".join(answer.streaming_content if answer.streaming else [PDF]) == PDF
    assert world.client("admin").get(url("condition_file", a.pk, "tlhp", 2)).status_code == 404
    assert "buka berkas" in world.client("petugas").get(here).content.decode()


def test_a_bad_file_is_refused_and_what_was_typed_stays(world):
    a = world.assessment(State.SELESAI_TPI)
    for content in (b"", b"<html><script>alert(1)</script>"):
        lie = SimpleUploadedFile("tlhp.pdf", content, "application/pdf")
        page = world.client("admin").post(url("condition", a.pk, "tlhp"), row("100") | {"tlhp-document": lie})
        assert page.status_code == 422
        assert 'value="Surat 1/2026"' in page.content.decode()
    assert ConditionEntry.objects.count() == 0


@pytest.mark.parametrize("spoilt", [{"value": "abc"}, {"value": "100", "day": "2999-05-05"}])
def test_what_is_refused_leaves_no_document(world, spoilt):
    a = world.assessment(State.SELESAI_TPI)
    sent = row(**spoilt) | {"tlhp-document": SimpleUploadedFile("tl.pdf", PDF, "application/pdf")}
    page = world.client("admin").post(url("condition", a.pk, "tlhp"), sent)
    assert (page.status_code, Document.objects.count(), ConditionValue.objects.count()) == (422, 0, 0)


def test_fields_that_belong_together_are_not_called_optional(world):
    html = world.client("admin").get(url("instansi_syarat", "KAB-X", 2026)).content.decode()
    assert "opsional" not in html
    a = world.assessment(State.PEMBANGUNAN)
    html = world.client("petugas").get(url("monitoring_new", a.pk)).content.decode()
    kind = html[html.index("Dilakukan sebagai") :]
    assert kind[: kind.index("</label>")] == "Dilakukan sebagai"


def test_a_file_from_a_stale_tab_is_not_uploaded(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98")
    sent = row("100", seen="0") | {"tlhp-document": SimpleUploadedFile("tlhp.pdf", PDF, "application/pdf")}
    page = world.client("admin").post(url("condition", a.pk, "tlhp"), sent)
    assert (page.status_code, Document.objects.count()) == (422, 0)
    assert "Pilih berkasnya sekali lagi" in page.content.decode()


def test_withdrawing_from_a_stale_tab_is_refused(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98")
    put(world, "99")
    admin, here = world.client("admin"), url("condition_withdraw", a.pk, "tlhp")
    for seen in ("1", "", "x", "9" * 40):
        admin.post(here, {"seen": seen})
    assert ConditionValue.objects.count() == 1
    admin.post(here, {"seen": "2"})
    assert (ConditionValue.objects.count(), history()[0]) == (0, (3, ""))


def test_the_instansi_has_the_same_pages(world):
    admin = world.client("admin")
    here = url("instansi_condition", "KAB-X", 2026, "opini_bpk")
    sent = row("WTP", code="opini_bpk") | {
        "opini_bpk-document": SimpleUploadedFile("lhp.pdf", PDF, "application/pdf")
    }
    assert admin.post(here, sent).status_code == 302
    assert world.client("pimpinan_instansi").post(here, sent).status_code == 403
    assert world.client("orang_asing").get(here).status_code == 404
    file = world.client("pimpinan_instansi").get(
        url("instansi_condition_file", "KAB-X", 2026, "opini_bpk", 1)
    )
    assert b"".join(file.streaming_content) == PDF
    for code in ("tlhp", "indeks_rb"):  # a unit's; of ministries
        assert admin.get(url("instansi_condition", "KAB-X", 2026, code)).status_code == 404


def test_text_is_shown_as_text(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "98", source="<script>alert(1)</script>=1+1")
    for page in (url("syarat", a.pk), url("condition", a.pk, "tlhp")):
        html = world.client("admin").get(page).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;=1+1" in html
        assert "<script>alert" not in html


def test_the_page_tells_of_the_register(world):
    a = world.assessment(State.SELESAI_TPI)
    put(world, "tidak pernah", code="jeda_pencabutan")
    PredicateRecord.objects.create(
        unit=world.unit,
        year=2023,
        predicate="WBK",
        decree_number="KEP-1",
        decree_date=date(2023, 12, 1),
        revoked_on=timezone.localdate(),
        revocation_number="KEP-9",
        revocation_reason="Pungutan.",
        recorded_by=world.admin,
        recorded_at=timezone.now(),
    )
    html = world.client("petugas").get(url("syarat", a.pk)).content.decode()
    assert "Predikat unit ini dicabut" in html
    assert "dapat diusulkan WBK lagi mulai" in html
    one = world.client("petugas").get(url("condition", a.pk, "jeda_pencabutan")).content.decode()
    assert "Isian di bawah tidak dipakai" in one


# --- all units at a glance ---------------------------------------------------------------------------------


def cells(world, **query):
    page = world.client("admin").get(url("conditions_table", "KAB-X", 2026), query)
    return {
        line.assessment.unit.code: (line.tally.text, [c and c.shape for _, c in line.cells])
        for line in page.context["page"].object_list
    }


def test_all_units_at_a_glance(world):
    make_assessment(world.period, world.unit, State.SELESAI_TPI)
    make_assessment(world.period, world.unit2, State.SELESAI_TPI)
    put(world, "100")
    put(world, "98", code="lhk")
    assert cells(world)["PKM-01"] == (
        "1 dari 12 terpenuhi, 1 kurang, 10 belum ada data",
        ["missing", "missing", "met", "lacking", "missing", "missing", None, "missing"],
    )
    assert cells(world, predikat="WBBM")["PKM-01"][1][-2:] == ["missing", None]
    assert set(cells(world, saring="kurang")) == {"PKM-01", "DKC"}


def test_only_those_that_lack_something(world):
    make_assessment(world.period, world.unit, State.SELESAI_TPI)
    make_assessment(world.period, world.unit2, State.SELESAI_TPI)
    of_instansi = {"opini_bpk": "WTP", "sakip": "BB", "indeks_rb_pemda": "B", "spip": "3", "bebas_kkn": "ya"}
    of_unit = {
        "layanan_inti": "ya",
        "dampak_publik": "ya",
        "tlhp": "100",
        "lhk": "100",
        "lama_membangun": "1",
    }
    of_unit |= {"sakip_internal": "B", "jeda_pencabutan": "tidak pernah"}
    for code, value in of_instansi.items():
        put(world, value, code=code, unit=False)
    for code, value in of_unit.items():
        put(world, value, code=code)
    assert set(cells(world, saring="kurang")) == {"DKC"}
    assert set(cells(world)) == {"DKC", "PKM-01"}


@pytest.mark.parametrize("units", [1, 3])
def test_queries_do_not_grow(world, units):
    for number in range(units):
        unit = make_unit(world.instansi, f"U-{number}")
        make_assessment(world.period, unit, State.SELESAI_TPI)
        record_condition(
            world.period, unit=unit, code="tlhp", value="9", source="S", document_date=DAY, actor=world.admin
        )
    admin = world.client("admin")
    admin.get(url("conditions_table", "KAB-X", 2026))  # parses the policy
    with CaptureQueriesContext(
        connection,
    ) as queries:
        admin.get(url("conditions_table", "KAB-X", 2026))
    # session, person, two for the hats, period, assessments, values, reasons, register
    assert len(queries) == 9, [q["sql"][:80] for q in queries]


def test_what_others_have_is_not_there(world):
    foreign = make_assessment(world.other_period, world.other_unit, State.SELESAI_TPI)
    record_condition(
        world.other_period,
        unit=world.other_unit,
        code="tlhp",
        value="9",
        source="Rahasia",
        document_date=DAY,
        actor=world.orang_asing,
    )
    assert "Rahasia" not in world.client("admin").get(url("conditions_table", "KAB-X", 2026)).content.decode()
    assert cells(world) == {}
    for name in ("syarat", "condition"):
        args = [foreign.pk] if name == "syarat" else [foreign.pk, "tlhp"]
        assert world.client("admin").get(url(name, *args)).status_code == 404
