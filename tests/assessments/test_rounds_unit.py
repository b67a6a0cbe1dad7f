"""The unit's side of a round: what it sees and mends, drafted evidence, replies."""

import re

import pytest
from django.urls import reverse

from assessments.models import EvidenceUse, RoundRequest
from assessments.services.rounds import propose_return, save_reply, save_request
from tests.assessments.answering import HX, area_url
from tests.assessments.answering import save as save_answer
from tests.assessments.round_pages import file_status, page, post, rounds_url
from tests.assessments.rounds import A1, A2, ASKED, PP, attach, handed_in, returned
from tests.assessments.tpi import finalised, tpi_url


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
