"""The page of an area: what stands on it, filters, reading only, how many queries it takes."""

import re

import pytest

from assessments.loaded import instrument_of
from assessments.models import Answer, Comment, EvidenceUse, State
from documents.models import Document, Revision
from tests.assessments.answering import area_url, without_tokens
from tests.factories.assessments import answers_for
from tests.factories.versions import load_policy


def html_of(world, who, assessment, area="MP", query="") -> str:
    response = world.client(who).get(area_url(assessment, area) + query)
    assert response.status_code == 200
    return response.content.decode()


def make_use(world, assessment, code: str, title: str = "SK Tim Kerja 2026") -> EvidenceUse:
    document = Document.objects.create(
        instansi=world.instansi, unit=world.unit, title=title, created_by=world.petugas
    )
    revision = Revision.objects.create(
        document=document, number=1, url="https://contoh.go.id/sk", created_by=world.petugas
    )
    return EvidenceUse.objects.create(
        assessment=assessment, code=code, revision=revision, locator="hlm. 2", added_by=world.petugas
    )


def test_an_area_brings_pemenuhan_and_reform_together_and_hasil_stands_apart(world):
    a = world.assessment()
    html = html_of(world, "petugas", a, "MP")
    codes = [q.code for q in world.instrument.area_questions("MP")]
    assert [code for code in codes if f"/jawab/{code}/" in html] == codes
    assert (len(codes), html.count('class="zi-question"')) == (16, 16)
    halves = re.findall(r'<h2 class="zi-half">(?:<span class="zi-term"><a[^>]+>)?(\w+)<', html)
    assert halves == ["Pemenuhan", "Reform"]
    hasil = html_of(world, "petugas", a, "HASIL")
    assert hasil.count('class="zi-question"') == 3
    assert "Birokrasi yang Bersih dan Akuntabel</h2>" in hasil


def test_every_choice_carries_its_criteria_and_the_typical_evidence_is_named(world):
    a = world.assessment()
    html = html_of(world, "petugas", a)
    for option in world.instrument.questions["A.I.1.i.b"].options:
        assert option.criteria in html
    assert '<span class="zi-check-text">SK tim kerja ZI</span>' in html  # the unit's check-list
    assert "Biasanya:" not in html
    assert "Biasanya: SK tim kerja ZI · Notulen rapat pembentukan tim" in html_of(world, "admin", a)
    assert "Belum ada" in html


def test_role_state_and_deadline_are_always_said(world):
    a = world.assessment()
    html = html_of(world, "pimpinan_unit", a)
    assert "Sebagai: Pimpinan unit" in html
    assert "Penilaian mandiri" in html
    assert "sisa 30 hari" in html
    assert "WIB" in html


def test_tree_and_minima_show_score_and_progress(world):
    a = world.assessment()
    world.fill(a, "best")
    html = html_of(world, "petugas", a)
    assert "110 dari 110" in html
    assert "12 dari 12 terpenuhi" in html
    empty = html_of(world, "petugas_lain", world.assessment(unit=world.unit2))
    assert "0 dari 12 terpenuhi" in empty
    assert "kurang 75,00 poin" in empty
    assert "belum diverifikasi" not in empty


def test_a_policy_with_unverified_minima_says_so(world):
    a = world.assessment()
    version = load_policy("policy-2019")
    type(a.period).objects.filter(pk=a.period_id).update(policy=version, instrument=version.instrument)
    area = next(iter(instrument_of(type(a.period).objects.get(pk=a.period_id)).areas))
    assert "Nilai minimal ketentuan ini belum diverifikasi" in html_of(world, "petugas", a, area)


def test_filters_leave_what_they_name(world):
    a = world.assessment()
    world.fill(a, "best")
    Answer.objects.filter(sheet__assessment=a, code="A.I.1.i.a").delete()
    make_use(world, a, "A.I.1.i.b")
    Comment.objects.create(assessment=a, code="A.I.1.ii.a", author=world.petugas, text="Tunggu SK")

    def shown(filter_):
        html = html_of(world, "petugas", a, query=f"?saring={filter_}")
        return [q.code for q in world.instrument.area_questions("MP") if f"/jawab/{q.code}/" in html]

    everything = [q.code for q in world.instrument.area_questions("MP")]
    assert shown("belum") == ["A.I.1.i.a"]
    assert shown("tanpa-bukti") == [code for code in everything if code != "A.I.1.i.b"]
    assert shown("berkomentar") == ["A.I.1.ii.a"]
    assert shown("entah") == everything


def test_a_filter_that_leaves_nothing_says_so(world):
    a = world.assessment()
    world.fill(a, "best")
    assert "Semua pertanyaan di sini sudah dijawab" in html_of(world, "petugas", a, query="?saring=belum")
    assert "Belum ada komentar di sini" in html_of(world, "petugas", a, query="?saring=berkomentar")


@pytest.mark.parametrize(
    ("who", "state", "area", "reason"),
    [
        ("petugas", State.PEMBANGUNAN, "MP", "Jawaban dapat diisi setelah penilaian mandiri dibuka"),
        ("petugas", State.PENILAIAN_TPI, "MP", "Jawaban sudah diajukan ke TPI"),
        ("petugas_pokja", State.PENILAIAN_MANDIRI, "HASIL", "di luar area pokja Anda"),
        ("admin", State.PENILAIAN_MANDIRI, "MP", "Anda membaca jawaban unit sebagai Admin inspektorat"),
        ("anggota", State.PENILAIAN_TPI, "MP", "Anda membaca jawaban unit sebagai Anggota TPI"),
    ],
)
def test_who_may_only_read_gets_no_form_and_the_reason(world, who, state, area, reason):
    a = world.assessment(state)
    world.fill(a, "best")
    html = html_of(world, who, a, area)
    assert reason in html
    assert "/jawab/" not in html
    assert "Tambah bukti" not in html
    assert "disabled" in html


def test_an_unknown_area_is_404(world):
    assert world.client("petugas").get(area_url(world.assessment(), "XX")).status_code == 404


def test_notes_are_shown_as_text_never_as_markup(world):
    a = world.assessment()
    world.fill(a, {"A.I.1.i.a": "Ya"})
    Answer.objects.filter(sheet__assessment=a).update(note="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in html_of(world, "petugas", a)
    assert "<script>alert" not in html_of(world, "admin", a)


@pytest.mark.parametrize("area", ["AK", "PW", "HASIL"])
@pytest.mark.parametrize("full", [False, True])
def test_the_page_takes_the_same_queries_however_much_stands_on_it(
    world, django_assert_num_queries, area, full
):
    a = world.assessment()
    questions = (
        world.instrument.hasil_questions() if area == "HASIL" else world.instrument.area_questions(area)
    )
    code = questions[0].code
    world.fill(a, "best" if full else {code: answers_for(world.instrument)[code]})
    for question in questions if full else questions[:1]:
        for n in range(3 if full else 1):
            make_use(world, a, question.code, title=f"Bukti {n}")
            Comment.objects.create(
                assessment=a, code=question.code, author=world.petugas, text="Lihat map biru"
            )
    world.client("petugas").get(area_url(a, area))
    # session, user, memberships, seats; assessment with unit, period and versions; the unit's sheet, its answers
    # with their writers; evidence of the area with documents; comments of the area with authors; lines of check-lists
    # and on the page of Hasil what surveys gave, and the unit's own surveys
    with django_assert_num_queries(12 if area == "HASIL" else 10):
        world.client("petugas").get(area_url(a, area))


def test_reading_shows_every_chosen_answer(world):
    """Radios of one name without a form are one choice to a browser: each question needs its own name."""
    a = world.assessment()
    world.fill(a, "best")
    html = html_of(world, "admin", a)
    names = set(re.findall(r'type="radio" name="([^"]+)"', html))
    choices = [q for q in world.instrument.area_questions("MP") if q.kind == "choice"]
    assert len(names) == len(choices)
    assert html.count('type="radio"') == sum(len(q.options) + 1 for q in choices)
    assert html.count(" checked disabled") == len(choices)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi"])
def test_final_answers_of_tpi_appear_with_the_release_and_not_before(world, who):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    before = without_tokens(world.client(who).get(area_url(a)).content)
    world.fill(a, "worst", kind="tpi")
    world.fill(a, "worst", kind="member", owner=world.anggota)
    for kind, note in (("tpi", "Berita acara belum lengkap"), ("member", "Pendapat anggota")):
        Answer.objects.filter(sheet__assessment=a, sheet__kind=kind).update(note=note)
    during = world.client(who).get(area_url(a)).content
    assert without_tokens(during) == before  # not a byte tells of what TPI has
    world.assessment(State.SELESAI_TPI)
    after = html_of(world, who, a)
    assert after.count("Jawaban akhir TPI") == 16
    assert "C — Anggota tidak diseleksi" in after
    assert "Berita acara belum lengkap" in after
    assert "Pendapat anggota" not in after


def test_a_final_answer_that_agrees_says_so(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "best", kind="tpi")
    assert html_of(world, "petugas", a).count("sama dengan unit") == 16
