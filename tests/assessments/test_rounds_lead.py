"""The lead's side of a round: requests that save themselves, members' proposals, the return with its date."""

import pytest

from assessments.models import ReturnProposal, Round, RoundRequest, State
from assessments.services.rounds import propose_return, save_request
from tests.assessments.round_pages import give_back, in_days, page, post, rounds_url
from tests.assessments.rounds import A1, A2, handed_in, returned
from tests.assessments.tpi import tpi_url
from tests.factories.assessments import fresh

EVIL = '<script>alert("x")</script>'


# --- the lead writes -----------------------------------------------------------------------------------------


def test_the_lead_writes_a_request_that_saves_itself(world):
    a = handed_in(world)
    response = post(world, "ketua", a, "request", A1, teks=EVIL)
    html = response.content.decode()
    assert (response.status_code, RoundRequest.objects.get().text) == (200, EVIL)
    assert 'id="v-minta-A-I-1-i-a" value="1" hx-swap-oob="true"' in html
    assert '<span class="num" id="zi-ask-count" hx-swap-oob="true">1</span>' in html
    for html in (page(world, "ketua", a), world.client("ketua").get(tpi_url(a)).content.decode()):
        assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in html
        assert EVIL not in html


@pytest.mark.parametrize(
    ("back", "where"),
    [
        ("putaran", "perbaikan/#q-A-I-1-i-a"),
        ("SEMUA", "tpi/SEMUA/#q-A-I-1-i-a"),
        ("//jahat", "tpi/MP/#q-A-I-1-i-a"),
    ],
)
def test_without_javascript_the_lead_comes_back_to_the_question(world, back, where):
    a = handed_in(world)
    response = post(world, "ketua", a, "request", A1, htmx=False, teks="SK?", halaman=back)
    assert (response.status_code, response["Location"]) == (302, f"/penilaian/{a.pk}/{where}")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_conflict_shows_both_texts(world, htmx):
    a = handed_in(world)
    save_request(a.pk, code=A1, text="Yang lama", seen=0, actor=world.ketua)
    response = post(world, "ketua", a, "request", A1, htmx=htmx, teks="Yang baru")
    html = response.content.decode()
    assert (response.status_code, RoundRequest.objects.get().text) == (409, "Yang lama")
    assert [text in html for text in ("Yang lama", "Yang baru", "Anda di tab lain")] == [True] * 3
    mine = post(world, "ketua", a, "request", A1, htmx=htmx, teks="Yang baru", keputusan="pakai_saya:1")
    assert (mine.status_code, RoundRequest.objects.get().text) == (200 if htmx else 302, "Yang baru")
    theirs = post(world, "ketua", a, "request", A1, htmx=htmx, teks="x", keputusan="pakai_mereka:2")
    assert (theirs.status_code, RoundRequest.objects.get().text) == (200 if htmx else 302, "Yang baru")


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_refused_stays_in_the_form(world, htmx):
    a = handed_in(world)
    response = post(world, "ketua", a, "request", A1, htmx=htmx, teks="panjang " * 300)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Permintaan paling panjang 2.000 huruf." in html
    assert (("panjang " * 300).strip() in html) == (not htmx)  # with htmx the text stands on the page still


@pytest.mark.parametrize("version", ["", "x", "-1", "1" * 12])
def test_a_form_without_version_is_a_bad_request(world, version):
    a = handed_in(world)
    assert post(world, "ketua", a, "request", A1, teks="SK?", version=version).status_code == 400


@pytest.mark.parametrize(("name", "who"), [("request", "ketua"), ("proposal", "anggota")])
def test_an_unknown_question_is_not_found(world, name, who):
    a = handed_in(world)
    assert post(world, who, a, name, "Z.9", teks="SK?").status_code == 404


# --- proposals -----------------------------------------------------------------------------------------------


def test_a_proposal_is_seen_by_lead_and_pengendali_and_taken_over_in_one_step(world):
    a = handed_in(world)
    assert post(world, "anggota", a, "proposal", A1, teks="Usul rahasia").status_code == 200
    made = ReturnProposal.objects.get()
    for read in (
        lambda who: page(world, who, a),
        lambda who: world.client(who).get(tpi_url(a)).content.decode(),
    ):
        shown = {who: "Usul rahasia" in read(who) for who in ("ketua", "pengendali", "anggota", "anggota2")}
        assert shown == {"ketua": True, "pengendali": True, "anggota": True, "anggota2": False}
        assert "Maya Kusuma" in read("ketua")
    response = post(world, "ketua", a, "request", A1, teks="Lampirkan SK.", usul=made.pk)
    assert (response.status_code, response["HX-Retarget"]) == (200, "#f-minta-A-I-1-i-a")
    assert RoundRequest.objects.get().text == "Lampirkan SK.\n\nUsul rahasia"
    again = post(world, "ketua", a, "request", A1, teks="Lampirkan SK.", usul=made.pk)
    assert (again.status_code, RoundRequest.objects.get().version) == (200, 1)
    assert "sudah dipakai" in page(world, "ketua", a)


def test_a_proposal_that_is_gone_or_of_another_question_is_refused(world):
    a = handed_in(world)
    made = propose_return(a.pk, code=A2, text="Usul", actor=world.anggota)
    response = post(world, "ketua", a, "request", A1, teks="", usul=made.pk)
    assert (response.status_code, RoundRequest.objects.count()) == (422, 0)
    assert propose_return(a.pk, code=A2, text=" ", actor=world.anggota) is None
    assert post(world, "ketua", a, "request", A2, teks="", usul=made.pk).status_code == 422


def test_a_returned_round_takes_up_the_proposals_to_its_questions(world):
    a = handed_in(world)
    for code in (A1, A2):
        propose_return(a.pk, code=code, text=f"Usul {code}", actor=world.anggota)
    found = returned(world, a)
    assert dict(ReturnProposal.objects.values_list("code", "round")) == {A1: found.pk, A2: None}
    html = page(world, "ketua", a)
    assert [f"Usul {code}" in html for code in (A1, A2)] == [False, True]


# --- returning -----------------------------------------------------------------------------------------------


def test_the_lead_returns_the_unit_until_the_last_second_of_a_day(world):
    a = handed_in(world)
    save_request(a.pk, code=A1, text="SK?", seen=0, actor=world.ketua)
    response = give_back(world, a, in_days(7))
    assert (response.status_code, response["Location"], fresh(a).state) == (302, rounds_url(a), "perbaikan")
    due = Round.objects.get().due.astimezone(world.instansi.zone)
    assert (due.date(), f"{due:%H:%M:%S}") == (in_days(7), "23:59:59")
    assert "23.59 WIB · sisa 7 hari" in page(world, "ketua", a)
    assert give_back(world, a, in_days(9)).status_code == 302
    assert (Round.objects.count(), Round.objects.get().due.astimezone(world.instansi.zone)) == (1, due)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("", "Isi batas perbaikan."),
        ("kapan", "Masukkan tanggal yang valid."),
        ("0001-01-01", "sudah lewat. Pilih hari yang akan datang."),
        ("9999-12-31", "Batas perbaikan paling lama satu tahun dari sekarang."),
    ],
)
def test_a_due_date_that_cannot_be_is_refused_in_words(world, due, said):
    a = handed_in(world)
    save_request(a.pk, code=A1, text="SK?", seen=0, actor=world.ketua)
    response = give_back(world, a, due)
    assert (response.status_code, fresh(a).state) == (422, State.PENILAIAN_TPI)
    html = response.content.decode()
    assert said in html
    assert f'value="{due}"' in html or not due


def test_without_requests_nothing_is_returned(world):
    a = handed_in(world)
    response = give_back(world, a, in_days(7))
    assert (response.status_code, Round.objects.count()) == (422, 0)
    assert "Belum ada pertanyaan yang diminta diperbaiki." in response.content.decode()
