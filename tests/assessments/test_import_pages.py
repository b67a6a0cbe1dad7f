"""A KKE in the browser: upload, preview with choices, apply all or nothing, undo."""

import pytest

from assessments.engine.answers import Given
from assessments.kke.mapping import mapping_for
from assessments.models import Answer, EvidenceUse, Import, Job, Sheet
from assessments.services.answers import Change, save_answers
from audit.models import Entry
from documents import store
from tests.assessments.imports import A1, A2, as_upload, changed, decide, foreign, upload, url, value
from tests.kke_files.lke_zi import build_lke_zi

# Jobs run after the commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a(world):
    """PKM-01 in self-assessment, all answered best."""
    assessment = world.assessment()
    world.fill(assessment, "best")
    return assessment


def test_an_export_is_edited_previewed_applied_and_undone(world, a):
    unit = world.client("petugas")
    exported = unit.get(url("kke_export", a))
    assert exported["Content-Disposition"] == 'attachment; filename="KKE_PKM-01_2026.xlsx"'
    edited = changed(exported.content, "Ya", "Tidak")
    imp = upload(unit, a, edited, name="laptop/../kke isian.xlsx")
    assert (imp.status, value(a), imp.filename) == (Import.Status.READY, "Ya", "kke isian.xlsx")
    page = unit.get(url("import", imp))
    assert [(line.change.as_json(), line.kind, line.take) for line in page.context["seen"].lines] == [
        ({"code": A1, "from": "Ya", "to": "Tidak"}, "berubah", "file")
    ]
    assert decide(unit, imp).status_code == 302
    imp.refresh_from_db()
    assert (imp.status, value(a), imp.applied_by) == (Import.Status.APPLIED, "Tidak", world.petugas)
    assert str(Sheet.objects.get(assessment=a, kind="unit").total) == "99.750000"
    with store.open_verified(imp.file.sha256) as kept:
        assert kept.read() == edited
    kept = unit.get(url("import_file", imp))
    assert (b"".join(kept.streaming_content), kept["Content-Type"]) == (edited, "application/octet-stream")
    assert unit.post(url("import_undo", imp)).status_code == 302
    imp.refresh_from_db()
    assert (imp.status, value(a), imp.undone_by) == (Import.Status.UNDONE, "Ya", world.petugas)
    assert str(Sheet.objects.get(assessment=a, kind="unit").total) == "100.000000"
    told = Entry.objects.filter(chain__key=a.audit_chain, object_label="assessments.import").order_by("seq")
    assert [(e.action, e.after["sha256"], e.after["changes"]) for e in told] == [
        ("import.apply", imp.file.sha256, 1),
        ("import.undo", imp.file.sha256, 1),
    ]


def test_conflicts_are_settled_one_by_one(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Tidak", A2: "C"}))
    page = unit.get(url("import", imp))
    first, second = page.context["seen"].conflicts
    assert [(line.change.code, line.take) for line in (first, second)] == [(A1, None), (A2, None)]
    chosen = {f"pilih__{A1}": f"file:{first.change.seen}"}
    assert decide(unit, imp, **chosen).status_code == 302
    assert "1 isian berkas berbeda" in Job.objects.first().error
    assert "1 isian berkas berbeda" in unit.get(url("import", imp)).content.decode()
    assert (value(a), value(a, A2)) == ("Ya", "A")
    decide(unit, imp, **chosen, **{f"pilih__{A2}": f"portal:{second.change.seen}"})
    assert (value(a), value(a, A2)) == ("Tidak", "A")


@pytest.mark.parametrize(("act", "now"), [("semua_file", "Tidak"), ("semua_portal", "Ya")])
def test_conflicts_are_settled_in_bulk(world, a, act, now):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Tidak", A2: "C"}))
    assert decide(unit, imp, act).status_code == 302
    assert unit.get(url("import", imp)).context["plan"].undecided == ()
    decide(unit, imp)
    assert value(a) == now


def test_a_choice_is_void_once_the_portal_holds_something_else(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A2: "C"}))
    decide(unit, imp, "semua_file")
    world.fill(a, {A2: "B"})
    page = unit.get(url("import", imp))
    assert [(c.code, c.before) for c in page.context["plan"].undecided] == [(A2, "B")]
    decide(unit, imp)
    assert value(a, A2) == "B"


def test_bulk_choices_hold_only_for_what_was_seen(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A2: "C"}))
    mark = unit.get(url("import", imp)).context["seen"].mark
    world.fill(a, {A2: "B"})
    page = unit.post(url("import_decide", imp), {"version": 0, "mark": mark, "act": "semua_file"})
    assert page.status_code == 422
    assert "Isi portal berubah" in page.content.decode()
    assert [c.code for c in page.context["plan"].undecided] == [A2]


def test_a_change_can_be_left_out(world, a):
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    imp = upload(unit, a, changed(content, "A", "B", code=A2))
    lines = unit.get(url("import", imp)).context["seen"].plain
    assert [line.change.code for line in lines] == [A1, A2]
    decide(unit, imp, lewati=f"{A1}={lines[0].change.seen}")
    assert (value(a), value(a, A2)) == ("Ya", "B")


def test_a_bad_cell_refuses_until_it_is_left_out(world, a):
    unit = world.client("petugas")
    rows = mapping_for(world.instrument).rows
    content = foreign(world, {A1: "Mungkin", A2: "C"})
    imp = upload(unit, a, content)
    decide(unit, imp, "semua_file")
    decide(unit, imp)
    imp.refresh_from_db()
    assert (imp.status, value(a, A2)) == (Import.Status.READY, "A")
    leave = {"abaikan": f"Jawaban!K{rows[A1]}", "blanks_empty": "on"}
    for act in ("simpan", "semua_file", "terapkan"):
        decide(unit, imp, act, **leave)
    assert (value(a), value(a, A2), value(a, "A.I.1.i.b")) == (
        "Ya",
        "C",
        None,
    )  # a bad cell is not a blank one


def test_a_bad_cell_is_corrected_in_the_preview(world, a):
    unit = world.client("petugas")
    place = f"Jawaban!K{mapping_for(world.instrument).rows[A1]}"
    imp = upload(unit, a, foreign(world, {A1: "Mungkin"}))
    decide(unit, imp, "simpan", **{f"betul__{place}": "Barangkali"})
    page = unit.get(url("import", imp))
    assert "“Barangkali” bukan pilihan" in page.content.decode()
    assert [(found.place, text) for found, text in page.context["bad"]] == [(place, "Barangkali")]
    corrected = {f"betul__{place}": "Tidak"}
    for act in ("simpan", "semua_file", "terapkan"):
        decide(unit, imp, act, **corrected)
    assert value(a) == "Tidak"


def test_a_row_that_was_not_understood_is_given_its_question_by_hand(world, a):
    rows = mapping_for(world.instrument).rows

    def spoil(ws):
        row = rows[A2]
        ws.cell(row, 1).value = None
        for column in range(2, 8):
            ws.cell(row, column).value = None
        ws.cell(row, 7).value = "Sesuatu yang sama sekali lain"
        ws.cell(row, 10).value = None

    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Tidak", A2: "C"}, spoil))
    page = unit.get(url("import", imp))
    [unknown] = [u for u, _ in page.context["unknown"] if u.number == rows[A2]]
    wrong = decide(unit, imp, "simpan", **{f"baris__{unknown.number}": "A.X.9"})
    assert wrong.status_code == 422
    assert "“A.X.9” bukan kode pertanyaan" in wrong.content.decode()
    assert (unknown, "A.X.9") in wrong.context["unknown"]  # what was typed stays in its field
    for row in (2999, 999_999, 1):
        wrong = decide(unit, imp, "simpan", **{f"baris__{row}": A2})
        assert (wrong.status_code, f"Baris {row} tidak ada di berkas ini." in wrong.content.decode()) == (
            422,
            True,
        )
    decide(unit, imp, "simpan", **{f"baris__{unknown.number}": A2})
    page = unit.get(url("import", imp))
    assert [line.change.code for line in page.context["seen"].conflicts] == [A1, A2]
    decide(unit, imp, "semua_file")
    decide(unit, imp)
    assert value(a, A2) == "C"
    other = upload(unit, a, foreign(world, {A1: "Ya"}, spoil))
    decide(unit, other, "simpan", **{f"baris__{unknown.number}": "-"})
    assert unit.get(url("import", other)).context["unknown"] == []


def test_a_blank_cell_overwrites_only_when_told_to(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Ya"}))
    assert unit.get(url("import", imp)).context["nothing"] is True
    decide(unit, imp, "simpan", blanks_empty="on")
    seen = unit.get(url("import", imp)).context["seen"]
    assert {line.kind for line in seen.lines} == {"dikosongkan"}
    decide(unit, imp, "semua_file", blanks_empty="on")
    decide(unit, imp, blanks_empty="on")
    assert Answer.objects.filter(sheet__assessment=a).exclude(value=None).count() == 1


def test_two_tabs_do_not_overrule_each_other(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A2: "C"}))
    seen = unit.get(url("import", imp)).context["seen"]
    decide(unit, imp, "semua_portal")
    late = unit.post(
        url("import_decide", imp),
        {
            "version": 0,
            "mark": seen.mark,
            "act": "terapkan",
            f"pilih:{A2}": f"file:{seen.lines[0].change.seen}",
        },
        follow=True,
    )
    assert "sudah diubah di tab lain" in late.content.decode()
    assert value(a, A2) == "A"


def test_applied_and_undone_twice_it_happens_once(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak"))
    post = {"version": 0, "act": "terapkan"}
    assert [unit.post(url("import_decide", imp), post).status_code for _ in range(2)] == [302, 302]
    assert Answer.objects.get(sheet__assessment=a, sheet__kind="unit", code=A1).version == 2
    assert [unit.post(url("import_undo", imp)).status_code for _ in range(2)] == [302, 302]
    assert Answer.objects.get(sheet__assessment=a, sheet__kind="unit", code=A1).version == 3
    assert Entry.objects.filter(action__in=["import.apply", "import.undo"]).count() == 2


def test_nothing_newer_is_lost_by_undoing(world, a):
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    imp = upload(unit, a, changed(content, "A", "B", code=A2))
    decide(unit, imp)
    save_answers(a.pk, kind="unit", changes=[Change(A2, Given(value="C"), 2)], actor=world.pimpinan_unit)
    page = unit.post(url("import_undo", imp), follow=True)
    assert f"1 jawaban sudah diubah lagi sesudah impor ini ({A2})" in page.content.decode()
    assert (value(a), value(a, A2)) == ("Tidak", "C")


def test_links_come_and_go_with_the_import(world, a):
    unit = world.client("petugas")
    row = mapping_for(world.instrument).rows[A1]
    content = foreign(world, {}, lambda ws: setattr(ws.cell(row, 13), "value", "https://contoh.go.id/sk.pdf"))
    imp = upload(unit, a, content)
    decide(unit, imp)
    assert [u.revision.url for u in EvidenceUse.objects.filter(assessment=a)] == [
        "https://contoh.go.id/sk.pdf"
    ]
    unit.post(url("import_undo", imp))
    assert not EvidenceUse.objects.filter(assessment=a, removed_at=None).exists()


def test_an_import_can_be_given_up(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Tidak"}))
    unit.post(url("import_discard", imp))
    unit.post(url("import_decide", imp), {"version": 0, "act": "semua_file", "mark": ""})
    imp.refresh_from_db()
    assert (imp.status, value(a)) == (Import.Status.DISCARDED, "Ya")


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"a;b;c\n1;2;3\n"])
def test_what_is_no_workbook_is_told_with_a_hint(world, a, content):
    unit = world.client("petugas")
    imp = upload(unit, a, content)
    assert (imp.status, imp.refusal != "") == (Import.Status.REFUSED, True)
    assert imp.refusal in unit.get(url("import", imp)).content.decode()


@pytest.mark.parametrize("content", [b"", b"x" * 10_000_001, b"%PDF-1.4 not a workbook", b"\x00" * 50])
def test_an_empty_or_huge_file_and_no_workbook_are_not_even_kept(world, a, content):
    page = world.client("petugas").post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
    assert (page.status_code, len(page.context["form"].errors["file"])) == (422, 1)
    assert Import.objects.count() == 0


def test_a_preview_costs_the_same_for_few_and_many_changes(world, a, django_assert_num_queries):
    unit = world.client("petugas")
    few = upload(unit, a, foreign(world, {A1: "Tidak"}))
    worst = {
        code: "Tidak" if q.options[0].code == "Ya" else q.options[-1].code
        for code, q in world.instrument.questions.items()
        if q.options
    }
    many = upload(unit, a, foreign(world, worst))
    for imp in (few, many):
        unit.get(url("import", imp))
        # session, user, roles, seats; import, its last job; assessment; sheets, answers, evidence; instrument
        with django_assert_num_queries(11):
            unit.get(url("import", imp))


def test_the_files_own_totals_are_explained(world, a):
    content = build_lke_zi(world.instrument, {A1: "Ya", A2: "A"})
    unit = world.client("petugas")
    imp = upload(unit, a, content, name="lke-zi.xlsx")
    context = unit.get(url("import", imp)).context
    assert (imp.status, context["plan"].reading.layout) == (Import.Status.READY, "lke")
    final = context["totals"][0]
    assert (final.code, final.sheet != final.portal, len(final.why) > 0) == ("", True, True)


def test_what_changes_the_list_is_looked_at_before_it_is_applied(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, changed(unit.get(url("kke_export", a)).content, "Ya", None))
    page = decide(unit, imp, blanks_empty="on")
    assert page.status_code == 422
    assert "Pilihan ini mengubah daftar perubahan" in page.content.decode()
    assert [(line.change.code, line.kind) for line in page.context["seen"].lines] == [(A1, "dikosongkan")]
    assert value(a) == "Ya"
    decide(unit, imp, blanks_empty="on")
    assert value(a) is None


@pytest.mark.parametrize("ours", [True, False])
def test_a_choice_for_the_portal_holds_when_the_portal_was_emptied_meanwhile(world, a, ours):
    unit = world.client("petugas")
    own = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    imp = upload(unit, a, own if ours else foreign(world, {A1: "Tidak"}))
    [line] = unit.get(url("import", imp)).context["seen"].lines
    save_answers(a.pk, kind="unit", changes=[Change(A1, Given(), 1)], actor=world.pimpinan_unit)
    keep = {"lewati": f"{A1}={line.change.seen}"} if ours else {f"pilih:{A1}": f"portal:{line.change.seen}"}
    unit.post(url("import_decide", imp), {"version": 0, "act": "terapkan", "mark": "", **keep})
    imp.refresh_from_db()
    assert (imp.status, value(a)) == (Import.Status.READY, None)
    assert [c.code for c in unit.get(url("import", imp)).context["plan"].undecided] == [A1]


def test_nothing_that_no_database_keeps_gets_in(world, a):
    unit = world.client("petugas")
    imp = upload(unit, a, foreign(world, {A1: "Mungkin"}))
    place = f"Jawaban!K{mapping_for(world.instrument).rows[A1]}"
    decide(unit, imp, "simpan", abaikan="a\x00b", **{f"betul__{place}": "Ti\x00dak"})
    imp.refresh_from_db()
    assert (imp.wish["ignored"], imp.wish["corrected"]) == (["ab"], {place: "Tidak"})


def test_an_unreadable_note_is_not_a_blank_one(world, a):
    unit = world.client("petugas")
    world.fill(a, {A1: Given("Ya", note="di portal")})
    content = changed(unit.get(url("kke_export", a)).content, "di portal", "#REF!")
    imp = upload(unit, a, content)
    decide(unit, imp, "simpan", blanks_empty="on")
    kinds = {line.change.code: line.kind for line in unit.get(url("import", imp)).context["seen"].lines}
    assert f"{A1}/catatan" not in kinds
