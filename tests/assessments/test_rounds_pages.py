"""The pages of the rounds: what lead, member, unit and the others get, and what they can write."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.models import EvidenceUse, ReturnProposal, Round, RoundRequest, State
from assessments.services import evidence
from assessments.services.rounds import propose_return, save_reply, save_request
from assessments.services.workflow import move
from tests.assessments.answering import HX, area_url
from tests.assessments.answering import save as save_answer
from tests.assessments.rounds import (
    A1,
    A2,
    ASKED,
    PP,
    attach,
    handed_in,
    mend,
    overdue,
    reply_all,
    resubmitted,
    returned,
)
from tests.assessments.tpi import finalised, tpi_url
from tests.factories.assessments import fresh

NO = Given("Tidak", note="Belum ada SK tahun ini.")
EVIL = '<script>alert("x")</script>'


def rounds_url(a) -> str:
    return reverse("assessments:rounds", args=[a.pk])


def page(world, who, a) -> str:
    response = world.client(who).get(rounds_url(a))
    assert response.status_code == 200
    return response.content.decode()


def post(world, who, a, name: str, code: str, *, htmx: bool = True, **data):
    url = reverse(f"assessments:round_{name}", args=[a.pk, code])
    return world.client(who).post(url, {"version": "0", **data}, headers=HX if htmx else {})


def give_back(world, a, due, who="ketua"):
    return world.client(who).post(reverse("assessments:round_return", args=[a.pk]), {"due": str(due)})


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


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


# --- the unit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["petugas", "petugas_pokja", "pimpinan_unit"])
def test_a_draft_round_is_not_there_for_the_unit(world, who):
    a = handed_in(world)
    before = page(world, who, a)
    save_request(a.pk, code=A1, text="RAHASIA", seen=0, actor=world.ketua)
    propose_return(a.pk, code=A2, text="RAHASIA", actor=world.anggota)
    assert plain(page(world, who, a)) == plain(before)
    assert "Belum ada putaran perbaikan" in before


def test_a_result_without_rounds_promises_none(world):
    html = page(world, "petugas", finalised(world))
    assert "Penilaian TPI selesai tanpa meminta perbaikan." in html
    assert "Belum ada putaran perbaikan" not in html


def plain(html: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+|"X-CSRFToken": "[^"]+', "", html)


def test_the_unit_sees_the_requests_and_nobody_of_tpi(world):
    a = handed_in(world)
    propose_return(a.pk, code=A1, text="USUL ANGGOTA", actor=world.anggota)
    returned(world, a)
    for html in (page(world, "petugas", a), world.client("petugas").get(area_url(a)).content.decode()):
        assert ASKED[A1] in html
        told = [n for n in ("Hendra", "Maya", "Rudi Hartono", "Sri Wahyuni", "USUL") if n in html]
        assert told == []


def test_only_what_is_asked_is_a_form(world):
    a = handed_in(world)
    returned(world, a)
    html = world.client("petugas").get(area_url(a)).content.decode()
    assert re.findall(r'action="/penilaian/\d+/jawab/([^/]+)/', html) == [A1]
    assert re.findall(r'href="/penilaian/\d+/bukti/([^/]+)/tambah/', html) == [A1]
    assert "1 pertanyaan di bagian ini diminta diperbaiki" in html
    asked = world.client("petugas").get(f"{area_url(a)}?saring=diminta").content.decode()
    assert asked.count('class="zi-question"') == 1
    none = world.client("petugas").get(area_url(a, "TT")).content.decode()
    assert "TPI tidak meminta perbaikan di bagian ini, jadi hanya dapat dibaca." in none
    pokja = world.client("petugas_pokja").get(area_url(a, "PP")).content.decode()
    assert (ASKED[PP] in pokja, "<textarea" in pokja.split("zi-questions-head")[1].split("komentar")[0]) == (
        True,
        False,
    )
    form = reverse("assessments:evidence_add", args=[a.pk, A2])
    assert world.client("petugas").get(form).status_code == 403


@pytest.mark.parametrize("htmx", [True, False])
def test_the_unit_mends_an_answer_and_tpi_reads_the_old_one(world, htmx):
    a = handed_in(world)
    returned(world, a)
    response = save_answer(
        world.client("petugas"), a, A1, htmx=htmx, version=1, nilai="Tidak", catatan="CATATAN BARU"
    )
    assert response.status_code == (200 if htmx else 302)
    assert "CATATAN BARU" in world.client("petugas").get(area_url(a)).content.decode()
    for who in ("ketua", "anggota", "pengendali", "admin", "pimpinan_instansi"):
        assert "CATATAN BARU" not in world.client(who).get(area_url(a)).content.decode()
    assert "CATATAN BARU" not in world.client("ketua").get(tpi_url(a)).content.decode()
    assert save_answer(world.client("petugas"), a, A2, htmx=htmx, version=1, nilai="C").status_code == 403


def test_drafted_evidence_is_the_units_alone_and_what_was_taken_off_stays_for_tpi(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    new = attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    response = world.client("petugas").post(reverse("assessments:evidence_remove", args=[old.pk]), headers=HX)
    html = response.content.decode()
    assert (response.status_code, "sk-baru" in html, "sk-lama" in html) == (200, True, False)

    people = ("petugas", "ketua", "anggota", "admin")
    assert [file_status(world, who, new) for who in people] == [200, 404, 404, 404]
    assert [file_status(world, who, old) for who in people] == [200] * 4
    html = world.client("ketua").get(tpi_url(a)).content.decode()
    assert ("sk-lama" in html, "sk-baru" in html) == (True, False)
    own = page(world, "petugas", a)
    assert ("+ ditambah" in own, "− dilepas" in own) == (True, True)


def file_status(world, who, use) -> int:
    """How the file of a piece of evidence is answered; it is read to its end, which closes it."""
    response = world.client(who).get(reverse("assessments:evidence_file", args=[use.pk]))
    b"".join(response.streaming_content if response.streaming else [])
    return response.status_code


@pytest.mark.parametrize("htmx", [True, False])
def test_a_reply_saves_itself_and_a_conflict_shows_both(world, htmx):
    a = handed_in(world)
    returned(world, a)
    first = post(world, "petugas", a, "reply", A1, htmx=htmx, teks="Tanggapan satu")
    assert first.status_code == (200 if htmx else 302)
    second = post(world, "pimpinan_unit", a, "reply", A1, htmx=htmx, teks="Tanggapan dua")
    html = second.content.decode()
    assert second.status_code == 409
    assert [t in html for t in ("Tanggapan satu", "Tanggapan dua", "Siti Aminah")] == [True] * 3
    assert RoundRequest.objects.get(code=A1).reply == "Tanggapan satu"


def test_a_reply_on_the_page_of_the_rounds_moves_what_is_still_missing(world):
    a = handed_in(world)
    returned(world, a)
    assert "2 permintaan TPI belum ditanggapi" in page(world, "pimpinan_unit", a)
    html = post(world, "pimpinan_unit", a, "reply", A1, teks="Ya.", halaman="putaran").content.decode()
    assert '<span class="num" id="zi-replied" hx-swap-oob="true">1</span>' in html
    assert "1 permintaan TPI belum ditanggapi" in html
    html = post(world, "petugas", a, "reply", PP, teks="Ya.", halaman="putaran").content.decode()
    assert ("zi-not-yet" in html, 'id="zi-replied"' in html) == (False, True)


def test_replies_are_counted_for_tpi_and_not_told(world):
    a = handed_in(world)
    returned(world, a)
    save_reply(a.pk, code=A1, text="TANGGAPAN DRAF", seen=0, actor=world.petugas)
    for who in ("ketua", "anggota", "pengendali"):
        html = page(world, who, a)
        assert ("1 dari 2" in html, "TANGGAPAN DRAF" in html) == (True, False)
        assert "TANGGAPAN DRAF" not in world.client(who).get(tpi_url(a)).content.decode()
    assert world.client("admin").get(rounds_url(a)).status_code == 403


# --- closing, and what is over ---------------------------------------------------------------------------------


def test_closing_is_offered_after_the_due_date(world):
    a = handed_in(world)
    returned(world, a)
    assert "Setelah batasnya lewat" in page(world, "ketua", a)
    overdue(a)
    html = page(world, "ketua", a)
    assert ("lewat 2 hari" in html, 'name="alasan"' in html) == (True, True)
    assert 'name="alasan"' not in page(world, "pengendali", a)
    assert "tercatat terlambat" in page(world, "petugas", a)
    save_reply(a.pk, code=A1, text="TANGGAPAN DRAF", seen=0, actor=world.petugas)
    url = reverse("assessments:move", args=[a.pk, "tutup_perbaikan"])
    world.client("ketua").post(url, {"alasan": " "})
    assert fresh(a).state == State.PERBAIKAN
    world.client("ketua").post(url, {"alasan": "TIDAK DIJAWAB"})
    assert fresh(a).state == State.PENILAIAN_TPI
    told = {who: page(world, who, a) for who in ("ketua", "anggota", "petugas")}
    assert {who: "Ditutup tanpa jawaban" in html for who, html in told.items()} == dict.fromkeys(told, True)
    assert {who: "TIDAK DIJAWAB" in html for who, html in told.items()} == {
        "ketua": True,
        "anggota": True,
        "petugas": False,
    }
    assert [who for who, html in told.items() if "TANGGAPAN DRAF" in html] == []


def test_afterwards_everybody_who_may_sees_what_changed(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    mend(world, a, A1, NO)
    attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(old.pk, actor=world.petugas)
    overdue(a)
    a = resubmitted(world, a)
    for html in (
        page(world, "ketua", a),
        page(world, "petugas", a),
        world.client("ketua").get(tpi_url(a)).content.decode(),
        world.client("anggota").get(tpi_url(a)).content.decode(),
    ):
        assert "terlambat 2 hari" in html
        assert "Sudah diperbaiki." in html
        assert re.search(r"<del>.*Ya — .*</del>.*<ins>.*Tidak — .*</ins>", html)
        assert re.search(
            r"<ins><span class=\"visually-hidden\">\[ditambah: </span>Belum ada SK tahun ini\.", html
        )
        assert re.search(r"\+ ditambah</b> <a href=\"/bukti/\d+/baca/[^>]*>sk-baru</a>", html)
        assert f'− dilepas</b> <a href="/bukti/{old.pk}/baca/?dari=' in html
    assert "Catatan dan bukti tidak berubah." in page(world, "ketua", a)
    assert ("Hendra" in page(world, "petugas", a), "Hendra" in page(world, "ketua", a)) == (False, True)
    assert file_status(world, "ketua", old) == 200


def test_after_the_release_the_instansi_reads_the_rounds_without_names(world):
    a = handed_in(world)
    propose_return(a.pk, code=A2, text="USUL TERTINGGAL", actor=world.anggota)
    returned(world, a)
    resubmitted(world, a)
    a = world.assessment(State.SELESAI_TPI)
    for who in ("admin", "pimpinan_instansi", "petugas"):
        html = page(world, who, a)
        assert ASKED[A1] in html
        assert [word for word in ("Hendra", "Maya", "USUL") if word in html] == []


# --- where it is told ------------------------------------------------------------------------------------------


def test_the_next_steps_and_the_due_date_stand_where_people_look(world):
    a = handed_in(world)
    unit_page = reverse("assessments:assessment", args=[a.pk])
    assert "Minta perbaikan" in world.client("ketua").get(unit_page).content.decode()
    returned(world, a)
    told = {who: world.client(who).get(unit_page).content.decode() for who in ("petugas", "ketua", "admin")}
    assert "Perbaiki 2 yang diminta TPI" in told["petugas"]
    assert "Lihat putaran perbaikan" in told["ketua"]
    assert re.search(
        r"Putaran 1: batas \d+ \w+ \d+, 23\.59 WIB \(sisa 7 hari\), 2 permintaan\.", told["admin"]
    )
    assert [word for word in (*ASKED.values(), A1) if word in told["admin"]] == []
    for who, url in (
        ("petugas", "/"),
        ("ketua", reverse("assessments:tpi_queue")),
        ("admin", reverse("assessments:period", args=["KAB-X", 2026])),
    ):
        assert "sisa 7 hari" in world.client(who).get(url).content.decode()
    reply_all(world, a)
    assert "Ajukan perbaikan" in world.client("pimpinan_unit").get(unit_page).content.decode()
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    assert "Perbaiki 2" not in world.client("petugas").get(unit_page).content.decode()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("petugas", "Semua permintaan TPI"),
        ("admin", "Unit sedang memperbaiki yang diminta TPI; yang terlihat adalah yang terakhir diajukan."),
        ("ketua", "Anda membaca jawaban unit sebagai Ketua TPI."),
    ],
)
def test_the_answering_page_says_why_it_can_only_be_read(world, who, said):
    a = handed_in(world)
    returned(world, a)
    assert said in world.client(who).get(area_url(a)).content.decode()


# --- queries -------------------------------------------------------------------------------------------------


def queries_of(world, who: str, url: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as found:
        assert world.client(who).get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize("many", [False, True])
def test_the_pages_take_the_same_queries_for_one_request_and_for_many(world, many):
    a = handed_in(world)
    here, area, tpi = rounds_url(a), area_url(a), tpi_url(a)
    asked = list(world.instrument.questions)[:20] if many else [A1]
    for person in (world.anggota, world.anggota2) if many else (world.anggota,):
        for code in asked:
            propose_return(a.pk, code=code, text=f"Usul {code}", actor=person)
    for code in asked:
        save_request(a.pk, code=code, text=f"Permintaan {code}", seen=0, actor=world.ketua)
    for who in ("ketua", "anggota", "petugas", "pimpinan_unit"):
        world.client(who).get(here)
    # session, user, memberships, seats; conflicts of interest of who has a seat; assessment; rounds, requests;
    # proposals; whether a member is excused, for the lead what the marks on evidence say
    got = [queries_of(world, who, here) for who in ("ketua", "anggota", "petugas")]
    assert got == [10, 10, 7]
    give_back(world, a, in_days(7))
    for code in asked:
        attach(world, a, code, f"{code}.txt", f"bukti {code}\n".encode())
    # for the unit also the drafts, evidence as it has it, evidence ever; for its head what ajukan_perbaikan asks:
    # the unit's sheet, its answers, the drafts, the round, its requests; the marks that were told with the round
    assert [queries_of(world, who, here) for who in ("petugas", "pimpinan_unit")] == [11, 16]
    # sheet, answers, drafts, evidence, comments, lines of check-lists, round, requests, told marks
    assert [queries_of(world, who, area) for who in ("petugas", "ketua")] == [14, 9]
    resubmitted(world, a)
    # and the documents of evidence that came or went, the marks that were told
    assert [queries_of(world, who, here) for who in ("ketua", "petugas")] == [12, 9]
    for who in ("ketua", "anggota"):
        world.client(who).get(tpi)  # a look is noted once a minute
    # what the page takes without rounds (the lead also the discussion and the marks on evidence), and the requests
    assert [queries_of(world, who, tpi) for who in ("ketua", "anggota")] == [17, 13]


def test_the_overview_takes_no_query_for_a_round(world):
    a = handed_in(world)
    pages = (("admin", reverse("assessments:period", args=["KAB-X", 2026])), ("petugas", "/"))
    for who, url in pages:
        world.client(who).get(url)
    before = [queries_of(world, who, url) for who, url in pages]
    returned(world, a)
    assert [queries_of(world, who, url) for who, url in pages] == before
