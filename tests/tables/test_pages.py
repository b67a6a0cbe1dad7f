"""Tables in the browser: what there is, templates, upload, preview, apply, undo; and who may not."""

import io
import re
import time

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from assessments.kke.import_jobs import NO_EXCEL
from assessments.models import ConditionValue, Import, Job
from audit.models import Entry
from tests.tables.files import filled_in, template
from units.models import Invitation, UnitKerja

# Jobs run after the commit.
pytestmark = pytest.mark.django_db(transaction=True)
NAME = "RSUD <b>dr. Sutomo</b>"


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def upload(client, key: str, content: bytes, name: str = "tabel.xlsx", year: int = 2026, instansi="KAB-X"):
    """Post a file; gives the answer and the import, if there is one."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(url("table", instansi, key), {"file": file, "tahun": str(year)})
    found = re.search(r"/impor/(\d+)/", answer.get("Location", ""))
    return answer, Import.objects.get(pk=int(found[1])) if found else None


def decide(client, imp: Import, act: str = "terapkan", **fields):
    """Post the form of the preview as the page shows it now."""
    imp.refresh_from_db()
    page = client.get(url("import", imp.pk))
    told = {"version": imp.version, "seen": page.context["seen"], "act": act}
    return client.post(url("import_decide", imp.pk), told | fields)


def proven_before(client, *, seconds: int) -> None:
    """As if the person had signed in so long ago."""
    session, records = client.session, "account_authentication_methods"
    session[records] = [record | {"at": time.time() - seconds} for record in session[records]]
    session.save()


def units_file(world, *rows) -> bytes:
    return filled_in(template(world, "unit", filled=False), "Unit", rows)


def html_of(answer) -> str:
    return answer.content.decode()


def test_the_page_lists_all_tables_and_what_was_taken_in(world):
    admin = world.client("admin")
    html = html_of(admin.get(url("tables", "KAB-X")))
    assert [html.count(t) for t in ("Unit kerja</a>", "Hasil TPN</a>", "Belum ada berkas yang diimpor")] == [
        2,
        1,
        1,
    ]
    upload(admin, "unit", units_file(world, ("RSUD", NAME)), name="unit baru.xlsx")
    html = html_of(admin.get(url("tables", "KAB-X")))
    assert ("unit baru.xlsx" in html, "Menunggu diterapkan" in html) == (True, True)


def test_upload_preview_apply_undo(world):
    admin = world.client("admin")
    answer, imp = upload(admin, "unit", units_file(world, ("RSUD", NAME, "DKC"), ("PKM-01", "Melati Baru")))
    assert (answer.status_code, imp.status, imp.kind) == (302, "ready", "tabel-unit")
    html = html_of(admin.get(url("import", imp.pk)))
    assert ("RSUD &lt;b&gt;dr. Sutomo&lt;/b&gt;" in html, "<b>dr." in html) == (True, False)
    changed = html_of(admin.get(url("import", imp.pk) + "?tampil=berubah"))
    assert "<del>Puskesmas Melati</del>" in changed
    assert UnitKerja.objects.filter(instansi=world.instansi).count() == 2
    answer = decide(admin, imp)
    imp.refresh_from_db()
    assert (answer.status_code, imp.status, imp.outcome["changes"]) == (302, "applied", 2)
    assert world.instansi.units.get(code="RSUD").name == NAME
    event = Entry.objects.get(action="import.apply")
    assert (event.chain.key, event.after["sha256"], event.after["changes"], event.after["kind"]) == (
        f"instansi:{world.instansi.pk}",
        imp.file.sha256,
        2,
        "tabel-unit",
    )
    assert "1 baris baru dan 1 perubahan" in html_of(admin.get(url("import", imp.pk)))
    admin.post(url("import_undo", imp.pk))
    imp.refresh_from_db()
    world.unit.refresh_from_db()
    assert (imp.status, world.unit.name) == ("undone", "Puskesmas Melati")
    assert not world.instansi.units.filter(code="RSUD").exists()


def test_a_double_click_applies_once(world):
    admin = world.client("admin")
    _, imp = upload(admin, "unit", units_file(world, ("RSUD", NAME)))
    page = admin.get(url("import", imp.pk))
    told = {"version": imp.version, "seen": page.context["seen"], "act": "terapkan"}
    first, second = (admin.post(url("import_decide", imp.pk), told) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert world.instansi.units.filter(code="RSUD").count() == 1
    assert Entry.objects.filter(action="import.apply").count() == 1


def test_a_stale_preview_shows_the_new_one(world):
    admin = world.client("admin")
    _, imp = upload(admin, "unit", units_file(world, ("PKM-01", "Melati Baru")))
    page = admin.get(url("import", imp.pk))
    UnitKerja.objects.filter(pk=world.unit.pk).update(name="Kenanga")
    told = {"version": imp.version, "seen": page.context["seen"], "act": "terapkan"}
    admin.post(url("import_decide", imp.pk), told)
    html = html_of(admin.get(url("import", imp.pk)))
    assert ("berubah sesudah pratinjau" in html, "<del>Kenanga</del>" in html) == (True, True)
    world.unit.refresh_from_db()
    assert world.unit.name == "Kenanga"


def test_the_choice_of_blank_cells_is_shown_before_it_is_applied(world):
    admin = world.client("admin")
    content = template(world, "unit", filled=True)
    book = load_workbook(io.BytesIO(content))
    row = next(row for row in book["Unit"].iter_rows(min_row=5) if row[0].value == "PKM-01")
    row[6].value = None
    out = io.BytesIO()
    book.save(out)
    _, imp = upload(admin, "unit", out.getvalue())
    assert "Terapkan ke portal</button>" in html_of(admin.get(url("import", imp.pk)))
    answer = decide(admin, imp, blanks_empty="on")
    assert (answer.status_code, "dihitung ulang" in html_of(answer)) == (422, True)
    world.unit.refresh_from_db()
    assert world.unit.head_name == "dr. Rina Wulandari"
    assert decide(admin, imp, blanks_empty="on").status_code == 302
    world.unit.refresh_from_db()
    assert world.unit.head_name == ""


def test_refused_rows_stop_everything_and_are_named(world):
    admin = world.client("admin")
    _, imp = upload(admin, "unit", units_file(world, ("RSUD", NAME), ("RSUD", "Lagi"), (None, "Tanpa kode")))
    html = html_of(admin.get(url("import", imp.pk)))
    assert ("Unit!A6: isinya tentang hal yang sama dengan baris 5" in html, "disabled" in html) == (
        True,
        True,
    )
    decide(admin, imp)
    html = html_of(admin.get(url("import", imp.pk)))
    assert ("Belum diterapkan" in html, "Unit!A7: Kode unit belum diisi." in html) == (True, True)
    assert not world.instansi.units.filter(code="RSUD").exists()


def test_invitations_are_mailed_after_the_import(world):
    admin = world.client("admin")
    content = filled_in(
        template(world, "orang", filled=False),
        "Orang",
        [("lina@a.go.id", "Lina", None, "Petugas unit", "PKM-01"), ("omar@a.go.id", "Omar", None, "Tim TPI")],
    )
    _, imp = upload(admin, "orang", content)
    assert (len(mail.outbox), Invitation.objects.count()) == (0, 0)
    proven_before(admin, seconds=1800)  # who gives roles is asked again who it is
    assert decide(admin, imp).url.startswith(reverse("account_reauthenticate"))
    assert Invitation.objects.count() == 0
    proven_before(admin, seconds=0)
    decide(admin, imp)
    imp.refresh_from_db()
    assert sorted(m.to[0] for m in mail.outbox) == ["lina@a.go.id", "omar@a.go.id"]
    token = re.search(r"/undangan/([\w-]+)/", mail.outbox[0].body)[1]
    assert world.client(None).get(reverse("units:accept", args=[token])).status_code == 200
    assert (imp.outcome["unsent"], token in str(imp.outcome)) == ([], False)
    html = html_of(admin.get(url("import", imp.pk)))
    assert ("2 undangan sudah dikirim" in html, "Urungkan impor ini" in html) == (True, False)
    answer = admin.post(url("import_undo", imp.pk), follow=True)
    assert "tidak dapat diurungkan" in html_of(answer)


def test_a_table_of_a_year_goes_to_its_year(world):
    admin = world.client("admin")
    content = filled_in(
        template(world, "syarat", filled=False), "Syarat", [(None, "Opini BPK", "WTP", "LHP 1", "2026-05-20")]
    )
    _, imp = upload(
        admin, "syarat", content, year=2031
    )  # no such period: the page falls back to one that there is
    assert imp.year == 2026
    decide(admin, imp)
    assert ConditionValue.objects.get().period == world.period


def test_a_csv_is_a_table_too(world):
    _, imp = upload(world.client("admin"), "unit", b"Kode unit;Nama unit\nRSUD;RSUD Baru\n", name="unit.csv")
    assert (imp.status, imp.refusal) == ("ready", "")
    decide(world.client("admin"), imp)
    assert world.instansi.units.filter(name="RSUD Baru").exists()


def test_a_text_that_is_named_like_a_workbook_is_told_as_such(world):
    _, imp = upload(
        world.client("admin"), "unit", b"Catatan rapat, hari ini\nlalu pulang\n", name="unit.xlsx"
    )
    assert (imp.status, imp.refusal) == ("refused", NO_EXCEL)


def test_a_damaged_workbook_is_refused_with_the_reason(world):
    admin = world.client("admin")
    _, imp = upload(admin, "unit", b"PK\x03\x04rusak")
    assert (imp.status, "rusak" in imp.refusal) == ("refused", True)
    assert "tidak dapat diterapkan" in html_of(admin.get(url("import", imp.pk)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "Berkas ini PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Excel lama (.xls)"),
    ],
)
def test_what_is_no_workbook_is_not_even_kept(world, content, said):
    answer, imp = upload(world.client("admin"), "unit", content)
    assert (answer.status_code, imp, said in html_of(answer)) == (422, None, True)


def test_an_empty_or_missing_file_is_refused_at_once(world):
    answer, imp = upload(world.client("admin"), "unit", b"")
    assert (answer.status_code, imp, "kosong" in html_of(answer)) == (422, None, True)
    answer = world.client("admin").post(url("table", "KAB-X", "unit"))
    assert (answer.status_code, Import.objects.count()) == (422, 0)


def test_a_template_of_another_instansi_is_refused_by_name(world):
    content = template(world, "unit", filled=True)
    _, imp = upload(world.client("orang_asing"), "unit", content, instansi="KAB-Y")
    assert (imp.status, "instansi KAB-X, bukan KAB-Y" in imp.refusal) == ("refused", True)


def test_strangers_get_404_and_people_of_the_instansi_403(world):
    _, imp = upload(world.client("admin"), "unit", units_file(world, ("RSUD", NAME)))
    for who, places, own in (
        ("orang_asing", 404, 404),
        ("petugas", 403, 404),
        ("pimpinan_instansi", 403, 404),
    ):
        client = world.client(who)
        found = [
            client.get(url("tables", "KAB-X")).status_code,
            client.get(url("table", "KAB-X", "unit")).status_code,
            upload(client, "unit", b"x")[0].status_code,
            client.get(url("table_template", "KAB-X", "orang") + "?isi=1").status_code,
        ]
        assert (who, found) == (who, [places] * 4)
        acts = [client.get(url("import", imp.pk)), client.get(url("import_file", imp.pk))]
        acts += [
            client.post(url(name, imp.pk)) for name in ("import_decide", "import_undo", "import_discard")
        ]
        assert (who, [a.status_code for a in acts]) == (who, [own] * 5)
    assert Job.objects.count() == 1


def test_templates_download_for_the_year(world):
    admin = world.client("admin")
    answer = admin.get(url("table_template", "KAB-X", "syarat") + "?tahun=2026&isi=1")
    assert answer["Content-Disposition"] == 'attachment; filename="syarat_KAB-X_2026_terisi.xlsx"'
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Petunjuk", "Syarat", "_daftar", "_zi"]
    assert admin.get(url("table_template", "KAB-X", "apa")).status_code == 404
    assert admin.get(url("table", "KAB-X", "apa")).status_code == 404


def test_without_a_period_tables_of_a_year_say_so(world):
    world.period.delete()
    admin = world.client("admin")
    html = html_of(admin.get(url("table", "KAB-X", "syarat")))
    assert ("Belum ada periode" in html, "Periksa berkas" in html) == (True, False)
    assert admin.get(url("table_template", "KAB-X", "syarat")).status_code == 404
    assert "Periksa berkas" in html_of(admin.get(url("table", "KAB-X", "tim")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_takes_the_same_queries(world, django_assert_num_queries, rows):
    admin = world.client("admin")
    _, imp = upload(admin, "unit", units_file(world, *((f"U-{n}", f"Unit {n}") for n in range(rows))))
    admin.get(url("import", imp.pk))
    # session, user, roles (2); the import with its people; its jobs; units
    with django_assert_num_queries(7):
        admin.get(url("import", imp.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(world, django_assert_num_queries, count):
    admin = world.client("admin")
    for n in range(count):
        upload(admin, "unit", units_file(world, (f"U-{n}", "Unit")))
    admin.get(url("tables", "KAB-X"))
    # session, user, roles (2); the instansi; its years; imports
    with django_assert_num_queries(7):
        admin.get(url("tables", "KAB-X"))
