"""Whom marks on evidence are told: the unit, a request, the reading pane, the history."""

import pytest

from assessments.models import EvidenceUse, RoundRequest, State
from assessments.views.marks.rows import MarkRow, row_in_pane
from tests.assessments.marks import (
    FINAL,
    HX,
    MEMBER,
    area,
    post_mark,
    put_mark,
    rounds,
)
from tests.assessments.rounds import A1, A2, ASKED, PP, handed_in, resubmitted, returned
from tests.assessments.test_answering_page import make_use
from tests.assessments.test_rounds_pages import queries_of
from tests.assessments.tpi import finalised, html_of, submitted, tpi_url


@pytest.fixture
def a(world):
    """The unit has submitted, with evidence at A1."""
    return handed_in(world)


@pytest.fixture
def use(a) -> EvidenceUse:
    """That evidence."""
    return EvidenceUse.objects.get(assessment=a, code=A1)


# --- the unit ------------------------------------------------------------------------------------------------


def test_the_unit_reads_marks_with_the_round_as_they_were_and_no_others(world, a, use):
    other = make_use(world, a, A2, title="SK Pokja")
    put_mark(world, use, "sebagian", "hlm. 4", "BARU SATU BULAN")
    put_mark(world, other, "tidak", "hlm. 2", "TIDAK DITANYAKAN")
    put_mark(world, use, "tidak", "", "KATA ANGGOTA", actor=world.anggota, kind=MEMBER)
    for html in (area(world, "petugas", a), rounds(world, "petugas", a)):
        assert [word in html for word in ("BARU SATU BULAN", "TIDAK DITANYAKAN", "KATA ANGGOTA")] == [
            False
        ] * 3
    returned(world, a)
    put_mark(world, use, "meyakinkan", "hlm. 1", "BERUBAH PIKIRAN")
    for who in ("petugas", "pimpinan_unit", "petugas_pokja"):
        for html in (area(world, who, a), rounds(world, who, a)):
            assert html.count("Sebagian, hlm. 4") == 1
            assert html.count("BARU SATU BULAN") == 1
            hidden = ("TIDAK DITANYAKAN", "KATA ANGGOTA", "BERUBAH PIKIRAN", "Meyakinkan", "tanda/")
            assert [word for word in hidden if word in html] == []
    assert "BARU SATU BULAN" not in area(world, "admin", a)
    assert "BARU SATU BULAN" in rounds(world, "anggota2", a)  # the team may know what the unit was told
    resubmitted(world, a)
    assert (
        "BARU SATU BULAN" in area(world, "petugas", a),
        "BARU SATU BULAN" in rounds(world, "petugas", a),
    ) == (
        False,
        True,
    )


def test_the_mark_on_evidence_that_the_unit_took_off_stays_with_the_round(world, a, use):
    put_mark(world, use, "tidak", "hlm. 4", "SK TAHUN LALU")
    returned(world, a)
    response = world.client("petugas").post(f"/bukti/{use.pk}/lepas/", headers=HX)
    assert ("SK TAHUN LALU" in response.content.decode(), response.status_code) == (False, 200)
    resubmitted(world, a)
    assert rounds(world, "petugas", a).count("SK TAHUN LALU") == 1
    assert "SK TAHUN LALU" not in html_of(world, "ketua", a)


def test_after_the_release_unit_and_instansi_read_the_final_marks(world):
    a = submitted(world)
    use = make_use(world, a, A1)
    put_mark(world, use, "tidak", "hlm. 7", "KATA KETUA")
    put_mark(world, use, "sebagian", "hlm. 8", "KATA ANGGOTA", actor=world.anggota, kind=MEMBER)
    finalised(world)
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        for html in (area(world, who, a), html_of(world, who, a)):
            assert [html.count("Tidak meyakinkan, hlm. 7"), html.count("KATA KETUA")] == [1, 1]
            assert [word for word in ("KATA ANGGOTA", "tanda/", "bukti ditandai") if word in html] == []
        html = html_of(world, who, a, query="?filter=tidak")
        assert ('id="q-A-I-1-i-a"' in html, 'id="q-A-I-1-i-b"' in html) == (True, False)
    world.assessment(State.PENILAIAN_TPI)  # opened again
    assert "KATA KETUA" not in area(world, "petugas", a)


def test_after_the_release_nothing_tells_of_evidence_without_a_mark(world):
    a = submitted(world)
    make_use(world, a, A1)
    finalised(world)
    for who in ("petugas", "admin", "anggota"):
        html = html_of(world, who, a)
        assert [
            word for word in ("ditandai", "filter=bukti", "filter=tidak", "f-mark-") if word in html
        ] == []


# --- into a request ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [True, False])
def test_one_click_takes_the_notes_into_the_request(world, a, use, htmx):
    put_mark(world, use, "sebagian", "hlm. 4", "Baru satu bulan.")
    page = html_of(world, "ketua", a)
    assert page.count("Pakai catatan bukti") == 1
    url = f"/penilaian/{a.pk}/perbaikan/{A1}/permintaan/"
    data = {"version": "0", "teks": "Lengkapi.", "usul": "tanda", "halaman": "MP"}
    response = world.client("ketua").post(url, data, headers=HX if htmx else {})
    assert response.status_code == (200 if htmx else 302)
    text = RoundRequest.objects.get(code=A1).text
    title = use.revision.document.title
    assert text == f"Lengkapi.\n\n“{title}” (hlm. 4) baru meyakinkan sebagian: Baru satu bulan."
    assert "Pakai catatan bukti" not in html_of(world, "ketua", a)
    assert "Pakai catatan bukti" not in rounds(world, "ketua", a)
    if htmx:
        assert "sudah dipakai" in response.content.decode()


def test_a_mark_moves_what_can_be_taken_into_the_request(world, use):
    html = post_mark(world.client("ketua"), use, "tidak", kind=FINAL, catatan="Tahun lalu.").content.decode()
    assert 'id="n-minta-A-I-1-i-a" hx-swap-oob="true"' in html
    assert "Pakai catatan bukti" in html
    html = post_mark(world.client("anggota"), use, "tidak").content.decode()
    assert "n-minta" not in html


def test_notes_are_taken_on_the_page_of_the_rounds_too(world, a, use):
    put_mark(world, use, "tidak", "", "Tahun lalu.")
    for code in (A1, PP):
        url = f"/penilaian/{a.pk}/perbaikan/{code}/permintaan/"
        world.client("ketua").post(url, {"version": "0", "teks": ASKED[code]})
    assert rounds(world, "ketua", a).count("Pakai catatan bukti") == 1
    assert "Tahun lalu." not in rounds(world, "anggota", a)


def test_there_is_nothing_to_take_where_all_convinces(world, a, use):
    put_mark(world, use, "meyakinkan", "hlm. 4", "Jelas.")
    assert "Pakai catatan bukti" not in html_of(world, "ketua", a)
    url = f"/penilaian/{a.pk}/perbaikan/{A1}/permintaan/"
    response = world.client("ketua").post(url, {"version": "0", "teks": "Ketikan saya", "usul": "tanda"})
    assert (response.status_code, "Ketikan saya" in response.content.decode()) == (422, True)


# --- in the reading pane -------------------------------------------------------------------------------------


def pane(world, who: str, use: EvidenceUse, query: str = "") -> str:
    response = world.client(who).get(f"/bukti/{use.pk}/baca/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_mark_begun_in_the_pane_begins_at_the_page_that_is_open(world, use):
    html = pane(world, "anggota", use, "?hal=1&dari=soal")
    assert 'name="hlm" value="bagian 1"' in html  # a text file has parts, no pages
    assert '<input type="hidden" name="halaman" value="baca">' in html
    put_mark(world, use, "sebagian", "hlm. 4", "", actor=world.anggota, kind=MEMBER)
    assert 'name="hlm" value="hlm. 4"' in pane(world, "anggota", use, "?hal=1")
    assert "f-mark-" not in pane(world, "pengendali", use)


@pytest.mark.parametrize(
    ("leaf", "unit", "version", "editable", "page"),
    [
        (3, "halaman", 0, True, "hlm. 3"),
        (2, "lembar", 0, True, "lembar 2"),
        (None, "", 0, True, ""),
        (3, "halaman", 2, True, "hlm. 9"),
        (3, "halaman", 0, False, ""),
    ],
)
def test_the_open_page_is_offered_until_something_is_written(use, leaf, unit, version, editable, page):
    stored = "hlm. 9" if version else ""
    row = MarkRow(use, MEMBER, "baca", True, editable, page=stored, version=version)
    assert row_in_pane(row, leaf=leaf, unit=unit, way="soal").page == page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_mark_from_the_pane_comes_back_to_its_page(world, use, htmx):
    response = post_mark(
        world.client("ketua"), use, "tidak", kind=FINAL, htmx=htmx, halaman="baca", hal="3", dari="soal"
    )
    if htmx:
        html = response.content.decode()
        assert (response.status_code, f'id="mv-{use.pk}" value="1"' in html) == (200, True)
        assert [word for word in ('id="mc-', "zi-filter", "n-minta") if word in html] == []
    else:
        assert (response.status_code, response["Location"]) == (
            302,
            f"/bukti/{use.pk}/baca/?hal=3&dari=soal",
        )
    hostile = post_mark(
        world.client("ketua"),
        use,
        "",
        kind=FINAL,
        version=1,
        htmx=False,
        halaman="baca",
        hal="//jahat.id",
        dari="x&y",
    )
    assert hostile["Location"] == f"/bukti/{use.pk}/baca/?hal=%2F%2Fjahat.id&dari=x%26y"


def test_the_unit_reads_in_the_pane_what_was_told_and_no_more(world, a, use):
    put_mark(world, use, "sebagian", "hlm. 4", "BARU SATU BULAN")
    put_mark(world, use, "tidak", "", "KATA ANGGOTA", actor=world.anggota, kind=MEMBER)
    assert "BARU SATU BULAN" not in pane(world, "petugas", use)
    returned(world, a)
    put_mark(world, use, "meyakinkan", "", "BERUBAH PIKIRAN")

    def seen(who: str) -> list[str]:
        html = pane(world, who, use)
        return [word for word in ("BARU SATU BULAN", "KATA ANGGOTA", "BERUBAH PIKIRAN") if word in html]

    assert {who: seen(who) for who in ("petugas", "admin", "anggota2", "anggota", "ketua")} == {
        "petugas": ["BARU SATU BULAN"],
        "admin": [],
        "anggota2": [],
        "anggota": ["KATA ANGGOTA"],
        "ketua": ["KATA ANGGOTA", "BERUBAH PIKIRAN"],
    }
    world.assessment(State.SELESAI_TPI)
    assert {who: seen(who) for who in ("petugas", "admin")} == {
        "petugas": ["BERUBAH PIKIRAN"],
        "admin": ["BERUBAH PIKIRAN"],
    }


# --- history -------------------------------------------------------------------------------------------------


def test_history_tells_each_what_the_sheets_tell(world, a, use):
    put_mark(world, use, "sebagian", "hlm. 4", "CATATAN KETUA")
    put_mark(world, use, "tidak", "hlm. 5", "CATATAN MAYA", actor=world.anggota, kind=MEMBER)

    def read(who: str) -> list[bool]:
        texts = [
            world.client(who).get(f"/penilaian/{a.pk}/riwayat/").content.decode(),
            world.client(who).get(f"/penilaian/{a.pk}/riwayat/{A1}/").content.decode(),
        ]
        found = [[word in text for word in ("CATATAN KETUA", "CATATAN MAYA")] for text in texts]
        assert found[0] == found[1]
        return found[0]

    assert {who: read(who) for who in ("ketua", "anggota", "anggota2", "petugas", "admin")} == {
        "ketua": [True, True],
        "anggota": [False, True],
        "anggota2": [False, False],
        "petugas": [False, False],
        "admin": [False, False],
    }


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_marks_take_one_query_however_many_there_are(world, a, many):
    for code in (A1, A2, PP)[:many]:
        for number in range(many):
            use = make_use(world, a, code, title=f"SK {number}")
            put_mark(world, use, "tidak", "hlm. 1", "Tahun lalu.")
            put_mark(world, use, "sebagian", actor=world.anggota, kind=MEMBER)
    one = f"/penilaian/{a.pk}/tpi/soal/{A1}/"
    for who in ("ketua", "anggota", "petugas"):  # a look is noted once a minute
        world.client(who).get(tpi_url(a))
    # session, person, roles, seats, conflicts; the unit's year; sheets, answers, seats of the team; last look;
    # evidence, the marks on it, discussion, considerations, rounds, proposals
    assert [queries_of(world, "ketua", url) for url in (tpi_url(a), one)] == [16, 16]
    # a member: neither discussion nor considerations nor the seats of the team, but what happened to the own sheet
    assert queries_of(world, "anggota", tpi_url(a)) == 14
    # the page of the rounds, before there is one: only what the lead may take into a request
    assert queries_of(world, "ketua", f"/penilaian/{a.pk}/perbaikan/") == 9
    # the unit before anything is released: none for marks; counts of the registers
    assert queries_of(world, "petugas", f"/penilaian/{a.pk}/area/MP/") == 11
