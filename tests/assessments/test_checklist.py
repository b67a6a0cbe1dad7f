"""The check-list of evidence: what the unit ticks, adds, ties and says is not for it; and what is refused."""

import pytest
from django.urls import reverse

from assessments.checklist import checklist_of
from assessments.evidence_reads import evidence_of, lines_of
from assessments.models import EvidenceLine, EvidenceUse, State
from assessments.services import evidence, lines, ties
from assessments.services.errors import Conflict, NotAllowed, Refused
from audit.models import Entry
from tests.assessments.answering import HX, area_url, without_tokens
from tests.assessments.test_answering_page import make_use

CODE = "A.I.1.i.a"  # its typical evidence: SK tim kerja ZI, Notulen rapat pembentukan tim
OTHER = "A.I.1.i.b"
IN_PP = "A.I.6.i.a"


def url(a, code=CODE):
    return reverse("assessments:checklist", args=[a.pk, code])


def tie_url(use):
    return reverse("assessments:use_line", args=[use.pk])


def post(world, a, step, who="petugas", code=CODE, headers=HX, **typed):
    return world.client(who).post(url(a, code), {"langkah": step, **typed}, headers=headers)


def listed(world, a, code=CODE):
    """(text, done, missing) of every line, as the unit has it."""
    question = world.instrument.questions[code]
    rows, uses = lines_of(a, [code]), evidence_of(a, [code], drafts=True)
    found = checklist_of(question, rows.get(code, []), uses.get(code, []))
    return [(item.text, item.done, item.missing) for item in found.items]


SK, NOTULEN = "SK tim kerja ZI", "Notulen rapat pembentukan tim"


@pytest.fixture
def a(world):
    return world.assessment()


def test_untouched_lines_have_no_row_and_are_missing(world, a):
    html = world.client("petugas").get(area_url(a)).content.decode()
    assert 'Bukti lazim: <b class="num">0 dari 2</b>' in html
    assert listed(world, a) == [(SK, False, True), (NOTULEN, False, True)]
    assert not EvidenceLine.objects.exists()


def test_a_tick_and_its_taking_back(world, a):
    response = post(world, a, "ada:t1:0")
    assert (response.status_code, response["HX-Retarget"]) == (200, "#b-A-I-1-i-a")
    html = response.content.decode()
    assert 'Bukti lazim: <b class="num">1 dari 2</b>' in html
    lines_of_area = sum(len(q.evidence) for q in world.instrument.area_questions("MP"))
    assert f'Bukti lazim <span class="num">1 dari {lines_of_area}</span>' in html
    assert 'id="zi-filters"' in html
    assert listed(world, a) == [(SK, True, False), (NOTULEN, False, True)]
    post(world, a, "belum:t1:1")
    assert listed(world, a) == [(SK, False, True), (NOTULEN, False, True)]
    assert [
        (e.action, e.before["state"], e.after["state"])
        for e in Entry.objects.filter(action="line.set").order_by("pk")
    ] == [
        ("line.set", "", "ada"),
        ("line.set", "ada", ""),
    ]
    assert {e.chain.key for e in Entry.objects.filter(action="line.set")} == {a.audit_chain}


def test_a_double_click_happens_once(world, a):
    assert [post(world, a, "ada:t1:0").status_code for _ in range(2)] == [200, 200]
    assert [post(world, a, "tambah::0", teks="Foto rapat").status_code for _ in range(2)] == [200, 200]
    own = EvidenceLine.objects.get(own=True)
    gone = [post(world, a, f"hapus:b{own.pk}:1").status_code for _ in range(2)]
    assert gone == [200, 200]
    entries = Entry.objects.filter(action__startswith="line.").order_by("pk")
    assert [e.action for e in entries] == ["line.set", "line.add", "line.remove"]


def test_a_stale_version_is_refused_and_what_stands_is_shown(world, a):
    post(world, a, "ada:t1:0")
    post(world, a, "belum:t1:1", who="pimpinan_unit")
    response = post(world, a, "tidak:t1:1", alasan="Unit baru")
    assert response.status_code == 409
    html = response.content.decode()
    assert "baru saja diubah orang lain" in html
    assert 'value="Unit baru"' in html  # nothing typed is lost
    assert "tidak:t1:2" in html
    with pytest.raises(Conflict):
        lines.set_line(a.pk, code=CODE, key="t1", state="ada", seen=0, actor=world.petugas)
    assert listed(world, a)[0] == (SK, False, True)


def test_own_lines_are_added_renamed_and_removed(world, a):
    post(world, a, "tambah::0", teks="  Foto\u202e rapat \n pleno ")
    line = EvidenceLine.objects.get()
    assert (line.text, line.own, line.version) == ("Foto rapat pleno", True, 1)
    post(world, a, f"ganti:b{line.pk}:1", teks="Daftar hadir")
    assert listed(world, a)[2] == ("Daftar hadir", False, True)
    response = post(world, a, f"hapus:b{line.pk}:2", headers={})
    assert (response.status_code, response["Location"]) == (302, f"{area_url(a)}#q-A-I-1-i-a")
    assert len(listed(world, a)) == 2


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("tambah::0", {"teks": " \u200b "}, "Tuliskan bukti apa"),
        ("tambah::0", {"teks": "x" * 151}, "paling panjang 150 huruf"),
        ("tambah::0", {"teks": "sk tim kerja zi"}, "sudah ada di daftar"),
        ("ganti:t1:0", {"teks": "SK lain"}, "dari instrumen tidak dapat diubah"),
        ("hapus:t1:0", {}, "dari instrumen tidak dapat dihapus"),
        ("tidak:t1:0", {"alasan": " "}, "Tuliskan singkat mengapa"),
        ("tidak:t1:0", {"alasan": "y" * 151}, "Alasan paling panjang"),
        ("ada:t3:0", {}, "sudah tidak ada di daftar"),
        ("ada:b999:0", {}, "sudah tidak ada di daftar"),
        ("ada:tx:0", {}, "sudah tidak ada di daftar"),
        ("ada::0", {}, "sudah tidak ada di daftar"),
    ],
)
def test_what_cannot_be_is_said_in_words(world, a, step, typed, said):
    response = post(world, a, step, **typed)
    assert response.status_code == 422
    assert said in response.content.decode()
    plain = post(world, a, step, headers={}, **typed)
    told = world.client("petugas").get(area_url(a)) if plain.status_code == 302 else plain
    assert said in told.content.decode()
    assert not EvidenceLine.objects.exists()


@pytest.mark.parametrize("step", ["", "ada", "ada:t1", "ada:t1:-1", "ada:t1:²", "mencuri:t1:0", "ada:t1:0:0"])
def test_a_step_that_the_page_never_sends_is_400(world, a, step):
    assert post(world, a, step).status_code == 400


def test_html_in_a_line_stays_text(world, a):
    post(world, a, "tambah::0", teks="<script>alert(1)</script>")
    line = EvidenceLine.objects.get()
    for page in (area_url(a), f"{url(a)}?butir=b{line.pk}"):
        html = world.client("petugas").get(page).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_two_hundred_own_lines_are_too_many(world, a):
    for n in range(200):
        last = post(world, a, "tambah::0", teks=f"Lampiran {n}")
    assert last.status_code == 422
    assert "Paling banyak 20 butir sendiri" in last.content.decode()
    assert 'value="Lampiran 199"' in last.content.decode()
    assert EvidenceLine.objects.count() == 20


def test_not_for_this_unit_needs_a_reason_and_counts_no_more(world, a):
    html = post(world, a, "tidak:t2:0", alasan="Tim ditunjuk <langsung>").content.decode()
    assert 'Bukti lazim: <b class="num">0 dari 1</b>' in html
    assert "tidak berlaku: Tim ditunjuk &lt;langsung&gt;" in html
    post(world, a, "belum:t2:1")
    assert listed(world, a)[1] == (NOTULEN, False, True)
    post(world, a, "tambah::0", teks="Foto")
    own = EvidenceLine.objects.get(own=True)
    assert "hapus saja dari daftar" in post(world, a, f"tidak:b{own.pk}:1", alasan="x").content.decode()


def test_evidence_tied_to_a_line_makes_it_done_and_its_removal_missing_again(world, a):
    use = make_use(world, a, CODE)
    post(world, a, "ada:t1:0")
    client = world.client("petugas")
    response = client.post(tie_url(use), {"butir": "t1", "semula": ""}, headers=HX)
    assert (response.status_code, response["HX-Retarget"]) == (200, "#e-A-I-1-i-a")
    html = response.content.decode()
    assert "untuk: SK tim kerja ZI" in html
    assert ">SK Tim Kerja 2026</span>" in html
    assert listed(world, a)[0] == (SK, True, False)
    line = EvidenceLine.objects.get()
    assert (
        post(world, a, f"belum:t1:{line.version}").status_code == 200
    )  # nothing to take back: evidence speaks
    assert "sudah memiliki bukti" in post(world, a, f"tidak:t1:{line.version}", alasan="x").content.decode()
    assert listed(world, a)[0] == (SK, True, False)
    evidence.remove(use.pk, actor=world.petugas)
    assert listed(world, a)[0] == (SK, False, True)


def test_the_evidence_form_brings_its_line(world, a):
    add = reverse("assessments:evidence_add", args=[a.pk, CODE])
    form = world.client("petugas").get(f"{add}?butir=t2", headers=HX).content.decode()
    assert '<option value="t2" selected>Notulen rapat pembentukan tim</option>' in form
    data = {"url": "https://contoh.go.id/n", "title": "Notulen", "kind": "dokumen", "line": "t2"}
    assert world.client("petugas").post(add, data, headers=HX).status_code == 200
    assert listed(world, a) == [(SK, False, True), (NOTULEN, True, False)]
    for wrong in ("t9", "b1", "<b>"):
        refused = world.client("petugas").post(
            add, {**data, "url": "https://x.go.id", "line": wrong}, headers=HX
        )
        assert refused.status_code == 422
        assert "sudah tidak ada di daftar" in refused.content.decode()
    assert EvidenceUse.objects.count() == 1


def test_a_tie_is_changed_taken_back_and_compared(world, a):
    use = make_use(world, a, CODE)
    ties.tie(use.pk, key="t1", seen="", actor=world.petugas)
    ties.tie(use.pk, key="t1", seen="", actor=world.petugas)  # a double click
    assert Entry.objects.filter(action="line.tie").count() == 1
    stale = world.client("petugas").post(tie_url(use), {"butir": "t2", "semula": ""}, headers=HX)
    assert stale.status_code == 409
    assert '<option value="t1" selected>' in stale.content.decode()
    plain = world.client("petugas").post(tie_url(use), {"butir": "", "semula": "t1"})
    assert (plain.status_code, plain["Location"]) == (302, f"{area_url(a)}#q-A-I-1-i-a")
    assert listed(world, a)[0] == (SK, False, True)


def test_evidence_goes_to_lines_of_its_own_question_alone(world, a):
    use = make_use(world, a, OTHER)
    own = lines.add_line(a.pk, code=CODE, text="Foto", actor=world.petugas)
    response = world.client("petugas").post(tie_url(use), {"butir": f"b{own.pk}", "semula": ""}, headers=HX)
    assert response.status_code == 422
    use.refresh_from_db()
    assert use.line is None


def test_removing_an_own_line_keeps_its_evidence(world, a):
    use = make_use(world, a, CODE)
    own = lines.add_line(a.pk, code=CODE, text="Foto", actor=world.petugas)
    ties.tie(use.pk, key=f"b{own.pk}", seen="", actor=world.petugas)
    post(world, a, f"hapus:b{own.pk}:1")
    use.refresh_from_db()
    assert (use.line, use.removed_at) == (None, None)
    assert not EvidenceLine.objects.exists()


def test_a_line_of_another_unit_is_no_line_here(world, a):
    theirs = world.assessment(unit=world.unit2)
    line = lines.add_line(theirs.pk, code=CODE, text="Milik mereka", actor=world.petugas_lain)
    for step, typed in (("ganti", {"teks": "Curian"}), ("ada", {})):
        assert post(world, a, f"{step}:b{line.pk}:1", **typed).status_code == 422
    assert post(world, a, f"hapus:b{line.pk}:1").status_code == 200  # not on this list: nothing happens
    assert world.client("petugas").get(f"{url(a)}?butir=b{line.pk}").status_code == 404
    line.refresh_from_db()
    assert (line.text, line.state, line.version) == ("Milik mereka", "", 1)
    use = make_use(world, a, CODE)
    with pytest.raises(Refused):
        ties.tie(use.pk, key=f"b{line.pk}", seen="", actor=world.petugas)


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("petugas_pokja", State.PENILAIAN_MANDIRI, 403),  # its pokja is MP
        ("petugas_lain", State.PENILAIAN_MANDIRI, 404),
        ("orang_asing", State.PENILAIAN_MANDIRI, 404),
        ("petugas", State.PENILAIAN_TPI, 403),
        ("pimpinan_unit", State.PEMBANGUNAN, 403),
        ("anggota", State.PENILAIAN_TPI, 403),
        ("ketua", State.PENILAIAN_TPI, 403),
        ("admin", State.PENILAIAN_MANDIRI, 403),
    ],
)
def test_who_may_not_answer_may_not_touch_the_list(world, who, state, status):
    a = world.assessment(state)
    world.fill(a, "best")
    use = make_use(world, a, IN_PP)
    assert post(world, a, "ada:t1:0", who=who, code=IN_PP).status_code == status
    assert world.client(who).get(url(a, IN_PP)).status_code == status
    assert world.client(who).post(tie_url(use), {"butir": "t1", "semula": ""}).status_code == status
    assert not EvidenceLine.objects.exists()


def test_in_a_round_only_what_was_asked(world):
    a = world.assessment(State.PERBAIKAN)
    assert post(world, a, "ada:t1:0").status_code == 403
    with pytest.raises(NotAllowed):
        lines.set_line(a.pk, code=CODE, key="t1", state="ada", seen=0, actor=world.petugas)


def test_a_member_of_tpi_learns_nothing_of_evidence_before_submission(world, a):
    use = make_use(world, a, CODE)
    assert world.client("anggota").post(tie_url(use), {"butir": "t1"}).status_code == 404
    assert world.client("anggota").post("/bukti/999999/butir/", {"butir": "t1"}).status_code == 404


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi", "anggota", "ketua"])
def test_nobody_outside_the_unit_sees_anything_of_it(world, who):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    use = make_use(world, a, CODE)
    pages = [area_url(a), f"{area_url(a)}?saring=bukti-kurang"]
    pages += [reverse("assessments:tpi_area", args=[a.pk, "MP"])] if who == "anggota" else []
    before = [without_tokens(world.client(who).get(page).content) for page in pages]
    line = EvidenceLine.objects.create(
        assessment=a, code=CODE, text="RAHASIA UNIT", own=True, updated_by=world.petugas
    )
    EvidenceUse.objects.filter(pk=use.pk).update(line=line)
    after = [without_tokens(world.client(who).get(page).content) for page in pages]
    assert after == before
    assert b"Biasanya: SK tim kerja ZI" in after[0]


def test_the_filter_leaves_questions_with_missing_lines(world, a):
    for code in ("A.I.1.ii.a", "A.I.1.ii.b"):
        lines.set_line(a.pk, code=code, key="t1", state="ada", seen=0, actor=world.petugas)
    html = world.client("petugas").get(f"{area_url(a)}?saring=bukti-kurang").content.decode()
    area = [q.code for q in world.instrument.area_questions("MP") if q.evidence]
    shown = [code for code in area if f"/jawab/{code}/" in html]
    assert shown == [code for code in area if code not in ("A.I.1.ii.a", "A.I.1.ii.b")]
    assert f'id="zi-filter-bukti-kurang">{len(shown)}<' in html


def test_without_javascript_the_panel_is_a_page_and_keeps_what_was_typed(world, a):
    page = world.client("petugas").get(f"{url(a)}?butir=t1").content.decode()
    assert "<h1" in page
    assert "Tandai tidak berlaku" in page
    refused = post(world, a, "tambah::0", headers={}, teks="SK tim kerja ZI")
    assert refused.status_code == 422
    assert 'value="SK tim kerja ZI"' in refused.content.decode()
    assert world.client("petugas").get(f"{url(a)}?tutup=1", headers=HX).content == b""
